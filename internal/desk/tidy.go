package desk

import (
	"context"
	"errors"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
)

// Tidy forgets what has run out: idempotency keys, sessions, invitations and links, old signing
// secrets, old deliveries, who was uninvited from a review that is past, messages of tools that no open incident needs, files of a day ago that no entry names, who read what on
// days that are over, whose the answers of a pulse were, what was typed and not saved in thirty days, and what those who were there asked for around
// a draft, a month after it was published; and opens what was kept from the company for a while. Twice is once.
func (d *Desk) Tidy(ctx context.Context) error {
	return errors.Join(
		d.store.Write(ctx, func(tx *store.Tx) error { return tx.PurgeOnce() }),
		d.ForgetExpired(ctx),
		d.ClosePulses(ctx),
		d.store.Write(ctx, func(tx *store.Tx) error {
			return errors.Join(tx.ForgetOldSecrets(), tx.ForgetDeliveries(), tx.ForgetOldUnsaved(), tx.ForgetOldLooks(),
				tx.ForgetUninvited(d.now().Add(-7*workspace.Day)))
		}),
		d.forgetLooseFiles(ctx),
		d.forgetSignals(ctx),
		d.openNarrowed(ctx),
		d.store.Write(ctx, func(tx *store.Tx) error { return tx.CloseReach() }),
	)
}

// forgetLooseFiles drops what was uploaded and then named by no entry: the form was refused, or
// the process ended in between. Each incident is a transaction of its own.
func (d *Desk) forgetLooseFiles(ctx context.Context) error {
	var list []incident.ID
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		list, err = v.LooseFiles()
		return err
	})
	for i := 0; err == nil && i < len(list); i++ {
		err = d.store.Write(ctx, func(tx *store.Tx) error { return tx.ForgetLooseFiles(list[i]) })
	}
	return err
}
