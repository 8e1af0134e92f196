package web_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store/storetest"
)

func TestCustomersAreToldByPlainForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, inc := h.resolved(t)
		h.must(t, h.PostUpdate(t.Context(), ana.actor, desk.Update{Incident: inc.Ref(), Audience: incident.Customers, Text: "Ana is looking into payments"}))
		ana.draft(inc)
		vic := h.as(t, h.Viewer(t))
		const edit, read = "/postmortems/PM-1/customers/edit", "/postmortems/PM-1/customers"
		vic.get(edit).wants(404)
		vic.get(read).wants(404)
		p := ana.get("/postmortems/PM-1").link("For customers")
		p.wants(200, "This is what the record proposes.", "The commander is looking into payments.", "From the updates to customers.", "“How it affected you” is empty.", "Nothing is kept yet.", "It began")
		p = one(p.sent("Save", url.Values{"title": {"Payments failed"}, "zone": {"Europe/Berlin"}, "what_happened": {"Leo carelessly dropped it, see INC-1. Nobody could pay."}, "affected": {"Some orders came twice."}}))
		p.wants(200, "Saved.", "This is the draft of edition 1.", "CEST)", "This text is not approved.", "“INC-1” in “What happened” is a name that people outside do not know.")
		p = p.sent("Save", url.Values{"what_happened": {"Ana Lopez said that INC-1 is over."}})
		p.wants(200, "“Ana Lopez” in “What happened” looks like the name of a colleague.", "Write “The commander”.")
		p = p.sent("Approve it", nil).wants(200, "Approved. It can be released now.", "“Ana Lopez” in “What happened” is no colleague")
		p = one(p.sent("Release", nil)).wants(409, "The release waits for 2 things")
		p = p.sent("Save", url.Values{"what_happened": {"Nobody could pay for two hours."}}).wants(200, "This is the draft of edition 1.")
		stale := p
		p.sent("Approve it", nil).wants(200).sent("Release", nil).wants(200, "Released. It leaves as a file that you download.", "Edition 1 was released on")
		stale.sent("Save", url.Values{"title": {"Other"}}).wants(412, "Somebody saved a change meanwhile.")

		ana.get(read).wants(200, "Payments failed", "How it affected you", "Download:").wantsNot("The release waits")
		vic.get(read).wants(404) // Nothing is published yet.
		ana.ready("Nobody could pay.")
		ana.get("/postmortems/PM-1/publish").sent("Publish", nil).wants(200, "A version for customers was released")
		vic.get("/postmortems/PM-1").link("read it").wants(200, "Payments failed", "Some orders came twice.").wantsNot("Change it")
		for format, has := range map[string]string{"md": "## How it affected you", "html": "How it affected you", "txt": "How it affected you\n---"} {
			vic.get(read+"/export?format="+format).wants(200, has).wantsNot("PM-1", "INC-1", "Draft")
			vic.get(read + "/export?draft=yes&format=" + format).wants(404)
			ana.get(read+"/export?draft=yes&format="+format).wants(200, "Draft, not released")
		}
		vic.get(read + "/export?format=pdf").wants(422)
		vic.get(read + "/export?format=md&edition=0").wants(422)
		vic.get(read + "/export?format=md&edition=2").wants(404)
		vic.get("/search?q=twice").wantsNot("Some orders came twice")
	})
}

func TestTheVersionForCustomersIsLookedAt(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	ana, inc := h.resolved(t)
	h.named(t, person.Responder, "Leo Martin")
	h.must(t, h.PostUpdate(t.Context(), ana.actor, desk.Update{Incident: inc.Ref(), Audience: incident.Customers, Text: "Payments fail for some of you. We are looking into it"}))
	h.must(t, h.PostUpdate(t.Context(), ana.actor, desk.Update{Incident: inc.Ref(), Audience: incident.Customers, Text: "Payments work again"}))
	ana.draft(inc)
	p := ana.get("/postmortems/PM-1/customers/edit")
	p = p.sent("Save", url.Values{"title": {"Payments failed on Friday"}, "zone": {"Europe/Berlin"}, "what_happened": {"On Friday afternoon nobody could pay for two hours. Leo Martin obviously made a human error."}, "affected": {"Orders that failed were **not** charged. You do not have to do anything."}, "next": {"- Done: a second person looks at each change.\n- Promised by 20 October 2026: backups are checked each night."}})
	p.sent("Approve it", nil).wants(200)
	dir := t.TempDir()
	if kept := os.Getenv("CANDOR_PICTURES"); kept != "" {
		dir = kept
	}
	tab := h.tab(t, ana.actor)
	look := func(name, path string) {
		for as, view := range map[string]apptest.View{"desktop": {}, "phone": {Width: 390, Height: 844}, "dark": {Dark: true}} {
			tab.Look(view)
			tab.Open(h.url + path)
			for _, complaint := range tab.Axe() {
				t.Errorf("%s as %+v: %s", path, view, complaint)
			}
			if wide := apptest.Eval[int](tab, `document.documentElement.scrollWidth`); view.Width > 0 && wide > view.Width {
				t.Errorf("%s is %d wide on a phone", path, wide)
			}
			tab.Screenshot(filepath.Join(dir, name+"-"+as+".png"), view)
		}
	}
	look("write", "/postmortems/PM-1/customers/edit")
	ana.get("/postmortems/PM-1/customers/edit").sent("Save", url.Values{"what_happened": {"On Friday afternoon nobody could pay for two hours."}}).sent("Approve it", nil).sent("Release", nil).wants(200)
	look("read", "/postmortems/PM-1/customers")
}
