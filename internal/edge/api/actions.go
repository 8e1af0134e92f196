package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

type actionList struct {
	State    string `query:"state" doc:"One state, or several separated by commas."`
	Incident string `query:"incident" doc:"INC-142 or an ID."`
	Overdue  string `query:"overdue" enum:"true" doc:"true: only those whose date has passed while they are to be done."`
	Paging
}

func (h *handler) listActions(ctx context.Context, in *actionList) (*body[client.Page[client.Action]], error) {
	f := store.ActionFilter{Incident: in.Incident, Overdue: in.Overdue == "true"}
	if in.Overdue != "" && in.Overdue != "true" && in.Overdue != "false" {
		return nil, problem.Invalid("overdue", "This is true or false.")
	}
	for _, s := range several(in.State) {
		if err := oneOf("state", action.State(s), action.States()); err != nil {
			return nil, err
		}
		f.States = append(f.States, action.State(s))
	}
	var err error
	if f.After, f.Limit, err = h.place(ctx, in.Paging); err != nil {
		return nil, err
	}
	var list []*action.Action
	var next store.Cursor
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		list, next, err = v.Actions(auth.Actor(ctx), f)
		return err
	})
	return paged(ctx, h, list, next, h.wireAction), err
}

func (h *handler) showAction(ctx context.Context, in *One) (*shown[client.Action], error) {
	var a *action.Action
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		a, err = v.Action(auth.Actor(ctx), in.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, a.Version, h.wireAction(a))
}

func (h *handler) commitAction(ctx context.Context, in *struct{ Body client.NewAction }) (*made[client.Created], error) {
	got, err := h.desk.CommitAction(ctx, auth.Actor(ctx), desk.Commitment{
		Incident: in.Body.Incident, Postmortem: in.Body.Postmortem,
		Commitment: action.Commitment{Title: in.Body.Title, Type: action.Type(in.Body.Type), Owner: in.Body.Owner, Due: in.Body.Due, Keep: in.Body.Keep},
	})
	if err != nil {
		return nil, err
	}
	return &made[client.Created]{
		Location: "/api/v1/actions/" + string(got.ID), Body: client.Created{ID: string(got.ID), Ref: got.Ref()},
	}, nil
}

type actionRevision struct {
	One
	Over
	Body client.ActionRevision
}

func (h *handler) reviseAction(ctx context.Context, in *actionRevision) (*shown[client.Action], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := h.showAction(ctx, &in.One); err != nil {
		return nil, err // Whoever may not see it is told before it is changed.
	}
	rev := action.Revision{Title: in.Body.Title, Type: (*action.Type)(in.Body.Type), Owner: in.Body.Owner, Due: in.Body.Due, Keep: in.Body.Keep}
	if err := h.desk.ReviseAction(ctx, auth.Actor(ctx), desk.ActionRevision{Action: in.ID, Revision: rev, Version: &version}); err != nil {
		return nil, err
	}
	return h.showAction(ctx, &in.One)
}

type actionStep struct {
	One
	Body client.ActionStep
}

func (h *handler) moveAction(ctx context.Context, in *actionStep) (*nothing, error) {
	step := action.Step{To: action.State(in.Body.State), Reason: in.Body.Reason, Evidence: in.Body.Evidence}
	return done(h.desk.MoveAction(ctx, auth.Actor(ctx), desk.ActionStep{Action: in.ID, Step: step}))
}

func (h *handler) wireAction(a *action.Action) client.Action {
	return client.Action{
		ID: string(a.ID), Ref: a.Ref(), Incident: string(a.Incident), IncidentRef: a.IncidentRef, Title: a.Title, Type: string(a.Type),
		Owner: a.Owner, Due: a.Due, Overdue: a.Overdue(h.store.Now()), State: string(a.State), Reason: a.Reason, Evidence: a.Evidence,
		CreatedAt: a.CreatedAt, Next: each(a.Next(), func(s action.State) string { return string(s) }), Version: a.Version,
	}
}
