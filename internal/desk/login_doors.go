package desk

import (
	"context"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// WhoIs returns the person behind the secret of a session. Unauthenticated when it opens
// nothing: one answer for every reason. It moves "last seen" on, coarsely.
func (d *Desk) WhoIs(ctx context.Context, session string) (person.Actor, error) {
	var s person.Session
	var p person.Person
	hash := person.HashSecret(session)
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		s, p, err = v.Session(hash)
		return err
	})
	if err != nil {
		return person.Anonymous, err
	}
	if s.Due(d.now()) {
		d.note(ctx, func(tx *store.Tx) error { return tx.SeeSession(hash) })
	}
	return p.Actor(), nil
}

// WhoHolds returns the actor behind the secret of an API token: at most what the token and its
// person may both do. Unauthenticated when it opens nothing. It moves "last used" on, coarsely.
func (d *Desk) WhoHolds(ctx context.Context, token string) (person.Actor, error) {
	var t person.Token
	var p person.Person
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		t, p, err = v.TokenHolder(person.HashSecret(token))
		return err
	})
	if err != nil {
		return person.Anonymous, err
	}
	if !p.Role.Covers(t.Role) { // The person has lost the role that the token was made with.
		return person.Anonymous, problem.Unauthenticated()
	}
	if t.Due(d.now()) {
		d.note(ctx, func(tx *store.Tx) error { return tx.UseToken(t.ID) })
	}
	return t.Actor(p), nil
}

// note keeps something that nobody waits for: a disk that is full does not shut the door.
func (d *Desk) note(ctx context.Context, fn func(*store.Tx) error) {
	if err := d.store.Write(ctx, fn); err != nil {
		d.log.WarnContext(ctx, "the last use of a session or token was not recorded", "error", err)
	}
}

// ForgetExpired removes sessions, tokens and links that no longer open anything. A job calls
// it; it may be called any number of times.
func (d *Desk) ForgetExpired(ctx context.Context) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.ForgetExpired() })
}
