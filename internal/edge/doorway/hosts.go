package doorway

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// KnownHosts answers 421 to a request for a host name that is not ours, so that no foreign
// name can be pointed at us (DNS rebinding) and no foreign name gets into a link. Ours are the
// host of the public URL, the given names, localhost, and every literal IP address while no
// public URL is set (a literal address cannot be rebound). /healthz and /readyz answer to any
// name, since probes invent theirs.
func KnownHosts(publicURL string, hosts []string, fail FailFunc) Middleware {
	known := map[string]bool{"localhost": true}
	for _, h := range hosts {
		known[hostOf(h)] = true
	}
	public, err := url.Parse(publicURL)
	hasPublic := err == nil && public.Host != ""
	if hasPublic {
		known[hostOf(public.Host)] = true
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			host := hostOf(r.Host)
			_, notIP := netip.ParseAddr(host)
			switch {
			case known[host], isLoopbackName(host), r.URL.Path == "/healthz", r.URL.Path == "/readyz",
				!hasPublic && notIP == nil:
				next.ServeHTTP(w, r)
			default:
				fail(w, r, refuse(http.StatusMisdirectedRequest, "This server does not answer for the name %.80q.", host).
					Next("Use its usual address, or set CANDOR_PUBLIC_URL to the address that people use."))
			}
		})
	}
}

// hostOf is the bare, lower-case name or address in a Host header: without port, brackets and
// final dot.
func hostOf(s string) string {
	u := url.URL{Host: s}
	return strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
}

// SameOrigin answers 403 to writes that a browser sends from another site. Programs, which
// send neither Sec-Fetch-Site nor Origin, pass: they have no cookies to be abused.
func SameOrigin(publicURL string, fail FailFunc) Middleware {
	cop := http.NewCrossOriginProtection()
	if u, err := url.Parse(publicURL); err == nil && u.Host != "" {
		// Behind a proxy that rewrites Host, Origin still has the public name, as browsers
		// write it. The only error is a URL without scheme or host, which was just excluded.
		_ = cop.AddTrustedOrigin(asOrigin(u))
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := cop.Check(r); err != nil {
				fail(w, r, refuse(http.StatusForbidden, "This request came from another site, so nothing was changed.").
					Next("Open Candor itself and repeat it there. Behind a proxy, set CANDOR_PUBLIC_URL."))
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// asOrigin writes a URL as browsers write an origin: lower case, without the usual port.
func asOrigin(u *url.URL) string {
	origin := strings.ToLower(u.Scheme + "://" + u.Host)
	switch {
	case strings.HasPrefix(origin, "https://"):
		return strings.TrimSuffix(origin, ":443")
	case strings.HasPrefix(origin, "http://"):
		return strings.TrimSuffix(origin, ":80")
	}
	return origin
}

// Credentials answers 400 to two Authorization headers, and to a token in the query string of
// the API: queries end up in logs and histories.
func Credentials(fail FailFunc) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case len(r.Header.Values("Authorization")) > 1:
				fail(w, r, refuse(http.StatusBadRequest, "There are two Authorization headers.").Next("Send one."))
			case strings.HasPrefix(r.URL.Path, "/api/") && hasTokenInQuery(r.URL.RawQuery):
				fail(w, r, refuse(http.StatusBadRequest, "A token does not belong in the address.").
					Next("Send it in the header, as Authorization: Bearer <token>. Replace that token: it may be in a log."))
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

func hasTokenInQuery(raw string) bool {
	q, _ := url.ParseQuery(raw) // What cannot be parsed is refused by whoever reads the query.
	for name := range q {
		switch strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name)) {
		case "token", "accesstoken", "apitoken", "apikey", "authorization", "bearer", "authtoken":
			return true
		}
	}
	return false
}
