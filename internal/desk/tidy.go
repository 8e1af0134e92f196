package desk

import (
	"context"
	"errors"

	"candor.dev/candor/internal/store"
)

// Tidy forgets what has run out: idempotency keys, sessions, invitations and links. Twice is
// once.
func (d *Desk) Tidy(ctx context.Context) error {
	return errors.Join(d.store.Write(ctx, func(tx *store.Tx) error { return tx.PurgeOnce() }), d.ForgetExpired(ctx))
}
