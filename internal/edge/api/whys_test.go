package api_test

import (
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestAWhyTreeIsGrownByTheClient(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		lead := h.as(h.token(t, h.Responder(t)))
		inc, err := lead.DeclareIncident(ctx, client.Declaration{Title: "Checkout returns errors", Severity: "SEV1"})
		ok(t, err)
		ok(t, lead.StabiliseIncident(ctx, inc.Ref, client.Move{}))
		ok(t, lead.ResolveIncident(ctx, inc.Ref, client.Move{}))
		pm, err := lead.DraftPostmortem(ctx, inc.Ref)
		ok(t, err)

		ask := func(below, question string) string {
			got, err := lead.AddWhy(ctx, pm.Ref, client.NewWhy{Below: below, Question: question, Answer: "Nothing stood between."})
			ok(t, err)
			return got.ID
		}
		root := ask("", "Why did the site go down?")
		table, alert := ask(root, "Why was the table dropped?"), ask("", "How did the alert come so late?")
		_, err = lead.AddWhy(ctx, pm.Ref, client.NewWhy{Below: "none", Question: "Why?", Answer: "So."})
		fails(t, err, client.Invalid)
		tree, err := lead.Whys(ctx, pm.Ref)
		ok(t, err)
		_, err = lead.ChangeWhy(ctx, pm.Ref, table, tree.Version-1, client.WhyText{Question: "Why?", Answer: "So."})
		fails(t, err, client.Stale)
		_, err = lead.ChangeWhy(ctx, pm.Ref, table, tree.Version, client.WhyText{Question: "Why?", Answer: "So.", Factor: "none"})
		fails(t, err, client.Invalid)
		v, err := lead.MoveWhy(ctx, pm.Ref, alert, tree.Version, client.WhyPlace{Below: root})
		ok(t, err)
		_, err = lead.MoveWhy(ctx, pm.Ref, root, v.Version, client.WhyPlace{Below: alert})
		fails(t, err, client.Invalid)
		earned, err := lead.EarnWhy(ctx, pm.Ref, table, v.Version, client.WhyEarning{New: &client.EarnedAction{Title: "Dropping a table asks first"}})
		ok(t, err)
		_, err = lead.EarnWhy(ctx, pm.Ref, alert, earned.Version, client.WhyEarning{Risk: &client.AcceptedRisk{
			Statement: "It may be late again.", CostToPrevent: "A month.", CostToSuffer: "Minutes.", Approver: "head of operations",
			ReviewAt: h.Clock.Now().Add(90 * 24 * time.Hour),
		}})
		ok(t, err)
		tree, err = lead.Whys(ctx, pm.Ref)
		ok(t, err)
		var got []string
		for _, w := range tree.Whys {
			got = append(got, w.Number+" "+w.Question+" "+w.Action)
			if w.Open {
				t.Errorf("%s is open", w.Number)
			}
		}
		want := []string{"1 Why did the site go down? ", "1.1 How did the alert come so late? ", "1.2 Why was the table dropped? " + earned.Action}
		if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] || earned.Action != "ACT-1" || tree.Whys[1].Risk == nil {
			t.Errorf("the tree is %q, want %q", got, want)
		}
		_, err = lead.RemoveWhy(ctx, pm.Ref, root, tree.Version, false)
		fails(t, err, client.Conflict)
		_, err = lead.RemoveWhy(ctx, pm.Ref, root, tree.Version, true)
		ok(t, err)
		tree, err = lead.Whys(ctx, pm.Ref)
		ok(t, err)
		if len(tree.Whys) != 0 {
			t.Errorf("left are %+v", tree.Whys)
		}
		factors, err := lead.Factors(ctx)
		ok(t, err)
		if len(factors.Items) < 10 {
			t.Errorf("factors: %+v", factors)
		}
	})
}

func TestTheFactorsAreSetOverTheVersionThatWasRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		boss := h.as(h.token(t, h.Administrator(t)))
		before, err := boss.Factors(ctx)
		ok(t, err)
		if before.Version != 0 || len(before.Items) < 15 || len(before.Retired) != 0 {
			t.Errorf("got %+v", before)
		}
		const own = "- key: ours\n  name: Ours\n  definition: It is ours.\n"
		_, err = boss.SaveFactors(ctx, before.Version+1, client.FactorsText{Text: own})
		fails(t, err, client.Stale)
		_, err = boss.SaveFactors(ctx, before.Version, client.FactorsText{Text: "- key: ours\n"})
		fails(t, err, client.Invalid)
		after, err := boss.SaveFactors(ctx, before.Version, client.FactorsText{Text: own})
		ok(t, err)
		if len(after.Items) != 1 || after.Items[0].Definition != "It is ours." || after.Text != own {
			t.Errorf("got %+v", after)
		}
		again, err := boss.SaveFactors(ctx, after.Version, client.FactorsText{Text: own})
		ok(t, err)
		if again.Version != after.Version {
			t.Errorf("the same list again is version %d after %d", again.Version, after.Version)
		}
		back, err := boss.SaveFactors(ctx, after.Version, client.FactorsText{BuiltIn: true})
		ok(t, err)
		if len(back.Items) != len(before.Items) {
			t.Errorf("restored are %d", len(back.Items))
		}
	})
}

func TestAnAcceptedRiskIsReviewedByTheClient(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		lead := h.as(h.token(t, h.Responder(t)))
		inc, err := lead.DeclareIncident(ctx, client.Declaration{Title: "Checkout returns errors", Severity: "SEV1"})
		ok(t, err)
		ok(t, lead.StabiliseIncident(ctx, inc.Ref, client.Move{}))
		ok(t, lead.ResolveIncident(ctx, inc.Ref, client.Move{}))
		pm, err := lead.DraftPostmortem(ctx, inc.Ref)
		ok(t, err)
		first, err := lead.AddWhy(ctx, pm.Ref, client.NewWhy{Question: "Why?", Answer: "So."})
		ok(t, err)
		_, err = lead.AddWhy(ctx, pm.Ref, client.NewWhy{Question: "How?", Answer: "So.", Beside: "none"})
		fails(t, err, client.Invalid)
		beside, err := lead.AddWhy(ctx, pm.Ref, client.NewWhy{Question: "How?", Answer: "So.", Beside: first.ID})
		ok(t, err)
		tree, err := lead.Whys(ctx, pm.Ref)
		ok(t, err)
		_, err = lead.EarnWhy(ctx, pm.Ref, beside.ID, tree.Version, client.WhyEarning{Risk: &client.AcceptedRisk{
			Statement: "It may be late again.", CostToPrevent: "A month.", CostToSuffer: "Minutes.", Approver: "head of operations", ReviewAt: h.Clock.Now().Add(time.Hour),
		}})
		ok(t, err)
		list, err := lead.Risks(ctx, "")
		ok(t, err)
		if len(list.Items) != 1 || list.Items[0].State != "standing" || list.Items[0].Question != "How?" || list.Items[0].CostToPrevent != "A month." {
			t.Fatalf("got %+v", list.Items)
		}
		r := list.Items[0]
		_, err = lead.Risks(ctx, "none")
		fails(t, err, client.Invalid)
		_, err = lead.ReviewRisk(ctx, r.Ref, r.Version+1, client.RiskLook{End: true, Reason: "Gone."})
		fails(t, err, client.Stale)
		_, err = lead.ReviewRisk(ctx, r.Ref, r.Version, client.RiskLook{End: true})
		fails(t, err, client.Invalid)
		h.Clock.Advance(2 * time.Hour)
		due, err := lead.Risks(ctx, "due")
		ok(t, err)
		if len(due.Items) != 1 {
			t.Errorf("due are %+v", due.Items)
		}
		_, err = lead.ReviewRisk(ctx, r.Ref, r.Version, client.RiskLook{End: true, Reason: "The service is gone."})
		ok(t, err)
		got, err := lead.Risk(ctx, r.Ref)
		ok(t, err)
		if got.State != "ended" || got.Reason != "The service is gone." {
			t.Errorf("got %+v", got)
		}
		_, err = lead.Risk(ctx, "RISK-99")
		fails(t, err, client.NotFound)
	})
}
