package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
)

func TestTheOrganisationSpeaksForItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, h.Administrator(t))
		p := b.get("/settings").wants(200, "Cultural statement").isClean()
		p.sent("Save", url.Values{"name": {""}, "cultural_statement": {"We ask\r\nwhat, never who."}}).wants(422, "We ask what, never who.").isClean()
		if back := p.sent("Save", url.Values{"public_url": {"example.com/x"}}).wants(422); back.beside("public_url") == "" {
			t.Error("the public address is not refused beside its field")
		}
		p.sent("Save", url.Values{
			"name": {"Harbour"}, "cultural_statement": {"We ask what, never who."}, "zone_default": {"Europe/Berlin"}, "anonymous_reports": nil,
			"public_url": {"https://Candor.example.com/"},
		}).wants(200, "The settings are saved.")
		p.sent("Save", url.Values{"name": {"Late"}}).wants(412)
		h.Read(t, func(v *store.View) error {
			org, err := v.Organisation()
			want := workspace.Organisation{
				Name: "Harbour", CulturalStatement: "We ask what, never who.", ZoneDefault: "Europe/Berlin", PublicURL: "https://candor.example.com", Version: 1,
			}
			if org != want {
				t.Errorf("the organisation is %+v", org)
			}
			return err
		})
		h.as(t, person.Actor{}).get("/report").wants(200, "Reports without an account are switched off here.")
		h.as(t, person.Actor{}).get("/login").wantsNot("works without signing in")
	})
}

func TestSeveritiesAreAddedRenamedAndRetired(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, h.Administrator(t))
		p := b.get("/settings/severities").wants(200, "SEV1", "an update at least every 30 min, first draft within 3 days, published within 10 days").isClean()
		fields := url.Values{
			"key": {"SEV5"}, "name": {"Ripple"}, "description": {"Seen by us alone."}, "rank": {"often"}, "update_every": {"120"},
			"draft_within": {"7"}, "publish_within": {"21"},
		}
		if back := p.sent("Add it", fields).wants(422).isClean(); back.beside("rank") == "" || !strings.Contains(back.raw, `value="Ripple"`) {
			t.Errorf("what came back: %s", back.main())
		}
		fields.Set("rank", "4")
		p.sent("Add it", fields).wants(422, "must be its own")
		fields.Set("rank", "5")
		p.sent("Add it", fields).wants(200, "The severities are saved.", "Ripple", "an update at least every 2 h")
		one := b.get("/settings/severities/SEV5").wants(200, "SEV5").isClean()
		one.sent("Save", url.Values{"publish_within": {"1"}}).wants(422, "not before the draft")
		one.sent("Save", url.Values{"name": {"Wave"}, "retired": {"yes"}}).wants(200, "Wave", "retired")
		one.sent("Save", url.Values{"name": {"Late"}}).wants(412)
		b.get("/settings/severities/SEV9").wants(404)
		h.Read(t, func(v *store.View) error {
			list, err := v.Severities()
			sev, _ := list.Find("SEV5")
			if sev.Name != "Wave" || !sev.Retired || sev.UpdateEvery != 2*time.Hour || len(list.Offered()) != 4 {
				t.Errorf("the severity is %+v", sev)
			}
			return err
		})
	})
}

func TestServicesAreAddedChangedAndRemoved(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.as(t, h.Administrator(t))
		p := b.get("/settings/services").wants(200, "No service yet.").isClean()
		p.sent("Add the service", url.Values{"name": {" "}}).wants(422)
		for _, dots := range []string{".", ".."} { // Browsers leave these out of an address.
			if back := p.sent("Add the service", url.Values{"name": {dots}}).wants(422); back.beside("name") == "" {
				t.Errorf("%q is not refused beside the field: %s", dots, back.main())
			}
		}
		p.sent("Add the service", url.Values{"name": {"payments/db"}, "owner": {"Storage"}}).wants(200, "The service is saved.", "payments/db", "Storage")
		b.get("/settings/services").sent("Add the service", url.Values{"name": {"payments/db"}}).wants(409, "There is already a service with this name.")
		one := b.get("/settings/services").link("payments/db").wants(200, "payments/db").isClean()
		one.sent("Save", url.Values{"description": {"Keeps orders"}}).wants(200, "Keeps orders")
		one.sent("Save", url.Values{"description": {"Late"}}).wants(412)
		b.get("/settings/services").link("payments/db").sent("Yes, remove it", nil).wants(200, "removed from the catalog", "No service yet.")
		b.get("/settings/services/payments%2Fdb").wants(404)
	})
}

func TestTheAuditRecordTellsWhatHappenedPageByPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		noor := h.Administrator(t)
		mika := h.Viewer(t)
		h.as(t, h.Auditor(t)).get("/settings/audit").wants(200, "Nothing was recorded yet.")
		for range 45 {
			desktest.WantKind(t, h.DisablePerson(t.Context(), noor, mika.ID), "")
			desktest.WantKind(t, h.EnablePerson(t.Context(), noor, mika.ID), "")
		}
		inc := h.declared(t, noor, "A title that nobody here may read")
		b := h.as(t, h.Auditor(t))
		first := b.get("/settings/audit").wants(200, "An account was enabled again.", "about "+mika.Name, noor.Name).wantsNot("A title that", inc.Ref()).isClean()
		second := first.link("Older →").wants(200)
		third := second.link("Older →").wants(200)
		if n := len(find(third.doc, "time")); n == 0 || strings.Contains(third.text(), "Older") {
			t.Errorf("the last page has %d entries", n)
		}
		third.link("← Newer").wants(200)
		b.get("/settings/audit?before=guess").wants(400)
	})
}
