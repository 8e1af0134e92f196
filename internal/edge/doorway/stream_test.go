package doorway_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/edge/doorway"
)

// ask sends one request to a handler behind the guards; it returns the answer, whether it was
// whole, and what was logged.
func ask(t *testing.T, accept string, h http.HandlerFunc) (status int, body, log string, cut error) {
	t.Helper()
	var logged bytes.Buffer
	srv := httptest.NewServer(doorway.Wrap(h, doorway.Config{Log: slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: time.Now}))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	res, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	b, cut := io.ReadAll(res.Body)
	_ = res.Body.Close() // Read to its end, or cut.
	srv.Close()          // The line is logged now.
	return res.StatusCode, string(b), logged.String(), cut
}

func TestAStreamGoesOnWhenItsHandlerHasReturned(t *testing.T) {
	t.Parallel()
	for _, accept := range []string{"text/event-stream", "*/*"} {
		returned := false
		_, body, log, cut := ask(t, accept, func(w http.ResponseWriter, r *http.Request) {
			defer func() { returned = true }()
			err := doorway.Stream(w, r, time.Now, func(send func([]byte) error) {
				if !returned {
					t.Error("the handler was still there")
				}
				for range 2 {
					if err := send([]byte(": \n\n")); err != nil {
						t.Error(err)
					}
				}
			})
			if err != nil {
				t.Error(err)
			}
		})
		if body != ": \n\n: \n\n" || cut != nil {
			t.Errorf("%s: %q %v", accept, body, cut)
		}
		if strings.Count(log, "\n") != 1 || !strings.Contains(log, `"status":200,"bytes":8`) {
			t.Errorf("%s: logged %s", accept, log)
		}
	}
}

func TestABrokenStreamIsCutAndLogged(t *testing.T) {
	t.Parallel()
	_, body, log, cut := ask(t, "text/event-stream", func(w http.ResponseWriter, r *http.Request) {
		_ = doorway.Stream(w, r, time.Now, func(send func([]byte) error) {
			_ = send([]byte(": \n\n"))
			panic("in the middle")
		})
	})
	if body != ": \n\n" || cut == nil {
		t.Errorf("a broken stream looked whole: %q", body)
	}
	if !strings.Contains(log, "panic: in the middle") {
		t.Errorf("logged %s", log)
	}
}

func TestAPanicBeforeAStreamIsAnswered(t *testing.T) {
	t.Parallel()
	status, _, log, cut := ask(t, "text/event-stream", func(http.ResponseWriter, *http.Request) { panic("too early") })
	if status != http.StatusInternalServerError || cut != nil {
		t.Errorf("%d %v", status, cut)
	}
	if !strings.Contains(log, "panic: too early") || !strings.Contains(log, "TestAPanicBeforeAStreamIsAnswered") {
		t.Errorf("logged %s", log)
	}
}
