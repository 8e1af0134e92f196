package news

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/problem"
)

// DeliveryID identifies a delivery (UUIDv7 as text). The message carries it, so that a receiver
// knows a repeat.
type DeliveryID string

// Channel is the way by which news travels.
type Channel string

// The channels.
const (
	ByMail    Channel = "mail"
	ByWebhook Channel = "webhook"
)

// State is how a delivery stands.
type State string

// The states.
const (
	Pending State = "pending"  // Not tried yet.
	Failed  State = "failed"   // Tried; there will be another try.
	Sent    State = "sent"     // The receiver took it.
	GivenUp State = "given_up" // There will be no other try.
)

// States lists them.
func States() []State { return []State{Pending, Failed, Sent, GivenUp} }

// Delivery is one message to one receiver about one occasion.
type Delivery struct {
	ID         DeliveryID
	Stream     event.Stream
	Seq        int64
	Last       int64
	Kind       string
	Ref        string
	Incident   incident.ID // Whose wall protects it; empty for a report.
	Channel    Channel
	Target     string // person.ID or EndpointID.
	TargetName string // Filled by the store on reading.
	State      State
	Tries      int
	Reason     Failure // Why the last try did not succeed.
	Status     int     // What the receiver answered, in numbers; 0 when it did not.
	CreatedAt  time.Time
	NextAt     time.Time // When the next try is due; zero when there is none.
	TriedAt    time.Time
	EndedAt    time.Time
}

// For how long a try may take before it is seen as lost, and for how many tries a message holds
// back later ones to the same receiver about the same thing.
const (
	lease    = 2 * time.Minute
	Patience = 6
)

// Addressed makes the delivery of an occasion to a receiver, due at once.
func (o Occasion) Addressed(id DeliveryID, by Channel, target string, at time.Time) Delivery {
	return Delivery{
		ID: id, Stream: o.Stream, Seq: o.Seq, Last: o.Last, Kind: o.Kind, Ref: o.Ref, Incident: o.Incident,
		Channel: by, Target: target, State: Pending, CreatedAt: at, NextAt: at,
	}
}

// Open says whether there will be another try.
func (d *Delivery) Open() bool { return d.State == Pending || d.State == Failed }

// Begin takes the delivery for one try. It returns false when there is nothing to do: it has
// ended, is not due, or another worker is at it. A try that is never ended (the process died) is
// due again after two minutes.
func (d *Delivery) Begin(now time.Time) bool {
	if !d.Open() || d.NextAt.After(now) {
		return false
	}
	d.Tries++
	d.TriedAt, d.NextAt = now, now.Add(lease)
	return true
}

// End keeps the outcome of a try: sent, another try by the policy, or given up.
func (d *Delivery) End(now time.Time, out Outcome, p Policy) {
	d.Reason, d.Status = out.Failure, out.Status
	if out.Failure == "" {
		d.finish(Sent, now)
		return
	}
	wait, another := p.After(d.Tries)
	if out.Failure.Final() || !another {
		d.finish(GivenUp, now)
		return
	}
	d.State, d.NextAt = Failed, now.Add(wait)
}

// GiveUp ends the delivery without sending it.
func (d *Delivery) GiveUp(now time.Time, f Failure) {
	d.Reason, d.Status = f, 0
	d.finish(GivenUp, now)
}

func (d *Delivery) finish(s State, now time.Time) {
	d.State, d.EndedAt, d.NextAt = s, now, time.Time{}
}

// underWay says whether a try began and is not ended: its worker holds the delivery until then.
func (d *Delivery) underWay(now time.Time) bool {
	return d.Open() && !d.TriedAt.IsZero() && d.NextAt.Equal(d.TriedAt.Add(lease)) && d.NextAt.After(now)
}

// Again makes the delivery due at once, with the same ID, so that the receiver knows a repeat.
// Conflict while a try is under way, and for mail that was sent: a mailbox would show it twice.
func (d *Delivery) Again(now time.Time) error {
	if d.underWay(now) {
		return problem.Conflict("This message is being sent at this moment.").Next("Look again in two minutes.")
	}
	if d.State == Sent && d.Channel == ByMail {
		return problem.Conflict("This mail was sent already.")
	}
	d.State, d.Tries, d.Reason, d.Status, d.NextAt, d.EndedAt = Pending, 0, "", 0, now, time.Time{}
	return nil
}

// Outcome is what came of one try. The zero Outcome is success.
type Outcome struct {
	Failure Failure
	Status  int // An HTTP status or an SMTP code; 0 when there was no answer.
}

// Policy says when to try again.
type Policy struct {
	Delays []time.Duration                   // After the first try, after the second ...
	Jitter func(time.Duration) time.Duration // Adds a little; nil adds nothing.
}

// DefaultDelays span 27 hours, so that a receiver may be down over night and longer.
func DefaultDelays() []time.Duration {
	return []time.Duration{
		10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
		8 * time.Hour, 12 * time.Hour,
	}
}

// After says how long to wait after so many tries; false when there is no other try.
func (p Policy) After(tries int) (time.Duration, bool) {
	if tries < 1 || tries > len(p.Delays) {
		return 0, false
	}
	wait := p.Delays[tries-1]
	if p.Jitter != nil {
		wait += p.Jitter(wait)
	}
	return wait, true
}
