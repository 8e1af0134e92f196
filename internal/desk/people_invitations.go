package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Invite is whom an administrator lets in.
type Invite struct {
	Role  person.Role
	Email string // May be empty: then whoever holds the link.
}

// InvitePerson makes an invitation link that works once, for seven days, and returns its
// secret, which is told once. Under a used idempotency key Conflict, since the secret cannot
// be told again. Records person.invited.
func (d *Desk) InvitePerson(ctx context.Context, actor person.Actor, in Invite) (person.Invitation, string, error) {
	return issue(ctx, d, actor, "invitation", func(tx *store.Tx, hash string) (person.Invitation, error) {
		if err := actor.May(person.Administer); err != nil {
			return person.Invitation{}, err
		}
		made, err := person.NewInvitation(person.InvitationID(store.NewID()), actor.ID, d.now(), in.Role, in.Email)
		if err != nil {
			return made, err
		}
		if err := tx.AddInvitation(hash, made); err != nil {
			return made, err
		}
		return made, tx.Record(event.New(event.Accounts, actor, d.now(), person.Invited{Role: made.Role}).About(string(made.ID)))
	})
}

// RevokeInvitation withdraws an invitation. Records invitation.revoked.
func (d *Desk) RevokeInvitation(ctx context.Context, actor person.Actor, id person.InvitationID) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := actor.May(person.Administer); err != nil {
			return err
		}
		if err := tx.RemoveInvitation(id); err != nil {
			return err
		}
		return tx.Record(event.New(event.Accounts, actor, d.now(), person.InvitationRevoked{}).About(string(id)))
	})
}

// Acceptance is what an invited person fills in.
type Acceptance struct {
	Secret   string
	Name     string
	Email    string
	Password string
	TimeZone string
}

// AcceptInvitation makes the account and signs the person in. Gone when the link was used,
// withdrawn or is too old; Conflict when the address has an account, and the link then still
// works. Records person.joined and login.succeeded.
func (d *Desk) AcceptInvitation(ctx context.Context, in Acceptance) (Entered, error) {
	secret := person.HashSecret(in.Secret)
	var invited person.Invitation
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		invited, err = v.InvitationBehind(secret)
		return err
	})
	if err != nil {
		return Entered{}, err
	}
	if err := invited.For(in.Email); err != nil {
		return Entered{}, err
	}
	p, hash, err := d.newcomer(ctx, in.Name, in.Email, in.Password, invited.Role)
	if err != nil {
		return Entered{}, err
	}
	if err := p.MoveTo(in.TimeZone); err != nil {
		return Entered{}, err
	}
	var entered Entered
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.TakeInvitation(secret); err != nil {
			return err
		}
		if err := tx.AddPerson(p, hash); err != nil {
			return err
		}
		if err := tx.Record(d.joined(p, p.Actor(), "invitation")); err != nil {
			return err
		}
		entered, err = d.open(tx, p)
		return err
	})
	return entered, err
}

// issue runs a deed that hands out a secret, and returns it. Only its hash reaches the deed and
// the database, so the secret can be told once: a repeat under the same idempotency key is a
// Conflict that says how to go on.
func issue[T any](ctx context.Context, d *Desk, actor person.Actor, noun string, deed func(*store.Tx, string) (T, error)) (T, string, error) {
	secret, fresh := store.NewSecret(), false
	if noun == "token" {
		secret = person.TokenPrefix + secret
	}
	result, err := once(ctx, d, actor, func(tx *store.Tx) (T, error) {
		fresh = true
		return deed(tx, person.HashSecret(secret))
	})
	if err != nil {
		return result, "", err
	}
	if !fresh {
		return result, "", problem.Conflict("This %s was already made; its secret is shown only once.", noun).
			Next("If you did not see it, revoke it and make another one (by the API: under another Idempotency-Key).")
	}
	return result, secret, nil
}
