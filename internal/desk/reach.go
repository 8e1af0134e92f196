package desk

import (
	"context"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/store"
)

// CountReading counts that somebody read a published copy on a page: once a day for each person,
// without keeping who it was. Those who own the postmortem or lead its review look at their own
// work, and are not counted; programs are not people. A reading is no deed: nothing is recorded.
func (d *Desk) CountReading(ctx context.Context, actor person.Actor, id postmortem.ID) error {
	if !actor.SignedIn() || actor.Door != person.DoorWeb {
		return nil
	}
	var counted bool
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		counted, err = v.NeedsNoCount(id, actor.ID)
		return err
	})
	if err != nil || counted {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.CountReading(id, actor.ID) })
}

// Reach tells those who write how often a published postmortem was read until yesterday.
func (d *Desk) Reach(ctx context.Context, actor person.Actor, ref string) (postmortem.Reach, error) {
	var r postmortem.Reach
	err := d.store.Read(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(actor, ref)
		if err != nil {
			return err
		}
		if err := actor.May(person.Write); err != nil {
			return err
		}
		r, err = v.ReachOf(pm.ID)
		return err
	})
	return r, err
}
