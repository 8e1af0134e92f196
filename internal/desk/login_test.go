package desk_test

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestLogIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		joined(t, d, d.Administrator(t), person.Responder, "noor@example.com")
		first := desktest.Must[desk.Entered](t)(d.LogIn(t.Context(), desk.Login{Email: " NOOR@example.com", Password: password}))
		second := desktest.Must[desk.Entered](t)(d.LogIn(t.Context(), desk.Login{
			Email: "noor@example.com", Password: password, Replaces: first.Session,
		}))
		if first.Session == second.Session || len(second.Session) < 32 {
			t.Errorf("two logins got %q and %q", first.Session, second.Session)
		}
		_, err := d.WhoIs(t.Context(), first.Session)
		desktest.WantKind(t, err, problem.KindUnauthenticated) // The new one replaced it.
		noor := desktest.Must[person.Actor](t)(d.WhoIs(t.Context(), second.Session))
		desktest.WantKind(t, d.LogOut(t.Context(), noor, second.Session), "")
		desktest.WantKind(t, d.LogOut(t.Context(), noor, second.Session), "")
		_, err = d.WhoIs(t.Context(), second.Session)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		d.WantEvents(t, event.Accounts, "person.invited", "person.joined", "login.succeeded",
			"login.succeeded", "login.succeeded", "login.ended")
	})
}

func TestARefusedLoginTellsNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		joined(t, d, admin, person.Responder, "noor@example.com")
		gone := joined(t, d, admin, person.Responder, "gone@example.com")
		desktest.WantKind(t, d.DisablePerson(t.Context(), admin, gone.Person.ID), "")
		var said []string
		for _, in := range []desk.Login{
			{Email: "noor@example.com", Password: "another lamp entirely"},
			{Email: "nobody@example.com", Password: password},
			{Email: "gone@example.com", Password: password},
			{Email: "viewer-1@example.com", Password: ""},
			{Email: strings.Repeat("x", 100_000), Password: password},
			{Email: "administrator-1@example.com", Password: "cheap$nobody"}, // Has no password at all.
		} {
			before := d.Hashes.Compared.Load()
			_, err := d.LogIn(t.Context(), in)
			if n := d.Hashes.Compared.Load() - before; n != 1 {
				t.Errorf("%.20s was compared %d times, want once", in.Email, n)
			}
			p := problem.Of(err)
			if p == nil || p.Kind != problem.KindUnauthenticated {
				t.Fatalf("%.20s got %v", in.Email, err)
			}
			said = append(said, p.Say+p.Hint)
		}
		for _, text := range said {
			if text != said[0] {
				t.Errorf("one is told %q, another %q", said[0], text)
			}
		}
	})
}

func TestALongPasswordIsRefusedBeforeHashing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		long := strings.Repeat("x", 1<<20)
		_, err := d.LogIn(t.Context(), desk.Login{Email: "noor@example.com", Password: long})
		desktest.WantKind(t, err, problem.KindInvalid)
		_, secret, err := d.InvitePerson(t.Context(), admin, desk.Invite{Role: person.Viewer})
		desktest.WantKind(t, err, "")
		for _, pw := range []string{long, "short", strings.Repeat(" ", 12), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"} {
			_, err = d.AcceptInvitation(t.Context(), desk.Acceptance{Secret: secret, Name: "Noor", Email: "noor@example.com", Password: pw})
			desktest.WantKind(t, err, problem.KindInvalid)
		}
		if n := d.Hashes.Compared.Load() + d.Hashes.Kept.Load(); n != 0 {
			t.Errorf("%d passwords were hashed, want none", n)
		}
	})
}

func TestManyRefusalsAreCountedNotKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		refuse := func() {
			_, err := d.LogIn(t.Context(), desk.Login{Email: "nobody@example.com", Password: "x"})
			desktest.WantKind(t, err, problem.KindUnauthenticated)
		}
		for range 35 {
			refuse()
		}
		d.Clock.Advance(time.Minute)
		refuse()
		events := d.Events(t, event.Accounts)
		last, err := event.Read[person.LoginRefused](events[len(events)-1])
		if err != nil || len(events) != 31 || last.Unrecorded != 5 {
			t.Errorf("%d events, the last is %+v (%v); want 31 and 5 unrecorded", len(events), last, err)
		}
	})
}

func TestASessionEnds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		in := joined(t, d, d.Administrator(t), person.Viewer, "noor@example.com")
		who := func(want problem.Kind) {
			t.Helper()
			_, err := d.WhoIs(t.Context(), in.Session)
			desktest.WantKind(t, err, want)
		}
		d.Clock.Advance(person.SessionIdle - time.Second)
		who("") // Being seen moves the idle limit.
		d.Clock.Advance(person.SessionIdle - time.Second)
		who("")
		d.Clock.Advance(person.SessionIdle)
		who(problem.KindUnauthenticated)

		in = desktest.Must[desk.Entered](t)(d.LogIn(t.Context(), desk.Login{Email: "noor@example.com", Password: password}))
		for range 8 {
			d.Clock.Advance(10 * 24 * time.Hour)
			who("")
		}
		d.Clock.Advance(10 * 24 * time.Hour) // However busy it was.
		who(problem.KindUnauthenticated)
		desktest.WantKind(t, d.ForgetExpired(t.Context()), "")
	})
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		in := joined(t, d, admin, person.Responder, "noor@example.com")
		noor := desktest.Must[person.Actor](t)(d.WhoIs(t.Context(), in.Session))
		_, token, err := d.CreateToken(t.Context(), noor, desk.TokenRequest{Name: "deploys"})
		desktest.WantKind(t, err, "")
		_, reset, err := d.OfferReset(t.Context(), admin, noor.ID)
		desktest.WantKind(t, err, "")

		_, err = d.ChangePassword(t.Context(), noor, desk.PasswordChange{Current: "not this one", New: "ten new letters"})
		if p := problem.Of(err); p == nil || p.Field != "current_password" {
			t.Errorf("a guess got %v", err)
		}
		noor.Once = person.Once{Key: "k", Bond: "b", Hash: "h"}
		session := desktest.Must[string](t)(d.ChangePassword(t.Context(), noor, desk.PasswordChange{Current: password, New: "ten new letters"}))
		_, err = d.WhoIs(t.Context(), session)
		desktest.WantKind(t, err, "")
		_, err = d.WhoIs(t.Context(), in.Session)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		_, err = d.WhoHolds(t.Context(), token)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		_, err = d.ResetPassword(t.Context(), desk.Reset{Secret: reset, Password: "a third password"})
		desktest.WantKind(t, err, problem.KindGone)
		_, err = d.LogIn(t.Context(), desk.Login{Email: "noor@example.com", Password: password})
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		_, err = d.LogIn(t.Context(), desk.Login{Email: "noor@example.com", Password: "ten new letters"})
		desktest.WantKind(t, err, "")
	})
}

func TestResetPassword(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		in := joined(t, d, admin, person.Responder, "noor@example.com")
		_, older, err := d.OfferReset(t.Context(), admin, in.Person.ID)
		desktest.WantKind(t, err, "")
		_, secret, err := d.OfferReset(t.Context(), admin, in.Person.ID)
		desktest.WantKind(t, err, "")
		_, err = d.ResetPassword(t.Context(), desk.Reset{Secret: older, Password: "ten new letters"})
		desktest.WantKind(t, err, problem.KindGone)
		_, err = d.ResetPassword(t.Context(), desk.Reset{Secret: secret, Password: "short"})
		desktest.WantKind(t, err, problem.KindInvalid)
		entered := desktest.Must[desk.Entered](t)(d.ResetPassword(t.Context(), desk.Reset{Secret: secret, Password: "ten new letters"}))
		_, err = d.WhoIs(t.Context(), entered.Session)
		desktest.WantKind(t, err, "")
		_, err = d.WhoIs(t.Context(), in.Session)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		_, err = d.ResetPassword(t.Context(), desk.Reset{Secret: secret, Password: "ten new letters"})
		desktest.WantKind(t, err, problem.KindGone)

		_, secret, err = d.OfferReset(t.Context(), admin, in.Person.ID)
		desktest.WantKind(t, err, "")
		d.Clock.Advance(person.ResetLasts)
		_, err = d.ResetPassword(t.Context(), desk.Reset{Secret: secret, Password: "ten new letters"})
		desktest.WantKind(t, err, problem.KindGone)
		d.WantEvents(t, event.Accounts, "person.invited", "person.joined", "login.succeeded",
			"password.reset_offered", "password.reset_offered", "password.changed", "login.succeeded", "password.reset_offered")
	})
}

func TestArgon2id(t *testing.T) {
	t.Parallel()
	h := desk.Argon2id()
	hash, err := h.Hash(password)
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("a hash is %q, %v", hash, err)
	}
	for kept, want := range map[string]bool{hash: true, h.Nobody: false} {
		if same, err := h.Matches(password, kept); err != nil || same != want {
			t.Errorf("compared with %.40s: %v, %v", kept, same, err)
		}
	}
	if nobody := h.Nobody; len(nobody) != len(hash) {
		t.Errorf("the hash of nobody has %d characters, a real one %d", len(nobody), len(hash))
	}
}

// slowly makes a desk whose hashing waits until the test goes on.
func slowly(s *store.Store, inside func()) *desk.Desk {
	return desk.New(desk.Config{Store: s, Now: s.Now, Hashing: &desk.Hashing{
		Hash:    func(string) (string, error) { return "", nil },
		Matches: func(string, string) (bool, error) { inside(); return false, nil },
	}})
}

func TestAHundredLoginsAreHashedAFewAtATime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var running, most atomic.Int64
		d := slowly(s, func() {
			n := running.Add(1)
			for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
			}
			runtime.Gosched()
			running.Add(-1)
		})
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				_, err := d.LogIn(t.Context(), desk.Login{Email: "nobody@example.com", Password: "x"})
				desktest.WantKind(t, err, problem.KindUnauthenticated)
			})
		}
		all.Wait()
		if n := most.Load(); n > int64(runtime.NumCPU()) {
			t.Errorf("%d passwords were hashed at once, on %d processors", n, runtime.NumCPU())
		}
	})
}

func TestWhenTooManyWaitTheNextIsToldToComeBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		release := make(chan struct{})
		d := slowly(s, func() { <-release })
		kinds := make(chan problem.Kind)
		for range 300 {
			go func() {
				_, err := d.LogIn(t.Context(), desk.Login{Email: "not an address", Password: "x"})
				kinds <- problem.KindOf(err)
			}()
		}
		surplus := 300 - 256 - runtime.NumCPU()
		for i := range 300 {
			want := problem.KindUnauthenticated
			if i < surplus { // Nobody else can have been answered yet.
				want = problem.KindBusy
			} else if i == surplus {
				close(release)
			}
			if got := <-kinds; got != want {
				t.Fatalf("answer %d is %q, want %q", i, got, want)
			}
		}
	})
}
