package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// Window is a span of time.
type Window struct {
	Since Moment `query:"since" doc:"From this instant on."`
	Until Moment `query:"until" doc:"Up to this instant."`
}

func (w Window) into(f *store.ChangeFilter) (err error) {
	if f.Since, err = w.Since.time("since"); err != nil {
		return err
	}
	if f.Until, err = w.Until.time("until"); err != nil {
		return err
	}
	if !f.Since.IsZero() && !f.Until.IsZero() && f.Until.Before(f.Since) {
		return problem.Invalid("until", "The end lies before the start.").Next("Exchange the two times.")
	}
	return nil
}

type changeList struct {
	Window
	Service     string `query:"service" doc:"One service, or several separated by commas."`
	Environment string `query:"environment" doc:"One environment, or several separated by commas. What names none belongs to each."`
	Paging
}

func (h *handler) listChanges(ctx context.Context, in *changeList) (*body[client.Page[client.Change]], error) {
	f := store.ChangeFilter{Services: several(in.Service), Environments: several(in.Environment)}
	err := in.into(&f)
	if err != nil {
		return nil, err
	}
	if f.Before, f.Limit, err = h.place(ctx, in.Paging); err != nil {
		return nil, err
	}
	var list []*change.Change
	var next store.Cursor
	err = h.store.Read(ctx, func(v *store.View) (err error) {
		if f, err = h.desk.ByEveryName(v, f); err != nil {
			return err
		}
		list, next, err = v.Changes(auth.Actor(ctx), f)
		return err
	})
	return paged(ctx, h, list, next, wireChange), err
}

func (h *handler) showChange(ctx context.Context, in *One) (*shown[client.Change], error) {
	var c *change.Change
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		if c, err = v.Change(auth.Actor(ctx), in.ID); err != nil {
			return err
		}
		return auth.Actor(ctx).May(person.See)
	})
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, 1, wireChange(c)) // A change is never edited.
}

func (h *handler) recordChange(ctx context.Context, in *struct{ Body client.NewChange }) (*made[client.Recorded], error) {
	got, err := h.desk.RecordChange(ctx, auth.Actor(ctx), change.Change{
		Kind: in.Body.Kind, Summary: in.Body.Summary, Service: in.Body.Service, Environment: in.Body.Environment, Ref: in.Body.Ref,
		URL: in.Body.URL, RollbackURL: in.Body.RollbackURL, Before: in.Body.Before, After: in.Body.After, OccurredAt: in.Body.OccurredAt,
		Key: in.Body.Key, Detail: in.Body.Detail, Paths: in.Body.Paths, Additions: in.Body.Additions, Deletions: in.Body.Deletions,
		Outcome: change.Outcome(in.Body.Outcome),
	})
	if err != nil {
		return nil, err
	}
	return &made[client.Recorded]{
		Location: "/api/v1/changes/" + string(got.ID), Body: client.Recorded{ID: string(got.ID), Known: got.Known},
	}, nil
}

type incidentChanges struct {
	One
	Window
	Limit Whole `query:"limit" doc:"From 1 to 200; 50 when absent."`
}

func (h *handler) listIncidentChanges(ctx context.Context, in *incidentChanges) (*body[client.Page[client.Change]], error) {
	size, err := Paging{Limit: in.Limit}.size()
	if err != nil {
		return nil, err
	}
	f := store.ChangeFilter{Limit: size}
	if err := in.into(&f); err != nil {
		return nil, err
	}
	return parts(ctx, h, &in.One, func(v *store.View, id incident.ID) ([]change.Marked, error) {
		return v.ChangesFor(id, f)
	}, func(m change.Marked) client.Change {
		c := wireChange(&m.Change)
		c.Mark, c.Evidence = string(m.Mark), m.Evidence
		return c
	})
}

type marking struct {
	One
	Change string `path:"change" doc:"The ID of the change."`
	Body   client.Mark
}

func (h *handler) markChange(ctx context.Context, in *marking) (*nothing, error) {
	return done(h.desk.MarkChange(ctx, auth.Actor(ctx), desk.Marking{
		Incident: in.ID, Change: in.Change, Mark: change.Mark(in.Body.Mark), Evidence: in.Body.Evidence,
	}))
}

func wireChange(c *change.Change) client.Change {
	return client.Change{
		ID: string(c.ID), Kind: c.Kind, Summary: c.Summary, Service: c.Service, Environment: c.Environment, Ref: c.Ref, URL: c.URL,
		RollbackURL: c.RollbackURL, Before: c.Before, After: c.After, OccurredAt: c.OccurredAt, RecordedAt: c.RecordedAt, Key: c.Key,
		Detail: c.Detail, Paths: c.Paths, Additions: c.Additions, Deletions: c.Deletions, Outcome: string(c.Outcome), Source: string(c.Source),
	}
}
