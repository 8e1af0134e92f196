package app_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
)

// story is one server and the people of a story about it, each in a browser of their own.
type story struct {
	t *testing.T
	s *apptest.Server // Nil where address and others say where the story goes on.

	address string                  // Where people find Candor; empty: s.
	others  map[*apptest.Tab]string // Where those find it who do not use the address.
	setup   string                  // The set-up link; empty: that of s.
	secret  string                  // A token of the first administrator, once one was made.
	halfWay func()                  // Happens in the middle of the response, when it is set.

	ana    *apptest.Tab // The first administrator.
	ben    *apptest.Tab // A responder.
	vera   *apptest.Tab // A viewer, who only watches.
	nobody *apptest.Tab // Not signed in.
}

// patience is for machines that do much else; what is healthy takes a fraction of a second.
const patience = 30 * time.Second

// tab is a tab in a browser of its own.
func (st *story) tab() *apptest.Tab {
	tab := apptest.Browser(st.t).Tab()
	tab.Patience = patience
	return tab
}

// url is where a tab finds Candor.
func (st *story) url(tab *apptest.Tab) string {
	if url := st.others[tab]; url != "" {
		return url
	}
	if st.address != "" {
		return st.address
	}
	return st.s.URL()
}

func (st *story) open(tab *apptest.Tab, path string) {
	st.t.Helper()
	if status := tab.Open(st.url(tab) + path); status != 200 {
		st.t.Fatalf("%s answered %d:\n%s", path, status, tab.Text())
	}
}

func (st *story) see(tab *apptest.Tab, text string) {
	st.t.Helper()
	tab.WaitText(text, patience)
}

// signIn signs somebody in by the form and returns their tab.
func (st *story) signIn(email string) *apptest.Tab {
	st.t.Helper()
	tab := st.tab()
	st.signInAt(tab, email)
	return tab
}

func (st *story) signInAt(tab *apptest.Tab, email string) {
	st.t.Helper()
	st.open(tab, "/login")
	tab.Fill("E-mail address", email)
	tab.Fill("Password", apptest.Password)
	tab.Click("Sign in")
	st.see(tab, "Open incidents")
}

// viewer makes a viewer and signs them in.
func (st *story) viewer(name, email string) *apptest.Tab {
	st.t.Helper()
	st.s.Person(person.Viewer, name, email)
	return st.signIn(email)
}

// incident declares INC-1 by the API, and returns the client that did.
func (st *story) incident() *client.Client {
	st.t.Helper()
	c := client.New(st.s.URL(), st.s.Token(st.s.Administrator("Ada Cole", "ada@example.com"), person.Administrator))
	_, err := c.DeclareIncident(st.t.Context(), client.Declaration{Title: "Payments fail at checkout", Severity: "SEV1"})
	if err != nil {
		st.t.Fatal(err)
	}
	return c
}

// seen presses a button in one tab and waits until what follows can be read in another one,
// which must not have been there before. How long that took is told, and never decides.
func (st *story) seen(watcher, by *apptest.Tab, press, text string) {
	st.t.Helper()
	if watcher.Has(text) {
		st.t.Fatalf("%q could be read before it happened", text)
	}
	apptest.Eval[any](watcher, fmt.Sprintf(`(() => {
		const want = %q.toLowerCase()
		const has = () => document.body.textContent.replace(/\s+/g, " ").toLowerCase().includes(want)
		window.storySeen = 0
		const look = new MutationObserver(() => { if (has()) { window.storySeen = Date.now(); look.disconnect() } })
		look.observe(document.body, { childList: true, subtree: true, characterData: true })
	})()`, text))
	clicked := time.Now()
	by.Click(press)
	answered := time.Now()
	st.see(watcher, text)
	at := time.UnixMilli(int64(apptest.Eval[float64](watcher, `window.storySeen`)))
	st.t.Logf("%-12s %5d ms after the click, %5d ms after the page that answered: %q", press, at.Sub(clicked).Milliseconds(), at.Sub(answered).Milliseconds(), text)
}

// picture is a small PNG that shows something.
func picture(t *testing.T) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 240, 120))
	for x := range 240 {
		for y := range 120 {
			if y > 110-x*x/600 {
				img.SetGray(x, y, color.Gray{Y: 200})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "errors.png")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
