package doorway

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/engine/aside"
)

// record is what is known of one request while it is answered.
type record struct {
	id    string
	addr  netip.Addr
	https bool
	actor person.ID
	route string
	cause error
	out   *answer
	rest  func() // What is left to do when the handler has returned; see Afterwards.
}

type recordKey struct{}

func recordOf(ctx context.Context) *record {
	rec, _ := ctx.Value(recordKey{}).(*record)
	return rec
}

// RequestID returns the ID of the request that ctx belongs to. It is ours: none is accepted
// from outside.
func RequestID(ctx context.Context) string {
	if rec := recordOf(ctx); rec != nil {
		return rec.id
	}
	return ""
}

// ClientAddr returns the address of the client, behind believed proxies if there are any.
func ClientAddr(ctx context.Context) netip.Addr {
	if rec := recordOf(ctx); rec != nil {
		return rec.addr
	}
	return netip.Addr{}
}

// IsHTTPS says whether the client speaks https to us or to a believed proxy.
func IsHTTPS(ctx context.Context) bool {
	rec := recordOf(ctx)
	return rec != nil && rec.https
}

// Absolute is the address of a path for people: below the public URL, or, while there is none,
// below the address by which they reached us.
func Absolute(r *http.Request, publicURL, path string) string {
	switch {
	case publicURL != "":
		return strings.TrimSuffix(publicURL, "/") + path
	case IsHTTPS(r.Context()):
		return "https://" + r.Host + path
	}
	return "http://" + r.Host + path
}

// NoteActor tells the access log who acts. It is never called for the anonymous door.
func NoteActor(ctx context.Context, id person.ID) {
	if rec := recordOf(ctx); rec != nil {
		rec.actor = id
	}
}

func newRequestID() string {
	b := make([]byte, 15)
	_, _ = rand.Read(b) // Never fails: the runtime stops the program instead.
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))
}

// observe gives each request its record, writes one log line when it is answered, and turns a
// panic into an answer.
func observe(c Config) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			started := c.Now()
			rec := &record{id: newRequestID()}
			rec.addr, rec.https = origin(r, c.Proxies)
			quiet := c.Quiet != nil && c.Quiet(r)
			r = r.WithContext(context.WithValue(r.Context(), recordKey{}, rec))
			rec.out = &answer{ResponseWriter: w}
			w.Header().Set("X-Request-Id", rec.id)
			defer func() {
				logAnswer(c.Log, r, rec, rec.out, c.Now().Sub(started), quiet)
				if rec.out.broken {
					panic(http.ErrAbortHandler) // The reply is cut: the client must not take it for whole.
				}
			}()
			handle := func() {
				defer mend(rec.out, r, c.Fail)
				next.ServeHTTP(rec.out, r)
			}
			if wantsEvents(r) {
				aside.Do(handle)
			} else {
				handle()
			}
			if rec.rest != nil && !rec.out.broken {
				defer mend(rec.out, r, c.Fail)
				rec.rest()
			}
		})
	}
}

// Afterwards leaves something to be done when the handler of r and all guards but the outermost
// have returned. What stays for hours then stays on a small stack, and what the handler read is
// let go. It is given the writer to use from then on.
func Afterwards(w http.ResponseWriter, r *http.Request, do func(http.ResponseWriter)) {
	rec := recordOf(r.Context())
	if rec == nil { // No guard is there to do it.
		do(w)
		return
	}
	rec.rest = func() { do(rec.out) }
}

// mend, deferred, turns a panic into an answer.
func mend(out *answer, r *http.Request, fail FailFunc) {
	if v := recover(); v != nil {
		answerPanic(out, r, v, fail)
	}
}

// answer remembers what was sent.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
	broken bool
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Flush is for handlers that look for http.Flusher themselves.
func (a *answer) Flush() {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	_ = http.NewResponseController(a.ResponseWriter).Flush() // A client that left is no matter here.
}

// LongLived takes the deadlines off a connection that stays open, such as an event stream.
// The writer then sets its own before each frame.
func LongLived(w http.ResponseWriter) error {
	c := http.NewResponseController(w)
	if err := c.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	return c.SetWriteDeadline(time.Time{})
}
