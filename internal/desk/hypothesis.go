package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

// Part tells which part of an incident came of a deed.
type Part struct{ ID string }

// Idea is a hypothesis that somebody raises.
type Idea struct {
	Incident string
	Text     string
	NextTest string
	WhoLooks string
}

// RaiseHypothesis adds an idea of what might cause it. Records hypothesis.raised.
func (d *Desk) RaiseHypothesis(ctx context.Context, actor person.Actor, in Idea) (Part, error) {
	return d.addPart(ctx, actor, in.Incident, person.TakePart, func(tx *store.Tx, inc *incident.Incident, id string) (event.Event, error) {
		h, ev, err := inc.Raise(actor, d.now(), incident.Hypothesis{ID: id, Text: in.Text, NextTest: in.NextTest, WhoLooks: in.WhoLooks})
		if err != nil {
			return ev, err
		}
		return ev, tx.AddHypothesis(h)
	})
}

// addPart adds something under an incident and returns its ID.
func (d *Desk) addPart(ctx context.Context, actor person.Actor, ref string, needs person.Permission,
	add func(tx *store.Tx, inc *incident.Incident, id string) (event.Event, error),
) (Part, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Part, error) {
		part := Part{ID: store.NewID()}
		err := d.within(tx, actor, ref, needs, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			return one(add(tx, inc, part.ID))
		})
		return part, err
	})
}

// Verdict moves a hypothesis.
type Verdict struct {
	Incident   string
	Hypothesis string
	To         incident.HypothesisState
	Evidence   string
	NextTest   *string // Nil: as before.
	WhoLooks   *string // Nil: as before.
}

// MoveHypothesis says what a test showed. Records hypothesis.moved.
func (d *Desk) MoveHypothesis(ctx context.Context, actor person.Actor, in Verdict) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		return d.within(tx, actor, in.Incident, person.RunIncident, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			h, err := tx.Hypothesis(inc.ID, in.Hypothesis)
			if err != nil {
				return nil, err
			}
			if in.NextTest != nil {
				h.NextTest = *in.NextTest
			}
			if in.WhoLooks != nil {
				h.WhoLooks = *in.WhoLooks
			}
			ev, err := h.Move(actor, d.now(), in.To, in.Evidence)
			if err != nil {
				return nil, err
			}
			return []event.Event{ev}, tx.SaveHypothesis(h)
		})
	})
}
