package desk

import (
	"context"
	"fmt"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
)

// Drafted tells which postmortem an incident has.
type Drafted struct {
	ID     postmortem.ID
	Number int
}

// Ref is the name that people use: PM-12.
func (d Drafted) Ref() string { return fmt.Sprintf("PM-%d", d.Number) }

// DraftPostmortem drafts the postmortem of a resolved incident from its record, and brings the
// incident to learning. An incident has one postmortem: asked again, the deed returns it and
// leaves its text alone. Records postmortem.drafted and incident.learning_began.
func (d *Desk) DraftPostmortem(ctx context.Context, actor person.Actor, ref string) (Drafted, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Drafted, error) {
		inc, err := d.toReview(tx, actor, ref)
		if err != nil {
			return Drafted{}, err
		}
		pm, err := tx.PostmortemOf(actor, inc.ID)
		switch {
		case problem.KindOf(err) == problem.KindNotFound:
			return d.draft(tx, actor, inc)
		case err != nil:
			return Drafted{}, err
		case pm.State == postmortem.NotRequired:
			return Drafted{}, problem.Conflict("No postmortem is required for %s: %s", inc.Ref(), pm.Reason)
		case inc.State == incident.Resolved: // It was reopened and is resolved again.
			err = d.learn(tx, actor, inc)
		}
		return Drafted{ID: pm.ID, Number: pm.Number}, err
	})
}

// toReview loads and locks the incident of a review for somebody who writes.
func (d *Desk) toReview(tx *store.Tx, actor person.Actor, ref string) (*incident.Incident, error) {
	inc, err := tx.Incident(actor, ref)
	if err != nil {
		return nil, err
	}
	return inc, actor.May(person.Write)
}

func (d *Desk) draft(tx *store.Tx, actor person.Actor, inc *incident.Incident) (Drafted, error) {
	if err := d.learn(tx, actor, inc); err != nil {
		return Drafted{}, err
	}
	sections, moments, err := fromRecord(&tx.View, inc)
	if err != nil {
		return Drafted{}, err
	}
	number, err := tx.Next("postmortem")
	if err != nil {
		return Drafted{}, err
	}
	severities, err := tx.Severities()
	if err != nil {
		return Drafted{}, err
	}
	sev, err := severities.Find(inc.Severity)
	if err != nil {
		sev = workspace.Severity{} // The severity is gone; the general days count.
	}
	pm, ev := postmortem.Start(postmortem.ID(store.NewID()), number, actor, d.now(), inc, sev)
	if sections, err = d.begun(tx, pm, inc.Severity, sections); err != nil {
		return Drafted{}, err
	}
	if err := tx.AddPostmortem(pm, sections, moments); err != nil {
		return Drafted{}, err
	}
	if err := tx.IndexPostmortem(pm, sections); err != nil {
		return Drafted{}, err
	}
	return Drafted{ID: pm.ID, Number: number}, tx.Record(ev)
}

func (d *Desk) learn(tx *store.Tx, actor person.Actor, inc *incident.Incident) error {
	events, err := inc.Learn(actor, d.now())
	if err != nil {
		return err
	}
	if err := tx.SaveIncident(inc); err != nil {
		return err
	}
	return d.record(tx, inc, events...)
}

// Waiver says that an incident needs no postmortem.
type Waiver struct{ Incident, Reason string }

// MarkNotRequired records why an incident needs no postmortem, and closes the incident. A draft
// that was never published ends. Records postmortem.not_required and incident.closed.
func (d *Desk) MarkNotRequired(ctx context.Context, actor person.Actor, in Waiver) (Drafted, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Drafted, error) {
		inc, err := d.toReview(tx, actor, in.Incident)
		if err != nil {
			return Drafted{}, err
		}
		pm, ev, err := d.waive(tx, actor, inc, in.Reason)
		if err != nil {
			return Drafted{}, err
		}
		if err := tx.Record(ev); err != nil {
			return Drafted{}, err
		}
		return Drafted{ID: pm.ID, Number: pm.Number}, d.close(tx, actor, inc, "No postmortem is required: "+in.Reason)
	})
}

func (d *Desk) waive(tx *store.Tx, actor person.Actor, inc *incident.Incident, reason string) (*postmortem.Postmortem, event.Event, error) {
	found, err := tx.PostmortemOf(actor, inc.ID)
	if problem.KindOf(err) == problem.KindNotFound {
		return d.waiveAnew(tx, actor, inc, reason)
	}
	if err != nil {
		return nil, event.Event{}, err
	}
	pm, err := tx.Postmortem(actor, string(found.ID))
	if err != nil {
		return nil, event.Event{}, err
	}
	ev, err := pm.FindNotRequired(actor, d.now(), reason)
	if err != nil {
		return nil, event.Event{}, err
	}
	if err := tx.SavePostmortem(pm); err != nil {
		return nil, event.Event{}, err
	}
	return pm, ev, tx.IndexPostmortem(pm, nil)
}

func (d *Desk) waiveAnew(tx *store.Tx, actor person.Actor, inc *incident.Incident, reason string) (*postmortem.Postmortem, event.Event, error) {
	number, err := tx.Next("postmortem")
	if err != nil {
		return nil, event.Event{}, err
	}
	pm, ev, err := postmortem.Waive(postmortem.ID(store.NewID()), number, actor, d.now(), inc, reason)
	if err != nil {
		return nil, event.Event{}, err
	}
	if err := tx.AddPostmortem(pm, nil, nil); err != nil {
		return nil, event.Event{}, err
	}
	return pm, ev, tx.IndexPostmortem(pm, nil)
}

// close ends an incident whose review is over.
func (d *Desk) close(tx *store.Tx, actor person.Actor, inc *incident.Incident, reason string) error {
	ev, err := inc.Close(actor, d.now(), reason)
	if err != nil {
		return err
	}
	if err := tx.SaveIncident(inc); err != nil {
		return err
	}
	return d.record(tx, inc, ev)
}

// review loads and locks a postmortem, asks for the permission, applies the rule, saves the
// postmortem and records the events.
func (d *Desk) review(ctx context.Context, actor person.Actor, ref string, apply func(*store.Tx, *postmortem.Postmortem) ([]event.Event, error)) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		pm, err := d.toWrite(tx, actor, ref)
		if err != nil {
			return err
		}
		events, err := apply(tx, pm)
		if err != nil || len(events) == 0 {
			return err
		}
		if err := tx.SavePostmortem(pm); err != nil {
			return err
		}
		return tx.Record(events...)
	})
}

// toWrite loads and locks a postmortem for somebody who writes.
func (d *Desk) toWrite(tx *store.Tx, actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	pm, err := tx.Postmortem(actor, ref)
	if err != nil {
		return nil, err
	}
	return pm, actor.May(person.Write)
}
