package web_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// tab is a tab of a real browser in which somebody is signed in.
func (h *house) tab(tb testing.TB, a person.Actor) *apptest.Tab {
	tb.Helper()
	h.people[a.ID] = a
	t := apptest.Browser(tb).Tab()
	if a.SignedIn() {
		t.Open(h.url + "/?test-person=" + string(a.ID))
	}
	return t
}

func TestTheBrowserOffersWhatIsKnownWhileOneTypes(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	ana := h.Responder(t)
	h.declared(t, ana, "Checkout returns errors")
	h.declared(t, ana, "Mails arrive late")
	tab := h.tab(t, ana)
	tab.Open(h.url + "/report")
	tab.Fill("What is happening, or what may you have touched?", "errors at the checkout")
	tab.WaitText("same words: errors, checkout", 5*time.Second)
	if tab.Has("Mails arrive late") {
		t.Error("an incident is offered that shares no word")
	}
	tab.Check("INC-1 Checkout returns errors")
	tab.Click("Send")
	tab.WaitText("Thank you for telling us", 5*time.Second)
	tab.Open(h.url + "/incidents/INC-1")
	tab.WaitText("errors at the checkout", 5*time.Second)

	tab.Open(h.url + "/report")
	tab.Check("Keep my name out of it")
	tab.Fill("What is happening, or what may you have touched?", "errors at the checkout")
	if tab.Has("same words") {
		t.Error("words of an anonymous report left the browser before they were sent")
	}
	tab.Open(h.url + "/incidents/new")
	tab.Fill("Title", "Checkout is slow")
	tab.WaitText("Join this one instead", 5*time.Second)
}

// A time that is told on the very first page is meant in the zone of the browser.
func TestTheBrowserTellsItsZoneOnTheFirstPage(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	h.declared(t, h.Responder(t), "Checkout returns errors")
	tab := apptest.Browser(t).Tab()
	tab.InZone("Asia/Tokyo") // Nine hours before UTC, the whole year.
	tab.Open(h.url + "/report")
	tab.Click("What sort of report, and when")
	if got := tab.Value("Zone"); got != "Asia/Tokyo" {
		t.Errorf("the first page asks for a time in %q", got)
	}
	tab.Fill("What is happening, or what may you have touched?", "the clean-up ran")
	apptest.Eval[string](tab, `document.querySelector('[name=touched_at]').value = '2026-03-02T15:50:00'`)
	tab.Click("Send")
	tab.WaitText("Thank you for telling us", 5*time.Second)
	h.Read(t, func(v *store.View) error {
		list, err := v.Reports(person.System, "", 10)
		want := time.Date(2026, time.March, 2, 6, 50, 0, 0, time.UTC)
		if len(list) != 1 || !list[0].TouchedAt.Equal(want) {
			t.Errorf("kept is %+v, want it at %s", list, want)
		}
		return err
	})
	tab.Open(h.url + "/report")
	tab.WaitText("Asia/Tokyo", 5*time.Second)
}

func TestTheBrowserKeepsTheRoomCurrent(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	h.Clock.Advance(time.Since(h.Clock.Now())) // Connections have deadlines by the real clock.
	ana, bo := h.Responder(t), h.Viewer(t)
	h.declared(t, ana, "Checkout returns errors")
	watcher, writer := h.tab(t, bo), h.tab(t, ana)
	watcher.Open(h.url + "/incidents/INC-1")
	watcher.WaitText("live", 5*time.Second)
	if watcher.Has("Post update") || !watcher.Has("Offer help") {
		t.Errorf("a viewer is offered: %s", watcher.Text())
	}
	writer.Open(h.url + "/incidents/INC-1")
	apptest.Eval[bool](writer, `window.isSamePage = true`)
	writer.Fill("Add to the timeline", "the pool is empty")
	writer.Click("Add")
	watcher.WaitText("the pool is empty", 5*time.Second)
	writer.WaitText("the pool is empty", 5*time.Second)
	writer.WaitText("It stands on the timeline.", 5*time.Second)
	if got := writer.Value("Add to the timeline"); got != "" {
		t.Errorf("what was sent is still in the field: %q", got)
	}
	writer.Click("Add an idea")
	writer.Fill("What might cause this", "the cache is cold")
	writer.Click("Add the idea")
	watcher.WaitText("the cache is cold", 5*time.Second)
	watcher.Fill("Add to the timeline", "half a sentence")
	desktest.WantKind(t, h.StabiliseIncident(t.Context(), ana, desk.Move{Incident: "INC-1", Note: "errors are gone"}), "")
	watcher.WaitText("errors are gone", 5*time.Second)
	writer.WaitText("Resolved", 5*time.Second)
	if got := watcher.Value("Add to the timeline"); got != "half a sentence" {
		t.Errorf("what was typed became %q", got)
	}
	writer.Click("Add this to the postmortem : the pool is empty")
	watcher.WaitText("for the postmortem", 5*time.Second)
	if !apptest.Eval[bool](writer, `window.isSamePage === true`) {
		t.Error("the page was loaded again")
	}
	desktest.Must[desk.Entry](t)(h.ReviseNote(t.Context(), ana, desk.Correction{
		Seq: 2, Note: desk.Note{Incident: "INC-1", Note: incident.Note{Text: "the pool was never empty"}},
	}))
	watcher.WaitText("the pool was never empty", 5*time.Second)
}

func TestARefusedFormTellsWhatIsTheMatter(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	h.Clock.Advance(time.Since(h.Clock.Now())) // Connections have deadlines by the real clock.
	ana := h.Responder(t)
	h.declared(t, ana, "Checkout returns errors")
	tab := h.tab(t, ana)
	tab.Forgive("422")
	tab.Open(h.url + "/incidents/INC-1")
	tab.Fill("Add to the timeline", "look at this")
	tab.Click("Time and evidence")
	tab.Fill("Link", "ftp://graphs.example.com/1")
	tab.Click("Add")
	tab.WaitText("A link must begin with https:// or http://.", 5*time.Second)
	if got := tab.Value("What you see, did or found"); got != "look at this" {
		t.Errorf("what was typed became %q", got)
	}
}

func TestTheSearchNarrowsWhileOneTypes(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	ana := h.Responder(t)
	h.declared(t, ana, "Checkout returns errors")
	h.declared(t, ana, "Mails arrive late")
	tab := h.tab(t, ana)
	tab.Open(h.url + "/search")
	apptest.Eval[bool](tab, `window.isSamePage = true`)
	tab.Fill("Words in incidents and postmortems", "checkout")
	tab.WaitText("INC-1", 5*time.Second)
	if tab.Has("Mails arrive late") || !apptest.Eval[bool](tab, `window.isSamePage && location.search === "?q=checkout"`) {
		t.Errorf("the search shows %s at %s", tab.Text(), tab.URL())
	}
	for _, complaint := range tab.Axe() {
		t.Error(complaint)
	}
}

func TestThePagesAreAccessible(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	ana := h.Responder(t)
	h.declared(t, ana, "Checkout returns errors", func(d *desk.Declaration) { d.Services, d.Environment = []string{"checkout"}, "production" })
	b := h.as(t, ana)
	b.get("/incidents/INC-1").sent("Add the idea", v("text", "the pool is empty"))
	b.get("/incidents/INC-1").sent("Ask for it", v("text", "a snapshot"))
	b.get("/incidents/INC-1").sent("Offer it", v("text", "I know the pool"))
	b.get("/incidents/INC-1").sent("Add", v("text", "15:50 it ran", "evidence_text", "select 1"))
	b.get("/report").sent("Send", v("text", "something is slow"))
	tab := h.tab(t, ana)
	for _, path := range []string{
		"/", "/incidents", "/incidents/new", "/incidents/INC-1", "/incidents/INC-1/updates", "/incidents/INC-1/facts", "/incidents/INC-1/roles",
		"/incidents/INC-1/timeline", "/report", "/report/next", "/reports", "/reports/REP-1", "/changes", "/search?q=checkout", "/preferences",
	} {
		tab.Open(h.url + path)
		for _, complaint := range tab.Axe() {
			t.Errorf("%s: %s", path, complaint)
		}
	}
}
