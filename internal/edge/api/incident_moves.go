package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

type moving struct {
	One
	Body client.Move
}

type reasoned struct {
	One
	Body client.Reasoned
}

// moves is the shape of the desk's changes of state.
type moves = func(context.Context, person.Actor, desk.Move) error

func move(ctx context.Context, deed moves, in *moving) (*nothing, error) {
	return done(deed(ctx, auth.Actor(ctx), desk.Move{Incident: in.ID, Note: in.Body.Note, Update: update(in.ID, in.Body.Update)}))
}

func moveFor(ctx context.Context, deed moves, in *reasoned) (*nothing, error) {
	return done(deed(ctx, auth.Actor(ctx), desk.Move{Incident: in.ID, Note: in.Body.Reason, Update: update(in.ID, in.Body.Update)}))
}

func (h *handler) acceptIncident(ctx context.Context, in *moving) (*nothing, error) {
	return move(ctx, h.desk.AcceptIncident, in)
}

func (h *handler) declineIncident(ctx context.Context, in *reasoned) (*nothing, error) {
	return moveFor(ctx, h.desk.DeclineIncident, in)
}

func (h *handler) diagnoseIncident(ctx context.Context, in *moving) (*nothing, error) {
	return move(ctx, h.desk.DiagnoseIncident, in)
}

func (h *handler) stabiliseIncident(ctx context.Context, in *moving) (*nothing, error) {
	return move(ctx, h.desk.StabiliseIncident, in)
}

func (h *handler) resolveIncident(ctx context.Context, in *moving) (*nothing, error) {
	return move(ctx, h.desk.ResolveIncident, in)
}

func (h *handler) reopenIncident(ctx context.Context, in *reasoned) (*nothing, error) {
	return moveFor(ctx, h.desk.ReopenIncident, in)
}

func (h *handler) cancelIncident(ctx context.Context, in *reasoned) (*nothing, error) {
	return moveFor(ctx, h.desk.CancelIncident, in)
}

type newSeverity struct {
	One
	Body client.NewSeverity
}

func (h *handler) changeSeverity(ctx context.Context, in *newSeverity) (*nothing, error) {
	return done(h.desk.ChangeSeverity(ctx, auth.Actor(ctx), desk.Move{
		Incident: in.ID, Severity: in.Body.Severity, Note: in.Body.Reason, Update: update(in.ID, in.Body.Update),
	}))
}

type posting struct {
	One
	Body client.Update
}

func (h *handler) postUpdate(ctx context.Context, in *posting) (*nothing, error) {
	return done(h.desk.PostUpdate(ctx, auth.Actor(ctx), *update(in.ID, &in.Body)))
}

func update(ref string, in *client.Update) *desk.Update {
	if in == nil {
		return nil
	}
	return &desk.Update{
		Incident: ref, Audience: incident.Audience(in.Audience), Text: in.Text, NextDue: in.NextDue, NoneDue: in.NoneDue,
	}
}

type merger struct {
	One
	Body client.Merger
}

func (h *handler) mergeIncident(ctx context.Context, in *merger) (*nothing, error) {
	return done(h.desk.MergeIncident(ctx, auth.Actor(ctx), desk.Merge{Incident: in.ID, Into: in.Body.Into}))
}

type newLink struct {
	One
	Body client.NewLink
}

func (h *handler) linkIncident(ctx context.Context, in *newLink) (*nothing, error) {
	return done(h.desk.LinkIncident(ctx, auth.Actor(ctx), desk.Relation{
		Incident: in.ID, To: in.Body.To, Relation: incident.Relation(in.Body.Relation),
	}))
}

func (h *handler) listLinks(ctx context.Context, in *One) (*body[client.Page[client.Link]], error) {
	return parts(ctx, h, in, func(v *store.View, id incident.ID) ([]incident.Link, error) {
		return v.Links(auth.Actor(ctx), id)
	}, func(l incident.Link) client.Link {
		return client.Link{To: string(l.To), Ref: l.Ref, Title: l.Title, Relation: string(l.Relation)}
	})
}

// parts lists what belongs to an incident that the actor may see.
func parts[T, W any](ctx context.Context, h *handler, in *One, list func(*store.View, incident.ID) ([]T, error), wire func(T) W) (*body[client.Page[W]], error) {
	var items []T
	err := h.store.Read(ctx, func(v *store.View) error {
		inc, err := v.Incident(auth.Actor(ctx), in.ID)
		if err != nil {
			return err
		}
		items, err = list(v, inc.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return listed(items, wire), nil
}

func (h *handler) showFollowing(ctx context.Context, in *One) (*body[client.Following], error) {
	out := &body[client.Following]{}
	err := h.store.Read(ctx, func(v *store.View) error {
		inc, err := v.Incident(auth.Actor(ctx), in.ID)
		if err != nil {
			return err
		}
		out.Body.Following, err = v.Follows(inc.ID, auth.Actor(ctx).ID)
		return err
	})
	return out, err
}

func (h *handler) followIncident(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.FollowIncident(ctx, auth.Actor(ctx), in.ID, true))
}

func (h *handler) unfollowIncident(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.FollowIncident(ctx, auth.Actor(ctx), in.ID, false))
}
