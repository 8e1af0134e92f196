package desk

import (
	"context"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/store"
)

// CoAuthorship is who says of themselves that they are a co-author of an action, and what the
// actor may say.
type CoAuthorship struct {
	Told       []string // By name or by role, as each of them chose.
	Mine       postmortem.CoAuthor
	Signatures map[postmortem.Signature]string // What the actor may choose; nil: they did not take part.
}

// CoAuthorship tells the co-authors of an action.
func (d *Desk) CoAuthorship(ctx context.Context, actor person.Actor, ref string) (CoAuthorship, error) {
	var c CoAuthorship
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		a, err := v.Action(actor, ref)
		if err != nil {
			return err
		}
		if c.Told, err = v.CoAuthors(string(a.ID)); err != nil {
			return err
		}
		if !actor.SignedIn() || !actor.Can(person.TakePart) {
			return nil
		}
		if c.Mine, err = v.CoAuthor(string(a.ID), actor.ID); err != nil {
			return err
		}
		if took, err := v.TookPart(a.Incident, actor.ID); err != nil || !took {
			return err
		}
		c.Signatures, err = coSignatures(v, actor, a)
		return err
	})
	return c, err
}

func coSignatures(v *store.View, actor person.Actor, a *action.Action) (map[postmortem.Signature]string, error) {
	self, err := v.Person(person.System, actor.ID)
	if err != nil {
		return nil, err
	}
	events, err := history(v, incident.StreamOf(a.Incident))
	if err != nil {
		return nil, err
	}
	offers, err := v.Offers(a.Incident)
	if err != nil {
		return nil, err
	}
	reports, err := v.ReportsOf(string(a.Incident))
	return postmortem.CoSignatures(self.Name, titlesIn(events, offers, reports)[actor.ID]), err
}

// SignAction makes the actor a co-author of an action, told by name or by role wherever the action
// is told. Conflict when they did not take part in the incident. Twice is once. Records
// co_author.signed, without a person.
func (d *Desk) SignAction(ctx context.Context, actor person.Actor, ref string, s postmortem.Signature) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.Action(actor, ref)
		if err != nil {
			return err
		}
		if err := actor.May(person.TakePart); err != nil {
			return err
		}
		c, err := tx.CoAuthor(string(a.ID), actor.ID)
		if err != nil {
			return err
		}
		took, err := tx.TookPart(a.Incident, actor.ID)
		if err := wasThere(actor, took, err); err != nil {
			return err
		}
		choices, err := coSignatures(&tx.View, actor, a)
		if err != nil {
			return err
		}
		events, err := c.Sign(d.now(), s, choices)
		if err != nil {
			return err
		}
		if err := tx.SaveCoAuthor(c); err != nil {
			return err
		}
		return tx.Record(events...)
	})
}

// UnsignAction takes that back, wherever it is told, also when the actor may not see the incident
// any more. Twice is once. Records co_author.withdrawn, without a person.
func (d *Desk) UnsignAction(ctx context.Context, actor person.Actor, ref string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.SignedAction(actor, ref)
		if err != nil {
			return err
		}
		if err := actor.May(person.TakePart); err != nil {
			return err
		}
		if err := tx.ForgetCoAuthor(c); err != nil {
			return err
		}
		return tx.Record(c.Withdraw(d.now())...)
	})
}
