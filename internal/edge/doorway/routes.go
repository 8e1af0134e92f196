package doorway

import (
	"net/http"
	"strconv"
	"strings"
)

// Routed serves mux, and answers what the mux does not know through fail: 404, or 405 with
// Allow. It also tells the access log which route matched.
func Routed(mux *http.ServeMux, fail FailFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			if rec := recordOf(r.Context()); rec != nil {
				rec.route = pattern
			}
			mux.ServeHTTP(w, r)
			return
		}
		said := &deaf{header: http.Header{}}
		h.ServeHTTP(said, r)
		if said.status == http.StatusMethodNotAllowed {
			allow := said.header.Get("Allow")
			w.Header().Set("Allow", allow)
			fail(w, r, refuse(said.status, "%.20s is not possible here.", r.Method).Next("Use "+strings.ReplaceAll(allow, ", ", " or ")+"."))
			return
		}
		fail(w, r, refuse(http.StatusNotFound, "There is nothing at this address.").Next("Check the address."))
	})
}

// deaf is a ResponseWriter that keeps the header and the status and forgets the body.
type deaf struct {
	header http.Header
	status int
}

func (d *deaf) Header() http.Header         { return d.header }
func (d *deaf) Write(b []byte) (int, error) { return len(b), nil }
func (d *deaf) WriteHeader(status int)      { d.status = status }

// Negotiate returns the first of offers that the Accept header of r takes; without that
// header, the first. Otherwise a refusal with 406 that names the offers.
func Negotiate(r *http.Request, offers ...string) (string, error) {
	accept := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(accept) == "" {
		return offers[0], nil
	}
	best, most := "", 0.0
	for _, offer := range offers {
		if q := quality(accept, offer); q > most {
			best, most = offer, q
		}
	}
	if best == "" {
		return "", refuse(http.StatusNotAcceptable, "This is not available as %.80q.", accept).
			Next("It is available as " + strings.Join(offers, " or ") + ".")
	}
	return best, nil
}

// quality is how much an Accept header wants a media type: the most specific range decides.
func quality(accept, offer string) float64 {
	group, _, _ := strings.Cut(offer, "/")
	q, specific := 0.0, 0
	for _, part := range strings.Split(accept, ",") {
		fields := strings.Split(part, ";")
		rank := 0
		switch strings.ToLower(strings.TrimSpace(fields[0])) {
		case offer:
			rank = 3
		case group + "/*":
			rank = 2
		case "*/*":
			rank = 1
		}
		if rank > specific {
			q, specific = weight(fields[1:]), rank
		}
	}
	return q
}

func weight(params []string) float64 {
	for _, p := range params {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				return 0
			}
			return q
		}
	}
	return 1
}

// Serving answers 406 to requests whose Accept takes none of offers, before anything is done.
func Serving(fail FailFunc, offers ...string) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, err := Negotiate(r, offers...); err != nil {
				fail(w, r, err)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
