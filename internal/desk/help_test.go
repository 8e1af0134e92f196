package desk_test

import (
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A need whose only help is taken back is open again, so that others see that they can help.
func TestANeedIsOpenAgainWhenItsOnlyOfferIsTakenBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, bo, cy := d.Responder(t), d.Viewer(t), d.Viewer(t)
		inc := declared(t, d, ana)
		need := desktest.Must[desk.Part](t)(d.PostNeed(t.Context(), ana, desk.Request{Incident: inc.Ref(), Text: "A newer snapshot"})).ID
		want := func(state incident.NeedState) {
			t.Helper()
			d.Read(t, func(v *store.View) error {
				n, err := v.Need(inc.ID, need)
				if err == nil && n.State != state {
					t.Errorf("the need is %s, want %s", n.State, state)
				}
				return err
			})
		}
		first := desktest.Must[desk.Part](t)(d.OfferHelp(t.Context(), bo, desk.Offer{Incident: inc.Ref(), Text: "I have one", Need: need})).ID
		other := desktest.Must[desk.Part](t)(d.OfferHelp(t.Context(), cy, desk.Offer{Incident: inc.Ref(), Text: "So have I", Need: need})).ID
		want(incident.NeedMatched)
		ok(t, d.WithdrawOffer(t.Context(), bo, desk.Match{Incident: inc.Ref(), Offer: first}))
		want(incident.NeedMatched) // The other one stands.
		ok(t, d.WithdrawOffer(t.Context(), cy, desk.Match{Incident: inc.Ref(), Offer: other}))
		want(incident.NeedOpen)
		third := desktest.Must[desk.Part](t)(d.OfferHelp(t.Context(), bo, desk.Offer{Incident: inc.Ref(), Text: "Here it is", Need: need})).ID
		want(incident.NeedMatched)
		ok(t, d.MoveNeed(t.Context(), ana, desk.NeedMove{Incident: inc.Ref(), Need: need, To: incident.NeedMet}))
		ok(t, d.WithdrawOffer(t.Context(), bo, desk.Match{Incident: inc.Ref(), Offer: third}))
		want(incident.NeedMet)
		d.WantEvents(t, incident.StreamOf(inc.ID), "incident.declared", "need.posted", "offer.made", "offer.matched", "offer.made", "offer.matched",
			"offer.withdrawn", "offer.withdrawn", "need.moved", "offer.made", "offer.matched", "need.moved", "offer.withdrawn")
	})
}
