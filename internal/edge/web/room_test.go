package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
)

// v is the values of a form.
func v(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

func TestDeclareFromAReport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		b := h.as(t, ana)
		b.get("/report").sent("Send", v("text", "Payments fail\nsince a while", "service", "checkout"))
		p := b.get("/reports/REP-1").link("Declare an incident for it").isClean().wants(200, "How bad is it?", "Most people cannot use")
		_, values := p.form("Declare")
		if values.Get("title") != "Payments fail" || values.Get("summary") != "since a while" || values.Get("services") != "checkout" {
			t.Errorf("the report fills %v", values)
		}
		bad := p.sent("Declare", v("title", "\u200b", "severity", "SEV1")).wants(422, "The title needs at least one visible character.")
		if bad.beside("title") == "" {
			t.Error("nothing is said beside the title")
		}
		p.sent("Declare", v("title", "Payments fail", "impact_start", "whenever")).wants(422, "Write the time as 2026-11-13 16:15.")
		for start, said := range map[string]string{"whenever": "Write the time as", "2027-01-01T10:00": "cannot begin more than a day from now"} {
			bad := p.sent("Declare", v("title", "", "environment", "a\tb", "impact_start", start)).wants(422, said, "Choose a severity.")
			for _, field := range []string{"title", "severity", "environment", "impact_start"} { // All at once.
				if bad.beside(field) == "" {
					t.Errorf("nothing is said beside %s: %s", field, bad.text())
				}
			}
		}
		room := p.sent("Declare", v("severity", "SEV1", "command", "yes", "impact_start", "2026-10-02T13:45", "impact_start_within", "300", "mode", "real"))
		room.wants(200, "The incident is declared", "INC-1", "SEV1", "active · investigating", "15 min since impact began", "commander: "+ana.Name,
			"A report belongs to this: Payments fail", "since a while", "checkout")
		if !strings.HasSuffix(room.path, "/incidents/INC-1") {
			t.Errorf("the way leads to %s", room.path)
		}
		room.isClean()
		b.get("/reports/REP-1").wants(200, "accepted", "INC-1 Payments fail")
		h.as(t, h.Viewer(t)).get("/incidents/new").wants(403)
	})
}

func TestTheRoomAnswersThreeQuestions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		h.as(t, ana)
		rec := desktest.Must[desk.Recorded](t)(h.RecordChange(t.Context(), ana, change.Change{
			Kind: "deploy", Summary: "checkout 8f2c deployed", Service: "checkout", OccurredAt: h.Clock.Now().Add(-time.Hour),
		}))
		h.declared(t, ana, "Checkout returns errors", func(d *desk.Declaration) {
			d.Services, d.Environment, d.Summary = []string{"checkout"}, "production", "Nobody can pay."
			d.ImpactStart = h.Clock.Now().Add(-10 * time.Minute)
		})
		b := h.as(t, ana)
		p := b.get("/incidents/INC-1").isClean().wants(200,
			"What’s happening", "Nobody can pay.", "Users affected not known yet",
			"What changed", "checkout 8f2c deployed", "50 minutes before",
			"What might cause this", "Help", "Who does what", "Timeline", "next update")
		if got := textOf(find(p.doc, "title")[0]); got != "INC-1 Checkout returns errors · Candor" {
			t.Errorf("the title is %q", got)
		}
		if strings.Contains(p.main(), "Plan") {
			t.Error("there is a plan in the room")
		}
		mark := b.get("/incidents/INC-1/changes/" + string(rec.ID))
		mark.sent("Keep", v("mark", "cleared")).wants(422, "Say what clears it")
		mark.sent("Keep", v("mark", "likely")).wants(200, "The change is marked.", "likely", "A change was marked as likely")
	})
}

// TestTheRoomIsRunByPlainForms tells an incident from its declaration to the draft of its
// postmortem in two browsers without JavaScript.
func TestTheRoomIsRunByPlainForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, cy, bo := h.Responder(t), h.Responder(t), h.Viewer(t)
		h.declared(t, ana, "Checkout returns errors")
		h.declared(t, ana, "Login is slow")
		a, b := h.as(t, ana), h.as(t, bo)
		room := func() *page { return a.get("/incidents/INC-1").wants(200) }
		at := "/incidents/INC-1"

		room().sent("Add the idea", v("text", "The pool is exhausted", "next_test", "compare graphs", "who_looks", "operations")).
			wants(200, "The idea is kept.", "Next: compare graphs · operations")
		room().link("Move: The pool is exhausted").sent("Keep", v("state", "ruled_out", "evidence", "")).wants(422, "Say what shows it")
		room().link("Move: The pool is exhausted").sent("Keep", v("state", "ruled_out", "evidence", "the graph is flat")).wants(200, "ruled out", "the graph is flat")

		room().sent("Ask for it", v("text", "A newer snapshot")).wants(200, "Needed: A newer snapshot.")
		b.get(at).link("I can: A newer snapshot").wants(200, "Needed: A newer snapshot").
			sent("Offer it", v("text", "Hourly ones exist")).wants(200, "Thank you. The responders see it.", "matched", "You offered")
		b.get(at).sent("Offer it", v("text", "I know billing")).wants(200, "offered")
		b.get(at).sent("Take it back: I know billing", nil).wants(200, "Your offer is taken back.", "withdrawn")
		room().sent("Thank: Hourly ones exist", nil).wants(200, "thanked")
		room().link("Met, or not needed: A newer snapshot").sent("Keep", v("state", "met")).wants(200, "met")

		a.get(at+"/roles?role=scribe").sent("Keep", v("role", "scribe", "person", string(cy.ID), "note", "all is written")).
			wants(200, "The role is handed over.", "scribe "+cy.Name, "all is written")
		a.get(at+"/roles").sent("Keep", v("role", "scribe", "person", "-")).wants(200, "The role scribe is free again.")
		a.get(at+"/thanks").sent("Thank them", v("person", string(bo.ID), "for", "the snapshots")).wants(200, "for the snapshots")
		b.get(at).sent("Name me: the snapshots", nil).wants(200, "Your name stays with it")
		b.get(at).sent("Follow", nil).wants(200, "You follow this incident")

		facts := a.get(at + "/facts")
		facts.sent("Keep", v("title", "Checkout returns errors", "affected", "about 41,000", "services", "checkout, payments-db")).
			wants(200, "about 41,000", "checkout, payments-db")
		stale := facts.sent("Keep", v("affected", "fewer")).wants(412, "Somebody changed this meanwhile", "your words are kept")
		stale.sent("Keep", nil).wants(200, "fewer")

		a.get(at+"/severity").sent("Change", v("severity", "SEV1", "reason", "more people")).wants(200, "Severity changed from SEV2 to SEV1: more people.")
		if _, values := a.get(at + "/updates").link("how it goes").form("Post update"); !strings.Contains(values.Get("text"), "Checkout returns errors: we still work on it.") {
			t.Errorf("the template is %q", values.Get("text"))
		}
		a.get(at+"/updates").sent("Post update", v("text", "More tomorrow.", "audience", "company", "next", "1440")).
			wants(200, "Post update due 3 Oct 14:00", "next update in 1 d")
		a.get("/changes?for=INC-1").sent("Record", v("summary", "cleanup.sql ran", "kind", "data_script", "occurred_at", "2026-10-02T13:50", "occurred_at_zone", "UTC")).
			wants(200, "The change is recorded.", "INC-1", "What might cause this", "cleanup.sql ran")
		up := a.get(at + "/updates")
		up.sent("Post update", v("text", "", "audience", "company")).wants(422, "The text needs at least one visible character.")
		up.sent("Post update", url.Values{"text": {"We roll back."}, "audience": {"company", "customers"}, "status": {"diagnosed"}, "next": {"15"}}).
			wants(200, "active · diagnosed", "To the whole company: We roll back.", "To the customers: We roll back.", "next update in 15 min")
		a.get(at+"/resolution").sent("Resolved", nil).wants(409, "cannot become resolved", "From here it can become stable")
		a.get(at+"/stability").sent("Stable", v("note", "errors are gone", "text", "It is stable.")).wants(200, "stable", "errors are gone", "To the whole company: It is stable.")
		a.get(at+"/reopening").sent("Reopen", v("reason", "errors again")).wants(200, "Reopened, it was stable: errors again.")
		a.get(at+"/stability").sent("Stable", nil).wants(200)
		a.get(at+"/resolution").sent("Resolved", v("note", "verified")).wants(200, "resolved", "Draft the postmortem")
		a.get(at+"/links").sent("Link", v("relation", "caused_by", "to", "INC-2")).wants(200, "caused by", "INC-2 Login is slow")
		a.get("/incidents/INC-2/merger").sent("Merge", v("into", "INC-2")).wants(409, "cannot be merged into itself")
		a.get("/incidents/INC-2/cancellation").sent("Cancel the incident", v("reason", "a graph was wrong")).wants(200, "cancelled").wantsNot("Post update")

		if p := room().sent("Draft the postmortem", nil); !strings.HasPrefix(p.path, "/postmortems/PM-1") {
			t.Errorf("the draft leads to %s", p.path)
		}
		room().wants(200, "Postmortem: PM-1", "learning")
		h.as(t, h.Viewer(t)).get(at + "/stability").wants(403)
	})
}

func TestTheTimelineKeepsWhatPeopleWrite(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, bo := h.Responder(t), h.Viewer(t)
		h.declared(t, ana, "Checkout returns errors")
		b := h.as(t, bo)
		b.get("/preferences").sent("Keep", v("zone", "Europe/Berlin"))
		at := "/incidents/INC-1"
		b.get(at).sent("Add", v("text", "17:30 I see")).
			wants(200, "Filed under yesterday, 17:30: that time of today is still to come.").link("Change it").wants(200, "Change an entry", "I see")
		b.get(at).sent("Add", v("text", "15:50 ±5 min cleanup ran")).wants(200, "It stands on the timeline.", "2 Oct 15:50 CEST ±5 min", "cleanup ran", bo.Name)
		b.get(at).sent("Add", v("text", "18:30 is still ahead, so it was yesterday")).wants(200, "1 Oct 18:30 CEST")
		b.get(at).sent("Add", v("text", "a fact", "at", "2026-10-02T13:00", "at_zone", "UTC", "at_within", "120")).wants(200, "2 Oct 15:00 CEST ±2 min")
		b.get(at).sent("Add", v("text", "x", "at", "2026-03-29T02:30", "at_zone", "Europe/Berlin")).wants(422, "skipped when the clocks went forward")
		b.get(at).sent("Add", v("text", "x", "evidence_link", "javascript:alert(1)")).wants(422, "A link must begin with https:// or http://.")
		b.get(at).sent("Add", v("text", "see this", "evidence_link", "https://graphs.example.com/1", "evidence_text", "select 1", "evidence_kind", "query")).
			wants(200, "https://graphs.example.com/1", "select 1")

		twice := b.get(at)
		twice.sent("Add", v("text", "sent twice")).wants(200)
		if again := twice.sent("Add", v("text", "sent twice")); strings.Count(again.main(), "sent twice") != 3 { // The words, and the two buttons that are about them.
			t.Errorf("a double click writes twice: %s", again.main())
		}

		p := b.get(at).link("Change: cleanup ran").wants(200, "The earlier wording stays")
		_, values := p.form("Keep")
		if values.Get("at") != "2026-10-02T15:50:00" || values.Get("at_within") != "300" {
			t.Errorf("the entry comes with %v", values)
		}
		p.sent("Keep", v("text", "cleanup.sql ran")).wants(200, "cleanup.sql ran", "edited, show the earlier wording")
		p.sent("Keep", v("text", "again")).wants(409, "This entry was changed meanwhile.")
		h.as(t, h.Viewer(t)).get(at).link("Change: cleanup.sql ran").sent("Keep", v("text", "y")).wants(403, "Only whoever wrote an entry")
		h.as(t, ana).get(at).link("Change: cleanup.sql ran").sent("Keep", v("withdraw", "yes")).wants(200, "This entry was withdrawn.")
		b.get(at + "?show=changes").wants(200).wantsNot("a fact")
		b.get(at+"?show=people").wants(200, "a fact").wantsNot("Declared as")
		b.get(at+"/timeline/1").wants(200, "This entry cannot be changed.")
	})
}

func TestOldEntriesAreAPageAway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		h.declared(t, ana, "Checkout returns errors")
		first := desktest.Must[desk.Entry](t)(h.AddNote(t.Context(), ana, desk.Note{Incident: "INC-1", Note: incident.Note{Text: "the first"}}))
		for range 260 {
			h.Clock.Advance(time.Second)
			desktest.Must[desk.Entry](t)(h.AddNote(t.Context(), ana, desk.Note{Incident: "INC-1", Note: incident.Note{Text: "more"}}))
		}
		desktest.Must[desk.Entry](t)(h.ReviseNote(t.Context(), ana, desk.Correction{
			Seq: first.Seq, Note: desk.Note{Incident: "INC-1", Note: incident.Note{Text: "the first, better told"}},
		}))
		b := h.as(t, ana)
		b.get("/incidents/INC-1").wants(200, "the first, better told").wantsNot("Declared as").
			link("Earlier entries").wants(200, "the first, better told", "Declared as", "Back to the room as it is now")
		if early := b.get("/incidents/INC-1?before=5"); oneWith(early.doc, "data-live") != nil {
			t.Error("a page of earlier entries follows the stream")
		}
	})
}

func TestSummaryAndNotesAreMarkdown(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		h.declared(t, ana, "Checkout returns errors", func(d *desk.Declaration) { d.Summary = "Payments **fail** for:\n\n- web\n- phone" })
		b := h.as(t, ana)
		const note = "The pool is **empty**:\nsee [the graph](https://graphs.example.com/1), not ![this](https://evil.example/x.png)\n\n```\nselect 1 <b>\n```"
		p := b.get("/incidents/INC-1").sent("Add", v("text", note)).wants(200, "Payments fail for: web phone", "The pool is empty: see the graph", "select 1 <b>").isClean()
		if n := len(find(p.doc, "strong")); n != 2 {
			t.Errorf("%d words are strong, not 2", n)
		}
		for _, a := range find(p.doc, "a") {
			if attr(a, "href") == "https://graphs.example.com/1" && attr(a, "rel") != "noopener noreferrer nofollow" {
				t.Errorf("the link to the graph says %q", attr(a, "rel"))
			}
		}
		for _, img := range find(p.doc, "img") {
			t.Errorf("the page shows a picture of %s", attr(img, "src"))
		}
		h.Clock.Advance(time.Since(h.Clock.Now())) // Connections have deadlines by the real clock.
		s := h.as(t, ana).watch("/incidents/INC-1/live?after=0")
		if _, _, data := s.frame(); !strings.Contains(data, "<strong>empty</strong>") {
			t.Errorf("the live room says %s", data)
		}
		b.get("/incidents/INC-1/timeline/2").wants(200, note)
	})
}

func TestEvidenceFilesAreHarmless(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		h.declared(t, ana, "Checkout returns errors", func(d *desk.Declaration) { d.Private = true })
		b := h.as(t, ana)
		png := "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00", 40)
		p := b.upload("/incidents/INC-1", "Add", v("text", "the graph"), map[string]string{"../../graph.png": png, "page.png": "<html><script>alert(1)</script>", "x.svg": "<svg onload='alert(1)'/>"})
		p.wants(200, "It stands on the timeline.", "the graph").isClean()
		var images, links int
		for _, img := range find(p.doc, "img") {
			images++
			f := b.get(attr(img, "src"))
			if f.header.Get("Content-Type") != "image/png" || !strings.Contains(f.header.Get("Content-Disposition"), "inline; filename=graph.png") {
				t.Errorf("the picture comes as %v", f.header)
			}
			h.as(t, h.Administrator(t)).get(attr(img, "src")).wants(404)
		}
		for _, a := range find(p.doc, "a") {
			if !strings.HasPrefix(attr(a, "href"), "/files/") || len(find(a, "img")) > 0 {
				continue
			}
			links++
			f := b.get(attr(a, "href"))
			if f.header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(f.header.Get("Content-Disposition"), "attachment") ||
				f.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(f.header.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("a file comes as %v", f.header)
			}
		}
		if images != 1 || links != 2 {
			t.Errorf("%d images and %d files are shown", images, links)
		}
		b.upload("/incidents/INC-1", "Add", v("text", "x"), map[string]string{"empty.txt": ""}).wants(422, "The file is empty.")
	})
}

// saysWithoutID is what a page of a failure says, without what differs each time.
func (p *page) saysWithoutID() string {
	text, _, _ := strings.Cut(p.main(), "Request ")
	return text
}

// upload sends a form with files, as a browser does.
func (b *browser) upload(path, button string, fields url.Values, files map[string]string) *page {
	b.tb.Helper()
	action, values := b.get(path).form(button)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name := range fields {
		values[name] = fields[name]
	}
	for name, list := range values {
		for _, value := range list {
			if err := w.WriteField(name, value); err != nil {
				b.tb.Fatal(err)
			}
		}
	}
	for name, data := range files {
		part, err := w.CreateFormFile("evidence", name)
		if err != nil {
			b.tb.Fatal(err)
		}
		if _, err := part.Write([]byte(data)); err != nil {
			b.tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.tb.Fatal(err)
	}
	return b.do(http.MethodPost, action, w.FormDataContentType(), &body)
}

func TestAPrivateRoomIsNotThereForOutsiders(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, cy, admin := h.Responder(t), h.Responder(t), h.Administrator(t)
		h.declared(t, ana, "A token leaked", func(d *desk.Declaration) { d.Private = true })
		outsider := h.as(t, cy)
		for _, r := range h.site.Routes() {
			method, path, _ := strings.Cut(r.Pattern, " ")
			if !strings.Contains(path, "/incidents/{ref}") {
				continue
			}
			ask := func(ref string) *page {
				path := strings.NewReplacer("{ref}", ref, "{part}", "1").Replace(path)
				if method == "POST" {
					return outsider.do(method, path, "application/x-www-form-urlencoded", strings.NewReader("text=x&audience=company&reason=x&into=INC-1&to=INC-1&severity=SEV1"))
				}
				return outsider.do(method, path, "", nil)
			}
			there, nowhere := ask("INC-1"), ask("INC-99")
			if there.status != 404 || nowhere.status != 404 || there.saysWithoutID() != nowhere.saysWithoutID() {
				t.Errorf("%s answers %d, and %d where nothing is", r.Pattern, there.status, nowhere.status)
			}
		}
		outsider.get("/incidents").wants(200).wantsNot("A token leaked")
		outsider.get("/").wants(200).wantsNot("A token leaked")
		outsider.get("/search?q=token").wants(200).wantsNot("A token leaked")
		h.as(t, h.Auditor(t)).get("/incidents/INC-1").wants(404)

		b := h.as(t, ana)
		b.get("/incidents/INC-1").wants(200, "private")
		b.get("/incidents/INC-1/members").sent("Invite", v("person", string(cy.ID))).wants(200, "They see this incident from now on.", cy.Name)
		outsider.get("/incidents/INC-1").wants(200, "A token leaked")
		outsider.get("/incidents/INC-1/members").sent("Leave: "+cy.Name, nil)
		outsider.get("/incidents/INC-1").wants(404)
		b.get("/incidents/INC-1/members").sent("Leave: "+ana.Name, nil).wants(409, "The last member cannot leave")

		boss := h.as(t, admin)
		boss.get("/incidents/INC-1").wants(404, "You are an administrator").sent("Join INC-1", nil).wants(200, "its members see that you joined", "A token leaked")
		b.get("/incidents/INC-1").wants(200, "An administrator joined this private incident.")
	})
}

func TestHostileTextIsInert(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		b := h.as(t, ana)
		const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>"'><b style=x>` + "&lt;i&gt;"
		title := strings.ReplaceAll(evil, "\n", "")
		b.get("/report").sent("Send", v("text", evil, "service", title[:60]))
		b.get("/incidents/new?report=REP-1").sent("Declare", v("title", title, "severity", "SEV1", "services", title[:40], "environment", title[:40], "summary", evil)).wants(200)
		at := "/incidents/INC-1"
		b.get(at).sent("Add the idea", v("text", evil, "next_test", evil, "who_looks", title[:60]))
		b.get(at).sent("Ask for it", v("text", evil))
		b.get(at).sent("Offer it", v("text", evil))
		b.get(at).sent("Add", v("text", evil, "evidence_text", evil, "evidence_link", "https://x.example/"+url.PathEscape(evil)))
		b.get(at+"/facts").sent("Keep", v("affected", evil, "data_lost", evil))
		b.get(at+"/thanks").sent("Thank them", v("to", title[:60], "for", evil))
		b.get(at+"/updates").sent("Post update", v("text", evil))
		b.get("/changes").sent("Record", v("summary", title, "kind", "deploy", "service", title[:60], "environment", title[:40], "url", "https://x.example/\"><script>"))
		for _, path := range []string{
			at, "/", "/incidents", "/incidents?words=" + url.QueryEscape(evil), "/reports", "/reports/REP-1", "/changes", "/changes?for=INC-1",
			"/search?q=" + url.QueryEscape(evil), at + "/facts", at + "/timeline", "/report", "/report/similar?text=" + url.QueryEscape(evil),
		} {
			p := b.get(path).wants(200).isClean()
			for _, tag := range []string{"b", "i"} {
				if n := len(find(p.doc, tag)); n > 0 {
					t.Errorf("%s has %d <%s>", path, n, tag)
				}
			}
			for _, img := range find(p.doc, "img") {
				t.Errorf("%s has a picture %q", path, attr(img, "src"))
			}
		}
		b.get(at).wants(200, "<script>alert(1)</script>")
	})
}

func TestARoomNeedsFewQueries(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana := h.Responder(t)
		h.declared(t, ana, "Checkout returns errors")
		for _, x := range []string{"a", "b", "c"} {
			desktest.Must[desk.Part](t)(h.RaiseHypothesis(t.Context(), ana, desk.Idea{Incident: "INC-1", Text: x}))
			desktest.Must[desk.Part](t)(h.OfferHelp(t.Context(), ana, desk.Offer{Incident: "INC-1", Text: x}))
		}
		b := h.as(t, ana)
		b.get("/incidents/INC-1") // The catalog is asked for once in ten seconds, and remembered.
		for path, most := range map[string]int64{"/incidents/INC-1": 7, "/incidents": 7, "/": 8, "/reports": 7, "/incidents/INC-1/updates": 7, "/incidents/INC-1/roles": 7} {
			b.get(path).wants(200)
			if n := h.queries.Load(); n > most { // And one for the session.
				t.Errorf("%s needs %d queries", path, n+1)
			}
		}
	})
}
