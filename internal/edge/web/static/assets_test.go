package static_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"candor.dev/candor/internal/edge/web/static"
)

var names = map[string]string{
	"candor.css": "text/css; charset=utf-8",
	"theme.js":   "text/javascript; charset=utf-8",
	"candor.js":  "text/javascript; charset=utf-8",
	"htmx.js":    "text/javascript; charset=utf-8",
	"icon.svg":   "image/svg+xml",
}

func TestEveryAssetIsServedUnderItsHashForEver(t *testing.T) {
	t.Parallel()
	for name, contentType := range names {
		url := static.Asset(name)
		if !regexp.MustCompile(`^/static/[a-z]+\.[0-9a-f]{12}\.(css|js|svg)$`).MatchString(url) {
			t.Errorf("%s has the URL %s, which carries no hash", name, url)
		}
		res := get(t, http.MethodGet, url, "")
		h := res.Header
		if res.StatusCode != http.StatusOK || h.Get("Content-Type") != contentType || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v", url, res.StatusCode, h)
		}
	}
}

func TestGzipIsSentOnlyToThoseWhoTakeIt(t *testing.T) {
	t.Parallel()
	url := static.Asset("candor.css")
	plain := body(t, get(t, http.MethodGet, url, "br, gzip;q=0").Body)
	packed := get(t, http.MethodGet, url, "br;q=1.0, gzip;q=0.8")
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers: %v", packed.Header)
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body(t, z) != plain {
		t.Error("the packed stylesheet differs from the plain one")
	}
}

func TestNothingElseIsServed(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/static/", "/static/candor.css", "/static/candor.000000000000.css", "/static/../assets.go", "/static/css/tokens.css", "/static/vendor/htmx.LICENSE"} {
		if res := get(t, http.MethodGet, path, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
	}
	if res := get(t, http.MethodPost, static.Asset("candor.css"), ""); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST answers %d", res.StatusCode)
	}
	if res := get(t, http.MethodHead, static.Asset("candor.css"), ""); res.StatusCode != http.StatusOK || body(t, res.Body) != "" {
		t.Errorf("HEAD answers %d with a body", res.StatusCode)
	}
}

// The editor is loaded where text is edited, and nowhere else.
func TestTheEditorFitsItsBudget(t *testing.T) {
	t.Parallel()
	res := get(t, http.MethodGet, static.Asset("editor.js"), "gzip")
	n := len(body(t, res.Body))
	t.Logf("the editor weighs %d bytes compressed", n)
	if n > 140_000 || res.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("the editor weighs %d bytes compressed, as %s", n, res.Header.Get("Content-Type"))
	}
}

// What only the page of the why-tree loads stays small, and what only a postmortem loads.
func TestTheWhyTreeFitsItsBudget(t *testing.T) {
	t.Parallel()
	for name, contentType := range map[string]string{
		"margin.js": "text/javascript; charset=utf-8", "margin.css": "text/css; charset=utf-8",
		"whys.js": "text/javascript; charset=utf-8", "whys.css": "text/css; charset=utf-8", "meeting.css": "text/css; charset=utf-8",
	} {
		res := get(t, http.MethodGet, static.Asset(name), "gzip")
		if n := len(body(t, res.Body)); n > 4_000 || res.Header.Get("Content-Type") != contentType {
			t.Errorf("%s weighs %d bytes compressed, as %s", name, n, res.Header.Get("Content-Type"))
		}
	}
}

func TestTheFirstPageFitsItsBudget(t *testing.T) {
	t.Parallel()
	packed := 0
	for name := range names {
		packed += len(body(t, get(t, http.MethodGet, static.Asset(name), "gzip").Body))
	}
	if packed > 60_000 { // Half of the page's 120 kB; the rest is for the page itself.
		t.Errorf("the assets weigh %d bytes compressed", packed)
	}
	if n := len(body(t, get(t, http.MethodGet, static.Asset("candor.css"), "").Body)); n > 36_864 {
		t.Errorf("the stylesheet has %d bytes", n)
	}
}

func get(tb testing.TB, method, path, accept string) *http.Response {
	tb.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(tb.Context(), method, "http://candor.test/", nil)
	r.URL.Path = path
	r.Header.Set("Accept-Encoding", accept)
	static.Handler().ServeHTTP(w, r)
	return w.Result() //nolint:bodyclose // A recorder's body is memory.
}

func body(tb testing.TB, r io.Reader) string {
	tb.Helper()
	all, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return string(all)
}
