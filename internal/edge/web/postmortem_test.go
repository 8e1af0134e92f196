package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/store"
)

// resolved is the house with an incident that is resolved, and the browser of whoever resolved it.
func (h *house) resolved(t *testing.T, bend ...func(*desk.Declaration)) (*browser, desk.Declared) {
	t.Helper()
	ana := h.named(t, person.Responder, "Ana Lopez")
	in := desk.Declaration{Command: true, Declaration: incident.Declaration{
		Title: "Checkout returns errors", Summary: "Nobody can pay.", Severity: "SEV1", Services: []string{"checkout"}, ImpactStart: h.Clock.Now().Add(-time.Hour),
	}}
	for _, b := range bend {
		b(&in)
	}
	inc := desktest.Must[desk.Declared](t)(h.DeclareIncident(t.Context(), ana, in))
	h.Clock.Advance(time.Hour)
	h.must(t, h.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
	h.Clock.Advance(time.Hour)
	h.must(t, h.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
	return h.as(t, ana), inc
}

func (h *house) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) named(t *testing.T, role person.Role, name string) person.Actor {
	t.Helper()
	p := person.Person{ID: person.ID(store.NewID()), Name: name, Role: role, CreatedAt: h.Clock.Now()}
	p.Email = strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com"
	h.Write(t, func(tx *store.Tx) error { return tx.AddPerson(p, "") })
	return person.Actor{ID: p.ID, Name: name, Role: role, Door: person.DoorWeb}
}

// draft drafts the postmortem by the button that stands at the incident.
func (b *browser) draft(inc desk.Declared) *page {
	b.tb.Helper()
	return b.get("/incidents/"+inc.Ref()+"/postmortem").wants(200, "Draft it from the record").
		sent("Draft the postmortem", nil).wants(200, "The draft is made from the record.")
}

// waive says of every moment that is not known why there is no time.
func (b *browser) waive() *page {
	b.tb.Helper()
	p := b.get("/postmortems/PM-1/times")
	_, values := p.form("Save the times")
	fields := url.Values{}
	for _, n := range postmortem.MomentNames() {
		if values.Get(string(n)) == "" {
			fields.Set(string(n)+"_waived", "Nobody wrote it down.")
		}
	}
	return p.sent("Save the times", fields)
}

// ready brings a draft to approved.
func (b *browser) ready(summary string) {
	b.tb.Helper()
	b.waive().wants(200, "The times are saved.")
	b.get("/postmortems/PM-1/edit").sent("Save : Summary", url.Values{"summary": {summary}}).wants(200, "Saved.")
	b.get("/postmortems/PM-1/review").sent("We have read it and accept it", nil).wants(200, "Read and accepted on")
	b.get("/postmortems/PM-1/review").sent("Ask for review", nil).wants(200, "in review")
	b.get("/postmortems/PM-1/review").sent("Approve", nil).wants(200, "Approved.")
}

func one(p *page) *page {
	p.tb.Helper()
	if n := len(find(p.doc, "h1")); n != 1 {
		p.tb.Errorf("%s has %d headings of the first level", p.path, n)
	}
	return p.isClean()
}

func TestPublicationWaitsForEveryPromise(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		vic := h.as(t, h.Viewer(t))
		b.draft(inc).wants(200, "Publication waits for:", "The Prime Directive has not been acknowledged.")
		vic.get("/postmortems/PM-1").wants(404)
		vic.get("/postmortems").wants(200, "Nothing is published yet.").wantsNot("PM-1")
		publish := func(says ...string) {
			t.Helper()
			p := one(b.do("POST", "/postmortems/PM-1/publish", "application/x-www-form-urlencoded", strings.NewReader("do=publish")))
			p.wants(409, says...)
		}
		publish("A postmortem that is drafting cannot become published.", "The moment “Escalated” has no time.", "Nobody was asked to review it yet.")
		b.waive()
		b.get("/postmortems/PM-1/edit").sent("Save : Summary", url.Values{"summary": {"A careless command ran. Ana Lopez mended it."}}).wants(200, "before publishing")
		b.get("/postmortems/PM-1/actions").sent("Add the action", url.Values{"title": {"Refuse DROP TABLE"}}).wants(200, "ACT-1")
		b.get("/postmortems/PM-1/review").sent("Ask for review", nil)
		b.get("/postmortems/PM-1/review").sent("Approve", nil).wants(200, "What it waits for").wantsNot("has no time", "not approved")
		publish("Publication waits for 3 things", "ACT-1 has no owner.", "careless")
		p := b.get("/postmortems/PM-1/publish").link("The Prime Directive has not been acknowledged.")
		p.sent("We have read it and accept it", nil)
		b.get("/actions/ACT-1").sent("Save", url.Values{"owner": {"data platform"}}).wants(200, "data platform")
		publish("Wording to look at: “careless” in Summary.")
		b.get("/postmortems/PM-1/publish").link("Wording to look at: “careless” in Summary.").wants(200, "approved; its text stays")
		b.get("/postmortems/PM-1/review").sent("Send back", url.Values{"reason": {"One word."}}).wants(200, "Write")
		b.get("/postmortems/PM-1/edit").sent("Save : Summary", url.Values{"summary": {"The prompt looked like staging. Ana Lopez mended it."}})
		b.get("/postmortems/PM-1/review").sent("Ask for review", nil)
		p = b.get("/postmortems/PM-1/review").sent("Approve", nil)
		one(p).wantsNot("What it waits for").wants(200, "becomes “The commander”").sent("Publish", nil).
			wants(200, "Published for everybody who may read it.", "The commander mended it.", "ACT-1").wantsNot("Ana Lopez mended")
		one(vic.get("/postmortems").link("PM-1 Checkout returns errors")).wants(200, "The commander mended it.", postmortem.PrimeDirective, "data platform")
	})
}

func TestAReaderSeesWhatIsPublishedAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		vic := h.as(t, h.Viewer(t))
		b.draft(inc)
		for _, path := range []string{"edit", "times", "review", "publish", "actions", "draft"} {
			if p := vic.get("/postmortems/PM-1/" + path); p.status != 403 && p.status != 404 {
				t.Errorf("%s answers %d", p.path, p.status)
			}
		}
		b.ready("The first words.")
		b.get("/postmortems/PM-1/publish").sent("Publish", nil)
		b.get("/postmortems/PM-1/review").sent("Begin the next edition", url.Values{"reason": {"More is known."}}).wants(200, "edition can be written")
		b.get("/postmortems/PM-1/edit").sent("Save : Summary", url.Values{"summary": {"The second words."}})
		vic.get("/postmortems/PM-1").wants(200, "The first words.").wantsNot("second", "being written")
		vic.get("/search?q=second").wants(200, "Nothing has all of these words.").wantsNot("second words")
		b.get("/postmortems/PM-1").wants(200, "Edition 2 is being written.").link("Open the draft").wants(200, "The second words.")
		b.get("/postmortems/PM-1/review").sent("Ask for review", nil)
		b.get("/postmortems/PM-1/review").sent("Approve", nil).sent("Publish", nil).wants(200, "The second words.")
		p := vic.get("/postmortems/PM-1").wants(200, "The second words.", "edition 2")
		one(p.link("Edition 1")).wants(200, "The first words.", "A later edition took its place").wantsNot("second words")
		one(vic.get("/search?q=second")).wants(200, "PM-1")
	})
}

func TestAPrivatePostmortemStaysPrivateUntilItIsDecided(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t, func(d *desk.Declaration) { d.Private, d.Title = true, "The canary sings" })
		vic, other := h.as(t, h.Viewer(t)), h.as(t, h.Responder(t))
		b.draft(inc)
		b.ready("The canary was quiet.")
		hidden := func() {
			t.Helper()
			for _, who := range []*browser{vic, other} {
				for _, path := range []string{
					"/postmortems/PM-1", "/postmortems/PM-1/edit", "/postmortems/PM-1/publish", "/postmortems/PM-1/export?format=md",
					"/postmortems/PM-1/editions/1", "/incidents/" + inc.Ref() + "/postmortem", "/postmortems", "/actions", "/search?q=canary",
				} {
					if p := who.get(path); strings.Contains(p.main(), "canary ") || p.status == 200 && strings.Contains(path, "PM-1") {
						t.Errorf("a %s reads %s (%d):\n%s", who.actor.Role, path, p.status, p.main())
					}
				}
			}
		}
		hidden()
		b.get("/postmortems/PM-1/publish").sent("Publish", nil).wants(200, "Only its members may read this.")
		hidden()
		b.get("/postmortems/PM-1/review").sent("Begin the next edition", url.Values{"reason": {"To open it."}})
		b.get("/postmortems/PM-1/review").sent("Ask for review", nil)
		p := b.get("/postmortems/PM-1/review").sent("Approve", nil)
		p = p.sent("Publish", url.Values{"audience": {"company"}})
		if p.wants(422); !strings.Contains(p.beside("reason"), "Say who decided") {
			t.Errorf("beside the reason stands %q", p.beside("reason"))
		}
		p.sent("Show the copy again", url.Values{"audience": {"company"}, "reason": {"The members agreed."}}).sent("Publish", nil).wants(200, "The canary was quiet.")
		vic.get("/postmortems/PM-1").wants(200, "The canary was quiet.")
		vic.get("/postmortems/PM-1/editions/1").wants(404)
	})
}

func TestTwoWritersOfOneSectionLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		ben := h.as(t, h.Responder(t))
		mine, theirs := b.get("/postmortems/PM-1/edit"), ben.get("/postmortems/PM-1/edit")
		theirs.sent("Save : Summary", url.Values{"summary": {"Ben wrote this."}, "impact": {"Ben's impact."}})
		p := mine.sent("Save : Summary", url.Values{"summary": {"Ana wrote that."}, "lucky": {"A colleague was still there."}})
		one(p).wants(412, "Somebody saved “Summary” while you were writing.", "Ben wrote this.", "Ana wrote that.", "A colleague was still there.", "Ben's impact.")
		ben.get("/postmortems/PM-1/draft").wants(200, "Ben wrote this.", "A colleague was still there.", "Ben's impact.").wantsNot("Ana wrote that.")
		p.sent("Save : Summary", nil).wants(200, "Saved.")
		b.get("/postmortems/PM-1/draft").wants(200, "Ben wrote this.", "Ana wrote that.")

		mine, theirs = b.get("/postmortems/PM-1/times"), ben.get("/postmortems/PM-1/times")
		theirs.sent("Save the times", url.Values{"detected": {"2026-10-02T13:20"}, "detected_evidence": {"the alert"}}).wants(200, "The times are saved.")
		p = mine.sent("Save the times", url.Values{"detected": {"2026-10-02T13:40"}})
		one(p).wants(412, "Somebody changed “Detected” meanwhile.", "2 Oct 13:20 UTC", "the alert")
		p.sent("Save the times", nil).wants(200, "The times are saved.")
		b.get("/postmortems/PM-1/draft").wants(200, "13:40").wantsNot("13:20")
	})
}

func TestWhatWasTypedComesBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		p := b.get("/postmortems/PM-1/times").sent("Save the times", url.Values{"detected": {"half past four"}, "stable_evidence": {"the graph"}})
		if p.wants(422); !strings.Contains(p.beside("detected-time"), "Write the time as") {
			t.Errorf("beside the time stands %q", p.beside("detected-time"))
		}
		if _, values := p.form("Save the times"); values.Get("detected") != "half past four" || values.Get("stable_evidence") != "the graph" {
			t.Errorf("the form came back with %v", values)
		}
		p = b.get("/postmortems/PM-1/edit").sent("Save : Impact", url.Values{"impact": {strings.Repeat("> ", 500) + "deep"}, "title": {""}})
		if _, values := p.wants(422).form("Save : Impact"); !strings.HasSuffix(values.Get("impact"), "deep") {
			t.Error("the section did not come back")
		}
		p = b.get("/postmortems/PM-1/actions").sent("Add the action", url.Values{"title": {""}, "owner": {"platform"}})
		if _, values := p.wants(422).form("Add the action"); values.Get("owner") != "platform" {
			t.Errorf("the action came back with %v", values)
		}
		b.get("/postmortems/PM-1/review").sent("Keep", url.Values{"facilitator": {string(b.actor.ID)}}).wants(422, "did not take part in the response")
		b.get("/postmortems/PM-1/draft").sent("Comment", url.Values{"text": {" "}}).wants(422)
		b.get("/postmortems/PM-1/draft").sent("Comment", url.Values{"text": {"Well told."}, "section": {"lucky"}}).wants(200, "Well told.")
	})
}

func TestHostileTextInAPostmortemIsInert(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		evil := "<script>alert(1)</script><img src=x onerror=alert(2)> [go](javascript:alert(3)) **bold** <p style=\"color:red\">x</p>"
		fields := url.Values{"title": {"<b onclick=alert(4)>Title</b>"}}
		for _, k := range postmortem.Keys() {
			fields.Set(string(k), evil)
		}
		one(b.get("/postmortems/PM-1/edit").sent("Save : Summary", fields)).wants(200, "Saved.")
		b.get("/postmortems/PM-1/actions").sent("Add the action", url.Values{"title": {evil}, "owner": {evil}})
		b.waive()
		b.get("/postmortems/PM-1/times").sent("Save the times", url.Values{"detected": {"2026-10-02T13:20"}, "detected_waived": {""}, "detected_evidence": {"javascript:alert(5)"}})
		b.get("/postmortems/PM-1/draft").sent("Comment", url.Values{"text": {evil}})
		b.ready(evil)
		for _, path := range []string{"/postmortems/PM-1", "/postmortems/PM-1/publish", "/postmortems/PM-1/times", "/actions", "/actions/ACT-1", "/search?q=alert", "/postmortems", "/postmortems/PM-1/actions"} {
			one(b.get(path))
		}
		p := one(b.get("/postmortems/PM-1/publish").sent("Publish", nil)).wants(200)
		if n := len(find(p.doc, "img")); n != 0 {
			t.Errorf("the page shows %d pictures", n)
		}
	})
}

func TestAPublishedPostmortemIsDownloaded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		b.get("/postmortems/PM-1/export?format=md").wants(404)
		b.ready("Nobody could pay.")
		b.get("/postmortems/PM-1/publish").sent("Publish", nil)
		vic := h.as(t, h.Viewer(t))
		for words, want := range map[string][2]string{
			"Markdown": {"text/markdown; charset=utf-8", "PM-1.md"}, "one HTML file": {"text/html; charset=utf-8", "PM-1.html"}, "JSON": {"application/json", "PM-1.json"},
			"PDF": {"application/pdf", "PM-1.pdf"},
		} {
			p := vic.get("/postmortems/PM-1").link(words)
			if got := p.header.Get("Content-Disposition"); got != `attachment; filename="`+want[1]+`"` {
				t.Errorf("%s: %q", words, got)
			}
			if p.header.Get("Content-Type") != want[0] || p.header.Get("X-Content-Type-Options") != "nosniff" ||
				!strings.Contains(p.raw, "Nobody could pay.") && !strings.HasPrefix(p.raw, "%PDF-") {
				t.Errorf("%s: %v\n%s", words, p.header, p.raw)
			}
		}
		vic.get("/postmortems/PM-1/export?format=doc").wants(422)
		vic.get("/postmortems/PM-1/export?format=md&draft=yes").wants(403)
		if p := b.get("/postmortems/PM-1/export?format=html&draft=yes"); !strings.Contains(p.raw, "Draft, not published") || !strings.Contains(p.header.Get("Content-Disposition"), "PM-1-draft.html") {
			t.Errorf("a draft is %v %.300s", p.header, p.raw)
		}
		vic.get("/postmortems/PM-1/export?format=md&edition=2").wants(404)
	})
}

func TestTheFeedIsReadByItsPrivateLinkAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		b.ready("Nobody could pay.")
		b.get("/postmortems/PM-1/publish").sent("Publish", nil)
		vic, nobody := h.as(t, h.Viewer(t)), h.as(t, person.Actor{})
		p := one(vic.get("/account/feed")).sent("Make the link", nil)
		var link string
		for _, in := range find(p.doc, "input") {
			if strings.Contains(attr(in, "value"), "/feed/") {
				link = strings.TrimPrefix(attr(in, "value"), h.url)
			}
		}
		f := nobody.get(link)
		if f.status != 200 || f.header.Get("Content-Type") != "application/atom+xml; charset=utf-8" || !strings.Contains(f.raw, "<title>PM-1 Checkout returns errors</title>") {
			t.Errorf("the feed answers %d %v:\n%s", f.status, f.header, f.raw)
		}
		vic.get("/account/feed").sent("Revoke the link", nil).wants(200, "no longer works")
		if f := nobody.get(link); f.status != 404 || strings.Contains(f.raw, "PM-1") {
			t.Errorf("a revoked link answers %d", f.status)
		}
	})
}

func TestNoneIsRequiredWithAReason(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		p := one(b.get("/incidents/" + inc.Ref() + "/postmortem"))
		p.sent("None is required", nil).wants(422)
		one(p.sent("None is required", url.Values{"reason": {"The same as INC-7."}})).wants(200, "not required", "The same as INC-7.")
		b.get("/postmortems").wants(200, "Not required", "The same as INC-7.")
	})
}

func TestActionsMoveAndNobodyIsRanked(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		b.get("/postmortems/PM-1/actions").sent("Add the action", url.Values{"title": {"Refuse DROP TABLE"}, "owner": {"platform"}}).wants(200, "16 Oct")
		p := one(b.get("/actions")).wants(200, "Refuse DROP TABLE", "platform").link("ACT-1 Refuse DROP TABLE")
		p = one(p).sent("Move it", url.Values{"state": {"agreed"}}).wants(200, "The action moved.")
		p = p.sent("Move it", url.Values{"state": {"claimed"}})
		p.sent("Move it", url.Values{"state": {"verified"}}).wants(422, "Say what shows that it works")
		b.get("/actions?show=overdue").wants(200, "Nothing is overdue.")
		p.sent("Move it", url.Values{"state": {"in_progress"}})
		h.Clock.Advance(15 * 24 * time.Hour)
		b.get("/actions?show=overdue").wants(200, "overdue", "Refuse DROP TABLE")
		vic := h.as(t, h.Viewer(t))
		vic.get("/actions/ACT-1").wants(200, "Refuse DROP TABLE").wantsNot("Move it")
		b.get("/actions?show=platform").wants(422)
	})
}
