package desk

import (
	"context"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// OpenSetup makes a one-time secret for the set-up page while nobody has an account, and
// returns it; every start of the server calls it. It returns an empty secret when the
// installation is already set up. Records setup.opened.
func (d *Desk) OpenSetup(ctx context.Context) (string, error) {
	secret := ""
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		secret = ""
		if n, err := tx.CountPeople(); err != nil || n > 0 {
			return err
		}
		made, now := store.NewSecret(), d.now()
		link := person.Link{Kind: person.SetupLink, CreatedAt: now, ExpiresAt: now.Add(person.SetupLasts)}
		if err := tx.AddOneTimeLink(person.HashSecret(made), link); err != nil {
			return err
		}
		secret = made
		return tx.Record(event.New(event.Accounts, person.System, now, person.SetupOpened{}))
	})
	return secret, err
}

// CheckSetup returns nil while the set-up secret can be used; otherwise Gone.
func (d *Desk) CheckSetup(ctx context.Context, secret string) error {
	return d.store.Read(ctx, func(v *store.View) error {
		_, err := v.OneTimeLink(person.SetupLink, person.HashSecret(secret))
		return setupGone(err)
	})
}

// Founding is what the first administrator fills in.
type Founding struct {
	Secret   string
	Name     string
	Email    string
	Password string
}

// Check says everything that is the matter with the account of a first administrator.
func (in Founding) Check() error {
	_, err := person.New("", time.Time{}, in.Name, in.Email, person.Administrator)
	return problem.All(err, person.CheckPassword("password", in.Password))
}

// CreateFirstAdministrator uses the set-up secret up and signs the person in. Gone when the
// secret was used or somebody has an account. Records person.joined and login.succeeded.
func (d *Desk) CreateFirstAdministrator(ctx context.Context, in Founding) (Entered, error) {
	secret := person.HashSecret(in.Secret)
	if err := d.CheckSetup(ctx, in.Secret); err != nil {
		return Entered{}, err
	}
	p, hash, err := d.newcomer(ctx, in.Name, in.Email, in.Password, person.Administrator)
	if err != nil {
		return Entered{}, err
	}
	var entered Entered
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		// Recording locks the account stream: whoever comes at the same time counts after us.
		if err := tx.Record(d.joined(p, p.Actor(), "setup")); err != nil {
			return err
		}
		if err := takeSetup(tx, secret); err != nil {
			return err
		}
		if err := tx.AddPerson(p, hash); err != nil {
			return err
		}
		entered, err = d.open(tx, p)
		return err
	})
	return entered, err
}

// takeSetup uses the set-up secret up, and with it every other one. Gone when it was used or
// somebody has an account.
func takeSetup(tx *store.Tx, hash string) error {
	if _, err := tx.TakeOneTimeLink(person.SetupLink, hash); err != nil {
		return setupGone(err)
	}
	n, err := tx.CountPeople()
	if err != nil {
		return err
	}
	if n > 0 {
		return setupGone(person.LinkGone())
	}
	return tx.RemoveOneTimeLinks(person.SetupLink, "")
}

// Account is what the operator gives for an administrator.
type Account struct {
	Name     string
	Email    string
	Password string
}

// CreateAdministrator makes an administrator for the operator's own command on the database,
// also when nobody can sign in any more: an account that has the address becomes an enabled
// administrator with this name and password, and its sessions, tokens and links end. Only the
// system may do it. Records person.joined or person.restored.
func (d *Desk) CreateAdministrator(ctx context.Context, actor person.Actor, in Account) (person.ID, error) {
	if !actor.IsSystem() {
		return "", problem.Forbidden("Only the operator's command on the server may do this.")
	}
	p, hash, err := d.newcomer(ctx, in.Name, in.Email, in.Password, person.Administrator)
	if err != nil {
		return "", err
	}
	var id person.ID
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		id = p.ID
		old, err := tx.PersonWithEmail(actor, p.Email)
		if problem.KindOf(err) == problem.KindNotFound {
			if err := tx.RemoveOneTimeLinks(person.SetupLink, ""); err != nil {
				return err
			}
			if err := tx.AddPerson(p, hash); err != nil {
				return err
			}
			return tx.Record(d.joined(p, actor, "command"))
		}
		if err != nil {
			return err
		}
		id = old.ID
		return d.restore(tx, old, p.Name, hash)
	})
	return id, err
}

// newcomer checks what somebody typed and hashes the password, outside any transaction.
func (d *Desk) newcomer(ctx context.Context, name, email, password string, role person.Role) (person.Person, string, error) {
	p, err := person.New(person.ID(store.NewID()), d.now(), name, email, role)
	if err := problem.All(err, person.CheckPassword("password", password)); err != nil {
		return p, "", err
	}
	hash, err := d.passwords.keep(ctx, password)
	return p, hash, err
}

// joined is the event of an account that begins.
func (d *Desk) joined(p person.Person, by person.Actor, how string) event.Event {
	return event.New(event.Accounts, by, d.now(), person.Joined{Role: p.Role, By: how}).About(string(p.ID))
}

func (d *Desk) restore(tx *store.Tx, p person.Person, name, hash string) error {
	from := p.Role
	p.Name, p.Role = name, person.Administrator
	if p.Disabled() {
		if err := p.Enable(); err != nil {
			return err
		}
	}
	if err := tx.SavePerson(p); err != nil {
		return err
	}
	if err := tx.SetPassword(p.ID, hash); err != nil {
		return err
	}
	if err := d.shutDoors(tx, person.System, p.ID); err != nil {
		return err
	}
	return tx.Record(event.New(event.Accounts, person.System, d.now(), person.Restored{From: from}).About(string(p.ID)))
}

// setupGone says what to do when the set-up link does not work: there may be nobody to ask.
func setupGone(err error) error {
	if problem.KindOf(err) != problem.KindGone {
		return err
	}
	return problem.Gone("This set-up link was used already or has expired.").
		Next("Sign in; or, while nobody has an account, restart the server: it prints a new link.")
}
