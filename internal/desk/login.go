package desk

import (
	"context"
	"sync"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Login is what somebody types to sign in.
type Login struct {
	Email    string
	Password string
	Replaces string // The secret of the session that the browser had before; it ends.
}

// Entered is somebody who is signed in from now on. The session's secret is told once.
type Entered struct {
	Person  person.Person
	Session string
}

// LogIn begins a session. The answer is the same, and takes as long, whether the account is
// unknown, disabled, without a password, or the password is another one: Unauthenticated.
// Records login.succeeded or login.refused.
func (d *Desk) LogIn(ctx context.Context, in Login) (Entered, error) {
	if len(in.Password) > person.MaxPassword {
		return Entered{}, problem.Invalid("password", "The password is longer than %d bytes.", person.MaxPassword)
	}
	p, hash, err := d.credentials(ctx, in.Email)
	if err != nil {
		return Entered{}, err
	}
	same, err := d.passwords.matches(ctx, in.Password, hash)
	if err != nil {
		return Entered{}, err
	}
	if !same {
		d.refuseLogin(ctx, p.ID)
		return Entered{}, loginRefused()
	}
	return d.enter(ctx, p, hash, in.Replaces)
}

// credentials of whoever has this address; of nobody when it cannot be an address.
func (d *Desk) credentials(ctx context.Context, email string) (p person.Person, hash string, err error) {
	if person.CheckEmail(person.NormalEmail(email)) != nil {
		return p, "", nil
	}
	err = d.store.Read(ctx, func(v *store.View) error {
		p, hash, err = v.Credentials(email)
		return err
	})
	return p, hash, err
}

// enter begins the session of a person whose password was compared outside the transaction: it
// looks again, since the account may have been disabled or the password changed meanwhile.
func (d *Desk) enter(ctx context.Context, p person.Person, hash, replaces string) (Entered, error) {
	var in Entered
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.Person(person.System, p.ID)
		if err != nil {
			return err
		}
		kept, err := tx.PasswordOf(now.Actor())
		if err != nil {
			return err
		}
		if now.Disabled() || kept != hash {
			return loginRefused()
		}
		if replaces != "" {
			if _, err := tx.EndSession(person.HashSecret(replaces)); err != nil {
				return err
			}
		}
		in, err = d.open(tx, now)
		return err
	})
	return in, err
}

// open begins a session inside a transaction and records login.succeeded.
func (d *Desk) open(tx *store.Tx, p person.Person) (Entered, error) {
	secret, now := store.NewSecret(), d.now()
	if err := tx.AddSession(person.HashSecret(secret), person.Session{Person: p.ID, CreatedAt: now, SeenAt: now}); err != nil {
		return Entered{}, err
	}
	ev := event.New(event.Accounts, p.Actor(), now, person.LoggedIn{}).About(string(p.ID))
	return Entered{Person: p, Session: secret}, tx.Record(ev)
}

// LogOut ends the session with this secret. It may be called twice; only the first time
// records login.ended.
func (d *Desk) LogOut(ctx context.Context, actor person.Actor, session string) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		ended, err := tx.EndSession(person.HashSecret(session))
		if err != nil || !ended {
			return err
		}
		return tx.Record(event.New(event.Accounts, actor, d.now(), person.LoggedOut{}).About(string(actor.ID)))
	})
}

func loginRefused() error {
	return problem.New(problem.KindUnauthenticated, "The e-mail address or the password is not right.").
		Next("Try again, or ask an administrator for a link to choose a new password.")
}

// refuseLogin records that a login did not succeed. Strangers can cause many: what is more
// than refusalsKept a minute is counted in the next record instead. The answer to the person
// does not depend on it, so that a full disk does not change what a stranger learns.
func (d *Desk) refuseLogin(ctx context.Context, id person.ID) {
	unrecorded, ok := d.refusals.next(d.now())
	if !ok {
		return
	}
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		stranger := person.Actor{Door: person.DoorWeb}
		return tx.Record(event.New(event.Accounts, stranger, d.now(), person.LoginRefused{Unrecorded: unrecorded}).About(string(id)))
	})
	if err != nil {
		d.log.WarnContext(ctx, "a refused login was not recorded", "error", err)
	}
}

const refusalsKept = 30

// refusals counts what was refused in the current minute.
type refusals struct {
	mu         sync.Mutex
	since      time.Time
	recorded   int
	unrecorded int
}

func (r *refusals) next(now time.Time) (unrecorded int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if age := now.Sub(r.since); age >= time.Minute || age < 0 {
		r.since, r.recorded = now, 0
	}
	if r.recorded >= refusalsKept {
		r.unrecorded++
		return 0, false
	}
	unrecorded, r.unrecorded = r.unrecorded, 0
	r.recorded++
	return unrecorded, true
}
