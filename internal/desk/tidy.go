package desk

import (
	"context"
	"errors"

	"candor.dev/candor/internal/store"
)

// Tidy forgets what has run out: idempotency keys, sessions, invitations and links, old signing
// secrets and old deliveries. Twice is once.
func (d *Desk) Tidy(ctx context.Context) error {
	return errors.Join(
		d.store.Write(ctx, func(tx *store.Tx) error { return tx.PurgeOnce() }),
		d.ForgetExpired(ctx),
		d.store.Write(ctx, func(tx *store.Tx) error { return errors.Join(tx.ForgetOldSecrets(), tx.ForgetDeliveries()) }),
	)
}
