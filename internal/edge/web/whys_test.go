package web_test

import (
	"net/url"
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/postmortem"
)

// tree is the why-tree of PM-1 as it is kept: numbers, questions and what each earns.
func (h *house) tree(t *testing.T, b *browser) string {
	t.Helper()
	p := desktest.Must[desk.PostmortemProgress](t)(h.Progress(t.Context(), b.actor, "PM-1"))
	var list []string
	for i, n := range p.Whys.Numbers() {
		w := p.Whys.Whys[i]
		line := n + " " + w.Question
		if w.Action != "" {
			line += " = " + w.ActionRef
		}
		if w.Risk != nil {
			line += " = " + w.Risk.Statement
		}
		list = append(list, line)
	}
	return strings.Join(list, "\n")
}

func (h *house) wantTree(t *testing.T, b *browser, lines ...string) {
	t.Helper()
	if got, want := h.tree(t, b), strings.Join(lines, "\n"); got != want {
		t.Errorf("the tree is\n%s\nwant\n%s", got, want)
	}
}

const whysOfPM1 = "/postmortems/PM-1/whys"

func asked(question, answer string) url.Values { return v("question", question, "answer", answer) }

func TestTheWhyTreeIsMadeByFormsAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		p := one(b.get(whysOfPM1)).wants(200, "A first question", "What the factors mean")
		p = one(p.sent("How", asked("Why could nobody pay?", "The table was gone."))).wants(200)
		if _, f := p.form("Ask it"); f.Get("question") != "How could nobody pay?" || f.Get("answer") != "The table was gone." {
			t.Errorf("How beside Why left %v", f)
		}
		p = one(p.sent("Ask it", v("question", "Why did the site go down?", "factor", "access"))).wants(200, "1 Why did the site go down?", "Contributing factor: Access and permissions", "accepted risk: 0 of 1.")
		p = one(p.link("Ask on below: 1").sent("Ask it", asked("Why was the table dropped?", "The production role may drop tables."))).wants(200, "1.1 Why was the table dropped?")
		p = one(p.link("Ask on below: 1").sent("Ask it", asked("How did the alert come so late?", "It asks once an hour.")))
		p = one(p.link("Ask beside: 1.1").sent("Ask it", asked("How could the consoles be told apart?", "They look alike.")))
		h.wantTree(t, b, "1 Why did the site go down?", "1.1 Why was the table dropped?", "1.2 How could the consoles be told apart?", "1.3 How did the alert come so late?")
		p = one(p.sent("Up: 1.3", nil)).wants(200, "stands elsewhere")
		p = one(p.sent("In, below the one before: 1.2", nil))
		h.wantTree(t, b, "1 Why did the site go down?", "1.1 Why was the table dropped?", "1.1.1 How did the alert come so late?", "1.2 How could the consoles be told apart?")
		p = one(p.sent("Out, beside the one above: 1.1.1", nil))
		p = one(p.link("Edit: 1.1").sent("Save", v("evidence", "The grants of the role.", "answer", "The production role may\ndrop tables."))).
			wants(200, "How we know: The grants of the role.", "The production role may drop tables.")
		p = one(p.link("Remove: 1")).wants(200, "Below this question stand others: 3.", "Keep it")
		p = one(p.link("Keep it"))
		p = one(p.link("Remove: 1.2").sent("Remove the question", nil)).wants(200, "The question is gone")
		p = one(p.link("Ask another first question").sent("Ask it", asked("How long did it last?", "Three hours.")))
		h.wantTree(t, b, "1 Why did the site go down?", "1.1 Why was the table dropped?", "1.2 How could the consoles be told apart?", "2 How long did it last?")
		p = one(p.link("Remove: 1").sent("Remove 3 questions", nil))
		h.wantTree(t, b, "1 How long did it last?")
		one(p.link("Edit: 1").sent("Save", asked("", ""))).wants(422, "How long did it last?")
	})
}

func TestALeafEarnsInOneStep(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		desktest.Must[desk.Committed](t)(h.CommitAction(t.Context(), b.actor, desk.Commitment{Postmortem: "PM-1", Commitment: action.Commitment{Title: "Refuse DROP TABLE", Owner: "data platform"}}))
		h.whys(t, b.actor)
		p := one(b.get("/postmortems/PM-1/draft")).wants(200, "Whys 0 of 2", "Why 1.1 earns no action and no accepted risk.")
		p = one(p.link("Why 1.1 earns no action and no accepted risk.")).wants(200, "1.1 Why was the table dropped?")
		refused := one(p.link("Add an action: 1.1").sent("Add the action", v("title", "Be more careful with production", "owner", "data platform"))).
			wants(422, "Or: why this wording stays")
		if said := refused.beside("title"); !strings.Contains(said, "For example") {
			t.Errorf("beside the title stands %q", said)
		}
		p = one(refused.sent("Add the action", v("title", "The production role cannot drop tables"))).
			wants(200, "The action is written down, and answers the question.", "ACT-2 The production role cannot drop tables", "accepted risk: 1 of 2.")
		p = one(p.link("Use another action: 1.1").sent("Use it", v("action", ""))).wants(422, "Choose an action.")
		p = one(p.sent("Use it", v("action", "ACT-1"))).wants(200, "ACT-1 Refuse DROP TABLE")
		p = one(p.sent("Leave it open: 1.1", nil)).wants(200, "The question is open again.", "accepted risk: 0 of 2.")
		p = one(p.link("Use an action: 1.1").sent("Use it", v("action", "ACT-1")))
		risk := v("statement", "They may be mixed up again.", "cost_to_prevent", "A month.", "cost_to_suffer", "Minutes.", "approver", "head of operations")
		bad := one(p.link("Accept the risk: 1.2").sent("Accept the risk", v("statement", "They may be mixed up again.", "review_at", "soon"))).wants(422, "Write the date as")
		p = one(bad.sent("Accept the risk", risk)).wants(422)
		risk.Set("review_at", "2026-12-01")
		if h.Clock.Now().Year() != 2026 {
			risk.Set("review_at", h.Clock.Now().AddDate(0, 6, 0).Format("2006-01-02"))
		}
		p = one(p.sent("Accept the risk", risk)).wants(200, "The risk is accepted until its date.", "They may be mixed up again.", "Accepted by: head of operations", "accepted risk: 2 of 2.").
			wantsNot("earns no action and no accepted risk")
		p.wants(200, "As the table that is exported", "1.1 Why was the table dropped?", "Accepted risk: They may be mixed up again.")
		h.wantTree(t, b, "1 Why did the site go down?", "1.1 Why was the table dropped? = ACT-1", "1.2 How could the consoles be told apart? = They may be mixed up again.")
	})
}

func TestAPersonInAWhyIsMetWithOtherWords(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		const blaming = "The engineer carelessly dropped the production table."
		p := one(b.get(whysOfPM1).sent("Ask it", asked("Why was the table dropped?", blaming))).wants(422, "Use this wording", "Or: why this wording stays")
		_, sent := p.form("Use this wording")
		p = one(p.sent("Use this wording", nil)).wants(200)
		_, f := p.form("Ask it")
		if got := f.Get("answer"); got == blaming || got == "" || got != sent.Get("use_answer") {
			t.Errorf("the answer became %q, offered was %q", got, sent.Get("use_answer"))
		}
		one(p.sent("Ask it", nil)).wants(200, "The question is asked.")
		p = one(b.get(whysOfPM1).link("Edit: 1").sent("Save", v("answer", blaming))).wants(422)
		one(p.sent("Save", v("keep_wording", "It quotes the customer."))).wants(200, "The wording stays: It quotes the customer.", blaming)
	})
}

func TestTwoWhoEditTheTreeLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		h.whys(t, b.actor)
		mine, theirs, old := b.get(whysOfPM1).link("Edit: 1.1"), b.get(whysOfPM1).link("Edit: 1.1"), b.get(whysOfPM1)
		beside := b.get(whysOfPM1).link("Edit: 1.2")
		risk := b.get(whysOfPM1).link("Accept the risk: 1.2")
		one(theirs.sent("Save", v("answer", "The role owns the tables."))).wants(200, "Saved.")
		p := one(mine.sent("Save", v("answer", "The role may do everything."))).
			wants(412, "theirs stands beside yours", "As it is saved now", "The role owns the tables.")
		if _, f := p.form("Save"); f.Get("answer") != "The role may do everything." {
			t.Errorf("what was typed became %q", f.Get("answer"))
		}
		one(p.sent("Save", nil)).wants(200, "The role may do everything.").wantsNot("The role owns the tables.")
		one(beside.sent("Save", v("answer", "They have one colour."))).wants(200, "They have one colour.", "The role may do everything.")
		one(risk.sent("Accept the risk", v("statement", "Mixed up.", "cost_to_prevent", "A month.", "cost_to_suffer", "Minutes.", "approver", "operations"))).wants(200, "Mixed up.")
		one(old.sent("Down: 1.1", nil)).wants(412, "Somebody changed the tree meanwhile.")
		late, below := b.get(whysOfPM1).link("Edit: 1.1"), b.get(whysOfPM1).link("Ask on below: 1.1")
		b.get(whysOfPM1).link("Remove: 1.1").sent("Remove the question", nil).wants(200)
		for _, p := range []*page{late.sent("Save", v("answer", "Half an hour of thought.")), below.sent("Ask it", asked("How so?", "Half an hour of thought."))} {
			one(p).wants(409, "Somebody took this question away meanwhile.", "What you typed is below")
			if _, f := p.form("Ask it"); f.Get("answer") != "Half an hour of thought." {
				t.Errorf("what was typed became %q", f.Get("answer"))
			}
		}
	})
}

func TestAnApprovedTreeIsRead(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b, inc := h.resolved(t)
		b.draft(inc)
		h.whys(t, b.actor)
		form := b.get(whysOfPM1).link("Edit: 1.1")
		h.earned2(t, b)
		b.ready("Nobody could pay.")
		one(b.get(whysOfPM1)).wants(200, "1.1 Why was the table dropped?", "Send it back to change it.").wantsNot("Ask another first question")
		one(form.sent("Save", v("answer", "Late."))).wants(409, "1.1 Why was the table dropped?").wantsNot("Late.")
		one(h.as(t, h.Viewer(t)).get(whysOfPM1)).wants(404)
	})
}

// earned2 gives every leaf a risk.
func (h *house) earned2(t *testing.T, b *browser) {
	t.Helper()
	p := desktest.Must[desk.PostmortemProgress](t)(h.Progress(t.Context(), b.actor, "PM-1"))
	for _, i := range p.Whys.Unanswered() {
		desktest.Must[desk.Earned](t)(h.EarnWhy(t.Context(), b.actor, desk.WhyEarning{Postmortem: "PM-1", Why: string(p.Whys.Whys[i].ID), Risk: &postmortem.AcceptedRisk{
			Statement: "Again.", Prevent: "A month.", Suffer: "Minutes.", Approver: "operations", ReviewAt: h.Clock.Now().AddDate(0, 3, 0),
		}}))
	}
}
