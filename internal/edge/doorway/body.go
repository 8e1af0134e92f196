package doorway

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"candor.dev/candor/internal/domain/problem"
)

// kept is a body that was read once and can be read again from its beginning.
type kept struct {
	*bytes.Reader
	bytes []byte
}

func (kept) Close() error { return nil }

// BodyOf reads the whole body of r, at most max bytes, and puts it back, so that it may be
// called by middleware, by Once and by the handler in turn. TooLarge names the limit.
func BodyOf(r *http.Request, max int64) ([]byte, error) {
	if k, ok := r.Body.(kept); ok {
		if int64(len(k.bytes)) > max {
			return nil, tooLarge(max)
		}
		r.Body = keep(k.bytes)
		return k.bytes, nil
	}
	if r.Body == nil {
		r.Body = keep(nil)
		return nil, nil
	}
	if r.ContentLength > max {
		return nil, tooLarge(max)
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, max+1))
	if err != nil {
		return nil, bodyProblem(err)
	}
	if int64(len(b)) > max {
		return nil, tooLarge(max)
	}
	r.Body = keep(b)
	return b, nil
}

func keep(b []byte) kept { return kept{bytes.NewReader(b), b} }

func tooLarge(max int64) error {
	return problem.New(problem.KindTooLarge, "The body is larger than %s.", size(max)).Next("Send less.")
}

// bodyProblem says what stopped the reading of a body. A client that went away or was too
// slow is its own matter, not an internal failure.
func bodyProblem(err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return tooLarge(over.Limit)
	}
	return problem.Malformed("The body ended before it was complete.").Next("Send it again.").Because(err)
}

func size(n int64) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return plural(n>>20, "MiB")
	case n >= 1<<10 && n%(1<<10) == 0:
		return plural(n>>10, "KiB")
	}
	return plural(n, "bytes")
}

// checkJSONType accepts the media type application/json, uncompressed. Otherwise Unsupported,
// naming what is accepted.
func checkJSONType(h http.Header) error {
	if e := h.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return problem.New(problem.KindUnsupported, "A body with Content-Encoding %.40q is not accepted.", e).
			Next("Send it uncompressed.")
	}
	media, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err == nil && media == "application/json" {
		if c, ok := params["charset"]; !ok || strings.EqualFold(c, "utf-8") {
			return nil
		}
	}
	return problem.New(problem.KindUnsupported, "The body has to be JSON in UTF-8.").
		Next("Send it with Content-Type: application/json.")
}

// LimitBody refuses bodies larger than max before anything reads them: at once when the
// length is announced, otherwise while they arrive.
func LimitBody(max int64, fail FailFunc) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > max {
				fail(w, r, tooLarge(max))
				return
			}
			if len(r.TransferEncoding) > 0 {
				// net/http ignores a Content-Length beside Transfer-Encoding and does not tell. A
				// proxy that believed it would see the next request begin elsewhere: there is none.
				w.Header().Set("Connection", "close")
			}
			r.Body = http.MaxBytesReader(w, r.Body, max)
			next.ServeHTTP(w, r)
		})
	}
}
