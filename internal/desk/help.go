package desk

import (
	"context"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Request says what the responders lack.
type Request struct{ Incident, Text string }

// PostNeed says what is lacking. Records need.posted.
func (d *Desk) PostNeed(ctx context.Context, actor person.Actor, in Request) (Part, error) {
	return d.addPart(ctx, actor, in.Incident, person.RunIncident, func(tx *store.Tx, inc *incident.Incident, id string) (event.Event, error) {
		n, ev, err := inc.PostNeed(actor, d.now(), id, in.Text)
		if err != nil {
			return ev, err
		}
		return ev, tx.AddNeed(n)
	})
}

// NeedMove ends a need.
type NeedMove struct {
	Incident, Need string
	To             incident.NeedState
}

// MoveNeed says that a need was met or withdrawn. Records need.moved.
func (d *Desk) MoveNeed(ctx context.Context, actor person.Actor, in NeedMove) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		return d.within(tx, actor, in.Incident, person.RunIncident, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			n, err := tx.Need(inc.ID, in.Need)
			if err != nil {
				return nil, err
			}
			ev, err := n.Finish(actor, d.now(), in.To)
			if err != nil {
				return nil, err
			}
			return []event.Event{ev}, tx.SaveNeed(n)
		})
	})
}

// Offer is what somebody can do or knows.
type Offer struct {
	Incident string
	Text     string
	Until    time.Time
	Need     string // The need that it answers at once ("I can"); may be empty.
}

// OfferHelp says what one can do. Nobody is paged by it. Records offer.made, and offer.matched
// when it answers a need.
func (d *Desk) OfferHelp(ctx context.Context, actor person.Actor, in Offer) (Part, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Part, error) {
		part := Part{ID: store.NewID()}
		err := d.within(tx, actor, in.Incident, person.TakePart, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			o, ev, err := inc.Offer(actor, d.now(), incident.Offer{ID: part.ID, Text: in.Text, Until: in.Until})
			if err != nil {
				return nil, err
			}
			if err := tx.AddOffer(o); err != nil || in.Need == "" {
				return []event.Event{ev}, err
			}
			matched, err := d.match(tx, actor, o, in.Need)
			return []event.Event{ev, matched}, err
		})
		return part, err
	})
}

// Match joins an offer to a need.
type Match struct{ Incident, Offer, Need string }

// MatchOffer joins an offer to a need. Records offer.matched.
func (d *Desk) MatchOffer(ctx context.Context, actor person.Actor, in Match) error {
	return d.onOffer(ctx, actor, in, person.RunIncident, func(tx *store.Tx, o *incident.Offer) (event.Event, error) {
		return d.match(tx, actor, o, in.Need)
	})
}

func (d *Desk) match(tx *store.Tx, actor person.Actor, o *incident.Offer, need string) (event.Event, error) {
	n, err := tx.Need(o.Incident, need)
	if err != nil {
		return event.Event{}, err
	}
	ev, err := o.Match(actor, d.now(), n)
	if err != nil {
		return ev, err
	}
	if err := tx.SaveNeed(n); err != nil {
		return ev, err
	}
	return ev, tx.SaveOffer(o)
}

// ThankOffer answers an offer with thanks. Records offer.thanked.
func (d *Desk) ThankOffer(ctx context.Context, actor person.Actor, in Match) error {
	return d.onOffer(ctx, actor, in, person.RunIncident, func(tx *store.Tx, o *incident.Offer) (event.Event, error) {
		ev, err := o.Thank(actor, d.now())
		if err != nil {
			return ev, err
		}
		return ev, tx.SaveOffer(o)
	})
}

// WithdrawOffer takes one's own offer back. Records offer.withdrawn, and need.moved when a need
// that it met is open again.
func (d *Desk) WithdrawOffer(ctx context.Context, actor person.Actor, in Match) error {
	return d.onOffers(ctx, actor, in, person.TakePart, func(tx *store.Tx, o *incident.Offer) ([]event.Event, error) {
		ev, err := o.Withdraw(actor, d.now())
		if err != nil {
			return nil, err
		}
		if err := tx.SaveOffer(o); err != nil || o.Need == "" {
			return []event.Event{ev}, err
		}
		reopened, err := d.uncovered(tx, actor, o)
		return append([]event.Event{ev}, reopened...), err
	})
}

// uncovered opens the need again that a withdrawn offer met.
func (d *Desk) uncovered(tx *store.Tx, actor person.Actor, o *incident.Offer) ([]event.Event, error) {
	n, err := tx.Need(o.Incident, o.Need)
	if err != nil {
		return nil, err
	}
	offers, err := tx.Offers(o.Incident)
	if err != nil {
		return nil, err
	}
	ev, opened := n.Uncovered(actor, d.now(), offers)
	if !opened {
		return nil, nil
	}
	return []event.Event{ev}, tx.SaveNeed(n)
}

func (d *Desk) onOffer(ctx context.Context, actor person.Actor, in Match, needs person.Permission,
	apply func(*store.Tx, *incident.Offer) (event.Event, error),
) error {
	return d.onOffers(ctx, actor, in, needs, func(tx *store.Tx, o *incident.Offer) ([]event.Event, error) { return one(apply(tx, o)) })
}

func (d *Desk) onOffers(ctx context.Context, actor person.Actor, in Match, needs person.Permission,
	apply func(*store.Tx, *incident.Offer) ([]event.Event, error),
) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		return d.within(tx, actor, in.Incident, needs, func(tx *store.Tx, inc *incident.Incident) ([]event.Event, error) {
			o, err := tx.Offer(inc.ID, in.Offer)
			if err != nil {
				return nil, err
			}
			return apply(tx, o)
		})
	})
}

// Thanks goes to a helper or a team.
type Thanks struct {
	Incident string
	To       string
	Person   person.ID // When it is somebody with an account; may be empty.
	For      string
}

// GiveThanks thanks a helper or a team in the room. Records thanks.given.
func (d *Desk) GiveThanks(ctx context.Context, actor person.Actor, in Thanks) (Part, error) {
	return d.addPart(ctx, actor, in.Incident, person.TakePart, func(tx *store.Tx, inc *incident.Incident, id string) (event.Event, error) {
		if in.Person != "" {
			p, err := tx.Colleague(in.Person)
			if err != nil {
				return event.Event{}, err
			}
			in.To = p.Name
		}
		th, ev, err := inc.GiveThanks(actor, d.now(), incident.Thanks{ID: id, To: in.To, ToPerson: in.Person, For: in.For})
		if err != nil {
			return ev, err
		}
		return ev, tx.AddThanks(th)
	})
}

// Consent says whether one's name may stay with thanks in the published copy.
type Consent struct {
	Incident, Thanks string
	Named            bool
}

// ConsentToThanks keeps the decision of the thanked person, which only that person takes.
func (d *Desk) ConsentToThanks(ctx context.Context, actor person.Actor, in Consent) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		inc, err := tx.View.Incident(actor, in.Incident)
		if err != nil {
			return err
		}
		if err := actor.May(person.TakePart); err != nil {
			return err
		}
		th, err := tx.Thanks(inc.ID, in.Thanks)
		if err != nil {
			return err
		}
		if th.ToPerson == "" || th.ToPerson != actor.ID {
			return problem.Forbidden("Only the person who was thanked decides about the name.")
		}
		th.Named = in.Named
		return tx.SaveThanksConsent(th)
	})
}
