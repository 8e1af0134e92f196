package desk_test

import (
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestOneEndsOnesOwnSessionsAndNoOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, bo := d.Responder(t), d.Viewer(t)
		signIn := func(who person.Actor) string {
			t.Helper()
			d.Clock.Advance(person.SeenEvery)
			secret := store.NewSecret()
			d.Write(t, func(tx *store.Tx) error {
				return tx.AddSession(person.HashSecret(secret), person.Session{Person: who.ID, CreatedAt: d.Clock.Now(), SeenAt: d.Clock.Now()})
			})
			return secret
		}
		desk1, phone, tablet, foreign := signIn(ana), signIn(ana), signIn(ana), signIn(bo)
		list := desktest.Must[[]desk.OpenSession](t)(d.OwnSessions(t.Context(), ana, desk1))
		if len(list) != 3 || !list[2].Here || list[0].Here || list[0].ID() == list[1].ID() {
			t.Fatalf("the sessions are %+v", list)
		}
		theirs := desktest.Must[[]desk.OpenSession](t)(d.OwnSessions(t.Context(), bo, foreign))
		desktest.WantKind(t, d.EndOwnSession(t.Context(), ana, theirs[0].ID()), problem.KindNotFound)
		desktest.WantKind(t, d.EndOwnSession(t.Context(), ana, list[0].ID()), "")
		desktest.WantKind(t, d.EndOwnSession(t.Context(), ana, list[0].ID()), problem.KindNotFound)
		_, err := d.WhoIs(t.Context(), tablet)
		desktest.WantKind(t, err, problem.KindUnauthenticated)

		desktest.WantKind(t, d.EndOtherSessions(t.Context(), ana, ""), problem.KindConflict)
		desktest.WantKind(t, d.EndOtherSessions(t.Context(), ana, desk1), "")
		desktest.WantKind(t, d.EndOtherSessions(t.Context(), ana, desk1), "") // Nothing is left to end.
		_, err = d.WhoIs(t.Context(), phone)
		desktest.WantKind(t, err, problem.KindUnauthenticated)
		for _, kept := range []string{desk1, foreign} {
			_, err = d.WhoIs(t.Context(), kept)
			desktest.WantKind(t, err, "")
		}
		desktest.WantKind(t, d.EndOwnSession(t.Context(), person.Anonymous, list[2].ID()), problem.KindUnauthenticated)
	})
}
