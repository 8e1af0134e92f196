package desk

import (
	"context"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// WhyEdit asks a question in the why-tree of a postmortem, or gives one other words.
type WhyEdit struct {
	Postmortem string
	Why        string // The ID of the why; empty when it is new.
	Below      string // Of a new one: the ID of the why that it asks on below; empty: a first question.
	Beside     string // Of a new one, instead of Below: the ID of the why that it stands right after.
	postmortem.Said
	Keep    string // Why wording stays that a rewrite was offered for.
	Version *int   // The version of the tree that the caller read; Stale when it changed since.
}

// Asked tells which why was written, and the version of the tree since.
type Asked struct {
	ID      postmortem.WhyID
	Version int
}

// AddWhy asks a question and answers it. An answer that puts a person where a system belongs is
// Invalid with a rewrite, unless Keep says why it stays. Records why.added.
func (d *Desk) AddWhy(ctx context.Context, actor person.Actor, in WhyEdit) (Asked, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Asked, error) {
		id := postmortem.WhyID(store.NewID())
		version, err := d.inWhys(tx, actor, in.Postmortem, in.Version, func(pm *postmortem.Postmortem, t *postmortem.WhyTree) ([]event.Event, error) {
			kept, err := d.systemic(&tx.View, in.Said, in.Keep)
			if err != nil {
				return nil, err
			}
			if err := choose(&tx.View, in.Factor, ""); err != nil {
				return nil, err
			}
			ev, err := pm.AddWhy(actor, d.now(), t, postmortem.Why{ID: id, Parent: postmortem.WhyID(in.Below), Said: in.Said, Kept: kept}, postmortem.WhyID(in.Beside))
			return []event.Event{ev}, err
		})
		return Asked{ID: id, Version: version}, err
	})
}

// ChangeWhy gives a why other words, checked as by AddWhy. Records why.changed, unless the words
// are the same.
func (d *Desk) ChangeWhy(ctx context.Context, actor person.Actor, in WhyEdit) (int, error) {
	return d.changeWhys(ctx, actor, in.Postmortem, in.Version, func(tx *store.Tx, pm *postmortem.Postmortem, t *postmortem.WhyTree) ([]event.Event, error) {
		kept, err := d.systemic(&tx.View, in.Said, in.Keep)
		if err != nil {
			return nil, err
		}
		before := ""
		if i, err := t.Find(postmortem.WhyID(in.Why)); err == nil {
			before = t.Whys[i].Factor
		}
		if err := choose(&tx.View, in.Factor, before); err != nil {
			return nil, err
		}
		return pm.ChangeWhy(actor, d.now(), t, postmortem.WhyID(in.Why), in.Said, kept)
	})
}

// systemic refuses a question or an answer whose wording publication would wait for, and offers
// another. It returns the reason why it stays, when there is anything to excuse.
func (d *Desk) systemic(v *store.View, said postmortem.Said, keep string) (string, error) {
	read, err := d.knowing(v)
	if err != nil {
		return "", err
	}
	for _, part := range []struct{ field, words string }{{"question", said.Question}, {"answer", said.Answer}} {
		for _, f := range read(part.words, blameless.Options{Plain: true, Context: postmortem.Factors.Heading()}) {
			if f.Severity != blameless.Block {
				continue
			}
			if keep != "" {
				return keep, nil
			}
			err := problem.Invalid(part.field, "%s", f.Why)
			if f.Suggest != "" {
				err = err.Next("For example: " + f.Suggest)
			}
			return "", err
		}
	}
	return "", nil
}

// WhyMove takes a why to another place: by a step, or below Parent before Position.
type WhyMove struct {
	Postmortem string
	Why        string
	Step       postmortem.Step // Empty: to Parent and Position.
	Parent     string          // Empty: a first question.
	Position   int
	Version    *int
}

// MoveWhy moves a why with everything below it. Records why.moved, unless it stands there.
func (d *Desk) MoveWhy(ctx context.Context, actor person.Actor, in WhyMove) (int, error) {
	return d.changeWhys(ctx, actor, in.Postmortem, in.Version, func(_ *store.Tx, pm *postmortem.Postmortem, t *postmortem.WhyTree) ([]event.Event, error) {
		id, parent, position := postmortem.WhyID(in.Why), postmortem.WhyID(in.Parent), in.Position
		if in.Step != "" {
			if _, err := t.Find(id); err != nil {
				return nil, err
			}
			var ok bool
			if parent, position, ok = t.Target(id, in.Step); !ok {
				return nil, problem.Conflict("There is no place that way.")
			}
		}
		return pm.MoveWhy(actor, d.now(), t, id, parent, position)
	})
}

// WhyRemoval takes a why away.
type WhyRemoval struct {
	Postmortem string
	Why        string
	All        bool // With everything below it.
	Version    *int
}

// RemoveWhy takes a why away; Conflict while others stand below it, unless they go too. Its
// action stays. Records why.removed.
func (d *Desk) RemoveWhy(ctx context.Context, actor person.Actor, in WhyRemoval) (int, error) {
	return d.changeWhys(ctx, actor, in.Postmortem, in.Version, func(_ *store.Tx, pm *postmortem.Postmortem, t *postmortem.WhyTree) ([]event.Event, error) {
		ev, err := pm.RemoveWhy(actor, d.now(), t, postmortem.WhyID(in.Why), in.All)
		return []event.Event{ev}, err
	})
}

// WhyEarning says what a why earns: an action that is there, a new one, or an accepted risk.
// Nothing of these leaves it open again.
type WhyEarning struct {
	Postmortem string
	Why        string
	Action     string // ACT-7 or a UUID, of the same incident.
	New        *action.Commitment
	Risk       *postmortem.AcceptedRisk
	Version    *int
}

// Earned tells the version of the tree since, and the action that was written down.
type Earned struct {
	Version int
	Action  string // The reference; empty when no action answers the why.
}

// EarnWhy says what a why earns. A new action is written down in the same step, its title checked
// as by CommitAction. Records why.earned or why.left_open, and action.committed.
func (d *Desk) EarnWhy(ctx context.Context, actor person.Actor, in WhyEarning) (Earned, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Earned, error) {
		given := 0
		for _, is := range []bool{in.Action != "", in.New != nil, in.Risk != nil} {
			if is {
				given++
			}
		}
		if given > 1 {
			return Earned{}, problem.Invalid("action", "A why earns one thing: an action that is there, a new one, or an accepted risk.")
		}
		pm, err := tx.View.Postmortem(actor, in.Postmortem)
		if err != nil {
			return Earned{}, err
		}
		inc, err := tx.Incident(actor, string(pm.Incident)) // First, as in every deed that needs both.
		if err != nil {
			return Earned{}, err
		}
		return d.earn(tx, actor, inc, in)
	})
}

// earn is EarnWhy within a deed that has locked the incident.
func (d *Desk) earn(tx *store.Tx, actor person.Actor, inc *incident.Incident, in WhyEarning) (out Earned, err error) {
	out.Version, err = d.inWhys(tx, actor, in.Postmortem, in.Version, func(pm *postmortem.Postmortem, t *postmortem.WhyTree) ([]event.Event, error) {
		if _, err := t.Find(postmortem.WhyID(in.Why)); err != nil {
			return nil, err
		}
		a, err := d.earnedAction(tx, actor, inc, in)
		if err != nil {
			return nil, err
		}
		if in.Risk != nil {
			in.Risk.ReviewAt = store.Instant(in.Risk.ReviewAt)
		}
		var id string
		if a != nil {
			id, out.Action = string(a.ID), a.Ref()
		}
		ev, err := pm.EarnWhy(actor, d.now(), t, postmortem.WhyID(in.Why), id, out.Action, in.Risk)
		return []event.Event{ev}, err
	})
	return out, err
}

// earnedAction is the action that a why earns, an existing or a new one; nil for none.
func (d *Desk) earnedAction(tx *store.Tx, actor person.Actor, inc *incident.Incident, in WhyEarning) (*action.Action, error) {
	if in.New != nil {
		return d.commit(tx, actor, inc, *in.New)
	}
	if in.Action == "" {
		return nil, nil
	}
	a, err := tx.View.Action(actor, in.Action)
	switch {
	case problem.KindOf(err) == problem.KindNotFound:
		return nil, problem.Invalid("action", "There is no such action.")
	case err != nil:
		return nil, err
	case a.Incident != inc.ID:
		return nil, problem.Invalid("action", "%s belongs to another incident.", a.Ref())
	case a.State == action.NotDoing || a.State == action.Superseded:
		return nil, problem.Invalid("action", "%s is %s: it changes nothing.", a.Ref(), a.State.Words())
	}
	return a, nil
}

// changeWhys changes the why-tree of a postmortem and returns its new version.
func (d *Desk) changeWhys(ctx context.Context, actor person.Actor, ref string, version *int, apply func(*store.Tx, *postmortem.Postmortem, *postmortem.WhyTree) ([]event.Event, error)) (int, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (int, error) {
		return d.inWhys(tx, actor, ref, version, func(pm *postmortem.Postmortem, t *postmortem.WhyTree) ([]event.Event, error) {
			return apply(tx, pm, t)
		})
	})
}

// inWhys loads a postmortem to write with its why-tree, applies the rule, and keeps both tree and
// events when there are any.
func (d *Desk) inWhys(tx *store.Tx, actor person.Actor, ref string, version *int, apply func(*postmortem.Postmortem, *postmortem.WhyTree) ([]event.Event, error)) (int, error) {
	pm, err := d.toWrite(tx, actor, ref)
	if err != nil {
		return 0, err
	}
	t, err := tx.Whys(pm.ID)
	if err != nil {
		return 0, err
	}
	if err := unchanged(version, t.Version); err != nil {
		return 0, err
	}
	events, err := apply(pm, &t)
	if err != nil || len(events) == 0 {
		return t.Version, err
	}
	if err := tx.SaveWhys(pm.ID, &t); err != nil {
		return 0, err
	}
	if err := d.keepRisks(tx, pm, &t); err != nil {
		return 0, err
	}
	more, err := d.bringUp(tx, actor, pm, &t)
	if err != nil {
		return 0, err
	}
	return t.Version, tx.Record(append(events, more...)...)
}
