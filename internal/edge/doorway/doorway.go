// Package doorway is what every HTTP door of the house shares: strict bodies, limits,
// idempotency keys, versions, cursors, cookies, security headers, the access log, and how a
// problem becomes an answer. It refuses to know any deed, any page and any noun: it speaks
// only of requests, problems and actors.
//
// Start reading at Wrap, which puts the guards around the whole server in the one right
// order; then Fail, which every refusal ends in, and ReadJSON, where every body begins.
package doorway

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"time"
)

// Middleware is a guard that stands before a handler.
type Middleware = func(http.Handler) http.Handler

// DefaultMaxBody is the size of the largest request that any door takes: an evidence file.
const DefaultMaxBody = 32 << 20

// Config says what the guards need to know of this installation.
type Config struct {
	PublicURL string                   // Where people reach the server; empty: by IP address or as localhost.
	Hosts     []string                 // Further host names that the server answers for.
	Proxies   []netip.Prefix           // Peers whose forwarded headers are believed; see ParseProxies.
	MaxBody   int64                    // Zero means DefaultMaxBody.
	Limiter   *Limiter                 // Per client address; nil for no limit.
	Quiet     func(*http.Request) bool // Anonymous doors: their requests are logged without an address.
	Log       *slog.Logger
	Now       func() time.Time
	Fail      FailFunc // How refusals look; nil means Fail.
}

// Wrap puts the guards around h. From the outside in: a request ID, the access log and the
// recovery of panics; security headers; known hosts only; credentials only where they belong;
// no writes from foreign sites; the rate of one address; the size of a body.
func Wrap(h http.Handler, c Config) http.Handler {
	if c.Fail == nil {
		c.Fail = Fail
	}
	if c.MaxBody == 0 {
		c.MaxBody = DefaultMaxBody
	}
	h = LimitBody(c.MaxBody, c.Fail)(h)
	if c.Limiter != nil {
		h = Limit(c.Limiter, byAddress, c.Fail)(h)
	}
	h = SameOrigin(c.PublicURL, c.Fail)(h)
	h = Credentials(c.Fail)(h)
	h = KnownHosts(c.PublicURL, c.Hosts, c.Fail)(h)
	h = Headers(h)
	return observe(c)(h)
}

func byAddress(r *http.Request) string { return AddressKey(ClientAddr(r.Context())) }

func plural(n int64, unit string) string { return fmt.Sprintf("%d %s", n, unit) }

// shorten cuts s to n bytes at a character, so that an answer never repeats a whole attack.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
