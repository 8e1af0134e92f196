package web_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/store/storetest"
)

const ownFactors = "# Ours.\n- key: access\n  name: Rights\n  definition: More than needed.\n- key: weather\n  name: Weather\n  definition: It rained.\n"

func TestTheFactorsAreEditedAndNoneInUseVanishes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		p := b.get(whysOfPM1).sent("Ask it", v("question", "Why?", "answer", "The alert asks once an hour.", "factor", "detection"))
		one(p).wants(200, "Contributing factor: Detection and alerting")
		boss := h.as(t, h.Administrator(t))
		p = one(boss.get("/settings/factors")).wants(200, "Access and permissions", "The role of a script may drop tables.").wantsNot("Restore the built-in list", "Retired")
		old := p
		p = one(p.sent("Save the list", v("text", "- key: a\n  name: A\n- key: B B\n  name: B\n  definition: So.\n"))).
			wants(422, "Line 1: definition is missing.", "Line 3: a key is small letters")
		if _, f := p.form("Save the list"); !strings.Contains(f.Get("text"), "key: B B") {
			t.Errorf("what was typed became %q", f.Get("text"))
		}
		one(p.sent("Save the list", v("text", "- key: human\n  name: Human error\n  definition: The engineer carelessly dropped the table.\n"))).
			wants(422, "The factor human says", "A factor is a condition")
		p = one(p.sent("Save the list", v("text", ownFactors))).wants(200, "The contributing factors are saved.", "Retired", "Detection and alerting (detection)", "It rained.")
		one(old.sent("Save the list", v("text", ownFactors+"# Mine."))).wants(412, "theirs stands beside yours")
		if got := boss.get("/settings/factors/file").raw; got != ownFactors {
			t.Errorf("the file is %q", got)
		}
		q := one(b.get(whysOfPM1)).wants(200, "Contributing factor: Detection and alerting (retired)")
		one(q.link("Edit: 1").sent("Save", v("answer", "It asks seldom.", "factor", "detection"))).wants(200, "It asks seldom.")
		one(b.get(whysOfPM1).link("Ask beside: 1").sent("Ask it", v("question", "Why?", "answer", "So.", "factor", "capacity"))).wants(422, "no such contributing factor")
		one(b.get("/postmortems/PM-1/draft")).wants(200, "Detection and alerting (retired)")
		one(p.sent("Restore the built-in list", nil)).wants(200, "The contributing factors are saved.").wantsNot("Retired")
		one(b.get(whysOfPM1)).wants(200, "Contributing factor: Detection and alerting").wantsNot("(retired)")
		one(boss.get("/settings/audit")).wants(200, "The settings changed: factors")
	})
}

func TestThePageOfFactorsIsAccessible(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	boss := h.as(t, h.Administrator(t))
	boss.get("/settings/factors").sent("Save the list", v("text", ownFactors)).wants(200)
	w := &writing{house: h, tab: apptest.Browser(t).Tab()}
	w.tab = h.tab(t, boss.actor)
	w.tab.Open(h.url + "/settings/factors")
	w.look(t, "factors")
}
