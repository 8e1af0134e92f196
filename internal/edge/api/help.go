package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// Part names a part of an incident in the path.
type Part struct {
	One
	PartID string `path:"part" doc:"The ID of the part."`
}

func (h *handler) listHypotheses(ctx context.Context, in *One) (*body[client.Page[client.Hypothesis]], error) {
	return parts(ctx, h, in, (*store.View).Hypotheses, func(x *incident.Hypothesis) client.Hypothesis {
		return client.Hypothesis{
			ID: x.ID, Text: x.Text, State: string(x.State), Evidence: x.Evidence, NextTest: x.NextTest, WhoLooks: x.WhoLooks,
			RaisedAt: x.RaisedAt, Version: x.Version,
		}
	})
}

type idea struct {
	One
	Body client.Idea
}

func (h *handler) raiseHypothesis(ctx context.Context, in *idea) (*made[client.Created], error) {
	got, err := h.desk.RaiseHypothesis(ctx, auth.Actor(ctx), desk.Idea{
		Incident: in.ID, Text: in.Body.Text, NextTest: in.Body.NextTest, WhoLooks: in.Body.WhoLooks,
	})
	return madePart(got, err)
}

func madePart(got desk.Part, err error) (*made[client.Created], error) {
	if err != nil {
		return nil, err
	}
	return &made[client.Created]{Body: client.Created{ID: got.ID}}, nil
}

type verdict struct {
	Part
	Body client.Verdict
}

func (h *handler) moveHypothesis(ctx context.Context, in *verdict) (*nothing, error) {
	return done(h.desk.MoveHypothesis(ctx, auth.Actor(ctx), desk.Verdict{
		Incident: in.ID, Hypothesis: in.PartID, To: incident.HypothesisState(in.Body.State), Evidence: in.Body.Evidence,
		NextTest: in.Body.NextTest, WhoLooks: in.Body.WhoLooks,
	}))
}

func (h *handler) listNeeds(ctx context.Context, in *One) (*body[client.Page[client.Need]], error) {
	return parts(ctx, h, in, (*store.View).Needs, func(n *incident.Need) client.Need {
		return client.Need{ID: n.ID, Text: n.Text, State: string(n.State), PostedAt: n.PostedAt, Version: n.Version}
	})
}

type newNeed struct {
	One
	Body client.NewNeed
}

func (h *handler) postNeed(ctx context.Context, in *newNeed) (*made[client.Created], error) {
	return madePart(h.desk.PostNeed(ctx, auth.Actor(ctx), desk.Request{Incident: in.ID, Text: in.Body.Text}))
}

type needMove struct {
	Part
	Body client.NeedMove
}

func (h *handler) moveNeed(ctx context.Context, in *needMove) (*nothing, error) {
	return done(h.desk.MoveNeed(ctx, auth.Actor(ctx), desk.NeedMove{Incident: in.ID, Need: in.PartID, To: incident.NeedState(in.Body.State)}))
}

func (h *handler) listOffers(ctx context.Context, in *One) (*body[client.Page[client.Offer]], error) {
	return parts(ctx, h, in, (*store.View).Offers, func(o *incident.Offer) client.Offer {
		return client.Offer{
			ID: o.ID, Text: o.Text, Until: o.Until, State: string(o.State), Need: o.Need, By: someone(o.Person, o.Name), MadeAt: o.MadeAt,
			Version: o.Version,
		}
	})
}

type newOffer struct {
	One
	Body client.NewOffer
}

func (h *handler) offerHelp(ctx context.Context, in *newOffer) (*made[client.Created], error) {
	return madePart(h.desk.OfferHelp(ctx, auth.Actor(ctx), desk.Offer{Incident: in.ID, Text: in.Body.Text, Until: in.Body.Until, Need: in.Body.Need}))
}

type match struct {
	Part
	Body client.Match
}

func (h *handler) matchOffer(ctx context.Context, in *match) (*nothing, error) {
	return done(h.desk.MatchOffer(ctx, auth.Actor(ctx), desk.Match{Incident: in.ID, Offer: in.PartID, Need: in.Body.Need}))
}

func (h *handler) thankOffer(ctx context.Context, in *Part) (*nothing, error) {
	return done(h.desk.ThankOffer(ctx, auth.Actor(ctx), desk.Match{Incident: in.ID, Offer: in.PartID}))
}

func (h *handler) withdrawOffer(ctx context.Context, in *Part) (*nothing, error) {
	return done(h.desk.WithdrawOffer(ctx, auth.Actor(ctx), desk.Match{Incident: in.ID, Offer: in.PartID}))
}

func (h *handler) listThanks(ctx context.Context, in *One) (*body[client.Page[client.Thanks]], error) {
	return parts(ctx, h, in, (*store.View).AllThanks, func(t *incident.Thanks) client.Thanks {
		return client.Thanks{ID: t.ID, To: t.To, Person: string(t.ToPerson), For: t.For, Named: t.Named, GivenAt: t.GivenAt, Version: t.Version}
	})
}

type newThanks struct {
	One
	Body client.NewThanks
}

func (h *handler) giveThanks(ctx context.Context, in *newThanks) (*made[client.Created], error) {
	return madePart(h.desk.GiveThanks(ctx, auth.Actor(ctx), desk.Thanks{
		Incident: in.ID, To: in.Body.To, Person: person.ID(in.Body.Person), For: in.Body.For,
	}))
}

type consent struct {
	Part
	Body client.Consent
}

func (h *handler) consentToThanks(ctx context.Context, in *consent) (*nothing, error) {
	return done(h.desk.ConsentToThanks(ctx, auth.Actor(ctx), desk.Consent{Incident: in.ID, Thanks: in.PartID, Named: in.Body.Named}))
}
