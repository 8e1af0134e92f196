package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) listWhys(ctx context.Context, in *One) (*shown[client.WhyTree], error) {
	var t postmortem.WhyTree
	err := h.store.Read(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(auth.Actor(ctx), in.ID)
		if err != nil {
			return err
		}
		t, err = v.Whys(pm.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, t.Version, wireWhys(t))
}

func wireWhys(t postmortem.WhyTree) client.WhyTree {
	out := client.WhyTree{Whys: make([]client.Why, len(t.Whys)), Version: t.Version}
	for i, n := range t.Numbers() {
		w := t.Whys[i]
		out.Whys[i] = client.Why{
			ID: string(w.ID), Number: n, Below: string(w.Parent), Question: w.Question, Answer: w.Answer, Evidence: w.Evidence,
			Factor: w.Factor, Kept: w.Kept, Action: w.ActionRef, Risk: wireRisk(w.Risk),
		}
	}
	for _, i := range t.Unanswered() {
		out.Whys[i].Open = true
	}
	return out
}

func wireRisk(r *postmortem.AcceptedRisk) *client.AcceptedRisk {
	if r == nil {
		return nil
	}
	return &client.AcceptedRisk{Statement: r.Statement, CostToPrevent: r.Prevent, CostToSuffer: r.Suffer, Approver: r.Approver, ReviewAt: r.ReviewAt}
}

func wireCopyWhy(w postmortem.CopyWhy) client.CopyWhy {
	return client.CopyWhy{
		Number: w.Number, Question: w.Question, Answer: w.Answer, Evidence: w.Evidence, Factor: w.Factor, FactorName: w.Means, Action: w.Action, Title: w.Title,
		Risk: wireRisk(w.Risk),
	}
}

type newWhy struct {
	One
	Body client.NewWhy
}

func (h *handler) addWhy(ctx context.Context, in *newWhy) (*made[client.Created], error) {
	got, err := h.desk.AddWhy(ctx, auth.Actor(ctx), desk.WhyEdit{Postmortem: in.ID, Below: in.Body.Below, Beside: in.Body.Beside, Keep: in.Body.Keep, Said: postmortem.Said{
		Question: in.Body.Question, Answer: in.Body.Answer, Evidence: in.Body.Evidence, Factor: in.Body.Factor,
	}})
	if err != nil {
		return nil, renamed(err, map[string]string{"parent": "below"})
	}
	return &made[client.Created]{Body: client.Created{ID: string(got.ID)}}, nil
}

// OneWhy is a why of a postmortem.
type OneWhy struct {
	One
	Why string `path:"why" doc:"The ID of the why."`
}

type whyText struct {
	OneWhy
	Over
	Body client.WhyText
}

func (h *handler) changeWhy(ctx context.Context, in *whyText) (*shown[client.Versioned], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	next, err := h.desk.ChangeWhy(ctx, auth.Actor(ctx), desk.WhyEdit{
		Postmortem: in.ID, Why: in.Why, Keep: in.Body.Keep, Version: &version,
		Said: postmortem.Said{Question: in.Body.Question, Answer: in.Body.Answer, Evidence: in.Body.Evidence, Factor: in.Body.Factor},
	})
	return versioned(ctx, next, err)
}

// versioned tells the new version of what was changed.
func versioned(ctx context.Context, next int, err error) (*shown[client.Versioned], error) {
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, next, client.Versioned{Version: next})
}

type whyRemoval struct {
	OneWhy
	Over
	All string `query:"all" enum:"true" doc:"true: those below it go too; without it, they hold it back."`
}

func (h *handler) removeWhy(ctx context.Context, in *whyRemoval) (*shown[client.Versioned], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	next, err := h.desk.RemoveWhy(ctx, auth.Actor(ctx), desk.WhyRemoval{Postmortem: in.ID, Why: in.Why, All: in.All == "true", Version: &version})
	return versioned(ctx, next, err)
}

type whyPlace struct {
	OneWhy
	Over
	Body client.WhyPlace
}

func (h *handler) moveWhy(ctx context.Context, in *whyPlace) (*shown[client.Versioned], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.Step != "" {
		if err := oneOf("step", postmortem.Step(in.Body.Step), postmortem.Steps()); err != nil {
			return nil, err
		}
	}
	next, err := h.desk.MoveWhy(ctx, auth.Actor(ctx), desk.WhyMove{
		Postmortem: in.ID, Why: in.Why, Step: postmortem.Step(in.Body.Step), Parent: in.Body.Below, Position: in.Body.Position, Version: &version,
	})
	return versioned(ctx, next, renamed(err, map[string]string{"parent": "below"}))
}

type whyEarning struct {
	OneWhy
	Over
	Body client.WhyEarning
}

func (h *handler) earnWhy(ctx context.Context, in *whyEarning) (*shown[client.Earned], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	d := desk.WhyEarning{Postmortem: in.ID, Why: in.Why, Action: in.Body.Action, Version: &version}
	if a := in.Body.New; a != nil {
		d.New = &action.Commitment{Title: a.Title, Type: action.Type(a.Type), Owner: a.Owner, Due: a.Due, Keep: a.Keep}
	}
	if r := in.Body.Risk; r != nil {
		d.Risk = &postmortem.AcceptedRisk{Statement: r.Statement, Prevent: r.CostToPrevent, Suffer: r.CostToSuffer, Approver: r.Approver, ReviewAt: r.ReviewAt}
	}
	got, err := h.desk.EarnWhy(ctx, auth.Actor(ctx), d)
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, got.Version, client.Earned{Version: got.Version, Action: got.Action})
}
