package web_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/store/storetest"
)

// risky is PM-1 with an accepted risk, and a later incident that brings it up.
func (h *house) risky(t *testing.T) *browser {
	t.Helper()
	b, inc := h.resolved(t)
	b.draft(inc)
	h.asks(t, b, "PM-1")
	b.get(whysOfPM1).link("Accept the risk: 1").sent("Accept the risk", v("statement", "The alert may be late again.", "cost_to_prevent", "A month.",
		"cost_to_suffer", "Minutes.", "approver", "head of operations")).wants(200, "The risk is accepted")
	return b
}

func (h *house) asks(t *testing.T, b *browser, ref string) {
	t.Helper()
	desktest.Must[desk.Asked](t)(h.AddWhy(t.Context(), b.actor, desk.WhyEdit{Postmortem: ref, Said: postmortem.Said{
		Question: "How did the alert come so late?", Answer: "It asks once an hour.", Factor: "detection",
	}}))
}

// again is another incident of the same service with the same factor.
func (h *house) again(t *testing.T, b *browser) {
	t.Helper()
	h.Clock.Advance(time.Hour)
	inc := desktest.Must[desk.Declared](t)(h.DeclareIncident(t.Context(), b.actor, desk.Declaration{Declaration: incident.Declaration{
		Title: "Checkout is slow", Severity: "SEV2", Services: []string{"checkout"},
	}}))
	h.must(t, h.StabiliseIncident(t.Context(), b.actor, desk.Move{Incident: inc.Ref()}))
	h.must(t, h.ResolveIncident(t.Context(), b.actor, desk.Move{Incident: inc.Ref()}))
	desktest.Must[desk.Drafted](t)(h.DraftPostmortem(t.Context(), b.actor, inc.Ref()))
	h.asks(t, b, "PM-2")
	h.Clock.Advance(time.Minute)
}

func TestAcceptedRisksAreLookedAtAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := h.risky(t)
		one(b.get("/actions").link("Accepted risks")).wants(200, "RISK-1 The alert may be late again.", "standing", "accepted by head of operations")
		one(b.get("/")).wantsNot("Accepted risks to look at again")
		h.again(t, b)
		one(b.get("/")).wants(200, "Accepted risks to look at again", "RISK-1", "up again by INC-2: checkout, Detection and alerting")
		p := one(b.get("/risks?show=reopened").link("RISK-1 The alert may be late again.")).
			wants(200, "reopened", "A later incident touches the same service (checkout)", "Cost to prevent A month.")
		one(p.sent("Record the decision", v("do", "keep"))).wants(422)
		old := p
		one(p.sent("Record the decision", v("do", "keep", "reason", "The new probe comes in spring."))).wants(200, "accepted until its new date", "standing", "The new probe comes in spring.")
		one(old.sent("Record the decision", v("do", "end", "reason", "It is gone."))).wants(412, "Somebody decided about this risk meanwhile.", "It is gone.")
		h.Clock.Advance(200 * 24 * time.Hour)
		one(b.get("/")).wants(200, "Accepted risks to look at again", "due")
		p = one(b.get("/risks?show=due").link("RISK-1 The alert may be late again."))
		one(p.sent("Record the decision", v("do", "action", "title", "Be more careful", "due", ""))).wants(422, "Or: why this wording stays")
		one(p.sent("Record the decision", v("do", "action", "title", "The alert asks every minute", "owner", "platform", "due", ""))).
			wants(200, "The risk is an action now.", "ended", "ACT-1").wantsNot("Record the decision")
		one(b.get("/risks")).wants(200, "No accepted risks.")
		one(b.get("/risks?show=ended")).wants(200, "RISK-1")
		one(b.get("/risks?show=none")).wants(422)
		one(b.get(whysOfPM1)).wants(200, "ACT-1 The alert asks every minute").wantsNot("Accepted by")
		viewer := h.as(t, h.Viewer(t))
		viewer.get("/risks").wants(403)
		viewer.get("/risks/RISK-1").wants(404)
	})
}

func TestThePagesOfRisksAreAccessible(t *testing.T) {
	t.Parallel()
	h := open(t, storetest.Open(t, storetest.SQLite(t), time.Now))
	b := h.risky(t)
	h.again(t, b)
	w := &writing{house: h, tab: h.tab(t, b.actor)}
	for name, path := range map[string]string{"risks": "/risks", "risk": "/risks/RISK-1", "risk-home": "/"} {
		w.tab.Open(h.url + path)
		w.look(t, name)
	}
}
