package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// message is what goes out in one try: a letter with its server, or a parcel.
type message struct {
	server news.Mail
	letter *news.Letter
	parcel *news.Parcel
}

// DeliverNews tries once to bring a message to its receiver, unless it has ended, is not due, or
// an earlier one to the same receiver comes first. What is true now decides: whoever may no
// longer see it, or no longer wants it, gets nothing. Records endpoint.disabled when an endpoint
// has failed for days.
//
// An outcome that cannot be kept means that the message is tried again under the same ID.
func (d *Desk) DeliverNews(ctx context.Context, job DeliverNews) error {
	id := news.DeliveryID(job.Delivery)
	msg, err := d.beginDelivery(ctx, id)
	var unwritten *unwrittenError
	if errors.As(err, &unwritten) {
		return errors.Join(err, d.noteUnwritten(context.WithoutCancel(ctx), id))
	}
	if err != nil || msg == nil {
		return err
	}
	var out news.Outcome
	if msg.letter != nil {
		out = d.postman.Send(ctx, msg.server, *msg.letter)
	} else {
		out = d.courier.Post(ctx, *msg.parcel)
	}
	if out.Failure != "" {
		d.log.InfoContext(ctx, "a message did not arrive", "delivery", id, "reason", out.Failure, "status", out.Status)
	}
	return d.endDelivery(context.WithoutCancel(ctx), id, out)
}

// beginDelivery takes the delivery for one try and writes the message; nil when there is nothing
// to send.
func (d *Desk) beginDelivery(ctx context.Context, id news.DeliveryID) (*message, error) {
	var msg *message
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		msg = nil
		del, err := tx.Delivery(person.System, id)
		if err != nil || !del.Begin(d.now()) {
			return err
		}
		if waits, err := tx.IsHeld(id); err != nil || waits {
			return err
		}
		var why news.Failure
		if msg, why, err = d.compose(tx, del); err != nil {
			return &unwrittenError{err}
		}
		if why != "" {
			return d.settleDelivery(tx, del, news.Outcome{Failure: why})
		}
		return tx.SaveDelivery(del)
	})
	return msg, err
}

// unwrittenError is why a message could not be written.
type unwrittenError struct{ error }

// Unwrap returns what went wrong.
func (e *unwrittenError) Unwrap() error { return e.error }

// noteUnwritten counts a try whose message could not be written, in a transaction of its own:
// the one in which it failed keeps nothing. Such a message is given up like any other.
func (d *Desk) noteUnwritten(ctx context.Context, id news.DeliveryID) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		del, err := tx.Delivery(person.System, id)
		if err != nil || !del.Begin(d.now()) {
			return err
		}
		return d.settleDelivery(tx, del, news.Outcome{Failure: news.NotWritten})
	})
}

// endDelivery keeps what came of a try.
func (d *Desk) endDelivery(ctx context.Context, id news.DeliveryID, out news.Outcome) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		del, err := tx.Delivery(person.System, id)
		if err != nil {
			return err
		}
		if !del.Open() && out.Failure != "" { // Ended by hand meanwhile.
			return nil
		}
		if del.Channel == news.ByWebhook {
			if err := d.noteHealth(tx, news.EndpointID(del.Target), out.Failure); err != nil {
				return err
			}
		}
		return d.settleDelivery(tx, del, out)
	})
}

// settleDelivery keeps an outcome; once the delivery has ended, the next in line is due.
func (d *Desk) settleDelivery(tx *store.Tx, del news.Delivery, out news.Outcome) error {
	del.End(d.now(), out, d.retry)
	if err := tx.SaveDelivery(del); err != nil || del.Open() {
		return err
	}
	next, err := tx.NextInLine(del)
	if err != nil || next == "" {
		return err
	}
	return tx.Enqueue(DeliverNews{Delivery: string(next)})
}

// noteHealth counts for an endpoint; one that has failed for days is switched off with a notice.
func (d *Desk) noteHealth(tx *store.Tx, id news.EndpointID, f news.Failure) error {
	e, err := tx.Endpoint(person.System, id)
	switch {
	case problem.KindOf(err) == problem.KindNotFound:
		return nil // Removed meanwhile.
	case err != nil:
		return err
	case f == "" && e.Failures == 0:
		return nil
	case f == "":
		e.Worked()
		return tx.SaveEndpoint(e)
	}
	off := e.Struggled(d.now(), f)
	if err := tx.SaveEndpoint(e); err != nil || !off {
		return err
	}
	if err := tx.GiveUpDeliveries(news.ByWebhook, string(id), news.SwitchedOff); err != nil {
		return err
	}
	return d.noteEndpoint(tx, person.System, id, news.EndpointDisabled{Name: e.Name, Why: e.DisabledWhy})
}

// compose writes the message as things are now, or says why nothing is sent.
func (d *Desk) compose(tx *store.Tx, del news.Delivery) (*message, news.Failure, error) {
	o, err := occasionOf(&tx.View, del.Stream, del.Seq, del.Last)
	switch {
	case problem.KindOf(err) == problem.KindNotFound:
		return nil, news.NoLongerAllowed, nil // It was removed meanwhile.
	case err != nil:
		return nil, "", err
	case del.Channel == news.ByWebhook:
		return d.composeParcel(tx, del, o)
	}
	return d.composeLetter(tx, del, o)
}

func (d *Desk) composeLetter(tx *store.Tx, del news.Delivery, o occasion) (*message, news.Failure, error) {
	r, err := tx.Reader(person.ID(del.Target), o.Incident)
	if problem.KindOf(err) == problem.KindNotFound || (err == nil && r.Person.Disabled()) {
		return nil, news.NoLongerAllowed, nil
	}
	if err != nil {
		return nil, "", err
	}
	notice, err := d.notice(&tx.View, r.Person.Actor(), o)
	switch k := problem.KindOf(err); {
	case k == problem.KindNotFound || k == problem.KindForbidden:
		return nil, news.NoLongerAllowed, nil
	case err != nil:
		return nil, "", err
	case !r.Hears(o.Occasion):
		return nil, news.Unsubscribed, nil
	}
	server, err := tx.MailServer()
	if err != nil {
		return nil, news.SecretUnreadable, nil //nolint:nilerr // The delivery tells it to the administrator.
	}
	if !server.On() || d.postman == nil {
		return nil, news.SwitchedOff, nil
	}
	if slices.Contains(o.Uninvited, r.Person.ID) {
		notice.Kind, notice.Lines = news.Uninvited, []string{"The review meeting is planned anew, and you are not among its guests any more. If it stands in your calendar, the file takes it out."}
	}
	letter := notice.Letter(del, r, d.unsubscribeLink(r.Person.ID, notice.base))
	if letter.Attached, err = d.invitation(&tx.View, o, r.Person.ID, notice.base, server.From); err != nil {
		return nil, "", err
	}
	return &message{server: server, letter: &letter}, "", nil
}

func (d *Desk) composeParcel(tx *store.Tx, del news.Delivery, o occasion) (*message, news.Failure, error) {
	e, err := tx.View.Endpoint(person.System, news.EndpointID(del.Target))
	if problem.KindOf(err) == problem.KindNotFound || (err == nil && !e.Enabled()) || d.courier == nil {
		return nil, news.SwitchedOff, nil
	}
	if err != nil {
		return nil, "", err
	}
	secrets, err := tx.EndpointSecrets(e.ID)
	if err != nil {
		return nil, news.SecretUnreadable, nil //nolint:nilerr // The delivery tells it to the administrator.
	}
	notice, err := d.notice(&tx.View, person.System, o)
	if err != nil {
		return nil, "", err
	}
	return &message{parcel: &news.Parcel{ID: del.ID, URL: e.URL, Secrets: secrets, Notice: notice.Outgoing()}}, "", nil
}

// DeliverDue enqueues the messages whose next try is due; whatever lost its job comes back this
// way. Twice is once. It returns how many it found.
func (d *Desk) DeliverDue(ctx context.Context) (int, error) {
	var due []news.DeliveryID
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		due, err = v.DueDeliveries(200)
		return err
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	return len(due), d.store.Write(ctx, func(tx *store.Tx) error {
		for _, id := range due {
			if err := tx.MarkQueued(id); err != nil {
				return err
			}
			if err := tx.Enqueue(DeliverNews{Delivery: string(id)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// RedeliverNews sends a message once more, under the same ID. Conflict for mail that was sent.
// Records delivery.repeated.
func (d *Desk) RedeliverNews(ctx context.Context, actor person.Actor, id news.DeliveryID) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		del, err := tx.Delivery(actor, id)
		if err != nil {
			return err
		}
		if err := actor.May(person.Administer); err != nil {
			return err
		}
		if err := del.Again(d.now()); err != nil {
			return err
		}
		if err := tx.SaveDelivery(del); err != nil {
			return err
		}
		if err := tx.Record(event.New(event.Accounts, actor, d.now(), news.RedeliveryAsked{}).About(string(id))); err != nil {
			return err
		}
		return tx.Enqueue(DeliverNews{Delivery: string(id)})
	})
}

// noteEndpoint records what happened to an endpoint, in the audit stream.
func (d *Desk) noteEndpoint(tx *store.Tx, by person.Actor, id news.EndpointID, body event.Body) error {
	if err := tx.Record(event.New(event.Accounts, by, d.now(), body).About(string(id))); err != nil {
		return fmt.Errorf("note an endpoint: %w", err)
	}
	return nil
}
