package desk_test

import (
	"sync"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

const password = "a lamp beside the harbour"

// joined makes a person with a password through the deeds, and returns what opens the door.
func joined(t *testing.T, d *desktest.Desk, by person.Actor, role person.Role, email string) desk.Entered {
	t.Helper()
	_, secret, err := d.InvitePerson(t.Context(), by, desk.Invite{Role: role})
	if err != nil {
		t.Fatal(err)
	}
	return desktest.Must[desk.Entered](t)(d.AcceptInvitation(t.Context(), desk.Acceptance{
		Secret: secret, Name: "Noor", Email: email, Password: password,
	}))
}

func TestInvitation(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		_, secret, err := d.InvitePerson(t.Context(), admin, desk.Invite{Role: person.Responder, Email: " Noor@Example.com "})
		desktest.WantKind(t, err, "")
		in := desk.Acceptance{Secret: secret, Name: "Noor", Email: "other@example.com", Password: password}

		_, err = d.AcceptInvitation(t.Context(), in)
		desktest.WantKind(t, err, problem.KindInvalid) // It is for another address.
		in.Email = "noor@EXAMPLE.com"
		entered := desktest.Must[desk.Entered](t)(d.AcceptInvitation(t.Context(), in))
		if entered.Person.Role != person.Responder {
			t.Errorf("joined as %s", entered.Person.Role)
		}
		who := desktest.Must[person.Actor](t)(d.WhoIs(t.Context(), entered.Session))
		if who.ID != entered.Person.ID || who.Door != person.DoorWeb || who.Once.Bond == "" {
			t.Errorf("signed in as %+v", who)
		}
		_, err = d.AcceptInvitation(t.Context(), in)
		desktest.WantKind(t, err, problem.KindGone)
		d.WantEvents(t, event.Accounts, "person.invited", "person.joined", "login.succeeded")
	})
}

func TestInvitationEnds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin, second := d.Administrator(t), d.Administrator(t)
		accept := func(secret string) error {
			_, err := d.AcceptInvitation(t.Context(), desk.Acceptance{Secret: secret, Name: "Noor", Email: "noor@example.com", Password: password})
			return err
		}
		invite := func(by person.Actor) (person.Invitation, string) {
			in, secret, err := d.InvitePerson(t.Context(), by, desk.Invite{Role: person.Administrator})
			desktest.WantKind(t, err, "")
			return in, secret
		}
		in, secret := invite(admin)
		desktest.WantKind(t, d.RevokeInvitation(t.Context(), admin, in.ID), "")
		desktest.WantKind(t, accept(secret), problem.KindGone)
		desktest.WantKind(t, d.RevokeInvitation(t.Context(), admin, in.ID), problem.KindNotFound)

		_, secret = invite(admin)
		d.Clock.Advance(person.InvitationLasts)
		desktest.WantKind(t, accept(secret), problem.KindGone)

		// Who loses the right to invite keeps no way back.
		_, secret = invite(second)
		desktest.WantKind(t, d.ChangeRole(t.Context(), admin, desk.RoleChange{Person: second.ID, Role: person.Viewer}), "")
		desktest.WantKind(t, accept(secret), problem.KindGone)
		desktest.WantKind(t, accept(""), problem.KindGone)
	})
}

func TestInvitationIsRefusedToOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		for _, actor := range []person.Actor{d.Viewer(t), d.Responder(t), d.Auditor(t)} {
			_, _, err := d.InvitePerson(t.Context(), actor, desk.Invite{Role: person.Viewer})
			desktest.WantKind(t, err, problem.KindForbidden)
			desktest.WantKind(t, d.DisablePerson(t.Context(), actor, admin.ID), problem.KindForbidden)
			desktest.WantKind(t, d.ChangeRole(t.Context(), actor, desk.RoleChange{Person: actor.ID, Role: person.Administrator}), problem.KindForbidden)
			_, _, err = d.OfferReset(t.Context(), actor, admin.ID)
			desktest.WantKind(t, err, problem.KindForbidden)
			desktest.WantKind(t, d.ChangeProfile(t.Context(), actor, desk.Profile{Person: admin.ID, Name: "x"}), problem.KindForbidden)
		}
		_, _, err := d.InvitePerson(t.Context(), person.Anonymous, desk.Invite{Role: person.Viewer})
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		d.WantEvents(t, event.Accounts)
	})
}

func TestAnAddressHasOneAccount(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		joined(t, d, admin, person.Viewer, "noor@example.com")
		_, secret, err := d.InvitePerson(t.Context(), admin, desk.Invite{Role: person.Viewer})
		desktest.WantKind(t, err, "")
		in := desk.Acceptance{Secret: secret, Name: "Noor", Email: "NOOR@example.com", Password: password}
		_, err = d.AcceptInvitation(t.Context(), in)
		desktest.WantKind(t, err, problem.KindConflict)
		in.Email = "noor.two@example.com" // The link was not used up.
		_, err = d.AcceptInvitation(t.Context(), in)
		desktest.WantKind(t, err, "")
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin, second := d.Administrator(t), d.Administrator(t)
		desktest.WantKind(t, d.DisablePerson(t.Context(), admin, second.ID), "")
		desktest.WantKind(t, d.DisablePerson(t.Context(), admin, admin.ID), problem.KindConflict)
		desktest.WantKind(t, d.ChangeRole(t.Context(), admin, desk.RoleChange{Person: admin.ID, Role: person.Viewer}), problem.KindConflict)
		desktest.WantKind(t, d.EnablePerson(t.Context(), admin, second.ID), "")
		desktest.WantKind(t, d.ChangeRole(t.Context(), admin, desk.RoleChange{Person: admin.ID, Role: person.Viewer}), "")
		d.WantEvents(t, event.Accounts, "person.disabled", "person.enabled", "person.role_changed")
	})
}

func TestTwoAdministratorsCannotRemoveEachOtherAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		for range 5 {
			a, b := d.Administrator(t), d.Administrator(t)
			d.Read(t, func(v *store.View) error { // Only these two are left.
				people, err := v.People(a)
				for _, p := range people {
					if p.Role == person.Administrator && !p.Disabled() && p.ID != a.ID && p.ID != b.ID {
						desktest.WantKind(t, d.DisablePerson(t.Context(), a, p.ID), "")
					}
				}
				return err
			})
			var both sync.WaitGroup
			both.Go(func() { _ = d.DisablePerson(t.Context(), a, b.ID) }) // One of the two is refused.
			both.Go(func() { _ = d.DisablePerson(t.Context(), b, a.ID) })
			both.Wait()
			d.Write(t, func(tx *store.Tx) error {
				n, err := tx.Administrators()
				if n != 1 {
					t.Errorf("%d administrators are left, want 1", n)
				}
				return err
			})
		}
	})
}

func TestADisabledPersonStopsAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		in := joined(t, d, admin, person.Responder, "noor@example.com")
		noor := desktest.Must[person.Actor](t)(d.WhoIs(t.Context(), in.Session))
		_, token, err := d.CreateToken(t.Context(), noor, desk.TokenRequest{Name: "deploys"})
		desktest.WantKind(t, err, "")
		_, err = d.WhoHolds(t.Context(), token)
		desktest.WantKind(t, err, "")

		desktest.WantKind(t, d.DisablePerson(t.Context(), admin, noor.ID), "")
		shut := func() {
			t.Helper()
			_, err := d.WhoIs(t.Context(), in.Session)
			desktest.WantKind(t, err, problem.KindUnauthenticated)
			_, err = d.WhoHolds(t.Context(), token)
			desktest.WantKind(t, err, problem.KindUnauthenticated)
		}
		shut()
		_, err = d.LogIn(t.Context(), desk.Login{Email: "noor@example.com", Password: password})
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		_, _, err = d.CreateToken(t.Context(), noor, desk.TokenRequest{Name: "late"}) // An actor from before.
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		_, _, err = d.OfferReset(t.Context(), admin, noor.ID)
		desktest.WantKind(t, err, problem.KindConflict)

		desktest.WantKind(t, d.EnablePerson(t.Context(), admin, noor.ID), "")
		shut() // What had ended does not come back.
		_, err = d.LogIn(t.Context(), desk.Login{Email: "noor@example.com", Password: password})
		desktest.WantKind(t, err, "")
	})
}

func TestChangeRoleEndsSessionsAndWhatItForbids(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		in := joined(t, d, admin, person.Responder, "noor@example.com")
		noor := desktest.Must[person.Actor](t)(d.WhoIs(t.Context(), in.Session))
		_, strong, err := d.CreateToken(t.Context(), noor, desk.TokenRequest{Name: "strong"})
		desktest.WantKind(t, err, "")
		_, weak, err := d.CreateToken(t.Context(), noor, desk.TokenRequest{Name: "weak", Role: person.Viewer})
		desktest.WantKind(t, err, "")

		desktest.WantKind(t, d.ChangeRole(t.Context(), admin, desk.RoleChange{Person: noor.ID, Role: person.Viewer, Version: 7}), problem.KindStale)
		desktest.WantKind(t, d.ChangeRole(t.Context(), admin, desk.RoleChange{Person: noor.ID, Role: person.Viewer, Version: 1}), "")
		_, err = d.WhoIs(t.Context(), in.Session)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		_, err = d.WhoHolds(t.Context(), strong)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		who, err := d.WhoHolds(t.Context(), weak)
		desktest.WantKind(t, err, "")
		if who.Role != person.Viewer || who.Door != person.DoorAPI {
			t.Errorf("the token acts as %+v", who)
		}
	})
}

func TestChangeProfile(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		noor := d.Viewer(t)
		change := func(in desk.Profile) error {
			in.Person = noor.ID
			return d.ChangeProfile(t.Context(), noor, in)
		}
		desktest.WantKind(t, change(desk.Profile{Name: " Noor ", TimeZone: "Europe/Berlin"}), "")
		desktest.WantKind(t, change(desk.Profile{Name: "Noor", TimeZone: "Europe/Berlin"}), "") // Nothing differs.
		desktest.WantKind(t, change(desk.Profile{Name: "\u200b"}), problem.KindInvalid)
		desktest.WantKind(t, change(desk.Profile{Name: "Noor", TimeZone: "Atlantis"}), problem.KindInvalid)
		d.Read(t, func(v *store.View) error {
			p, err := v.Person(noor, noor.ID)
			if p.Name != "Noor" || p.TimeZone != "Europe/Berlin" {
				t.Errorf("the profile is %+v", p)
			}
			return err
		})
		d.WantEvents(t, event.Accounts, "person.profile_changed")
	})
}

func TestPeopleAreShownAsFarAsOneMaySee(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin, viewer := d.Administrator(t), d.Viewer(t)
		emails := func(actor person.Actor) (n int) {
			d.Read(t, func(v *store.View) error {
				people, err := v.People(actor)
				for _, p := range people {
					if p.Email != "" {
						n++
					}
				}
				return err
			})
			return n
		}
		if a, v := emails(admin), emails(viewer); a != 2 || v != 1 {
			t.Errorf("an administrator sees %d addresses, a viewer %d; want 2 and 1", a, v)
		}
		d.Read(t, func(v *store.View) error {
			people, err := v.People(person.Anonymous)
			if len(people) != 0 {
				t.Errorf("a visitor sees %d people", len(people))
			}
			_, missing := v.Person(person.Anonymous, viewer.ID)
			desktest.WantKind(t, missing, problem.KindNotFound)
			reporter := viewer
			reporter.Scopes = []person.Permission{person.Report}
			_, missing = v.Person(reporter, admin.ID)
			desktest.WantKind(t, missing, problem.KindNotFound)
			return err
		})
	})
}

func TestAuditIsForAdministratorsAndAuditors(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		joined(t, d, admin, person.Viewer, "noor@example.com")
		audit := func(actor person.Actor, before int64) (list []event.Event, err error) {
			err = s.Read(t.Context(), func(v *store.View) error {
				list, err = v.AuditEvents(actor, before, 2)
				return err
			})
			return list, err
		}
		for _, actor := range []person.Actor{admin, d.Auditor(t)} {
			newest, err := audit(actor, 0)
			desktest.WantKind(t, err, "")
			older, err := audit(actor, newest[1].Seq)
			desktest.WantKind(t, err, "")
			if len(newest) != 2 || newest[0].Kind != "login.succeeded" || len(older) != 1 || older[0].Kind != "person.invited" {
				t.Errorf("the pages are %v and %v", newest, older)
			}
		}
		for _, actor := range []person.Actor{d.Viewer(t), d.Responder(t)} {
			_, err := audit(actor, 0)
			desktest.WantKind(t, err, problem.KindForbidden)
		}
		_, err := audit(person.Anonymous, 0)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
	})
}
