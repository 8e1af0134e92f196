package apptest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Tab is one page as a person has it: found by words, labels and button texts. Every method fails
// the test by itself. A tab whose page wrote an error to the console, broke its content security
// policy, or missed one of its assets fails the test at the end, unless Forgive named it.
type Tab struct {
	tb      testing.TB
	ctx     context.Context
	profile *Profile
	within  string // The accessible name of the part that we look in; empty for the page.
	*watch

	// Patience is how long the tab looks for something before it fails the test, telling what
	// the page reads. Ten seconds unless changed.
	Patience time.Duration
}

func (p *Profile) newTab(ctx context.Context) *Tab {
	p.tb.Helper()
	t := &Tab{tb: p.tb, ctx: ctx, profile: p, watch: &watch{}, Patience: 10 * time.Second}
	if err := chromedp.Listen(ctx, t.hear); err != nil {
		p.tb.Fatalf("open a tab: %v", err)
	}
	p.tabs = append(p.tabs, t)
	p.tb.Cleanup(func() {
		for _, c := range t.Complaints() {
			p.tb.Errorf("browser: %s", c)
		}
	})
	return t
}

// Open goes to an address and returns the HTTP status of the page.
func (t *Tab) Open(url string) int {
	t.tb.Helper()
	response, err := run(t, chromedp.NavigateResponse(url))
	if err != nil {
		t.tb.Fatalf("open %s: %v", url, err)
	}
	if response == nil {
		return 0
	}
	return int(response.Status)
}

// Reload loads the page again.
func (t *Tab) Reload() {
	t.tb.Helper()
	t.must("reload", chromedp.Reload())
}

// URL is the address of the page.
func (t *Tab) URL() string { t.tb.Helper(); return Eval[string](t, `location.href`) }

// Title is the title of the page.
func (t *Tab) Title() string { t.tb.Helper(); return Eval[string](t, `document.title`) }

// Within returns the same tab, looking only inside the smallest part of the page with this
// accessible name or heading, such as a panel or the row that begins with a name.
func (t *Tab) Within(name string) *Tab { part := *t; part.within = name; return &part }

// Click clicks the button, link or summary with this text, with a real mouse at its centre, and
// waits for the page that follows, if one does.
func (t *Tab) Click(name string) {
	t.tb.Helper()
	at := t.still("click", name)
	t.must("click "+name, chromedp.MouseClickXY(at.X, at.Y))
	t.settle()
}

// Check clicks the checkbox or radio button with this label.
func (t *Tab) Check(label string) {
	t.tb.Helper()
	at := t.still("check", label)
	t.must("check "+label, chromedp.MouseClickXY(at.X, at.Y))
	t.settle()
}

// Fill types text into the field with this label, in place of what is there. In a list it chooses
// the option with that text; a date or time takes the form that HTML gives it, 2026-03-06T16:15.
func (t *Tab) Fill(label, text string) {
	t.tb.Helper()
	if found := t.find("fill", label, text); found.Done {
		return
	}
	if text == "" {
		t.must("clear "+label, chromedp.KeyEvent("\b"))
		return
	}
	t.call(label, func(ctx context.Context, s cdp.Session) error {
		_, err := cdp.Call(ctx, s, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

// Value is what the field with this label holds.
func (t *Tab) Value(label string) string { t.tb.Helper(); return t.find("value", label, "").Value }

// Attach chooses a file in the file field with this label.
func (t *Tab) Attach(label, path string) {
	t.tb.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.tb.Fatal(err)
	}
	t.find("file", label, "")
	object, err := run(t, chromedp.Evaluate[*runtime.RemoteObject](t.script("element", label, "")))
	if err != nil {
		t.tb.Fatalf("attach to %q: %v", label, err)
	}
	t.call(label, func(ctx context.Context, s cdp.Session) error {
		_, err := cdp.Call(ctx, s, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, ObjectID: object.ObjectID})
		return err
	})
}

// Press types keys wherever the focus is: "?", "gi", kb.Enter.
func (t *Tab) Press(keys string) {
	t.tb.Helper()
	t.must("press "+keys, chromedp.KeyEvent(keys))
	t.settle()
}

// PressAlt types a key while Alt is held.
func (t *Tab) PressAlt(key string) {
	t.tb.Helper()
	t.must("press Alt and "+key, chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierAlt)))
	t.settle()
}

// Text is what a person can read on the page, or in the part that Within named. A page that is
// on its way to another one has no answer for a moment: then it is asked again.
func (t *Tab) Text() string {
	t.tb.Helper()
	var said string
	var err error
	ok := t.until(t.Patience, func() bool {
		said, err = run(t, chromedp.Evaluate[string](t.script("text", "", ""), chromedp.EvalAwaitPromise))
		return err == nil
	})
	if !ok {
		t.tb.Fatalf("read the page %s: %v", t.URL(), err)
	}
	return said
}

// Has says whether the text can be read now; case and spacing do not matter, since style sheets
// change both.
func (t *Tab) Has(text string) bool {
	t.tb.Helper()
	return strings.Contains(plain(t.Text()), plain(text))
}

// WaitText waits until the text can be read.
func (t *Tab) WaitText(text string, timeout time.Duration) {
	t.tb.Helper()
	if !t.until(timeout, func() bool { return t.Has(text) }) {
		t.tb.Fatalf("%q did not appear within %s on %s, which reads:\n%s", text, timeout, t.URL(), t.Text())
	}
}

// WaitNoText waits until the text can no longer be read.
func (t *Tab) WaitNoText(text string, timeout time.Duration) {
	t.tb.Helper()
	if !t.until(timeout, func() bool { return !t.Has(text) }) {
		t.tb.Fatalf("%q was still there after %s on %s, which reads:\n%s", text, timeout, t.URL(), t.Text())
	}
}

// JavaScriptOff turns scripts off for the pages that this tab opens from now on.
func (t *Tab) JavaScriptOff() {
	t.tb.Helper()
	t.call("turn JavaScript off", func(ctx context.Context, s cdp.Session) error {
		_, err := cdp.Call(ctx, s, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
}

// InZone tells the pages of this tab that they are in a time zone, such as Europe/Berlin.
func (t *Tab) InZone(name string) {
	t.tb.Helper()
	t.call("move to another zone", func(ctx context.Context, s cdp.Session) error {
		_, err := cdp.Call(ctx, s, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: name})
		return err
	})
}

// Offline pulls the cable of the whole profile, or puts it back: open streams break, new requests
// find nothing, and the pages are told.
func (t *Tab) Offline(off bool) {
	t.tb.Helper()
	t.profile.cable.cut(off)
	for _, tab := range t.profile.tabs {
		tab.call("change the network", func(ctx context.Context, s cdp.Session) error {
			_, err := cdp.Call(ctx, s, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
			return err
		})
	}
}

// Asleep freezes the page as a phone in a pocket does, or wakes it.
func (t *Tab) Asleep(asleep bool) {
	t.tb.Helper()
	state := page.SetWebLifecycleStateStateActive
	if asleep {
		state = page.SetWebLifecycleStateStateFrozen
	}
	t.call("change the sleep", func(ctx context.Context, s cdp.Session) error {
		_, err := cdp.Call(ctx, s, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})
		return err
	})
}

// Front shows this tab and hides those in the same window.
func (t *Tab) Front() {
	t.tb.Helper()
	t.call("come to the front", func(ctx context.Context, s cdp.Session) error {
		_, err := cdp.Call(ctx, s, page.BringToFront, cdp.Empty{})
		return err
	})
}

// View is how a page is looked at. Zero width and height mean a desktop of 1280 by 800.
type View struct {
	Width, Height int
	Dark, Print   bool
}

// Look sets the size of the page, its colour scheme and its medium.
func (t *Tab) Look(v View) {
	t.tb.Helper()
	if v.Width == 0 || v.Height == 0 {
		v.Width, v.Height = 1280, 800
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}}
	if v.Dark {
		media.Features[0].Value = "dark"
	}
	if v.Print {
		media.Media = "print"
	}
	t.must("resize", chromedp.EmulateViewport(int64(v.Width), int64(v.Height)))
	t.call("set the medium", func(ctx context.Context, s cdp.Session) error {
		_, err := cdp.Call(ctx, s, emulation.SetEmulatedMedia, media)
		return err
	})
}

// Screenshot writes a PNG of the whole page, as seen by v, to the file at path.
func (t *Tab) Screenshot(path string, v View) {
	t.tb.Helper()
	t.Look(v)
	png, err := run(t, chromedp.FullScreenshot(100))
	if err != nil {
		t.tb.Fatalf("screenshot: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.tb.Fatal(err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		t.tb.Fatal(err)
	}
}

// PDF writes the page as the browser prints it on a sheet of so many inches, to the file at path.
func (t *Tab) PDF(path string, wide, high float64) {
	t.tb.Helper()
	yes := true
	t.call("print", func(ctx context.Context, s cdp.Session) error {
		res, err := cdp.Call(ctx, s, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: wide, PaperHeight: high, PrintBackground: &yes})
		if err != nil {
			return err
		}
		return os.WriteFile(path, res.Data, 0o644)
	})
}

// Eval is the way out for what the other methods cannot say: the value of a script.
func Eval[T any](t *Tab, script string) T {
	t.tb.Helper()
	v, err := run(t, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.tb.Fatalf("evaluate %.80s: %v", script, err)
	}
	return v
}

//go:embed browser_find.js
var findScript string

// found is the answer of browser_find.js.
type found struct {
	OK    bool    `json:"ok"`
	Done  bool    `json:"done"` // Nothing is left to type.
	Why   string  `json:"why"`  // What stands in the way.
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	Value string  `json:"value"`
}

// find looks for an element until it is there and reachable.
func (t *Tab) find(deed, name, value string) (f found) {
	t.tb.Helper()
	ok := t.until(t.Patience, func() bool {
		// A page that is being replaced answers with an error; the next one will do.
		got, err := run(t, chromedp.Evaluate[found](t.script(deed, name, value)))
		f = got
		if err != nil {
			f.Why = err.Error()
		}
		return err == nil && f.OK
	})
	if !ok {
		where := ""
		if t.within != "" {
			where = fmt.Sprintf(" within %q", t.within)
		}
		t.tb.Fatalf("%s %q%s: %s on %s, which reads:\n%s", deed, name, where, f.Why, t.URL(), (&Tab{tb: t.tb, ctx: t.ctx}).Text())
	}
	return f
}

// still finds an element that has stopped moving: news of a live page may push it away between the
// look and the press of the mouse.
func (t *Tab) still(deed, name string) found {
	t.tb.Helper()
	at := t.find(deed, name, "")
	t.until(t.Patience, func() bool {
		next := t.find(deed, name, "")
		same := next.X == at.X && next.Y == at.Y
		at = next
		return same
	})
	return at
}

func (t *Tab) script(deed, name, value string) string {
	args, err := json.Marshal([]string{deed, name, value, t.within})
	if err != nil {
		t.tb.Fatal(err)
	}
	return "(" + findScript + ")(..." + string(args) + ")"
}

// until asks every 40 ms whether it is true yet.
func (t *Tab) until(timeout time.Duration, ask func() bool) bool {
	t.tb.Helper()
	deadline := time.After(timeout)
	tick := time.NewTicker(40 * time.Millisecond)
	defer tick.Stop()
	for !ask() {
		select {
		case <-deadline:
			return ask()
		case <-tick.C:
		}
	}
	return true
}

// settle waits for the page that a deed may have begun to load.
func (t *Tab) settle() {
	t.tb.Helper()
	for range 2 { // A form is sent in a task of its own, a moment after the click.
		_, _ = run(t, chromedp.Evaluate[int](`1`)) // The page may be going away: that is the point.
	}
	if !t.until(t.Patience, func() bool { return !t.isLoading() && !t.isSending() }) {
		t.tb.Fatalf("the page was still loading after %s", t.Patience)
	}
}

// isSending says whether a form is on its way without a new page.
func (t *Tab) isSending() bool {
	n, err := run(t, chromedp.Evaluate[int](`document.querySelectorAll(".htmx-request").length`))
	return err != nil || n > 0
}

func (t *Tab) must(doing string, action chromedp.Action[chromedp.Void]) {
	t.tb.Helper()
	if _, err := run(t, action); err != nil {
		t.tb.Fatalf("%s: %v", doing, err)
	}
}

func (t *Tab) call(doing string, f func(context.Context, cdp.Session) error) {
	t.tb.Helper()
	t.must(doing, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error { return f(ctx, target) }))
}

// run gives an action 30 s, far more than a healthy page needs.
func run[T any](t *Tab, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(t.ctx, 30*time.Second)
	defer cancel()
	return chromedp.Run(ctx, action)
}

func plain(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
