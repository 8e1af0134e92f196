package desk_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func asks(question, answer string) postmortem.Said {
	return postmortem.Said{Question: question, Answer: answer}
}

func TestEveryWhyEarnsAnActionOrAnAcceptedRiskBeforePublication(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		_, err := d.AddWhy(t.Context(), vic, desk.WhyEdit{Postmortem: pm.Ref(), Said: asks("Why?", "So.")})
		if err == nil {
			t.Error("a viewer writes")
		}
		add := func(below postmortem.WhyID, question string) desk.Asked {
			return desktest.Must[desk.Asked](t)(d.AddWhy(t.Context(), ana, desk.WhyEdit{
				Postmortem: pm.Ref(), Below: string(below), Said: asks(question, "Nothing stood between."),
			}))
		}
		root := add("", "Why did the site go down?")
		table, alert := add(root.ID, "Why was the table dropped?"), add(root.ID, "How did the alert come so late?")
		approved(t, d, ana, pm.Ref())
		publish := func() *problem.Problem {
			_, err := d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()})
			return problem.Of(err)
		}
		if p := publish(); p == nil || p.Field != "whys.1.1" || !strings.Contains(p.Say, "Why 1.2 earns") {
			t.Fatalf("got %+v", p)
		}
		desktest.WantKind(t, func() error {
			_, err := d.RemoveWhy(t.Context(), ana, desk.WhyRemoval{Postmortem: pm.Ref(), Why: string(table.ID)})
			return err
		}(), problem.KindConflict)
		ok(t, d.SendBack(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "The whys."}))
		earned := desktest.Must[desk.Earned](t)(d.EarnWhy(t.Context(), ana, desk.WhyEarning{
			Postmortem: pm.Ref(), Why: string(table.ID), New: &action.Commitment{Title: "Refuse DROP TABLE", Owner: "data platform"},
		}))
		if earned.Action != "ACT-1" {
			t.Errorf("earned %+v", earned)
		}
		risk := &postmortem.AcceptedRisk{
			Statement: "The alert may be late again.", Prevent: "A month.", Suffer: "Ten minutes.", Approver: "head of operations",
			ReviewAt: d.Clock.Now().Add(90 * 24 * time.Hour),
		}
		desktest.Must[desk.Earned](t)(d.EarnWhy(t.Context(), ana, desk.WhyEarning{Postmortem: pm.Ref(), Why: string(alert.ID), Risk: risk}))
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		if p := publish(); p != nil {
			t.Fatalf("got %+v", p)
		}
		whys := publication(t, d, ana, pm.Ref(), 0).Copy.Whys
		if len(whys) != 3 || whys[1].Title != "Refuse DROP TABLE" || whys[1].Action != "ACT-1" || whys[2].Risk == nil || whys[2].Risk.Approver != risk.Approver {
			t.Errorf("published %+v", whys)
		}
	})
}

func TestAWhyIsMetWithARewriteWhenAPersonIsItsSubject(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		d.Desk = desk.New(desk.Config{Store: s, Now: d.Clock.Now, Language: (*blameless.Rules).Check})
		ana := d.Responder(t)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		in := desk.WhyEdit{Postmortem: pm.Ref(), Said: asks("Why was the table dropped?", "The engineer carelessly dropped the production table.")}
		_, err := d.AddWhy(t.Context(), ana, in)
		p := problem.Of(err)
		if p == nil || p.Field != "answer" || !strings.HasPrefix(p.Hint, "For example: ") {
			t.Fatalf("got %+v", p)
		}
		in.Keep = "It quotes the customer."
		asked := desktest.Must[desk.Asked](t)(d.AddWhy(t.Context(), ana, in))
		got := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref()))
		if len(got.Findings) != 0 || len(got.Waivers) == 0 || got.Waivers[0].Reason != in.Keep {
			t.Errorf("findings %+v, waivers %+v", got.Findings, got.Waivers)
		}
		in.Why, in.Said = string(asked.ID), asks("Why was the table dropped?", "The production role may drop tables.")
		desktest.Must[int](t)(d.ChangeWhy(t.Context(), ana, in))
		got = desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref()))
		if len(got.Waivers) != 0 || got.Whys.Whys[0].Kept != "" {
			t.Errorf("the reason outlived its wording: %+v", got.Whys.Whys[0])
		}
	})
}

func TestWhysAreMovedRemovedAndLeftOpenOverTheVersionThatWasRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		other := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{Incident: declared(t, d, ana).Ref(), Commitment: action.Commitment{Title: "Elsewhere"}}))
		a := desktest.Must[desk.Asked](t)(d.AddWhy(t.Context(), ana, desk.WhyEdit{Postmortem: pm.Ref(), Said: asks("Why a?", "A.")}))
		b := desktest.Must[desk.Asked](t)(d.AddWhy(t.Context(), ana, desk.WhyEdit{Postmortem: pm.Ref(), Said: asks("Why b?", "B.")}))
		_, err := d.MoveWhy(t.Context(), ana, desk.WhyMove{Postmortem: pm.Ref(), Why: string(b.ID), Step: postmortem.Indent, Version: &a.Version})
		desktest.WantKind(t, err, problem.KindStale)
		version := desktest.Must[int](t)(d.MoveWhy(t.Context(), ana, desk.WhyMove{Postmortem: pm.Ref(), Why: string(b.ID), Step: postmortem.Indent, Version: &b.Version}))
		if again := desktest.Must[int](t)(d.MoveWhy(t.Context(), ana, desk.WhyMove{Postmortem: pm.Ref(), Why: string(b.ID), Parent: string(a.ID)})); again != version {
			t.Errorf("to the same place is version %d after %d", again, version)
		}
		_, err = d.MoveWhy(t.Context(), ana, desk.WhyMove{Postmortem: pm.Ref(), Why: string(b.ID), Step: postmortem.Up})
		desktest.WantKind(t, err, problem.KindConflict)
		_, err = d.EarnWhy(t.Context(), ana, desk.WhyEarning{Postmortem: pm.Ref(), Why: string(b.ID), Action: other.Ref()})
		desktest.WantKind(t, err, problem.KindInvalid)
		act := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{Postmortem: pm.Ref(), Commitment: action.Commitment{Title: "Here"}}))
		desktest.Must[desk.Earned](t)(d.EarnWhy(t.Context(), ana, desk.WhyEarning{Postmortem: pm.Ref(), Why: string(b.ID), Action: act.Ref()}))
		ok(t, d.MoveAction(t.Context(), ana, desk.ActionStep{Action: act.Ref(), Step: action.Step{To: action.NotDoing, Reason: "It costs more than it saves."}}))
		got := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref()))
		if open := got.Whys.Unanswered(); len(open) != 1 || got.Whys.Whys[open[0]].ID != b.ID {
			t.Errorf("an action that is not being done answers: %v", open)
		}
		desktest.Must[desk.Earned](t)(d.EarnWhy(t.Context(), ana, desk.WhyEarning{Postmortem: pm.Ref(), Why: string(b.ID)}))
		_, err = d.RemoveWhy(t.Context(), ana, desk.WhyRemoval{Postmortem: pm.Ref(), Why: string(a.ID)})
		desktest.WantKind(t, err, problem.KindConflict)
		desktest.Must[int](t)(d.RemoveWhy(t.Context(), ana, desk.WhyRemoval{Postmortem: pm.Ref(), Why: string(a.ID), All: true}))
		var kinds []string
		for _, ev := range d.Events(t, event.Stream{Noun: "postmortem", ID: string(pm.ID)}) {
			if strings.HasPrefix(ev.Kind, "why.") {
				kinds = append(kinds, ev.Kind)
			}
		}
		if want := "why.added why.added why.moved why.earned why.left_open why.removed"; strings.Join(kinds, " ") != want {
			t.Errorf("recorded %v", kinds)
		}
	})
}
