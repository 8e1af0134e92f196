package desktest

import (
	"fmt"
	"testing"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

// Administrator makes an administrator who acts by the web door.
func (d *Desk) Administrator(tb testing.TB) person.Actor {
	tb.Helper()
	return d.Someone(tb, person.Administrator)
}

// Responder makes a responder who acts by the web door.
func (d *Desk) Responder(tb testing.TB) person.Actor {
	tb.Helper()
	return d.Someone(tb, person.Responder)
}

// Viewer makes a viewer who acts by the web door.
func (d *Desk) Viewer(tb testing.TB) person.Actor {
	tb.Helper()
	return d.Someone(tb, person.Viewer)
}

// Auditor makes an auditor who acts by the web door.
func (d *Desk) Auditor(tb testing.TB) person.Actor {
	tb.Helper()
	return d.Someone(tb, person.Auditor)
}

// Someone makes a person of the given role with a name of their own, such as "responder 2".
// They have no password and no event tells of them, so that a test counts its own events only.
func (d *Desk) Someone(tb testing.TB, role person.Role) person.Actor {
	tb.Helper()
	p := person.Person{ID: person.ID(store.NewID()), Role: role, CreatedAt: d.Clock.Now()}
	d.Write(tb, func(tx *store.Tx) error {
		n, err := tx.CountPeople()
		if err != nil {
			return err
		}
		p.Name = fmt.Sprintf("%s %d", role, n+1)
		p.Email = fmt.Sprintf("%s-%d@example.com", role, n+1)
		return tx.AddPerson(p, "")
	})
	return person.Actor{ID: p.ID, Name: p.Name, Role: role, Door: person.DoorWeb}
}
