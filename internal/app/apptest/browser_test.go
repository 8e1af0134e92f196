package apptest_test

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
)

const formPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Report</title>
<link rel="stylesheet" href="/style.css"><script src="/app.js" defer></script></head><body><main><h1>Tell us</h1>
<form method="post" action="/sent" enctype="multipart/form-data">
<p><label>What do you see? <input name="text" value="old words"></label></p>
<p><label for="more">More, if you like</label> <textarea id="more" name="more"></textarea></p>
<p><label>Severity <select name="severity"><option value="1">SEV1</option><option value="2">SEV2 Degraded</option></select></label></p>
<p><label>Since <input type="datetime-local" name="since"></label></p>
<p><input type="checkbox" id="anon" name="anon" class="far"><label for="anon">Without my name</label></p>
<p><label>Evidence <input type="file" name="file"></label></p>
<p><button>Send</button> <button disabled>Send later</button> <a href="#end">To the end</a> <a href="/download">Download</a></p></form>
<section aria-labelledby="s1"><h2 id="s1">Needs</h2><ul><li>A snapshot <button type="button" class="take">Take</button></li>
<li>Somebody from billing <button type="button" class="take">Take</button></li></ul></section>
<p id="taken">Nothing is taken.</p><p id="live">Waiting.</p><p id="net"></p><p id="end">The end</p></main></body></html>`

const script = `
document.addEventListener("click", (e) => {
  if (e.target.matches(".take")) document.getElementById("taken").textContent = "Taken: " + e.target.closest("li").firstChild.textContent;
});
const source = new EventSource("/stream");
const live = document.getElementById("live");
source.onmessage = (e) => { live.textContent = "Message " + e.data; };
source.onerror = () => { live.textContent = "Stream lost"; };
addEventListener("offline", () => { document.getElementById("net").textContent = "You are offline"; });
document.addEventListener("visibilitychange", () => { document.getElementById("net").textContent = "Now " + document.visibilityState; });
`

// site serves the page with the policy of the product.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(pattern, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'")
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, body)
		})
	}
	page("GET /{$}", formPage)
	page("GET /inline", `<!doctype html><html lang="en"><title>x</title><body><p style="color:red">Inline</p><script src="/missing.js"></script></body></html>`)
	page("GET /ugly", `<!doctype html><html><title>x</title><body><img src="/pixel.svg"></body></html>`)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, `h1 { text-transform: uppercase } .far { position: absolute; opacity: 0 } body { margin: 0; min-height: 3000px; background: #fff } @media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }`)
	})
	mux.HandleFunc("GET /app.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, script)
	})
	mux.HandleFunc("GET /pixel.svg", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`)
	})
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /download", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="x.txt"`)
		fmt.Fprint(w, "x")
	})
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprintf(w, "retry: 50\ndata: one\n\n")
		beat := time.NewTicker(50 * time.Millisecond)
		defer beat.Stop()
		for r.Context().Err() == nil {
			fmt.Fprint(w, ":\n\n")
			_ = http.NewResponseController(w).Flush()
			<-beat.C
		}
	})
	mux.HandleFunc("POST /sent", func(w http.ResponseWriter, r *http.Request) {
		file, head, err := r.FormFile("file")
		name := ""
		if err == nil {
			file.Close()
			name = head.Filename
		}
		c, _ := r.Cookie("seen") // Absent the first time.
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Sent</title><link rel="icon" href="data:,"><p>Got [%s] [%s] [%s] [%s] [%s] [%s] [%v]</p></html>`,
			r.FormValue("text"), r.FormValue("more"), r.FormValue("severity"), r.FormValue("since"), r.FormValue("anon"), name, c != nil)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections) // First, or Close would wait for the stream.
	return server.URL
}

func TestBrowserUsesAFormAsAPersonDoes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		off  bool
	}{{"with JavaScript", false}, {"without JavaScript", true}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url, tab := site(t), apptest.Browser(t).Tab()
			if tt.off {
				tab.JavaScriptOff()
			}
			file := filepath.Join(t.TempDir(), "log.txt")
			if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
			if status := tab.Open(url); status != http.StatusOK {
				t.Errorf("the page answered %d", status)
			}
			tab.Fill("What do you see?", "Payments fail 💥")
			tab.Fill("More", "a\nb")
			tab.Fill("Severity", "SEV2")
			tab.Fill("Since", "2026-03-06T16:15")
			tab.Check("Without my name")
			tab.Attach("Evidence", file)
			if got := tab.Value("What do you see?"); got != "Payments fail 💥" {
				t.Errorf("the field holds %q", got)
			}
			tab.Click("To the end")
			tab.Click("Send")
			tab.WaitText("Got [Payments fail 💥] [a b] [2] [2026-03-06T16:15] [on] [log.txt] [false]", time.Second)
		})
	}
}

func TestBrowserLooksWithinAPart(t *testing.T) {
	t.Parallel()
	tab := apptest.Browser(t).Tab()
	tab.Open(site(t))
	tab.Within("Somebody from billing").Click("Take")
	tab.WaitText("Taken: Somebody from billing", time.Second)
	if got := tab.Within("Needs").Text(); strings.Contains(got, "The end") || !strings.Contains(got, "snapshot") {
		t.Errorf("the part reads %q", got)
	}
	tab.Click("Download")
	if !tab.Has("tell us") {
		t.Error("a heading in capitals is not found")
	}
}

func TestBrowserGoesOfflineAndToSleep(t *testing.T) {
	t.Parallel()
	profile := apptest.Browser(t)
	tab := profile.Tab()
	tab.Open(site(t))
	tab.WaitText("Message one", 5*time.Second)
	tab.Offline(true)
	tab.WaitText("Stream lost", 5*time.Second)
	tab.WaitText("You are offline", 5*time.Second)
	tab.Offline(false)
	tab.WaitText("Message one", 5*time.Second)
	tab.Asleep(true)
	tab.Asleep(false)
	beside := profile.TabBeside()
	beside.Open(tab.URL())
	tab.WaitText("Now hidden", 5*time.Second)
	tab.Front()
	tab.WaitText("Now visible", 5*time.Second)
}

func TestBrowserProfilesShareNoCookies(t *testing.T) {
	t.Parallel()
	url := site(t)
	ana, ben := apptest.Browser(t), apptest.Browser(t)
	send := func(p *apptest.Profile, seen string) {
		t.Helper()
		tab := p.Tab()
		tab.Open(url)
		tab.Click("Send")
		tab.WaitText("["+seen+"]", time.Second)
	}
	send(ana, "false")
	send(ana, "true")
	send(ben, "false")
}

func TestBrowserComplainsOfBrokenPages(t *testing.T) {
	t.Parallel()
	said := record(t, func(tb testing.TB) {
		tab := apptest.Browser(tb).Tab()
		tab.Open(site(t) + "/inline")
		apptest.Eval[any](tab, `console.error("it hurts"), setTimeout(() => { throw new Error("uncaught one") }), 1`)
		tab.WaitText("Inline", time.Second)
	})
	for _, want := range []string{"Content Security Policy", "/missing.js answered 404", "it hurts", "uncaught one"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not among the complaints:\n%s", want, said)
		}
	}
}

func TestBrowserTellsWhatThePageReadsWhenSomethingIsMissing(t *testing.T) {
	t.Parallel()
	url := site(t)
	said := record(t, func(tb testing.TB) {
		tab := apptest.Browser(tb).Tab()
		tab.Open(url)
		tab.Patience = time.Second
		tab.Click("Publish")
	})
	for _, want := range []string{`click "Publish": not found among: Send | Send later`, "TELL US"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in the message:\n%s", want, said)
		}
	}
	said = record(t, func(tb testing.TB) {
		tab := apptest.Browser(tb).Tab()
		tab.Open(url)
		tab.Patience = time.Second
		tab.Click("Send later")
	})
	if !strings.Contains(said, "it is disabled") {
		t.Errorf("a disabled button is not named: %s", said)
	}
}

func TestBrowserSeesWhatAxeSees(t *testing.T) {
	t.Parallel()
	url, tab := site(t), apptest.Browser(t).Tab()
	tab.Open(url)
	if found := tab.Axe(); len(found) > 0 {
		t.Errorf("axe finds %q on a decent page", found)
	}
	tab.Open(url + "/ugly")
	if found := strings.Join(tab.Axe(), "\n"); !strings.Contains(found, "image-alt (critical)") {
		t.Errorf("axe does not find the picture without words: %s", found)
	}
}

func TestBrowserTakesPictures(t *testing.T) {
	t.Parallel()
	tab := apptest.Browser(t).Tab()
	tab.Open(site(t))
	for _, v := range []apptest.View{{}, {Width: 360, Height: 640, Dark: true}} {
		path := filepath.Join(t.TempDir(), "shots", "page.png")
		tab.Screenshot(path, v)
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		width := max(v.Width, 360)
		if v.Width == 0 {
			width = 1280
		}
		if got := picture.Bounds(); got.Dx() != width || got.Dy() < 3000 {
			t.Errorf("the picture is %v, want %d wide and the whole page high", got, width)
		}
		if r, _, _, _ := picture.At(width-2, 2990).RGBA(); (r == 0) != v.Dark {
			t.Errorf("dark is %v but the ground is %d", v.Dark, r)
		}
	}
}

// recorder is a test that is expected to fail; it keeps what it says.
type recorder struct {
	testing.TB
	said     strings.Builder
	cleanups []func()
}

func (r *recorder) Helper()                   {}
func (r *recorder) Cleanup(f func())          { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Errorf(f string, a ...any) { fmt.Fprintf(&r.said, f+"\n", a...) }
func (r *recorder) Fatal(a ...any)            { fmt.Fprintln(&r.said, a...); runtime.Goexit() }
func (r *recorder) Fatalf(f string, a ...any) { r.Errorf(f, a...); runtime.Goexit() }

func record(t *testing.T, f func(testing.TB)) string {
	t.Helper()
	r, done := &recorder{TB: t}, make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for i := len(r.cleanups) - 1; i >= 0; i-- {
				r.cleanups[i]()
			}
		}()
		f(r)
	}()
	<-done
	return r.said.String()
}
