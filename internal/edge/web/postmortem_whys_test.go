package web_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// whys asks a question and two below it.
func (h *house) whys(t *testing.T, by person.Actor) {
	t.Helper()
	ask := func(below postmortem.WhyID, said postmortem.Said) postmortem.WhyID {
		return desktest.Must[desk.Asked](t)(h.AddWhy(t.Context(), by, desk.WhyEdit{Postmortem: "PM-1", Below: string(below), Said: said})).ID
	}
	root := ask("", postmortem.Said{Question: "Why did the site go down?", Answer: "The checkout table was dropped.", Factor: "access"})
	ask(root, postmortem.Said{Question: "Why was the table dropped?", Answer: "The production role may drop tables.", Evidence: "The grants of the role."})
	ask(root, postmortem.Said{Question: "How could the consoles be told apart?", Answer: "They look alike."})
}

// earned gives each leaf what it earns: the first the action that is there, the second a risk.
func (h *house) earned(t *testing.T, by person.Actor) {
	t.Helper()
	p := desktest.Must[desk.PostmortemProgress](t)(h.Progress(t.Context(), by, "PM-1"))
	for n, i := range p.Whys.Unanswered() {
		in := desk.WhyEarning{Postmortem: "PM-1", Why: string(p.Whys.Whys[i].ID), Action: "ACT-1"}
		if n > 0 {
			in.Action, in.Risk = "", &postmortem.AcceptedRisk{
				Statement: "They may be mixed up again.", Prevent: "A month.", Suffer: "Minutes.", Approver: "head of operations",
				ReviewAt: h.Clock.Now().Add(90 * 24 * time.Hour),
			}
		}
		desktest.Must[desk.Earned](t)(h.EarnWhy(t.Context(), by, in))
	}
}

func TestWhysAreReadWithWhatEachEarns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc).wantsNot("Why did the site go down?")
		desktest.Must[desk.Committed](t)(h.CommitAction(t.Context(), b.actor, desk.Commitment{Postmortem: "PM-1", Commitment: action.Commitment{Title: "Refuse DROP TABLE", Owner: "data platform"}}))
		h.whys(t, b.actor)
		p := one(b.get("/postmortems/PM-1")).wants(200, "1.1 Why was the table dropped?", "How we know: The grants of the role.",
			"Contributing factor: Access and permissions", "Why 1.1 earns no action and no accepted risk.", "publication waits for it")
		var ids []string
		for _, li := range find(p.doc, "li") {
			if id := attr(li, "id"); strings.HasPrefix(id, "why-") {
				ids = append(ids, id)
			}
		}
		if got := strings.Join(ids, " "); got != "why-1 why-1-1 why-1-2" {
			t.Errorf("the whys are at %q", got)
		}
		drawn := 0
		for _, svg := range find(p.doc, "svg") {
			if strings.HasPrefix(attr(svg, "aria-label"), "Why-tree, questions: 3") {
				drawn++
			}
		}
		if drawn != 2 {
			t.Errorf("the tree is drawn %d times, want wide and slim", drawn)
		}
		h.earned(t, b.actor)
		read := []string{"ACT-1 Refuse DROP TABLE", "Accepted risk: They may be mixed up again.", "Cost to prevent: A month.", "Accepted by: head of operations"}
		one(b.get("/postmortems/PM-1")).wants(200, read...).wantsNot("publication waits for it", "earns no action")
		b.ready("Nobody could pay.")
		desktest.Must[desk.Published](t)(h.PublishPostmortem(t.Context(), b.actor, desk.Publishing{Postmortem: "PM-1"}))
		one(h.as(t, h.Viewer(t)).get("/postmortems/PM-1")).wants(200, read...)
	})
}
