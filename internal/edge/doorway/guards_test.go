package doorway_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
)

// house is a small server behind all the guards, and what it logged.
type house struct {
	handler http.Handler
	log     bytes.Buffer
	clock   time.Time
	deeds   int
}

func open(tb testing.TB, bend func(*doorway.Config)) *house {
	tb.Helper()
	h := &house{clock: time.Date(2026, 11, 20, 16, 15, 0, 0, time.UTC)}
	mux := http.NewServeMux()
	deed := func(w http.ResponseWriter, r *http.Request) { h.deeds++ }
	mux.HandleFunc("POST /api/v1/incidents", func(w http.ResponseWriter, r *http.Request) {
		doorway.NoteActor(r.Context(), "ana")
		var d declaration
		if err := doorway.ReadJSON(r, 1<<20, &d); err != nil {
			doorway.Fail(w, r, err)
			return
		}
		deed(w, r)
	})
	mux.HandleFunc("GET /api/v1/incidents", deed)
	mux.HandleFunc("POST /report", deed)
	mux.HandleFunc("GET /healthz", deed)
	mux.HandleFunc("POST /in/{source}/{secret}", deed)
	mux.HandleFunc("GET /where", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, doorway.ClientAddr(r.Context()), " ", doorway.IsHTTPS(r.Context()))
	})
	mux.HandleFunc("GET /internal", func(w http.ResponseWriter, r *http.Request) {
		doorway.Fail(w, r, fmt.Errorf("select from secret_table: %w", errors.New("disk on fire")))
	})
	mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("nil map at /srv/code.go") })
	c := doorway.Config{
		Log: slog.New(slog.NewJSONHandler(&h.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: func() time.Time { return h.clock },
		Quiet: func(r *http.Request) bool { return r.URL.Path == "/report" },
	}
	if bend != nil {
		bend(&c)
	}
	h.handler = doorway.Wrap(doorway.Routed(mux, doorway.Fail), c)
	return h
}

func (h *house) ask(method, target string, bend func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	r.Host = "127.0.0.1:8080"
	if bend != nil {
		bend(r)
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

// wantProblem checks an answer that refuses, and that it tells what to do.
func wantProblem(tb testing.TB, w *httptest.ResponseRecorder, status int) doorway.Document {
	tb.Helper()
	var doc doorway.Document
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		tb.Fatalf("status %d, not a problem: %q", w.Code, w.Body)
	}
	if w.Code != status || doc.Status != status || w.Header().Get("Content-Type") != "application/problem+json" {
		tb.Errorf("status %d, document %+v, want %d", w.Code, doc, status)
	}
	if doc.Detail == "" || doc.Title == "" || doc.Type == "" || doc.RequestID == "" || doc.RequestID != w.Header().Get("X-Request-Id") {
		tb.Errorf("incomplete: %+v", doc)
	}
	return doc
}

func header(name string, values ...string) func(*http.Request) {
	return func(r *http.Request) {
		for _, v := range values {
			r.Header.Add(name, v)
		}
	}
}

func host(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }

// TestGuards walks the rows of the table of bad inputs that no handler ever sees.
func TestGuards(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, target string
		bend           func(*http.Request)
		status         int
	}{
		"31 a method that is not possible":      {"DELETE", "/api/v1/incidents", nil, 405},
		"32 an unknown route":                   {"GET", "/api/v1/secrets", nil, 404},
		"41 a token in the query":               {"GET", "/api/v1/incidents?access_token=abc", nil, 400},
		"41 a token in the query, other name":   {"GET", "/api/v1/incidents?API-Key=abc", nil, 400},
		"42 two Authorization headers":          {"GET", "/api/v1/incidents", header("Authorization", "Bearer a", "Bearer b"), 400},
		"44 an unknown host":                    {"GET", "/api/v1/incidents", host("evil.example"), 421},
		"44 a host that only ends like ours":    {"GET", "/api/v1/incidents", host("127.0.0.1.evil.example"), 421},
		"44 no host":                            {"GET", "/api/v1/incidents", host(""), 421},
		"5 an announced body over the limit":    {"POST", "/api/v1/incidents", func(r *http.Request) { r.ContentLength = 1 << 40 }, 413},
		"a write from another site":             {"POST", "/report", header("Sec-Fetch-Site", "cross-site"), 403},
		"a write from a neighbour of ours":      {"POST", "/report", header("Sec-Fetch-Site", "same-site"), 403},
		"a write from another origin":           {"POST", "/report", header("Origin", "http://evil.example"), 403},
		"a write from an origin without a name": {"POST", "/report", header("Origin", "null"), 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, nil)
			doc := wantProblem(t, h.ask(c.method, c.target, c.bend), c.status)
			if h.deeds != 0 {
				t.Error("a deed was done")
			}
			if strings.Contains(h.log.String(), "abc") {
				t.Errorf("the token is in the log: %s", &h.log)
			}
			if c.status == 405 && !strings.Contains(doc.Detail, "GET or HEAD or POST") {
				t.Errorf("the document does not tell what is possible: %q", doc.Detail)
			}
		})
	}
}

func TestGuardsLetThrough(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, target string
		bend           func(*http.Request)
	}{
		"a program without browser headers": {"POST", "/report", nil},
		"our own page":                      {"POST", "/report", header("Sec-Fetch-Site", "same-origin")},
		"our own page over plain http":      {"POST", "/report", header("Origin", "http://127.0.0.1:8080")},
		"localhost":                         {"GET", "/api/v1/incidents", host("localhost:8080")},
		"a LAN address":                     {"GET", "/api/v1/incidents", host("192.168.1.20:8080")},
		"an IPv6 address":                   {"GET", "/api/v1/incidents", host("[fd00::1]:8080")},
		"a probe with its own host":         {"GET", "/healthz", host("probe.invalid")},
		"a reading from another site":       {"GET", "/api/v1/incidents", header("Sec-Fetch-Site", "cross-site")},
		"a query about tokens":              {"GET", "/api/v1/incidents?q=token", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, nil)
			if w := h.ask(c.method, c.target, c.bend); w.Code != 200 || h.deeds != 1 {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
		})
	}
}

func TestAPublicURLNarrowsTheHosts(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *doorway.Config) {
		c.PublicURL, c.Hosts = "https://Candor.example.com", []string{"candor.internal:8080"}
	})
	for name, want := range map[string]int{
		"candor.example.com": 200, "CANDOR.example.com.": 200, "candor.example.com:443": 200, "candor.internal": 200,
		"localhost": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200, "192.168.1.20": 421, "evil.example": 421,
	} {
		if w := h.ask("GET", "/api/v1/incidents", host(name)); w.Code != want {
			t.Errorf("%s: status %d, want %d", name, w.Code, want)
		}
	}
	// Behind a proxy that rewrites Host, the origin still has the public name.
	if w := h.ask("POST", "/report", header("Origin", "https://candor.example.com")); w.Code != 200 {
		t.Errorf("our own page was refused: %s", w.Body)
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	h := open(t, func(c *doorway.Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} })
	got := h.ask("GET", "/api/v1/incidents", nil).Header()
	for name, want := range map[string]string{
		"Content-Security-Policy": doorway.ContentSecurityPolicy, "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control": "no-store", "Strict-Transport-Security": "",
	} {
		if got.Get(name) != want {
			t.Errorf("%s: %q", name, got.Get(name))
		}
	}
	if strings.Contains(doorway.ContentSecurityPolicy, "unsafe") {
		t.Error("the policy has unsafe parts")
	}
	// httptest's peer is 192.0.2.1, here a believed proxy.
	if h.ask("GET", "/", header("X-Forwarded-Proto", "https")).Header().Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS over https")
	}
	if got := h.ask("GET", "/", host("192.168.1.20")).Header().Get("Referrer-Policy"); got != "same-origin" {
		t.Errorf("on a LAN over http the policy %q makes browsers hide the origin of our own forms", got)
	}
}

func TestForwardedHeadersCountOnlyFromBelievedPeers(t *testing.T) {
	t.Parallel()
	forwarded := func(r *http.Request) {
		r.Header.Add("X-Forwarded-For", "6.6.6.6, 203.0.113.9")
		r.Header.Add("X-Forwarded-For", "192.0.2.77")
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("X-Forwarded-Host", "evil.example")
	}
	if got := open(t, nil).ask("GET", "/where", forwarded).Body.String(); got != "192.0.2.1 false" {
		t.Errorf("from anybody: %s", got)
	}
	proxies, err := doorway.ParseProxies([]string{"192.0.2.0/24"})
	if err != nil {
		t.Fatal(err)
	}
	behind := open(t, func(c *doorway.Config) { c.Proxies = proxies })
	if got := behind.ask("GET", "/where", forwarded).Body.String(); got != "203.0.113.9 true" {
		t.Errorf("from a believed proxy: %s", got)
	}
	for _, bad := range []string{"0.0.0.0/0", "::/0", "*", "proxy.local"} {
		if _, err := doorway.ParseProxies([]string{bad}); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
}

func TestInternalErrorsStayWithTheOperator(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/internal", "/panic"} {
		h := open(t, nil)
		doc := wantProblem(t, h.ask("GET", path, nil), 500)
		for _, secret := range []string{"secret_table", "disk", "nil map", ".go"} {
			if strings.Contains(doc.Detail, secret) {
				t.Errorf("%s tells %q", path, doc.Detail)
			}
		}
		if !strings.Contains(doc.Detail, doc.RequestID) || !strings.Contains(h.log.String(), doc.RequestID) {
			t.Errorf("%s: the request ID does not join the answer and the log", path)
		}
		if !strings.Contains(h.log.String(), "disk on fire") && !strings.Contains(h.log.String(), "nil map") {
			t.Errorf("%s: the operator learns nothing: %s", path, &h.log)
		}
	}
}

func TestAccessLog(t *testing.T) {
	t.Parallel()
	h := open(t, nil)
	h.ask("GET", "/api/v1/incidents?q=Leo", nil)
	h.ask("POST", "/api/v1/incidents", nil)
	h.ask("POST", "/in/src1/s3cr3t", nil)
	h.ask("GET", "/calendar/t0ken.ics", nil)
	for _, never := range []string{"Leo", "s3cr3t", "t0ken"} {
		if strings.Contains(h.log.String(), never) {
			t.Errorf("%q is in the log:\n%s", never, &h.log)
		}
	}
	for _, always := range []string{"192.0.2.1", `"actor":"ana"`, `"status":415`, "/in/{source}/{secret}"} {
		if !strings.Contains(h.log.String(), always) {
			t.Errorf("%q is not in the log:\n%s", always, &h.log)
		}
	}
	h.log.Reset()
	h.ask("POST", "/report", nil)
	if got := h.log.String(); strings.Contains(got, "192.0.2.1") || !strings.Contains(got, "/report") {
		t.Errorf("the anonymous door logged %s", got)
	}
}

func TestARequestIDFromOutsideIsNotAccepted(t *testing.T) {
	t.Parallel()
	w := open(t, nil).ask("GET", "/where", header("X-Request-Id", "forged\nline"))
	if id := w.Header().Get("X-Request-Id"); len(id) != 24 {
		t.Fatalf("got %q", id)
	}
}

func TestAnAddressMayNotCallTooOften(t *testing.T) {
	t.Parallel()
	var clock time.Time
	h := open(t, func(c *doorway.Config) {
		c.Limiter = &doorway.Limiter{Every: 2 * time.Second, Burst: 3, Now: func() time.Time { return clock }}
	})
	for range 3 {
		if w := h.ask("GET", "/where", nil); w.Code != 200 {
			t.Fatal(w.Code)
		}
	}
	w := h.ask("GET", "/where", nil)
	wantProblem(t, w, 429)
	if w.Header().Get("Retry-After") != "2" {
		t.Errorf("Retry-After %q", w.Header().Get("Retry-After"))
	}
	clock = clock.Add(2 * time.Second)
	if w := h.ask("GET", "/where", nil); w.Code != 200 {
		t.Fatal("not let in after waiting")
	}
}

func TestEveryKindHasItsStatusAndBack(t *testing.T) {
	t.Parallel()
	for kind, status := range map[problem.Kind]int{
		problem.KindMalformed: 400, problem.KindUnauthenticated: 401, problem.KindForbidden: 403, problem.KindNotFound: 404,
		problem.KindConflict: 409, problem.KindGone: 410, problem.KindStale: 412, problem.KindTooLarge: 413,
		problem.KindUnsupported: 415, problem.KindInvalid: 422, problem.KindPrecondition: 428, problem.KindBusy: 429,
		problem.KindInternal: 500, problem.KindUnavailable: 503, problem.KindFull: 507,
	} {
		if got := doorway.StatusOf(problem.New(kind, "x")); got != status {
			t.Errorf("%s: %d", kind, got)
		}
		if got := doorway.KindOfStatus(status); got != kind {
			t.Errorf("%d: %s", status, got)
		}
	}
	if doorway.StatusOf(errors.New("foreign")) != 500 || doorway.KindOfStatus(200) != "" || doorway.KindOfStatus(418) != problem.KindMalformed {
		t.Error("the edges of the table are wrong")
	}
}

func TestFailSetsTheHeadersOfItsKind(t *testing.T) {
	t.Parallel()
	for kind, want := range map[problem.Kind][2]string{
		problem.KindUnauthenticated: {"WWW-Authenticate", `Bearer realm="candor"`},
		problem.KindUnavailable:     {"Retry-After", "5"},
		problem.KindBusy:            {"Retry-After", "5"},
		problem.KindTooLarge:        {"Connection", "close"},
	} {
		w := httptest.NewRecorder()
		doorway.Fail(w, httptest.NewRequest("GET", "/", nil), problem.New(kind, "Not now."))
		if w.Header().Get(want[0]) != want[1] {
			t.Errorf("%s: %v", kind, w.Header())
		}
	}
	w := httptest.NewRecorder()
	doorway.Fail(w, httptest.NewRequest("GET", "/", nil),
		problem.Conflict("Busy with it.").At("state").Next("Wait.").RetryAfter(1500*time.Millisecond))
	var doc doorway.Document
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Detail != "Busy with it. Wait." || doc.Field != "state" || w.Header().Get("Retry-After") != "2" {
		t.Errorf("%+v %v", doc, w.Header())
	}
}

func TestAnAbortedStreamIsCut(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(doorway.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := doorway.LongLived(w); err != nil {
			t.Error(err)
		}
		fmt.Fprint(w, "half")
		w.(http.Flusher).Flush()
		panic("in the middle")
	}), doorway.Config{Log: slog.New(slog.DiscardHandler), Now: time.Now}))
	defer srv.Close()
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	resp, err := srv.Client().Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(resp.Body); err == nil {
		t.Fatalf("a broken answer looked whole: %q", b.String())
	}
}
