package web_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/store"
)

// tells lets a source tell an alert, and what is told be grouped.
func (h *house) tells(t *testing.T, id source.ID, list ...signal.Observed) {
	t.Helper()
	if _, err := h.TakeIn(t.Context(), source.Source{ID: id}, desk.Incoming{Signals: list}); err != nil {
		t.Fatal(err)
	}
	if err := h.GroupSignals(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A tool is added on a page; what it alerts of stands in triage, where people accept it, or close
// it with one click once the alerts have resolved.
func TestAlertsAreSeenAndDecidedUpon(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, h.Administrator(t))
		p := b.get("/settings/sources").wants(200, "No tool sends yet.").isClean()
		p.sent("Add the source", v("kind", "alertmanager", "name", "")).wants(422).isClean()
		told := p.sent("Add the source", v("kind", "alertmanager", "name", "prometheus", "silence_after", "10")).wants(200, "The source is ready").isClean()
		if !strings.Contains(told.raw, "/in/") || told.header.Get("Cache-Control") == "" {
			t.Error("the address is not told, or may be cached")
		}
		var src source.Source
		h.Read(t, func(view *store.View) error {
			list, err := view.Sources(h.Administrator(t))
			src = list[0]
			return err
		})
		a := h.as(t, h.Responder(t))
		now := h.Clock.Now()
		fires := func(print, service string) signal.Observed {
			return signal.Observed{Fingerprint: print, State: signal.Firing, Level: signal.Critical, Title: print + " is down", Service: service, StartsAt: now, At: now, URL: "https://prometheus.example.com/graph"}
		}
		ends := func(print, service string) signal.Observed {
			return signal.Observed{Fingerprint: print, State: signal.Resolved, Title: print + " is down", Service: service, EndsAt: h.Clock.Now(), At: h.Clock.Now()}
		}
		h.tells(t, src.ID, fires("db-1", "orders"), fires("db-2", "orders"), fires("web", "shop"))
		a.get("/").wants(200, "db-1 is down", "web is down", "triage")
		a.get("/incidents/INC-1").wants(200, "Opened in triage by an alert: db-1 is down.", "2 firing, from 2 messages", "critical", "prometheus", "Accept").isClean()
		a.get("/incidents/INC-1/acceptance").sent("Accept", nil).wants(200, "Accepted: it is an incident.", "active")
		h.Clock.Advance(time.Minute)
		h.tells(t, src.ID, ends("db-1", "orders"), ends("db-2", "orders"), ends("web", "shop"))
		a.get("/incidents/INC-1").wants(200, "All 2 alerts have resolved.", "2 resolved, from 4 messages").isClean()
		closed := a.get("/incidents/INC-2").sent("Close: the alerts have resolved", nil).wants(200, "The alerts resolved by themselves.", "declined")
		if strings.Contains(closed.raw, "/incidents/INC-2/acceptance") {
			t.Error("a declined incident can be accepted")
		}
		a.get("/incidents/INC-1/alerts").wants(200, "db-1 is down", "db-2 is down", "Back to INC-1").isClean()
		a.get("/settings/sources").wants(403)
		one := b.get("/settings/sources/"+string(src.ID)).wants(200, "Most messages a minute").isClean()
		one.sent("Save", v("name", "", "quota", "600")).wants(422).isClean()
		one.sent("Save", v("name", "prometheus", "quota", "600", "silence_after", "10", "service", "shop")).wants(200, "The source is saved.")
		one.sent("Save", v("name", "late", "quota", "600")).wants(412)

		// Silence is told once, to those who can do something about it, and goes by itself.
		b.get("/").wantsNot("Sources that need a look")
		h.Clock.Advance(time.Hour)
		b.get("/").wants(200, "prometheus: silent").isClean()
		a.get("/").wantsNot("prometheus: silent")
		if err := h.WriteCounts(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.get("/settings/sources").wants(200, "silent", "Nothing was heard from it", "6 messages about alerts").isClean()
		h.tells(t, src.ID, fires("again", "x"))
		if err := h.WriteCounts(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.get("/").wantsNot("prometheus: silent")

		if err := h.PutAside(t.Context(), src, source.Aside{State: source.Unreadable, Why: "No list of alerts.", Body: `{"a":1}`}); err != nil {
			t.Fatal(err)
		}
		if err := h.WriteCounts(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.get("/settings/sources").wants(200, "could not read", "No list of alerts.")
		b.get("/settings/sources/"+string(src.ID)).wants(200, "No list of alerts.", `{"a":1}`).isClean()
		b.get("/settings/sources").sent("Yes, make one", nil).wants(200, "The new secret is ready")
		b.get("/settings/sources").sent("Switch off : prometheus", nil).wants(200, "The source is switched off.")
		b.get("/settings/sources").sent("Switch on : prometheus", nil).wants(200, "The source is switched on.")
		b.get("/settings/sources").sent("Yes, remove it", nil).wants(200, "The source is removed.", "No tool sends yet.")

		rules := b.get("/settings/alerts").wants(200, "What opens an incident").isClean()
		rules.sent("Save", v("most", "0")).wants(422)
		kept := rules.sent("Save", v("most", "3", "decline", "yes", "labels", "cluster, team")).wants(200, "The rules hold")
		if !strings.Contains(kept.raw, `value="cluster, team"`) {
			t.Error("the labels are not shown again")
		}
	})
}
