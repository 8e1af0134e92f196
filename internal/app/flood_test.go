package app_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
)

// A loop that reports without an account is told to wait, by the API and on the page. Other
// addresses, and whoever is signed in, are not held up by it.
func TestAFloodByTheAnonymousDoorIsSlowedDown(t *testing.T) {
	t.Parallel()
	still := time.Now()
	behindAProxy := func(c *app.Config) {
		c.Now = func() time.Time { return still }
		c.Proxies = []string{"127.0.0.1/32"}
	}
	for name, on := range map[string]func(*app.Config){"sqlite": func(*app.Config) {}, "postgres": apptest.OnPostgres(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := apptest.Start(t, on, behindAProxy)
			report := func(from, token string) *http.Response {
				return sent(t, s.URL()+"/api/v1/reports", "application/json", `{"text":"Payments fail"}`, from, token)
			}
			taken := 0
			for report("198.51.100.7", "").StatusCode == http.StatusCreated {
				taken++
			}
			if taken != 60 {
				t.Errorf("%d reports were taken at once from one address", taken)
			}
			refused := report("198.51.100.7", "")
			var said struct{ Detail, Type string }
			if err := json.NewDecoder(refused.Body).Decode(&said); err != nil {
				t.Fatal(err)
			}
			if refused.StatusCode != http.StatusTooManyRequests || refused.Header.Get("Retry-After") == "" || !strings.Contains(said.Detail, "send it again") {
				t.Errorf("the flood is told %d %v %v", refused.StatusCode, refused.Header, said)
			}
			page := sent(t, s.URL()+"/report", "application/x-www-form-urlencoded", url.Values{"text": {"The lights are out"}}.Encode(), "198.51.100.7", "")
			body, err := io.ReadAll(page.Body)
			if err != nil {
				t.Fatal(err)
			}
			if page.StatusCode != http.StatusTooManyRequests || page.Header.Get("Retry-After") == "" ||
				!strings.Contains(string(body), "The lights are out") || !strings.Contains(string(body), "Many reports came from this network") {
				t.Errorf("the page says %d %v %s", page.StatusCode, page.Header, body)
			}
			if got := report("198.51.100.8", "").StatusCode; got != http.StatusCreated {
				t.Errorf("another address is answered %d", got)
			}
			token := s.Token(s.Person(person.Viewer, "Ana", "ana@example.com"), person.Viewer)
			if got := report("198.51.100.7", token).StatusCode; got != http.StatusCreated {
				t.Errorf("somebody with a token at the same address is answered %d", got)
			}
		})
	}
}

// A loop that reads pages without an account is told to wait too.
func TestAFloodOfPagesIsSlowedDown(t *testing.T) {
	t.Parallel()
	still := time.Now()
	s := apptest.Start(t, func(c *app.Config) { c.Now = func() time.Time { return still } })
	for _, path := range []string{"/login", "/api/v1/incidents"} {
		status := 0
		for range 500 {
			res, err := http.Get(s.URL() + path)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if status = res.StatusCode; status == http.StatusTooManyRequests {
				break
			}
		}
		if status != http.StatusTooManyRequests {
			t.Errorf("the last of many requests for %s is answered %d", path, status)
		}
	}
}

func sent(t *testing.T, to, kind, body, from, token string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("X-Forwarded-For", from)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}
