package web_test

import (
	"net/url"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store/storetest"
)

func TestTwoAnswersStandSideBySide(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		zoe := h.as(t, h.named(t, person.Responder, "Zoe Adler"))
		b.draft(inc)
		b.get("/postmortems/PM-1/actions").sent("Add the action", url.Values{"title": {"Refuse DROP TABLE"}, "owner": {"data platform"}})

		mine, theirs := b.get("/actions/ACT-1"), zoe.get("/actions/ACT-1")
		theirs.sent("Save", url.Values{"title": {"Refuse DROP TABLE in production"}, "type": {"detect"}}).wants(200, "The action is saved.")
		p := one(mine.sent("Save", url.Values{"title": {"Nobody can drop a table"}})).
			wants(412, "Somebody saved a change meanwhile.", "As it is saved now Refuse DROP TABLE in production", "As it is saved now detect: notice it sooner")
		if _, values := p.form("Save"); values.Get("title") != "Nobody can drop a table" || values.Get("owner") != "data platform" {
			t.Errorf("the form comes back with %v", values)
		}
		p.sent("Save", nil).wants(200, "The action is saved.", "Nobody can drop a table").wantsNot("As it is saved now")

		mine = b.get("/actions/ACT-1")
		zoe.get("/actions/ACT-1").sent("Move it", url.Values{"state": {"agreed"}}).wants(200, "agreed")
		p = mine.sent("Move it", url.Values{"state": {"in_progress"}, "evidence": {"begun"}}).wants(412, "As it is saved now agreed")
		if _, values := p.form("Move it"); values.Get("state") != "in_progress" || values.Get("evidence") != "begun" {
			t.Errorf("the form comes back with %v", values)
		}
		mine = b.get("/actions/ACT-1")
		zoe.get("/actions/ACT-1").sent("Move it", url.Values{"state": {"not_doing"}, "reason": {"Another team does it."}}).wants(200, "not doing")
		mine.sent("Move it", url.Values{"state": {"in_progress"}, "evidence": {"a test fails as it should"}}).wants(412, "This action ended meanwhile.", "What you wrote", "a test fails as it should")

		mine = b.get("/postmortems/PM-1/review")
		zoe.get("/postmortems/PM-1/review").sent("Keep", url.Values{"owner": {string(zoe.actor.ID)}, "facilitated_by": {"The coach"}}).wants(200, "It is recorded who leads")
		p = one(mine.sent("Keep", url.Values{"facilitated_by": {"Somebody else"}})).wants(412, "As it is saved now The coach", "As it is saved now Zoe Adler")
		if _, values := p.form("Keep"); values.Get("facilitated_by") != "Somebody else" {
			t.Errorf("the form comes back with %v", values)
		}
		p.sent("Keep", nil).wants(200, "facilitator: Somebody else", "owner: Ana Lopez")
	})
}

func TestThePagesOfAReviewAreAccessible(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	b, inc := h.resolved(t)
	b.draft(inc)
	b.get("/postmortems/PM-1/edit").sent("Save : Summary", url.Values{"summary": {"Somebody was careless. Ana Lopez mended it.\n\n- one"}})
	b.get("/postmortems/PM-1/actions").sent("Add the action", url.Values{"title": {"Refuse DROP TABLE for the production role"}, "owner": {"data platform"}})
	h.whys(t, b.actor)
	tab := h.tab(t, b.actor)
	look := func(paths ...string) {
		t.Helper()
		for _, view := range []apptest.View{{}, {Width: 360, Height: 740}, {Dark: true}} {
			tab.Look(view)
			for _, path := range paths {
				tab.Open(h.url + path)
				for _, complaint := range tab.Axe() {
					t.Errorf("%s as %+v: %s", path, view, complaint)
				}
				if view.Width == 0 {
					continue
				}
				if wide := apptest.Eval[int](tab, `document.documentElement.scrollWidth`); wide > view.Width {
					t.Errorf("%s is %d wide on a phone", path, wide)
				}
				if slim := apptest.Eval[int](tab, `Math.min(999, ...[...document.querySelectorAll("textarea")].filter(e => e.checkVisibility()).map(e => e.clientWidth))`); slim < 300 {
					t.Errorf("a text on %s is written in %d pixels", path, slim)
				}
			}
		}
	}
	look("/postmortems/PM-1", "/postmortems/PM-1/edit", "/postmortems/PM-1/times", "/postmortems/PM-1/actions", "/postmortems/PM-1/review", "/postmortems/PM-1/publish", "/actions/ACT-1")
	h.earned(t, b.actor)
	b.ready("Nobody could pay. Ana Lopez mended it.")
	look("/postmortems/PM-1/review", "/postmortems/PM-1/publish")
}
