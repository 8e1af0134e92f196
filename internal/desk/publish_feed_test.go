package desk_test

import (
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A feed link is a way in: whatever ends the others ends it too, for good, and says so.
func TestAFeedLinkEndsWithTheOtherWaysIn(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*testing.T, *desktest.Desk, person.Actor, person.ID){
		"disabled and enabled": func(t *testing.T, d *desktest.Desk, admin person.Actor, who person.ID) {
			ok(t, d.DisablePerson(t.Context(), admin, who))
			ok(t, d.EnablePerson(t.Context(), admin, who))
		},
		"a new password by link": func(t *testing.T, d *desktest.Desk, admin person.Actor, who person.ID) {
			_, secret, err := d.OfferReset(t.Context(), admin, who)
			ok(t, err)
			desktest.Must[desk.Entered](t)(d.ResetPassword(t.Context(), desk.Reset{Secret: secret, Password: "another lamp beside the harbour"}))
		},
		"an auditor for a while": func(t *testing.T, d *desktest.Desk, admin person.Actor, who person.ID) {
			ok(t, d.ChangeRole(t.Context(), admin, desk.RoleChange{Person: who, Role: person.Auditor}))
			ok(t, d.ChangeRole(t.Context(), admin, desk.RoleChange{Person: who, Role: person.Responder}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				d := desktest.New(t, s)
				admin := d.Administrator(t)
				noor := desktest.Must[person.Actor](t)(d.WhoIs(t.Context(), joined(t, d, admin, person.Responder, "noor@example.com").Session))
				secret := desktest.Must[string](t)(d.CreateFeedLink(t.Context(), noor))
				other := desktest.Must[string](t)(d.CreateFeedLink(t.Context(), admin))
				reads := func(secret string) error {
					return d.Store().Read(t.Context(), func(v *store.View) error { return second(v.FeedReader(person.HashSecret(secret))) })
				}
				ok(t, reads(secret))
				end(t, d, admin, noor.ID)
				desktest.WantKind(t, reads(secret), problem.KindUnauthenticated)
				ok(t, reads(other))
				revoked := 0
				for _, e := range d.Events(t, event.Accounts) {
					if e.Kind == "feed.link_revoked" && e.Subject == string(noor.ID) {
						revoked++
					}
				}
				if revoked != 1 {
					t.Errorf("the end of the link is recorded %d times, want once", revoked)
				}
			})
		})
	}
}
