package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"sync"
	"testing"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/store/storetest"
)

// The request ID on the page of a failure is found in the log, with the reason; what went well
// is not there.
func TestTheIDOfAFailureLeadsToItsReason(t *testing.T) {
	t.Parallel()
	for name, on := range map[string]func(*app.Config){"sqlite": func(*app.Config) {}, "postgres": apptest.OnPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log logKept
			s := apptest.Start(t, on, func(c *app.Config) { c.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
			ask := func(path string) (int, string) {
				res, err := http.Get(s.URL() + path)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = res.Body.Close() }() // It is read whole below.
				body, err := io.ReadAll(res.Body)
				if err != nil {
					t.Fatal(err)
				}
				return res.StatusCode, string(body)
			}
			if status, _ := ask("/report"); status != http.StatusOK {
				t.Fatalf("the page is answered %d", status)
			}
			if _, err := storetest.Database(t, s.Store).ExecContext(t.Context(), `alter table services rename to services_gone`); err != nil {
				t.Fatal(err)
			}
			status, page := ask("/report")
			told := regexp.MustCompile(`[a-z2-7]{24}`).FindAllString(page, -1)
			if status != http.StatusInternalServerError || len(told) == 0 {
				t.Fatalf("the failure is answered %d without an ID: %s", status, page)
			}
			lines := log.requests(t)
			if len(lines) != 1 || lines[0].ID != told[len(told)-1] || lines[0].Status != status || lines[0].Error == "" || lines[0].Level != "ERROR" {
				t.Errorf("the page says %v, the log %+v", told, lines)
			}
		})
	}
}

// logKept is a log that can be read while it is written.
type logKept struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (k *logKept) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.b.Write(p)
}

type logged struct {
	Msg, Level, Error string
	ID                string `json:"request_id"`
	Status            int
}

// requests are the lines about requests.
func (k *logKept) requests(t *testing.T) (list []logged) {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	for d := json.NewDecoder(bytes.NewReader(k.b.Bytes())); d.More(); {
		var line logged
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		if line.Msg == "request" {
			list = append(list, line)
		}
	}
	return list
}
