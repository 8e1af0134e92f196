package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// Two people write the same section, each in a browser of their own: each hears of the other
// while typing, the second one brings both together, and a closed tab loses nothing.
func TestTwoPeopleWriteTheSameSectionInTwoBrowsers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		h.Clock.Advance(time.Since(h.Clock.Now())) // A stream has deadlines of the real clock.
		b, _ := h.writers(t)
		b.writes("factors", "The disk was full.\n\nNobody could pay for an hour.")
		ana, ben := h.tab(t, b.actor), h.tab(t, h.Responder(t))
		const at, patience = "/postmortems/PM-1/edit", 20 * time.Second
		ana.Open(h.url + at)
		ben.Open(h.url + at)
		ana.Fill(factors, "The disk was full.\n\nNobody could pay for 55 minutes.")
		ana.WaitText("not saved yet.", patience)
		ben.Fill(factors, "The disk was full of logs.\n\nNobody could pay for two hours.")
		ben.Within(factors).Click("Save")
		ben.WaitText("Saved.", patience)
		ana.WaitText("Somebody saved this part at", patience)

		// The tab is closed; what was typed is offered, and brought together with what Ben saved.
		ana.Open("about:blank")
		ana.Open(h.url + at)
		ana.WaitText("and have not saved it.", patience)
		picture(t, ana, "offered")
		ana.Click("Continue with it : " + factors)
		ana.WaitText("In one place you both wrote", patience)
		picture(t, ana, "together")
		if wrong := ana.Axe(); len(wrong) > 0 {
			t.Errorf("axe: %s", strings.Join(wrong, "\n"))
		}
		field := func() string {
			return apptest.Eval[string](ana, `document.getElementById("factors-text").value`)
		}
		if got := field(); got != "The disk was full of logs.\n\nNobody could pay for two hours. Nobody could pay for 55 minutes." {
			t.Errorf("the field holds %q", got)
		}
		ana.Click("Take mine")
		if got := field(); got != "The disk was full of logs.\n\nNobody could pay for 55 minutes." {
			t.Errorf("the field holds %q", got)
		}
		ana.Click("Keep both")
		ana.Within(factors).Click("Save")
		ana.WaitText("Saved.", patience)
		ana.Open(h.url + "/postmortems/PM-1/history/factors")
		ana.WaitText("two hours", patience)
		picture(t, ana, "history")
		if wrong := ana.Axe(); len(wrong) > 0 {
			t.Errorf("axe: %s", strings.Join(wrong, "\n"))
		}
		if cut := apptest.Eval[bool](ana, `[...document.querySelectorAll(".compare select")].some(s => s.clientWidth < s.scrollWidth)`); cut {
			t.Error("a time in the boxes to choose from is cut off")
		}

		// Every wording is there, and Ben's comes back.
		wordings := apptest.Eval[[]string](ana, `[...document.querySelectorAll(".revisions a.row-title")].map(a => a.href)`)
		if len(wordings) != 4 { // Ana's, Ben's, the first one, and the draft.
			t.Fatalf("the history leads to %q", wordings)
		}
		ana.Open(wordings[1])
		ana.WaitText("two hours", patience)
		ana.Click("Restore this wording")
		ana.WaitText("The earlier wording is back.", patience)
		if got := field(); got != "The disk was full of logs.\n\nNobody could pay for two hours." {
			t.Errorf("the field holds %q", got)
		}
		ana.Open(h.url + "/postmortems/PM-1/history/factors")
		ana.WaitText("An earlier wording came back", patience)
		if n := apptest.Eval[int](ana, `document.querySelectorAll(".revisions a.row-title").length`); n != 5 {
			t.Errorf("the history has %d wordings", n)
		}
	})
}

// picture keeps what the page looks like where somebody asks for it, to be looked at.
func picture(t *testing.T, tab *apptest.Tab, name string) {
	t.Helper()
	dir := os.Getenv("CANDOR_SHOTS")
	if dir == "" {
		return
	}
	for view, v := range map[string]apptest.View{"desk": {Width: 1280, Height: 900}, "phone": {Width: 390, Height: 844}, "dark": {Width: 1280, Height: 900, Dark: true}} {
		tab.Screenshot(filepath.Join(dir, name+"-"+view+".png"), v)
	}
	tab.Look(apptest.View{})
}
