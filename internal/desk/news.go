package desk

import (
	"context"
	"math/rand/v2"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Postman brings mail to a mail server.
type Postman interface {
	// CheckServer says whether the server may be reached; Invalid otherwise.
	CheckServer(host string, port int) error
	// Send tries once. The same letter has the same message ID each time.
	Send(ctx context.Context, server news.Mail, letter news.Letter) news.Outcome
}

// Courier brings signed webhooks to their address.
type Courier interface {
	// CheckURL says whether the address may be called; Invalid otherwise.
	CheckURL(raw string) error
	// Post tries once.
	Post(ctx context.Context, parcel news.Parcel) news.Outcome
}

// upToAFifth spreads retries, so that a receiver that comes back is not met by all at once.
func upToAFifth(d time.Duration) time.Duration {
	return time.Duration(rand.Int64N(int64(d)/5 + 1)) //nolint:gosec // Nobody gains by guessing it.
}

// spread enqueues one job for what a deed recorded in a stream.
func spread(tx *store.Tx, s event.Stream, events []event.Event) error {
	head, err := tx.Head(s)
	if err != nil {
		return err
	}
	first := head + 1
	for _, ev := range events {
		if ev.Stream == s {
			first--
		}
	}
	return tx.Enqueue(SpreadNews{Noun: s.Noun, ID: s.ID, Seq: first, Last: head})
}

// occasion is what a deed recorded, and what it belongs to.
type occasion struct {
	news.Occasion
	events []event.Event // Those of the deed that are news.
}

// occasionOf loads the events from seq to last and what they belong to, as the server sees it.
func occasionOf(v *store.View, s event.Stream, seq, last int64) (occasion, error) {
	last = max(seq, last)
	list, err := v.Events(s, seq-1, int(min(last-seq+1, 100)))
	if err != nil {
		return occasion{}, err
	}
	o := occasion{Occasion: news.Occasion{Stream: s, Seq: seq, Last: last}}
	for _, ev := range list {
		if news.Worthy(ev.Kind) && ev.Seq <= last {
			o.events = append(o.events, ev)
		}
	}
	if len(o.events) == 0 {
		return o, problem.NotFound("news")
	}
	o.Kind, o.Seq = o.events[0].Kind, o.events[0].Seq
	switch s.Noun {
	case "incident":
		return o, o.ofIncident(v)
	case "report":
		return o, o.ofReport(v)
	case "postmortem":
		return o, o.ofPostmortem(v)
	}
	return o, problem.NotFound("news")
}

func (o *occasion) ofIncident(v *store.View) error {
	inc, err := v.Incident(person.System, o.Stream.ID)
	if err != nil {
		return err
	}
	o.Ref, o.Incident, o.Private, o.Mode = inc.Ref(), inc.ID, inc.Private, inc.Mode
	if o.Kind == news.Updated {
		body, err := event.Read[incident.UpdatePosted](o.events[0])
		if err != nil {
			return err
		}
		o.Audience = body.Audience
	}
	return nil
}

func (o *occasion) ofReport(v *store.View) error {
	rep, err := v.Report(person.System, o.Stream.ID)
	if err != nil {
		return err
	}
	o.Ref = rep.Ref()
	if rep.Incident != "" {
		inc, err := v.Incident(person.System, rep.Incident)
		if err != nil {
			return err
		}
		o.Incident, o.Private = inc.ID, inc.Private
	}
	return nil
}

func (o *occasion) ofPostmortem(v *store.View) error {
	if news.Personal(o.Kind) {
		return o.ofReview(v)
	}
	body, err := event.Read[postmortem.WasPublished](o.events[0])
	if err != nil {
		return err
	}
	pub, err := v.Publication(person.System, o.Stream.ID, body.Edition)
	if err != nil {
		return err
	}
	o.Ref, o.Incident, o.Private = pub.Copy.Ref, pub.Incident, pub.Audience == postmortem.Members
	if pub.Audience == postmortem.Responders && o.Kind != news.Opened {
		o.Audience = incident.Responders
	}
	return nil
}

// pageOfReaders bounds how long one transaction of SpreadNews lasts.
const pageOfReaders = 50

// SpreadNews makes one delivery for each receiver of what a deed recorded, and a job for each.
// Running it twice makes nothing twice. One mail tells everything that one deed did; webhooks
// get each event.
func (d *Desk) SpreadNews(ctx context.Context, job SpreadNews) error {
	var o occasion
	var mail bool
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		if o, err = occasionOf(v, event.Stream{Noun: job.Noun, ID: job.ID}, job.Seq, job.Last); err != nil {
			return err
		}
		mail, err = v.MailIsOn()
		return err
	})
	if err != nil {
		return err
	}
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return d.addressEndpoints(tx, o) }); err != nil || !mail {
		return err
	}
	for after := person.ID(""); ; {
		last, err := d.addressReaders(ctx, o, after)
		if err != nil || last == "" {
			return err
		}
		after = last
	}
}

// addressEndpoints makes the deliveries of each event to each endpoint that wants it.
func (d *Desk) addressEndpoints(tx *store.Tx, o occasion) error {
	endpoints, err := tx.Endpoints(person.System)
	if err != nil {
		return err
	}
	for _, ev := range o.events {
		single := o.Occasion
		single.Kind, single.Seq, single.Last = ev.Kind, ev.Seq, ev.Seq
		for _, e := range endpoints {
			if !e.Wants(ev.Kind) || news.Personal(ev.Kind) {
				continue
			}
			if err := d.address(tx, single, news.ByWebhook, string(e.ID)); err != nil {
				return err
			}
		}
	}
	return nil
}

// addressReaders makes the deliveries to the next readers after one, and returns the last of
// them; empty when there are no more.
func (d *Desk) addressReaders(ctx context.Context, o occasion, after person.ID) (last person.ID, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		last = ""
		readers, err := tx.Readers(o.Occasion, after, pageOfReaders)
		if err != nil {
			return err
		}
		for _, r := range readers {
			last = r.Person.ID
			if !r.Hears(o.Occasion) {
				continue
			}
			if err := d.address(tx, o.Occasion, news.ByMail, string(r.Person.ID)); err != nil {
				return err
			}
		}
		return nil
	})
	return last, err
}

func (d *Desk) address(tx *store.Tx, o news.Occasion, by news.Channel, target string) error {
	made := o.Addressed(news.DeliveryID(store.NewID()), by, target, d.now())
	added, err := tx.AddDelivery(made)
	if err != nil || !added {
		return err
	}
	return tx.Enqueue(DeliverNews{Delivery: string(made.ID)})
}
