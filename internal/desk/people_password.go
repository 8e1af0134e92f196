package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// PasswordChange replaces one's own password.
type PasswordChange struct {
	Current string
	New     string
}

// ChangePassword replaces one's own password. Every session and token of the person ends; a
// person in a browser gets a new session, whose secret is returned. It takes no idempotency
// key: what is kept under one includes a plain hash of what was sent. Records password.changed.
func (d *Desk) ChangePassword(ctx context.Context, actor person.Actor, in PasswordChange) (string, error) {
	if err := actor.May(person.OwnTokens); err != nil {
		return "", err
	}
	before, err := d.checkCurrent(ctx, actor, in)
	if err != nil {
		return "", err
	}
	after, err := d.passwords.keep(ctx, in.New)
	if err != nil {
		return "", err
	}
	session := ""
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		session = ""
		p, err := tx.Person(actor, actor.ID)
		if err != nil {
			return err
		}
		if p.Disabled() {
			return problem.Unauthenticated()
		}
		if err := tx.ReplacePassword(p.ID, before, after); err != nil {
			return err
		}
		if err := d.passwordChanged(tx, actor, p.ID); err != nil || actor.Door != person.DoorWeb {
			return err
		}
		session = store.NewSecret()
		return tx.AddSession(person.HashSecret(session), person.Session{Person: p.ID, CreatedAt: d.now(), SeenAt: d.now()})
	})
	return session, err
}

// checkCurrent returns the hash that the current password was compared with.
func (d *Desk) checkCurrent(ctx context.Context, actor person.Actor, in PasswordChange) (hash string, err error) {
	if err := person.CheckPassword("password", in.New); err != nil {
		return "", err
	}
	wrong := problem.Invalid("current_password", "This is not the current password.")
	if len(in.Current) > person.MaxPassword {
		return "", wrong
	}
	err = d.store.Read(ctx, func(v *store.View) error {
		hash, err = v.PasswordOf(actor)
		return err
	})
	if err != nil {
		return "", err
	}
	same, err := d.passwords.matches(ctx, in.Current, hash)
	if err == nil && !same {
		err = wrong
	}
	return hash, err
}

// passwordChanged ends what the old password had opened and records password.changed.
func (d *Desk) passwordChanged(tx *store.Tx, actor person.Actor, id person.ID) error {
	if err := tx.EndSessions(id); err != nil {
		return err
	}
	if err := tx.RemoveTokens(id); err != nil {
		return err
	}
	if err := d.endLinks(tx, actor, id); err != nil {
		return err
	}
	if err := tx.RemoveOneTimeLinks(person.ResetLink, id); err != nil {
		return err
	}
	return tx.Record(event.New(event.Accounts, actor, d.now(), person.PasswordChanged{}).About(string(id)))
}

// OfferReset makes a link by which a person chooses a new password, once, within a day, and
// returns its secret; an older link of theirs stops. Conflict for a disabled account. Records
// password.reset_offered.
func (d *Desk) OfferReset(ctx context.Context, actor person.Actor, id person.ID) (person.Link, string, error) {
	return issue(ctx, d, actor, "link", func(tx *store.Tx, hash string) (person.Link, error) {
		if err := actor.May(person.Administer); err != nil {
			return person.Link{}, err
		}
		p, err := tx.Person(actor, id)
		if err != nil {
			return person.Link{}, err
		}
		if p.Disabled() {
			return person.Link{}, problem.Conflict("This account is disabled.").Next("Enable it first.")
		}
		if err := notOfDemo(tx, id); err != nil {
			return person.Link{}, err
		}
		now := d.now()
		link := person.Link{Kind: person.ResetLink, Person: id, CreatedBy: actor.ID, CreatedAt: now, ExpiresAt: now.Add(person.ResetLasts)}
		if err := tx.RemoveOneTimeLinks(person.ResetLink, id); err != nil {
			return link, err
		}
		if err := tx.AddOneTimeLink(hash, link); err != nil {
			return link, err
		}
		return link, tx.Record(event.New(event.Accounts, actor, now, person.ResetOffered{}).About(string(id)))
	})
}

// Reset is a new password chosen by link.
type Reset struct {
	Secret   string
	Password string
}

// ResetPassword uses the link up, ends every session, token and feed link of the person, and
// signs them in. Gone when the link cannot be used. Records password.changed and login.succeeded.
func (d *Desk) ResetPassword(ctx context.Context, in Reset) (Entered, error) {
	secret := person.HashSecret(in.Secret)
	err := d.store.Read(ctx, func(v *store.View) error { _, err := v.OneTimeLink(person.ResetLink, secret); return err })
	if err != nil {
		return Entered{}, err
	}
	if err := person.CheckPassword("password", in.Password); err != nil {
		return Entered{}, err
	}
	hash, err := d.passwords.keep(ctx, in.Password)
	if err != nil {
		return Entered{}, err
	}
	var entered Entered
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		link, err := tx.TakeOneTimeLink(person.ResetLink, secret)
		if err != nil {
			return err
		}
		p, err := tx.Person(person.System, link.Person)
		if err != nil {
			return err
		}
		if p.Disabled() {
			return person.LinkGone()
		}
		if err := tx.SetPassword(p.ID, hash); err != nil {
			return err
		}
		if err := d.passwordChanged(tx, p.Actor(), p.ID); err != nil {
			return err
		}
		entered, err = d.open(tx, p)
		return err
	})
	return entered, err
}
