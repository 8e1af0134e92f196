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

func founding(secret string) desk.Founding {
	return desk.Founding{Secret: secret, Name: "Noor", Email: "noor@example.com", Password: password}
}

func TestSetup(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		older := desktest.Must[string](t)(d.OpenSetup(t.Context()))
		secret := desktest.Must[string](t)(d.OpenSetup(t.Context())) // The server was started again.
		_, err := d.CreateFirstAdministrator(t.Context(), founding("guess"))
		desktest.WantKind(t, err, problem.KindGone)
		if n := d.Hashes.Kept.Load(); n != 0 {
			t.Errorf("a guess cost %d hashes", n)
		}
		bad := founding(secret)
		bad.Email = "noor"
		_, err = d.CreateFirstAdministrator(t.Context(), bad)
		desktest.WantKind(t, err, problem.KindInvalid)

		in := desktest.Must[desk.Entered](t)(d.CreateFirstAdministrator(t.Context(), founding(secret)))
		who := desktest.Must[person.Actor](t)(d.WhoIs(t.Context(), in.Session))
		if who.Role != person.Administrator {
			t.Errorf("signed in as %+v", who)
		}
		for _, used := range []string{secret, older} {
			_, err = d.CreateFirstAdministrator(t.Context(), founding(used))
			desktest.WantKind(t, err, problem.KindGone)
		}
		if again, err := d.OpenSetup(t.Context()); again != "" || err != nil {
			t.Errorf("the set-up opened again: %q, %v", again, err)
		}
		d.WantEvents(t, event.Accounts, "setup.opened", "setup.opened", "person.joined", "login.succeeded")
	})
}

func TestSetupLinksGrowOld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		secret := desktest.Must[string](t)(d.OpenSetup(t.Context()))
		d.Clock.Advance(person.SetupLasts)
		_, err := d.CreateFirstAdministrator(t.Context(), founding(secret))
		desktest.WantKind(t, err, problem.KindGone)
	})
}

func TestOfManyWhoSetUpAtOnceOneSucceeds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		var all sync.WaitGroup
		kinds := make(chan problem.Kind, 8)
		for i := range cap(kinds) {
			in := founding(desktest.Must[string](t)(d.OpenSetup(t.Context()))) // Two servers print two links.
			in.Email = string(rune('a'+i)) + "@example.com"
			all.Go(func() {
				_, err := d.CreateFirstAdministrator(t.Context(), in)
				kinds <- problem.KindOf(err)
			})
		}
		all.Wait()
		close(kinds)
		got := map[problem.Kind]int{}
		for k := range kinds {
			got[k]++
		}
		if got[""] != 1 || got[problem.KindGone] != 7 {
			t.Errorf("the answers are %v, want one success and seven gone", got)
		}
	})
}

func TestTheOperatorCanMakeAnAdministrator(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		account := desk.Account{Name: "Noor", Email: "Noor@example.com", Password: password}
		_, err := d.CreateAdministrator(t.Context(), d.Administrator(t), account)
		desktest.WantKind(t, err, problem.KindForbidden)

		id := desktest.Must[person.ID](t)(d.CreateAdministrator(t.Context(), person.System, account))
		in := desktest.Must[desk.Entered](t)(d.LogIn(t.Context(), desk.Login{Email: "noor@example.com", Password: password}))

		// Nobody can sign in any more: the account is given back.
		desktest.WantKind(t, d.ChangeRole(t.Context(), person.System, desk.RoleChange{Person: id, Role: person.Viewer}), "")
		desktest.WantKind(t, d.DisablePerson(t.Context(), person.System, id), "")
		account.Password = "another lamp entirely"
		again := desktest.Must[person.ID](t)(d.CreateAdministrator(t.Context(), person.System, account))
		if again != id {
			t.Errorf("a second account %s beside %s", again, id)
		}
		_, err = d.WhoIs(t.Context(), in.Session)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		back := desktest.Must[desk.Entered](t)(d.LogIn(t.Context(), desk.Login{Email: "noor@example.com", Password: account.Password}))
		if back.Person.Role != person.Administrator {
			t.Errorf("came back as %s", back.Person.Role)
		}
		d.WantEvents(t, event.Accounts, "person.joined", "login.succeeded", "person.role_changed", "person.disabled",
			"person.restored", "login.succeeded")
	})
}
