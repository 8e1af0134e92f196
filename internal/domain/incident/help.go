package incident

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// NeedState is how a need stands.
type NeedState string

// The states of a need.
const (
	NeedOpen      NeedState = "open"
	NeedMatched   NeedState = "matched"
	NeedMet       NeedState = "met"
	NeedWithdrawn NeedState = "withdrawn"
)

// Need is something that the responders lack: a newer snapshot, somebody who knows billing.
type Need struct {
	ID       string
	Incident ID
	Text     string
	State    NeedState
	PostedAt time.Time
	Version  int
}

// OfferState is how an offer stands.
type OfferState string

// The states of an offer.
const (
	Offered             OfferState = "offered"
	OfferMatchedState   OfferState = "matched"
	OfferThankedState   OfferState = "thanked"
	OfferWithdrawnState OfferState = "withdrawn"
)

// Offer is what somebody can do, or knows, and until when. Nobody is paged by an offer.
type Offer struct {
	ID       string
	Incident ID
	Text     string
	Until    time.Time // Zero: not said.
	State    OfferState
	Need     string    // The need it is matched to; may be empty.
	Person   person.ID // Who offers; people must be able to find each other.
	Name     string    // Filled by the store on reading.
	MadeAt   time.Time
	Version  int
}

// PostNeed says what is lacking.
func (inc *Incident) PostNeed(by person.Actor, at time.Time, id, words string) (*Need, event.Event, error) {
	if err := text.CheckWords("text", words, MaxText); err != nil {
		return nil, event.Event{}, err
	}
	n := &Need{ID: id, Incident: inc.ID, Text: words, State: NeedOpen, PostedAt: at, Version: 1}
	return n, inc.happened(by, at, NeedPosted{Text: words}).About(id), nil
}

// Finish says that a need was met, or is no longer there.
func (n *Need) Finish(by person.Actor, at time.Time, to NeedState) (event.Event, error) {
	if to != NeedMet && to != NeedWithdrawn {
		return event.Event{}, problem.Invalid("state", "A need becomes met or withdrawn.")
	}
	if n.State == NeedMet || n.State == NeedWithdrawn {
		return event.Event{}, problem.Conflict("This need is already %s.", n.State)
	}
	n.State = to
	return event.New(StreamOf(n.Incident), by, at, NeedMoved{Text: n.Text, To: to}).About(n.ID), nil
}

// Offer says "I can do this", "I know that", perhaps until a time.
func (inc *Incident) Offer(by person.Actor, at time.Time, o Offer) (*Offer, event.Event, error) {
	if err := text.CheckWords("text", o.Text, MaxText); err != nil {
		return nil, event.Event{}, err
	}
	o.Incident, o.State, o.Person, o.MadeAt, o.Version = inc.ID, Offered, by.ID, at, 1
	return &o, inc.happened(by, at, OfferMade{Text: o.Text, Until: o.Until}).About(o.ID), nil
}

// Match joins an offer to a need.
func (o *Offer) Match(by person.Actor, at time.Time, n *Need) (event.Event, error) {
	if o.Incident != n.Incident {
		return event.Event{}, problem.NotFound("need")
	}
	if o.State != Offered {
		return event.Event{}, problem.Conflict("This offer is already %s.", o.State)
	}
	if n.State == NeedMet || n.State == NeedWithdrawn {
		return event.Event{}, problem.Conflict("This need is already %s.", n.State)
	}
	o.State, o.Need, n.State = OfferMatchedState, n.ID, NeedMatched
	return event.New(StreamOf(o.Incident), by, at, OfferMatched{Offer: o.Text, Need: n.Text}).About(o.ID), nil
}

// Thank answers an offer with thanks, whether it was used or not.
func (o *Offer) Thank(by person.Actor, at time.Time) (event.Event, error) {
	if o.State == OfferThankedState || o.State == OfferWithdrawnState {
		return event.Event{}, problem.Conflict("This offer is already %s.", o.State)
	}
	o.State = OfferThankedState
	return event.New(StreamOf(o.Incident), by, at, OfferThanked{Text: o.Text}).About(o.ID), nil
}

// Withdraw takes one's own offer back.
func (o *Offer) Withdraw(by person.Actor, at time.Time) (event.Event, error) {
	if o.Person != by.ID {
		return event.Event{}, problem.Forbidden("Only the person who made an offer takes it back.")
	}
	if o.State != Offered && o.State != OfferMatchedState {
		return event.Event{}, problem.Conflict("This offer is already %s.", o.State)
	}
	o.State = OfferWithdrawnState
	return event.New(StreamOf(o.Incident), by, at, OfferWithdrawn{Text: o.Text}).About(o.ID), nil
}

// Uncovered reopens a need whose offer was taken back. It stays matched while another offer of
// the incident meets it; then nothing happens, and second is false.
func (n *Need) Uncovered(by person.Actor, at time.Time, offers []*Offer) (event.Event, bool) {
	meets := func(o *Offer) bool {
		return o.Need == n.ID && (o.State == OfferMatchedState || o.State == OfferThankedState)
	}
	if n.State != NeedMatched || slices.ContainsFunc(offers, meets) {
		return event.Event{}, false
	}
	n.State = NeedOpen
	return event.New(StreamOf(n.Incident), by, at, NeedMoved{Text: n.Text, To: NeedOpen}).About(n.ID), true
}

// Thanks goes to a helper or a team. A person's name is kept in published text only when that
// person agreed.
type Thanks struct {
	ID       string
	Incident ID
	To       string    // A team, a role, or a name.
	ToPerson person.ID // When it is somebody with an account; may be empty.
	For      string
	Named    bool // The person agreed to be named in the published copy.
	GivenAt  time.Time
	Version  int
}

// GiveThanks thanks a person or a team in the room.
func (inc *Incident) GiveThanks(by person.Actor, at time.Time, th Thanks) (*Thanks, event.Event, error) {
	if err := text.CheckTitle("to", th.To, MaxName); err != nil {
		return nil, event.Event{}, err
	}
	if err := text.CheckWords("for", th.For, MaxText); err != nil {
		return nil, event.Event{}, err
	}
	th.Incident, th.GivenAt, th.Named, th.Version = inc.ID, at, false, 1
	return &th, inc.happened(by, at, Thanked{To: th.To, For: th.For}).About(th.ID), nil
}
