package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// TestRoomIsWhatItsPartsAre compares the one wide query with the reads of each part.
func TestRoomIsWhatItsPartsAre(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, bo := d.Responder(t), d.Viewer(t)
		declare := func(title string) string {
			in := desk.Declaration{Declaration: incident.Declaration{Title: title, Severity: "SEV1", Private: true}, Command: true}
			return desktest.Must[desk.Declared](t)(d.DeclareIncident(t.Context(), ana, in)).Ref()
		}
		ref, other := declare("one"), declare("two")
		must := func(err error) {
			t.Helper()
			desktest.WantKind(t, err, "")
		}
		for _, idea := range []string{"a", "b"} {
			_, err := d.RaiseHypothesis(t.Context(), ana, desk.Idea{Incident: ref, Text: idea, NextTest: "n", WhoLooks: "w"})
			must(err)
		}
		must(d.InviteMember(t.Context(), ana, desk.Membership{Incident: ref, Person: bo.ID}))
		need, err := d.PostNeed(t.Context(), ana, desk.Request{Incident: ref, Text: "need"})
		must(err)
		_, err = d.OfferHelp(t.Context(), bo, desk.Offer{Incident: ref, Text: "offer", Need: need.ID, Until: d.Clock.Now().Add(1e9)})
		must(err)
		_, err = d.OfferHelp(t.Context(), ana, desk.Offer{Incident: ref, Text: "another"})
		must(err)
		_, err = d.GiveThanks(t.Context(), ana, desk.Thanks{Incident: ref, Person: bo.ID, For: "the snapshot"})
		must(err)
		must(d.LinkIncident(t.Context(), ana, desk.Relation{Incident: ref, To: other, Relation: incident.RelatedTo}))
		must(d.FollowIncident(t.Context(), bo, ref, true))

		d.Read(t, func(v *store.View) error {
			inc, err := v.Incident(ana, ref)
			must(err)
			want := store.Room{Follows: true} // As whoever takes command does.
			want.Hypotheses, err = v.Hypotheses(inc.ID)
			must(err)
			want.Needs, err = v.Needs(inc.ID)
			must(err)
			want.Offers, err = v.Offers(inc.ID)
			must(err)
			want.Roles, err = v.Assignments(inc.ID)
			must(err)
			want.Thanks, err = v.AllThanks(inc.ID)
			must(err)
			want.Members, err = v.Members(inc.ID)
			must(err)
			want.Links, err = v.Links(ana, inc.ID)
			must(err)
			want.Follows, err = v.Follows(inc.ID, ana.ID)
			must(err)
			got, err := v.Room(ana, inc.ID)
			must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-parts +room):\n%s", diff)
			}
			// Who does not see the linked incident does not learn of it; who follows is told so.
			theirs, err := v.Room(bo, inc.ID)
			must(err)
			if len(theirs.Links) != 0 || !theirs.Follows {
				t.Errorf("the other member sees %+v", theirs)
			}
			return nil
		})
	})
}

func TestQueriesAreCounted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, n := store.CountQueries(t.Context())
		err := s.Read(ctx, func(v *store.View) error {
			if _, err := v.CountPeople(); err != nil {
				return err
			}
			_, err := v.Environments()
			return err
		})
		if err != nil || n.Load() != 2 {
			t.Errorf("%d queries, %v", n.Load(), err)
		}
	})
}
