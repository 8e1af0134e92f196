package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Superseding says which postmortem takes the place of another, and why.
type Superseding struct{ Postmortem, By, Reason string }

// SupersedePostmortem records that another published postmortem takes the place of one. Both stay
// readable, and each leads to the other. The reason is told to everybody who reads one of them, and
// so names nobody. Records postmortem.superseded.
func (d *Desk) SupersedePostmortem(ctx context.Context, actor person.Actor, in Superseding) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		pm, other, err := bothToWrite(tx, actor, in)
		if err != nil {
			return err
		}
		if err := nobodyIn(&tx.View, actor, "reason", in.Reason, pm, other); err != nil {
			return err
		}
		s, ev, err := pm.Supersede(actor, d.now(), other, in.Reason)
		if err != nil {
			return err
		}
		if err := tx.SavePostmortem(pm); err != nil {
			return err
		}
		if err := tx.SaveSuccession(s); err != nil {
			return err
		}
		return tx.Record(ev)
	})
}

// bothToWrite loads and locks both postmortems, in the order of their IDs: of two that are to take
// each other's place at the same moment, the later deed finds what the earlier one did.
func bothToWrite(tx *store.Tx, actor person.Actor, in Superseding) (pm, other *postmortem.Postmortem, err error) {
	if pm, err = tx.View.Postmortem(actor, in.Postmortem); err != nil {
		return nil, nil, err
	}
	if err := actor.May(person.Write); err != nil {
		return nil, nil, err
	}
	other, err = tx.View.Postmortem(actor, in.By)
	if problem.KindOf(err) == problem.KindNotFound {
		return nil, nil, problem.Invalid("by", "There is no such postmortem, or it is not shared with you.").Next("Write its name, such as PM-12.")
	}
	if err != nil {
		return nil, nil, err
	}
	order := []**postmortem.Postmortem{&pm, &other}
	if other.ID < pm.ID {
		order[0], order[1] = order[1], order[0]
	}
	for _, p := range order {
		if *p, err = tx.Postmortem(actor, string((*p).ID)); err != nil {
			return nil, nil, err
		}
	}
	return pm, other, nil
}

// Successions is what has taken the place of a postmortem, and whose place it has taken itself.
type Successions struct {
	By       *postmortem.Succession // Nil: nothing that the actor may read.
	Replaces []*postmortem.Succession
}

// Successions tells whoever may read a published copy what stands in its place.
func (d *Desk) Successions(ctx context.Context, actor person.Actor, ref string) (Successions, error) {
	var s Successions
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		pub, err := v.Publication(actor, ref, 0)
		if err != nil {
			return err
		}
		s, err = SuccessionsOf(v, actor, pub.Postmortem)
		return err
	})
	return s, err
}

// SuccessionsOf is the same beside a copy that was read already.
func SuccessionsOf(v *store.View, actor person.Actor, id postmortem.ID) (s Successions, err error) {
	if s.By, err = v.Successor(actor, id); err != nil {
		return s, err
	}
	s.Replaces, err = v.Predecessors(actor, id)
	return s, err
}

// openNarrowed announces to the company the editions whose narrower audience is over. Twice is
// once. Records postmortem.opened.
func (d *Desk) openNarrowed(ctx context.Context) error {
	var list []*postmortem.Publication
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		list, err = v.Narrowed()
		return err
	})
	for i := 0; err == nil && i < len(list); i++ {
		err = d.store.Write(ctx, func(tx *store.Tx) error {
			opened, err := tx.OpenPublication(list[i])
			if err != nil || !opened {
				return err
			}
			ev := list[i].Opened(d.now())
			if err := tx.Record(ev); err != nil {
				return err
			}
			return spread(tx, ev.Stream, []event.Event{ev})
		})
	}
	return err
}
