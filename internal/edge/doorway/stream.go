package doorway

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
)

// frameTimeout is how long one frame may take: a client that does not read lets go of its place.
const frameTimeout = 15 * time.Second

// Stream answers with server-sent events. watch is given the function that writes and flushes
// bytes; it returns when the client is gone. It is called once the handler has returned, so that
// a connection that waits for hours holds nothing of what led to it. Deadlines are taken off the
// connection and set for each frame instead, by the clock of the machine (now must be the real
// one).
func Stream(w http.ResponseWriter, r *http.Request, now func() time.Time, watch func(send func([]byte) error)) error {
	if err := LongLived(w); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // Some proxies collect what they should pass on.
	w.WriteHeader(http.StatusOK)
	Afterwards(w, r, func(w http.ResponseWriter) {
		c := http.NewResponseController(w)
		watch(func(b []byte) error {
			if err := c.SetWriteDeadline(now().Add(frameTimeout)); err != nil {
				return err
			}
			if _, err := w.Write(b); err != nil {
				return err
			}
			return c.Flush()
		})
	})
	return nil
}

// wantsEvents says whether r asks for a stream of events, as browsers and our own programs do.
func wantsEvents(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// Position reads where a stream goes on: Last-Event-ID, else the query parameter after. -1
// means that the client named something that no stream has: it is answered with reset.
func Position(r *http.Request) (int64, error) {
	raw := r.Header.Get("Last-Event-ID")
	if raw == "" {
		raw = r.URL.Query().Get("after")
	}
	if raw == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(raw, 10, 64)
	if err != nil || n < 0 {
		return -1, nil
	}
	if len(raw) > 18 {
		return -1, problem.Invalid("after", "That position is too large.")
	}
	return n, nil
}
