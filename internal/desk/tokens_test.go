package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestToken(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		noor, other := d.Responder(t), d.Responder(t)
		made, secret, err := d.CreateToken(t.Context(), noor, desk.TokenRequest{
			Name: "deploys", Scopes: []person.Permission{person.See, person.RunIncident, person.See},
		})
		desktest.WantKind(t, err, "")
		if !strings.HasPrefix(secret, person.TokenPrefix) || made.Role != person.Responder {
			t.Errorf("made %+v with the secret %q", made, secret)
		}
		who := desktest.Must[person.Actor](t)(d.WhoHolds(t.Context(), secret))
		want := person.Actor{
			ID: noor.ID, Name: noor.Name, Role: person.Responder, Door: person.DoorAPI,
			Scopes: []person.Permission{person.RunIncident, person.See}, Ends: made.ExpiresAt, Once: person.Once{Bond: "token/" + string(made.ID)},
		}
		if diff := cmp.Diff(want, who); diff != "" {
			t.Errorf("the token acts as (-want +got):\n%s", diff)
		}
		desktest.WantKind(t, d.RevokeToken(t.Context(), other, made.ID), problem.KindNotFound)
		desktest.WantKind(t, d.RevokeToken(t.Context(), noor, made.ID), "")
		desktest.WantKind(t, d.RevokeToken(t.Context(), noor, made.ID), problem.KindNotFound)
		_, err = d.WhoHolds(t.Context(), secret)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		d.WantEvents(t, event.Accounts, "token.created", "token.revoked")
	})
}

func TestATokenEnds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		noor := d.Viewer(t)
		_, secret, err := d.CreateToken(t.Context(), noor, desk.TokenRequest{Name: "deploys", Lasts: time.Hour})
		desktest.WantKind(t, err, "")
		d.Clock.Advance(59 * time.Minute)
		_, err = d.WhoHolds(t.Context(), secret)
		desktest.WantKind(t, err, "")
		d.Read(t, func(v *store.View) error {
			list, err := v.Tokens(noor, noor.ID)
			if len(list) != 1 || !list[0].UsedAt.Equal(d.Clock.Now()) {
				t.Errorf("the tokens are %+v", list)
			}
			return err
		})
		d.Clock.Advance(time.Minute)
		_, err = d.WhoHolds(t.Context(), secret)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		d.Clock.Advance(31 * 24 * time.Hour)
		desktest.WantKind(t, d.ForgetExpired(t.Context()), "")
		d.Read(t, func(v *store.View) error {
			list, err := v.Tokens(noor, noor.ID)
			if len(list) != 0 {
				t.Errorf("an old token is still listed: %+v", list)
			}
			return err
		})
	})
}

func TestATokenNeverReachesFurtherThanItsMaker(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		maker person.Role
		via   []person.Permission // The scopes of the token that makes it.
		want  desk.TokenRequest
		kind  problem.Kind
	}{
		"gives one's own role":              {person.Responder, nil, desk.TokenRequest{Name: "x"}, ""},
		"gives a smaller role":              {person.Administrator, nil, desk.TokenRequest{Name: "x", Role: person.Auditor}, ""},
		"refuses a larger role":             {person.Viewer, nil, desk.TokenRequest{Name: "x", Role: person.Administrator}, problem.KindForbidden},
		"refuses a role beside one's own":   {person.Auditor, nil, desk.TokenRequest{Name: "x", Role: person.Viewer}, problem.KindForbidden},
		"refuses a scope outside the role":  {person.Responder, nil, desk.TokenRequest{Name: "x", Scopes: []person.Permission{person.Administer}}, problem.KindInvalid},
		"refuses an unknown scope":          {person.Responder, nil, desk.TokenRequest{Name: "x", Scopes: []person.Permission{"everything"}}, problem.KindInvalid},
		"refuses the scope public":          {person.Responder, nil, desk.TokenRequest{Name: "x", Scopes: []person.Permission{person.Public}}, problem.KindInvalid},
		"refuses an unknown role":           {person.Administrator, nil, desk.TokenRequest{Name: "x", Role: "owner"}, problem.KindInvalid},
		"refuses an empty name":             {person.Viewer, nil, desk.TokenRequest{}, problem.KindInvalid},
		"refuses to last ten years":         {person.Viewer, nil, desk.TokenRequest{Name: "x", Lasts: 10 * 366 * 24 * time.Hour}, problem.KindInvalid},
		"refuses to last a negative time":   {person.Viewer, nil, desk.TokenRequest{Name: "x", Lasts: -time.Hour}, problem.KindInvalid},
		"refuses without the scope":         {person.Responder, []person.Permission{person.See}, desk.TokenRequest{Name: "x"}, problem.KindForbidden},
		"refuses to widen the scopes":       {person.Responder, []person.Permission{person.OwnTokens}, desk.TokenRequest{Name: "x"}, problem.KindForbidden},
		"refuses a scope that it lacks":     {person.Responder, []person.Permission{person.OwnTokens}, desk.TokenRequest{Name: "x", Scopes: []person.Permission{person.See}}, problem.KindForbidden},
		"passes on a scope that it has":     {person.Responder, []person.Permission{person.OwnTokens, person.See}, desk.TokenRequest{Name: "x", Scopes: []person.Permission{person.See}}, ""},
		"refuses a visitor without account": {"", nil, desk.TokenRequest{Name: "x"}, problem.KindUnauthenticated},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				d := desktest.New(t, s)
				maker := person.Anonymous
				if c.maker != "" {
					maker = d.Someone(t, c.maker)
				}
				maker.Scopes = c.via
				_, secret, err := d.CreateToken(t.Context(), maker, c.want)
				desktest.WantKind(t, err, c.kind)
				if (secret == "") != (c.kind != "") {
					t.Errorf("the secret is %q", secret)
				}
			})
		})
	}
}

func TestATokenMakesNoneThatOutlivesIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		own := []person.Permission{person.OwnTokens}
		first, secret, err := d.CreateToken(t.Context(), d.Responder(t), desk.TokenRequest{Name: "short", Scopes: own, Lasts: time.Hour})
		desktest.WantKind(t, err, "")
		d.Clock.Advance(20 * time.Minute)
		through := desktest.Must[person.Actor](t)(d.WhoHolds(t.Context(), secret))
		_, _, err = d.CreateToken(t.Context(), through, desk.TokenRequest{Name: "longer", Scopes: own, Lasts: 41 * time.Minute})
		desktest.WantKind(t, err, problem.KindForbidden)
		if p := problem.Of(err); p.Field != "expires" {
			t.Errorf("it is refused at %q", p.Field)
		}
		_, _, err = d.CreateToken(t.Context(), through, desk.TokenRequest{Name: "as long", Scopes: own, Lasts: 40 * time.Minute})
		desktest.WantKind(t, err, "")
		made, heir, err := d.CreateToken(t.Context(), through, desk.TokenRequest{Name: "unsaid", Scopes: own})
		desktest.WantKind(t, err, "")
		if !made.ExpiresAt.Equal(first.ExpiresAt) {
			t.Errorf("it ends at %s, the one that made it at %s", made.ExpiresAt, first.ExpiresAt)
		}
		d.Clock.Advance(40 * time.Minute)
		_, err = d.WhoHolds(t.Context(), heir)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
	})
}

func TestASecretIsToldOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin := d.Administrator(t)
		admin.Once = person.Once{Key: "3f1c", Bond: "person/" + string(admin.ID), Hash: "of the request"}
		made, _, err := d.CreateToken(t.Context(), admin, desk.TokenRequest{Name: "deploys"})
		desktest.WantKind(t, err, "")
		again, secret, err := d.CreateToken(t.Context(), admin, desk.TokenRequest{Name: "deploys"})
		desktest.WantKind(t, err, problem.KindConflict)
		if secret != "" || again.ID != made.ID {
			t.Errorf("a repeat returned %q for %+v", secret, again)
		}
		d.WantEvents(t, event.Accounts, "token.created")
	})
}

func TestTokensAreListedForTheirOwnerAndAdministrators(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		admin, noor, other := d.Administrator(t), d.Responder(t), d.Responder(t)
		_, _, err := d.CreateToken(t.Context(), noor, desk.TokenRequest{Name: "deploys"})
		desktest.WantKind(t, err, "")
		list := func(actor person.Actor, of person.ID) (n int, kind problem.Kind) {
			err := s.Read(t.Context(), func(v *store.View) error {
				tokens, err := v.Tokens(actor, of)
				n = len(tokens)
				return err
			})
			return n, problem.KindOf(err)
		}
		for name, c := range map[string]struct {
			actor person.Actor
			of    person.ID
			n     int
			kind  problem.Kind
		}{
			"own":               {noor, noor.ID, 1, ""},
			"another's":         {other, noor.ID, 0, problem.KindNotFound},
			"all, as responder": {other, "", 0, problem.KindNotFound},
			"as administrator":  {admin, noor.ID, 1, ""},
			"all":               {admin, "", 1, ""},
			"as nobody":         {person.Anonymous, "", 0, problem.KindNotFound},
		} {
			if n, kind := list(c.actor, c.of); n != c.n || kind != c.kind {
				t.Errorf("%s: %d tokens, %q; want %d, %q", name, n, kind, c.n, c.kind)
			}
		}
	})
}
