package app_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

func get(t *testing.T, url, token string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestServerSaysThatItLives(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 401} {
			if got, body := get(t, s.URL()+path, ""); got != want {
				t.Errorf("%s answers %d: %s", path, got, body)
			}
		}
		token := s.Token(s.Administrator("Ana", "ana@example.com"), "administrator")
		if got, body := get(t, s.URL()+"/metrics", token); got != 200 || !strings.Contains(body, "candor_http_request_seconds") {
			t.Errorf("metrics answer an administrator with %d: %.200s", got, body)
		}
	})
}

func TestAnOpenStreamIsCountedAsUnderWay(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, s *apptest.Server) {
		id := s.Administrator("Ana", "ana@example.com")
		token := s.Token(id, person.Administrator)
		_, err := s.Desk.DeclareIncident(t.Context(), person.Actor{ID: id, Role: person.Administrator, Door: person.DoorAPI},
			desk.Declaration{Declaration: incident.Declaration{Title: "Checkout fails", Severity: "SEV1"}})
		if err != nil {
			t.Fatal(err)
		}
		for i, path := range []string{"/incidents/INC-1/live", "/api/v1/incidents/INC-1/stream"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+token)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()
			if _, err := io.ReadFull(res.Body, make([]byte, 10)); err != nil {
				t.Fatal(err)
			}
			open := fmt.Sprintf("candor_http_requests_open %d\n", i+2) // And the one that asks.
			if _, body := get(t, s.URL()+"/metrics", token); !strings.Contains(body, open) {
				t.Errorf("%s: there is no %q in %s", path, open, body)
			}
		}
	})
}

func TestAPortThatIsTakenIsNamedWithAnother(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t)
	addr := strings.TrimPrefix(s.URL(), "http://")
	_, err := app.Start(t.Context(), app.Config{Addr: addr, Data: filepath.Join(t.TempDir(), "d")})
	p := problem.Of(err)
	_, port, _ := strings.Cut(addr, ":")
	if p == nil || p.Kind != problem.KindConflict || p.Say != "Port "+port+" is taken." || !strings.Contains(p.Hint, "CANDOR_ADDR=127.0.0.1:") {
		t.Errorf("got %+v", p)
	}
	_, err = app.Start(t.Context(), app.Config{Addr: "192.0.2.1:0", Data: filepath.Join(t.TempDir(), "d")})
	if p := problem.Of(err); p == nil || p.Say != "This machine has no address 192.0.2.1 to listen on." {
		t.Errorf("got %v", err)
	}
}

func TestStartRefusesWhatWouldLoseData(t *testing.T) {
	t.Parallel()
	s := apptest.Start(t, func(c *app.Config) { c.Data = filepath.Join(t.TempDir(), "d") })
	dir := filepath.Dir(strings.TrimPrefix(s.Store.URL(), "sqlite:"))
	again := app.Config{Addr: "127.0.0.1:0", Data: dir}
	if _, err := app.Start(t.Context(), again); problem.KindOf(err) != problem.KindConflict {
		t.Errorf("a second server on one file got: %v", err)
	}
	t.Run("a lost key", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		first, err := app.Start(t.Context(), app.Config{Addr: "127.0.0.1:0", Data: data})
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		key := filepath.Join(data, "candor.key")
		if err := os.Rename(key, key+".away"); err != nil {
			t.Fatal(err)
		}
		if _, err := app.Start(t.Context(), app.Config{Addr: "127.0.0.1:0", Data: data}); problem.KindOf(err) != problem.KindInvalid {
			t.Errorf("a missing key got: %v", err)
		}
		if _, err := os.Stat(key); err == nil {
			t.Error("a new key was made over old data")
		}
		if err := os.WriteFile(key, []byte(strings.Repeat("ab", 32)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := app.Start(t.Context(), app.Config{Addr: "127.0.0.1:0", Data: data}); problem.KindOf(err) != problem.KindConflict {
			t.Errorf("another key got: %v", err)
		}
	})
}
