package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

type postmortemList struct {
	State string `query:"state" doc:"One state, or several separated by commas."`
	Paging
}

// listPostmortems is for those who write; what everybody may read is in the publications.
func (h *handler) listPostmortems(ctx context.Context, in *postmortemList) (*body[client.Page[client.Postmortem]], error) {
	var f store.PostmortemFilter
	for _, s := range several(in.State) {
		if err := oneOf("state", postmortem.State(s), postmortem.States()); err != nil {
			return nil, err
		}
		f.States = append(f.States, postmortem.State(s))
	}
	var err error
	if f.Before, f.Limit, err = h.place(ctx, in.Paging); err != nil {
		return nil, err
	}
	var list []*postmortem.Postmortem
	var next store.Cursor
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		list, next, err = v.Postmortems(auth.Actor(ctx), f)
		return err
	})
	return paged(ctx, h, list, next, wirePostmortem), err
}

func (h *handler) draftPostmortem(ctx context.Context, in *struct{ Body client.NewPostmortem }) (*made[client.Created], error) {
	got, err := h.desk.DraftPostmortem(ctx, auth.Actor(ctx), in.Body.Incident)
	if err != nil {
		return nil, err
	}
	return &made[client.Created]{
		Location: "/api/v1/postmortems/" + string(got.ID), Body: client.Created{ID: string(got.ID), Ref: got.Ref()},
	}, nil
}

type waiver struct {
	One
	Body client.Waiver
}

func (h *handler) waivePostmortem(ctx context.Context, in *waiver) (*body[client.Created], error) {
	got, err := h.desk.MarkNotRequired(ctx, auth.Actor(ctx), desk.Waiver{Incident: in.ID, Reason: in.Body.Reason})
	if err != nil {
		return nil, err
	}
	return &body[client.Created]{Body: client.Created{ID: string(got.ID), Ref: got.Ref()}}, nil
}

func (h *handler) showPostmortem(ctx context.Context, in *One) (*shown[client.Postmortem], error) {
	var pm *postmortem.Postmortem
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		pm, err = v.Postmortem(auth.Actor(ctx), in.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, pm.Version, wirePostmortem(pm))
}

func (h *handler) showProgress(ctx context.Context, in *One) (*body[client.Progress], error) {
	got, err := h.desk.Progress(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &body[client.Progress]{Body: client.Progress{
		Postmortem: wirePostmortem(got.Postmortem), Sections: each(got.Sections, wireSection), Moments: each(got.Moments, wireMoment),
		Durations: each(got.Durations, wireDuration), Actions: each(got.Actions, h.wireAction), Comments: each(got.Comments, wireComment),
		Findings: each(got.Findings, wireFinding), Waivers: each(got.Waivers, wireFinding), Missing: each(got.Missing, wireMissing),
	}}, nil
}

type newTitle struct {
	One
	Over
	Body client.NewTitle
}

func (h *handler) retitlePostmortem(ctx context.Context, in *newTitle) (*shown[client.Postmortem], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := h.showPostmortem(ctx, &in.One); err != nil {
		return nil, err // Whoever may not see it is told before it is changed.
	}
	if err := h.desk.RetitlePostmortem(ctx, auth.Actor(ctx), desk.Retitle{Postmortem: in.ID, Title: in.Body.Title, Version: &version}); err != nil {
		return nil, err
	}
	return h.showPostmortem(ctx, &in.One)
}

type reviewers struct {
	One
	Over
	Body client.Reviewers
}

func (h *handler) assignPostmortem(ctx context.Context, in *reviewers) (*shown[client.Postmortem], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := h.showPostmortem(ctx, &in.One); err != nil {
		return nil, err // Whoever may not see it is told before it is changed.
	}
	err = h.desk.AssignPostmortem(ctx, auth.Actor(ctx), desk.Reviewers{Postmortem: in.ID, Version: &version, Assignment: postmortem.Assignment{
		Owner: person.ID(in.Body.Owner), Facilitator: person.ID(in.Body.Facilitator), FacilitatedBy: in.Body.FacilitatedBy, Exception: in.Body.Exception,
	}})
	if err != nil {
		return nil, err
	}
	return h.showPostmortem(ctx, &in.One)
}

func (h *handler) acknowledgeDirective(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.AcknowledgeDirective(ctx, auth.Actor(ctx), in.ID))
}

func (h *handler) requestReview(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.RequestReview(ctx, auth.Actor(ctx), in.ID))
}

func (h *handler) approvePostmortem(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.ApprovePostmortem(ctx, auth.Actor(ctx), in.ID))
}

type because struct {
	One
	Body client.Reason
}

func (h *handler) sendBack(ctx context.Context, in *because) (*nothing, error) {
	return done(h.desk.SendBack(ctx, auth.Actor(ctx), desk.Return{Postmortem: in.ID, Reason: in.Body.Reason}))
}

func (h *handler) beginEdition(ctx context.Context, in *because) (*nothing, error) {
	return done(h.desk.BeginEdition(ctx, auth.Actor(ctx), desk.Return{Postmortem: in.ID, Reason: in.Body.Reason}))
}
