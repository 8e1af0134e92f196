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

type riskList struct {
	State string `query:"state" enum:"reopened,due,standing,ended" doc:"One state; absent: all that have not ended."`
}

func (h *handler) listRisks(ctx context.Context, in *riskList) (*body[client.Page[client.Risk]], error) {
	if in.State != "" {
		if err := oneOf("state", postmortem.RiskState(in.State), postmortem.RiskStates()); err != nil {
			return nil, err
		}
	}
	var list []*postmortem.Risk
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		list, err = v.Risks(auth.Actor(ctx), in.State == string(postmortem.RiskEnded))
		return err
	})
	if err != nil {
		return nil, err
	}
	var shownOnes []*postmortem.Risk
	for _, r := range list {
		if in.State == "" || string(r.State(h.store.Now())) == in.State {
			shownOnes = append(shownOnes, r)
		}
	}
	return listed(shownOnes, h.wireRiskNoun), nil
}

func (h *handler) wireRiskNoun(r *postmortem.Risk) client.Risk {
	out := client.Risk{
		ID: string(r.ID), Ref: r.Ref(), Postmortem: r.PostmortemRef, Incident: r.IncidentRef, Question: r.Question, AcceptedRisk: *wireRisk(&r.AcceptedRisk),
		State: string(r.State(h.store.Now())), Matches: []client.RiskMatch{}, AcceptedAt: r.AcceptedAt, LookedAt: r.LookedAt, EndedAt: r.EndedAt,
		Reason: r.Reason, Action: r.ActionRef, Version: r.Version,
	}
	for _, m := range r.Matches {
		out.Matches = append(out.Matches, client.RiskMatch{Incident: m.IncidentRef, Services: m.Services, Factor: m.Factor, At: m.At})
	}
	return out
}

func (h *handler) showRisk(ctx context.Context, in *One) (*body[client.Risk], error) {
	var r *postmortem.Risk
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		r, err = v.Risk(auth.Actor(ctx), in.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &body[client.Risk]{Body: h.wireRiskNoun(r)}, nil // Its state changes with the time: it has no ETag to hold.
}

type riskLook struct {
	One
	Over
	Body client.RiskLook
}

func (h *handler) reviewRisk(ctx context.Context, in *riskLook) (*shown[client.Earned], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	look := desk.RiskReview{Risk: in.ID, ReviewAt: in.Body.ReviewAt, Reason: in.Body.Reason, End: in.Body.End, Version: &version}
	if a := in.Body.New; a != nil {
		look.New = &action.Commitment{Title: a.Title, Type: action.Type(a.Type), Owner: a.Owner, Due: a.Due, Keep: a.Keep}
	}
	got, err := h.desk.ReviewRisk(ctx, auth.Actor(ctx), look)
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, got.Version, client.Earned{Version: got.Version, Action: got.Action})
}
