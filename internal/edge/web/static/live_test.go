package static_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/edge/web/static"
)

const soon = 10 * time.Second

// TestTabsOfOneRoomShareOneStream is the story of live.js: eight tabs, one of them leads, it
// closes, the server goes away, the cable is cut; no tab misses or doubles anything.
func TestTabsOfOneRoomShareOneStream(t *testing.T) {
	t.Parallel()
	room := openRoom(t)
	people := apptest.Browser(t)
	var tabs []*apptest.Tab
	for range 8 {
		tab := people.Tab()
		tab.Forgive("503")
		tab.Forgive("Failed to load resource")
		tab.Open(room.url)
		tabs = append(tabs, tab)
	}
	all := func(text string) {
		t.Helper()
		for _, tab := range tabs {
			tab.WaitText(text, soon)
		}
	}

	all("live")
	room.say(`<li id="e1" data-order="10" data-live-mode="append" data-live-into="list">the first fact</li>`)
	all("the first fact")
	if n := room.open(); n != 1 {
		t.Errorf("eight tabs hold %d streams", n)
	}

	late := people.Tab() // Its page is as old as the others' were.
	late.Forgive("503")
	late.Forgive("Failed to load resource")
	late.Open(room.url)
	tabs = append(tabs, late)
	all("the first fact")

	apptest.Eval[bool](tabs[0], `location.href = 'about:blank', true`) // The leader goes.
	tabs = tabs[1:]
	room.say(`<li id="e2" data-order="5" data-live-mode="append" data-live-into="list">a fact from before</li>`)
	all("a fact from before")

	room.fail(true)
	all("reconnecting")
	room.say(`<li id="e3" data-order="20" data-live-mode="append" data-live-into="list">said meanwhile</li>`)
	room.fail(false)
	all("said meanwhile")

	tabs[0].Offline(true)
	room.say(`<li id="e1" data-order="10" data-live-mode="append" data-live-into="list">the first fact, mended</li><li id="e3" data-live-mode="remove"></li>`)
	tabs[0].Offline(false)
	all("the first fact, mended")
	for i, tab := range tabs {
		if got := apptest.Eval[string](tab, `[...document.querySelectorAll('#list > li')].map(e => e.id).join(' ')`); got != "e2 e1" {
			t.Errorf("tab %d shows %q", i, got)
		}
	}
	if n := room.open(); n != 1 {
		t.Errorf("in the end there are %d streams", n)
	}
}

func TestWhatOneTypesInIsNotReplaced(t *testing.T) {
	t.Parallel()
	room := openRoom(t)
	tab := apptest.Browser(t).Tab()
	tab.Open(room.url)
	tab.WaitText("live", soon)
	tab.Fill("Idea", "half a tho")
	room.say(`<section id="ideas"><p>two ideas</p><label for="idea">Idea</label><input id="idea"></section><p id="other">another place changed</p>`)
	tab.WaitText("another place changed", soon)
	if tab.Has("two ideas") {
		t.Error("the field was replaced while somebody typed in it")
	}
	apptest.Eval[bool](tab, `document.activeElement.blur(), true`)
	tab.WaitText("two ideas", soon)
	if got := tab.Value("Idea"); got != "half a tho" {
		t.Errorf("the words that were typed became %q", got)
	}
}

func TestRevocationLeadsHome(t *testing.T) {
	t.Parallel()
	room := openRoom(t)
	tab := apptest.Browser(t).Tab()
	tab.Open(room.url)
	tab.WaitText("live", soon)
	room.send("revoked", "")
	tab.WaitText("This is home", soon)
}

// room is a server with one live page: numbered frames, a switch for failure.
type room struct {
	url     string
	mu      sync.Mutex
	frames  []string
	changed chan struct{}
	fails   bool
	streams int
}

func openRoom(tb testing.TB) *room {
	tb.Helper()
	r := &room{changed: make(chan struct{})}
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.HandleFunc("GET /room/live", r.live)
	mux.HandleFunc("GET /room", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Room</title><link rel="icon" href="%s"><div data-live="/room/live?after=0"><h1>Room</h1><span data-live-status></span>
			<ol id="list"></ol><section id="ideas"><label for="idea">Idea</label><input id="idea"></section><p id="other">unchanged</p></div><script type="module" src="%s"></script>`, static.Asset("icon.svg"), static.Asset("candor.js"))
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!doctype html><title>Home</title><h1>This is home</h1>`)
	})
	server := httptest.NewServer(mux)
	tb.Cleanup(server.Close)
	tb.Cleanup(server.CloseClientConnections)
	r.url = server.URL + "/room"
	return r
}

func (r *room) say(html string) { r.send("patch", html) }

func (r *room) send(event, data string) {
	r.change(func() {
		r.frames = append(r.frames, fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", len(r.frames)+1, event, data))
	})
}

func (r *room) fail(fails bool) { r.change(func() { r.fails = fails }) }

func (r *room) change(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *room) open() int { r.mu.Lock(); defer r.mu.Unlock(); return r.streams }

func (r *room) count(n int) { r.mu.Lock(); defer r.mu.Unlock(); r.streams += n }

func (r *room) look() (frames []string, changed chan struct{}, fails bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.frames, r.changed, r.fails
}

func (r *room) live(w http.ResponseWriter, req *http.Request) {
	after, err := strconv.Atoi(req.FormValue("after"))
	if _, _, fails := r.look(); fails || err != nil {
		http.Error(w, "Later.", http.StatusServiceUnavailable)
		return
	}
	r.count(1)
	defer r.count(-1)
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, ": here\n\n")
	for {
		frames, changed, fails := r.look()
		if fails {
			return
		}
		for ; after < len(frames); after++ {
			fmt.Fprint(w, frames[after])
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return
		}
		select {
		case <-changed:
		case <-req.Context().Done():
			return
		}
	}
}
