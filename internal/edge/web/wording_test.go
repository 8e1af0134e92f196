package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store/storetest"
)

const blamed = "The operator was careless."

func TestReviewTellsWhatIsFoundAndWhatIsWaived(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		b.get("/postmortems/PM-1/review").wants(200, "Nothing in the wording holds publication up.")
		text := "<!-- candor:ignore the customer's own words --> They said we were careless.\n\nThat was careless.\n\n> It was careless.\n"
		b.ready("Payments failed for an hour.")
		b.get("/postmortems/PM-1/review").sent("Send back", url.Values{"reason": {"One word."}})
		b.get("/postmortems/PM-1/edit").sent("Save : Summary", url.Values{"summary": {text}}).wants(200, "before publishing", "careless")
		review := one(b.get("/postmortems/PM-1/review")).wants(200, "2 wordings hold publication up", "waived in the text", "the customer's own words", "Reword it in Summary")
		review.sent("Ask for review", nil).sent("Approve", nil)
		page := one(b.get("/postmortems/PM-1/publish")).wants(200, "What it waits for", "2 wordings hold publication up", "waived in the text")
		page.wantsNot("Publish :")
		blank := b.do(http.MethodPost, "/postmortems/PM-1/publish", "application/x-www-form-urlencoded", strings.NewReader("do=publish&override=+"))
		blank.wants(409, "Wording to look at")
		reason := url.Values{"do": {"publish"}, "override": {"The regulator asked for these words."}}
		b.do(http.MethodPost, "/postmortems/PM-1/publish", "application/x-www-form-urlencoded", strings.NewReader(reason.Encode())).wants(200, "Published")
		one(b.get("/postmortems/PM-1/review")).wants(200, "Record of publication",
			"Wording was kept in 2 places for a reason: The regulator asked for these words.")
	})
}

func TestAReasonIsDroppedWhereNoWordingIsKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		b.ready("Payments failed for an hour.")
		reason := url.Values{"do": {"publish"}, "override": {"Just in case."}}
		b.do(http.MethodPost, "/postmortems/PM-1/publish", "application/x-www-form-urlencoded", strings.NewReader(reason.Encode())).wants(200, "Published")
		b.get("/postmortems/PM-1/review").wants(200, "Record of publication").wantsNot("Wording was kept")
	})
}

func TestTheRoomAdvisesGentlyAndTheWriterAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ana, bo := h.Responder(t), h.Responder(t)
		h.declared(t, ana, "Checkout returns errors")
		b := h.as(t, ana)
		const advice = "For later, and nothing waits for it: “"
		p := b.get("/incidents/INC-1").sent("Add", v("text", blamed))
		p.isClean().wants(200, "It stands on the timeline.", blamed, advice, "careless”.")
		b.get("/incidents/INC-1").wants(200, blamed).wantsNot("For later")
		h.as(t, bo).get("/incidents/INC-1").wants(200, blamed).wantsNot("For later")
		h.Clock.Advance(time.Minute)
		b.get("/incidents/INC-1").sent("Add", v("text", "A table was dropped at 16:14.")).wants(200, "It stands on the timeline.").wantsNot("For later")
		b.get("/incidents/INC-1/updates").sent("Post update", v("text", blamed, "audience", "company")).wants(200, "The update is posted.", advice)
		b.get("/incidents/INC-1/facts").sent("Keep", v("summary", blamed)).wants(200, "What is known was kept.", advice)
	})
}

func TestNothingReadsTheWordsOfWhoeverReports(t *testing.T) {
	t.Parallel()
	m := newMatrix(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	blame := url.QueryEscape(blamed)
	asked := 0
	for _, p := range pages {
		if !strings.HasPrefix(p.call, "GET /report") && !strings.HasPrefix(p.call, "POST /report") {
			continue
		}
		for _, old := range []string{"payments+fail", "checkout+fails", "more", "known+already"} {
			p.form, p.call = strings.ReplaceAll(p.form, "="+old, "="+blame), strings.ReplaceAll(p.call, "="+old, "="+blame)
		}
		for _, c := range m.columns {
			before := m.Readings.Load()
			fill := m.filler(t, p, c, public)
			m.ask(t, c, fill(p.call), fill(p.form))
			asked++
			if m.Readings.Load() != before {
				t.Errorf("%s by %s had its words read", p.call, c.name)
			}
		}
	}
	before := m.Readings.Load()
	c := m.columns[len(m.columns)-1]
	for _, x := range m.columns {
		if x.role == person.Responder {
			c = x
		}
	}
	m.ask(t, c, "GET /postmortems/"+m.byVisibility[public].pm+"/edit", "")
	if asked < 100 || m.Readings.Load() == before {
		t.Errorf("%d requests were made, and a page of a postmortem had %d texts read", asked, m.Readings.Load()-before)
	}
}
