package desk

import (
	"context"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// record writes the events of an incident down, keeps the search in step, and spreads what is
// news: one job for each stream that the deed touched, however many of its events are news.
func (d *Desk) record(tx *store.Tx, inc *incident.Incident, events ...event.Event) error {
	if err := tx.Record(events...); err != nil {
		return err
	}
	if slices.ContainsFunc(events, changesWords) {
		if err := tx.IndexIncident(inc); err != nil {
			return err
		}
	}
	told := map[event.Stream]bool{}
	for _, ev := range events {
		if !news.Worthy(ev.Kind) || told[ev.Stream] {
			continue
		}
		told[ev.Stream] = true
		if err := spread(tx, ev.Stream, events); err != nil {
			return err
		}
	}
	return nil
}

// changesWords says whether an event changes what a search finds an incident by.
func changesWords(ev event.Event) bool {
	return slices.Contains([]string{incident.Declared{}.Kind(), incident.Raised{}.Kind(), incident.Revised{}.Kind()}, ev.Kind)
}

// rule changes a loaded incident and says what happened.
type rule func(*store.Tx, *incident.Incident) ([]event.Event, error)

// change loads and locks an incident, asks for the permission, applies the rule, saves the
// incident and records the events.
func (d *Desk) change(ctx context.Context, actor person.Actor, ref string, apply rule) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		return d.within(tx, actor, ref, person.RunIncident, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			events, err := apply(tx, inc)
			if err != nil {
				return nil, err
			}
			return events, tx.SaveIncident(inc)
		})
	})
}

// within is change for deeds that leave the incident's own row alone.
func (d *Desk) within(tx *store.Tx, actor person.Actor, ref string, needs person.Permission, apply rule) error {
	inc, err := tx.Incident(actor, ref)
	if err != nil {
		return err
	}
	if err := actor.May(needs); err != nil {
		return err
	}
	events, err := apply(tx, inc)
	if err != nil {
		return err
	}
	return d.record(tx, inc, events...)
}

func one(ev event.Event, err error) ([]event.Event, error) { return []event.Event{ev}, err }

// Revision changes what is known about an incident.
type Revision struct {
	Incident string
	incident.Revision
	Version *int // The version that the caller read; Stale when it changed since.
}

// ReviseIncident keeps what is newly known. Records incident.revised.
func (d *Desk) ReviseIncident(ctx context.Context, actor person.Actor, in Revision) error {
	return d.change(ctx, actor, in.Incident, func(_ *store.Tx, inc *incident.Incident) ([]event.Event, error) {
		if in.Version != nil && *in.Version != inc.Version {
			return nil, problem.Stale(inc.Version)
		}
		return one(inc.Revise(actor, d.now(), in.Revision))
	})
}

// Move asks for a change of state, with the words that go with it.
type Move struct {
	Incident string
	Note     string
	Severity string // Only for ChangeSeverity.
	Update   *Update
}

// ChangeSeverity sets another severity. Records incident.severity_changed.
func (d *Desk) ChangeSeverity(ctx context.Context, actor person.Actor, in Move) error {
	return d.move(ctx, actor, in, func(tx *store.Tx, inc *incident.Incident) (event.Event, error) {
		severities, err := tx.Severities()
		if err != nil {
			return event.Event{}, err
		}
		if _, err := severities.Choose(in.Severity); err != nil {
			return event.Event{}, err
		}
		return inc.ChangeSeverity(actor, d.now(), in.Severity, in.Note)
	})
}

// AcceptIncident says that what is in triage is an incident. Records incident.accepted.
func (d *Desk) AcceptIncident(ctx context.Context, actor person.Actor, in Move) error {
	return d.move(ctx, actor, in, func(_ *store.Tx, inc *incident.Incident) (event.Event, error) {
		return inc.Accept(actor, d.now(), in.Note)
	})
}

// DeclineIncident ends what is in triage and needs no response, with a reason. Records
// incident.declined.
func (d *Desk) DeclineIncident(ctx context.Context, actor person.Actor, in Move) error {
	return d.move(ctx, actor, in, func(_ *store.Tx, inc *incident.Incident) (event.Event, error) {
		return inc.Decline(actor, d.now(), in.Note)
	})
}

// DiagnoseIncident says that the working cause is known. Records incident.diagnosed.
func (d *Desk) DiagnoseIncident(ctx context.Context, actor person.Actor, in Move) error {
	return d.move(ctx, actor, in, func(_ *store.Tx, inc *incident.Incident) (event.Event, error) {
		return inc.Diagnose(actor, d.now(), in.Note)
	})
}

// StabiliseIncident says that the harm has stopped. Records incident.stabilised.
func (d *Desk) StabiliseIncident(ctx context.Context, actor person.Actor, in Move) error {
	return d.move(ctx, actor, in, func(_ *store.Tx, inc *incident.Incident) (event.Event, error) {
		return inc.Stabilise(actor, d.now(), in.Note)
	})
}

// ResolveIncident says that service and data are back. Records incident.resolved.
func (d *Desk) ResolveIncident(ctx context.Context, actor person.Actor, in Move) error {
	return d.move(ctx, actor, in, func(_ *store.Tx, inc *incident.Incident) (event.Event, error) {
		return inc.Resolve(actor, d.now(), in.Note)
	})
}

// ReopenIncident makes it active again, with a reason. Records incident.reopened.
func (d *Desk) ReopenIncident(ctx context.Context, actor person.Actor, in Move) error {
	return d.move(ctx, actor, in, func(_ *store.Tx, inc *incident.Incident) (event.Event, error) {
		return inc.Reopen(actor, d.now(), in.Note)
	})
}

// CancelIncident ends what turned out to be no incident. Records incident.cancelled.
func (d *Desk) CancelIncident(ctx context.Context, actor person.Actor, in Move) error {
	return d.move(ctx, actor, in, func(_ *store.Tx, inc *incident.Incident) (event.Event, error) {
		return inc.Cancel(actor, d.now(), in.Note)
	})
}

// move changes the state, and posts the update that goes with it in the same deed.
func (d *Desk) move(ctx context.Context, actor person.Actor, in Move, apply func(*store.Tx, *incident.Incident) (event.Event, error)) error {
	return d.change(ctx, actor, in.Incident, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
		ev, err := apply(tx, inc)
		if err != nil || in.Update == nil {
			return []event.Event{ev}, err
		}
		update, err := d.post(tx, actor, inc, *in.Update)
		return []event.Event{ev, update}, err
	})
}

// Update is news for an audience.
type Update struct {
	Incident string
	Audience incident.Audience
	Text     string
	NextDue  time.Time // Zero: by the cadence of the severity.
	NoneDue  bool      // Nothing more is promised.
}

// PostUpdate tells an audience how things stand. Records update.posted.
func (d *Desk) PostUpdate(ctx context.Context, actor person.Actor, in Update) error {
	return d.change(ctx, actor, in.Incident, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
		return one(d.post(tx, actor, inc, in))
	})
}

func (d *Desk) post(tx *store.Tx, actor person.Actor, inc *incident.Incident, in Update) (event.Event, error) {
	due := in.NextDue
	if due.IsZero() && !in.NoneDue && inc.Open() {
		severities, err := tx.Severities()
		if err != nil {
			return event.Event{}, err
		}
		sev, err := severities.Find(inc.Severity)
		if err != nil {
			return event.Event{}, err
		}
		due = d.now().Add(sev.UpdateEvery)
	}
	return inc.Post(actor, d.now(), incident.Update{Audience: in.Audience, Text: in.Text, NextDue: due})
}

// Merge asks to go on with another incident.
type Merge struct{ Incident, Into string }

// MergeIncident ends an incident in favour of another one, which takes its reports in. Records
// incident.merged there and incident.took_in here.
func (d *Desk) MergeIncident(ctx context.Context, actor person.Actor, in Merge) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		inc, target, err := d.both(tx, actor, in.Incident, in.Into)
		if err != nil {
			return err
		}
		if err := actor.May(person.RunIncident); err != nil {
			return err
		}
		if err := sameWorld(tx, string(inc.ID), string(target.ID)); err != nil {
			return err
		}
		events, err := inc.MergeInto(actor, d.now(), target)
		if err != nil {
			return err
		}
		if err := tx.SaveIncident(inc); err != nil {
			return err
		}
		if err := tx.MoveReports(inc.ID, target.ID); err != nil {
			return err
		}
		if err := tx.MoveSignals(inc.ID, target.ID); err != nil {
			return err
		}
		return d.record(tx, inc, events...)
	})
}

// both loads two incidents in a fixed order, so that two merges never wait for each other.
func (d *Desk) both(tx *store.Tx, actor person.Actor, a, b string) (first, second *incident.Incident, err error) {
	x, err := tx.View.Incident(actor, a)
	if err != nil {
		return nil, nil, err
	}
	y, err := tx.View.Incident(actor, b)
	if err != nil {
		return nil, nil, err
	}
	refs := []string{string(x.ID), string(y.ID)}
	if y.Number < x.Number {
		refs[0], refs[1] = refs[1], refs[0]
	}
	loaded := map[incident.ID]*incident.Incident{}
	for _, ref := range refs {
		inc, err := tx.Incident(actor, ref)
		if err != nil {
			return nil, nil, err
		}
		loaded[inc.ID] = inc
	}
	return loaded[x.ID], loaded[y.ID], nil
}

// Relation asks to link two incidents.
type Relation struct {
	Incident, To string
	Relation     incident.Relation
}

// LinkIncident records that another incident is related. Records incident.linked.
func (d *Desk) LinkIncident(ctx context.Context, actor person.Actor, in Relation) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		return d.within(tx, actor, in.Incident, person.RunIncident, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			other, err := tx.View.Incident(actor, in.To)
			if err != nil {
				return nil, err
			}
			if other.Private && !inc.Private {
				return nil, problem.Conflict("A private incident cannot be named in one that everyone sees.")
			}
			ev, err := inc.LinkTo(actor, d.now(), other, in.Relation)
			if err != nil {
				return nil, err
			}
			return []event.Event{ev}, tx.AddLink(inc.ID, other.ID, in.Relation)
		})
	})
}
