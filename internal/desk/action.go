package desk

import (
	"context"
	"fmt"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
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
// action.committed. A title that asks people to be careful, to remember or to be trained is Invalid
// and names a measure that holds by itself, unless Keep says why it stays.
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
		a, err := d.commit(tx, actor, inc, in.Commitment)
		if err != nil {
			return Committed{}, err
		}
		return Committed{ID: a.ID, Number: a.Number}, nil
	})
}

func (d *Desk) commit(tx *store.Tx, actor person.Actor, inc *incident.Incident, in action.Commitment) (*action.Action, error) {
	if err := d.actionable(&tx.View, in.Title, in.Keep); err != nil {
		return nil, err
	}
	number, err := tx.Next("action")
	if err != nil {
		return nil, err
	}
	a, ev, err := action.Commit(action.ID(store.NewID()), number, actor, d.now(), inc, in)
	if err != nil {
		return nil, err
	}
	a.Due = store.Instant(a.Due)
	if err := tx.AddAction(a); err != nil {
		return nil, err
	}
	return a, tx.Record(ev)
}

// actionable refuses a title that rests on attention, memory or goodwill, and names a measure that
// a machine can hold. A reason to keep it lets it pass; the record tells the reason.
func (d *Desk) actionable(v *store.View, title, keep string) error {
	if keep != "" {
		return nil
	}
	read, err := d.knowing(v)
	if err != nil {
		return err
	}
	for _, f := range read(title, blameless.Options{Passage: true, Context: "Action items"}) {
		if f.Label == blameless.WeakAction && f.Severity != blameless.Waived {
			return problem.Invalid("title", "%s", f.Why).Next("For example: " + f.Suggest + ".")
		}
	}
	return nil
}

// ActionRevision changes what is planned.
type ActionRevision struct {
	Action string
	action.Revision
	Version *int // The version that the caller read; Stale when it changed since.
}

// ReviseAction changes title, type, owner or date. Records action.revised.
func (d *Desk) ReviseAction(ctx context.Context, actor person.Actor, in ActionRevision) error {
	return d.act(ctx, actor, in.Action, in.Version, func(v *store.View, a *action.Action) (event.Event, error) {
		if in.Due != nil && !in.Due.IsZero() {
			due := store.Instant(*in.Due)
			in.Due = &due
		}
		if in.Title != nil && *in.Title != a.Title {
			if err := d.actionable(v, *in.Title, in.Keep); err != nil {
				return event.Event{}, err
			}
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
	return d.act(ctx, actor, in.Action, in.Version, func(_ *store.View, a *action.Action) (event.Event, error) {
		return a.Move(actor, d.now(), in.Step)
	})
}

func (d *Desk) act(ctx context.Context, actor person.Actor, ref string, version *int, apply func(*store.View, *action.Action) (event.Event, error)) error {
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
		ev, err := apply(&tx.View, a)
		if err != nil {
			return err
		}
		if err := tx.SaveAction(a); err != nil {
			return err
		}
		return tx.Record(ev)
	})
}
