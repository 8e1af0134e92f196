package desk

import (
	"context"
	"fmt"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Commitment is what somebody writes down to be done because of an incident.
type Commitment struct {
	Incident   string // INC-142 or a UUID; or
	Postmortem string // PM-12 or a UUID.
	action.Commitment
}

// Committed tells which action was written down.
type Committed struct {
	ID     action.ID
	Number int
}

// Ref is the name that people use: ACT-7.
func (c Committed) Ref() string { return fmt.Sprintf("ACT-%d", c.Number) }

// CommitAction writes an action down; without a date it is due in 14 days. Records
// action.committed.
func (d *Desk) CommitAction(ctx context.Context, actor person.Actor, in Commitment) (Committed, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Committed, error) {
		ref := in.Incident
		if ref == "" && in.Postmortem == "" {
			return Committed{}, problem.Invalid("incident", "Name the incident or the postmortem that this is about.").Next("For example INC-142.")
		}
		if ref == "" {
			pm, err := tx.View.Postmortem(actor, in.Postmortem)
			if err != nil {
				return Committed{}, err
			}
			ref = string(pm.Incident)
		}
		inc, err := d.toReview(tx, actor, ref)
		if err != nil {
			return Committed{}, err
		}
		number, err := tx.Next("action")
		if err != nil {
			return Committed{}, err
		}
		a, ev, err := action.Commit(action.ID(store.NewID()), number, actor, d.now(), inc, in.Commitment)
		if err != nil {
			return Committed{}, err
		}
		a.Due = store.Instant(a.Due)
		if err := tx.AddAction(a); err != nil {
			return Committed{}, err
		}
		return Committed{ID: a.ID, Number: number}, tx.Record(ev)
	})
}

// ActionRevision changes what is planned.
type ActionRevision struct {
	Action string
	action.Revision
	Version *int // The version that the caller read; Stale when it changed since.
}

// ReviseAction changes title, type, owner or date. Records action.revised.
func (d *Desk) ReviseAction(ctx context.Context, actor person.Actor, in ActionRevision) error {
	return d.act(ctx, actor, in.Action, in.Version, func(a *action.Action) (event.Event, error) {
		if in.Due != nil && !in.Due.IsZero() {
			due := store.Instant(*in.Due)
			in.Due = &due
		}
		return a.Revise(actor, d.now(), in.Revision)
	})
}

// ActionStep moves an action.
type ActionStep struct {
	Action string
	action.Step
	Version *int // The version that the caller read; Stale when it changed since.
}

// MoveAction brings an action to another state. Records action.moved.
func (d *Desk) MoveAction(ctx context.Context, actor person.Actor, in ActionStep) error {
	return d.act(ctx, actor, in.Action, in.Version, func(a *action.Action) (event.Event, error) {
		return a.Move(actor, d.now(), in.Step)
	})
}

func (d *Desk) act(ctx context.Context, actor person.Actor, ref string, version *int, apply func(*action.Action) (event.Event, error)) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		a, err := tx.Action(actor, ref)
		if err != nil {
			return err
		}
		if err := actor.May(person.Write); err != nil {
			return err
		}
		if err := unchanged(version, a.Version); err != nil {
			return err
		}
		ev, err := apply(a)
		if err != nil {
			return err
		}
		if err := tx.SaveAction(a); err != nil {
			return err
		}
		return tx.Record(ev)
	})
}
