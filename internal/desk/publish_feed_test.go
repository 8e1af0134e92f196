package desk_test

import (
	"context"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A link to a feed or a calendar is a way in: whatever ends the others ends it too, for good, and says so.
func TestAPrivateLinkEndsWithTheOtherWaysIn(t *testing.T) {
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
				links := []link{
					{"feed.link_revoked", d.CreateFeedLink, (*store.View).FeedReader, "", ""},
					{"calendar.link_revoked", d.CreateCalendarLink, (*store.View).CalendarReader, "", ""},
				}
				for i := range links {
					l := &links[i]
					l.hers, l.others = desktest.Must[string](t)(l.make(t.Context(), noor)), desktest.Must[string](t)(l.make(t.Context(), admin))
					ok(t, l.reads(t, d, l.hers))
				}
				end(t, d, admin, noor.ID)
				for _, l := range links {
					desktest.WantKind(t, l.reads(t, d, l.hers), problem.KindUnauthenticated)
					ok(t, l.reads(t, d, l.others))
					revoked := 0
					for _, e := range d.Events(t, event.Accounts) {
						if e.Kind == l.ends && e.Subject == string(noor.ID) {
							revoked++
						}
					}
					if revoked != 1 {
						t.Errorf("%s is recorded %d times, want once", l.ends, revoked)
					}
				}
				desktest.WantKind(t, second(d.Calendar(t.Context(), links[1].hers)), problem.KindUnauthenticated)
				ok(t, second(d.Calendar(t.Context(), links[1].others)))
			})
		})
	}
}

// link is a way in that is made for a person, and the event that tells of its end.
type link struct {
	ends         string
	make         func(context.Context, person.Actor) (string, error)
	opens        func(*store.View, string) (person.Actor, error)
	hers, others string // The secrets of two people.
}

func (l link) reads(t *testing.T, d *desktest.Desk, secret string) error {
	return d.Store().Read(t.Context(), func(v *store.View) error { return second(l.opens(v, person.HashSecret(secret))) })
}
