package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// ofReview says whom an event of a review concerns: the invited, or everybody who follows the
// incident when nobody was named; the asked; the owner.
func (o *occasion) ofReview(v *store.View) error {
	pm, err := v.Postmortem(person.System, o.Stream.ID)
	if err != nil {
		return err
	}
	o.Ref, o.Incident, o.Private = pm.Ref(), pm.Incident, pm.Private
	switch o.Kind {
	case news.Reminded:
		o.Named = []person.ID{pm.Owner}
	case news.ReviewAsked:
		body, err := event.Read[postmortem.ReviewersAsked](o.events[0])
		if err != nil {
			return err
		}
		o.Named = body.People
	default:
		m, err := v.MeetingNamed(postmortem.MeetingID(o.events[0].Subject))
		if err != nil {
			return err
		}
		o.Named, o.Follow = append(m.Guests, pm.Owner, pm.Facilitator), len(m.Guests) == 0
		if o.Kind == news.MeetingMoved {
			return o.ofUninvited(v, m)
		}
	}
	return nil
}

// ofUninvited says who was invited until a meeting was moved: once it is for everybody again,
// they hear of it like the others.
func (o *occasion) ofUninvited(v *store.View, m *postmortem.Meeting) error {
	body, err := event.Read[postmortem.MeetingMoved](o.events[0])
	if err != nil {
		return err
	}
	left, err := v.Uninvited(m.ID, body.Sequence)
	if err != nil {
		return err
	}
	for _, id := range left {
		if !o.Follow && !slices.Contains(o.Named, id) {
			o.Uninvited = append(o.Uninvited, id)
		}
	}
	if o.Follow {
		o.Named = append(o.Named, left...)
	}
	return nil
}

func aboutReview(v *store.View, actor person.Actor, o occasion, n *news.Notice) (path string, err error) {
	pm, err := v.Postmortem(actor, o.Stream.ID)
	if err != nil {
		return "", err
	}
	n.Title, n.Incident = pm.Title, pm.IncidentRef
	if body, err := event.Read[postmortem.Reminded](o.events[0]); o.Kind == news.Reminded && err == nil && body.Of == postmortem.OfRisk {
		return "/risks/" + body.Ref, nil
	}
	return "/postmortems/" + pm.Ref() + "/review", nil
}

// invitation is the calendar file that goes with a mail about a meeting, as the meeting is now;
// what takes it out of the calendar of a reader who is no longer invited; nil for any other mail,
// and for one about a private incident, which says only where to look.
func (d *Desk) invitation(v *store.View, o occasion, to person.ID, base, from string) (*news.Attachment, error) {
	switch o.Kind {
	case news.MeetingScheduled, news.MeetingMoved, news.MeetingCancelled:
	default:
		return nil, nil
	}
	if o.Private {
		return nil, nil
	}
	pm, err := v.Postmortem(person.System, o.Stream.ID)
	if err != nil {
		return nil, err
	}
	m, err := v.MeetingNamed(postmortem.MeetingID(o.events[0].Subject))
	if err != nil {
		return nil, err
	}
	c := render.Invitation(m, pm)
	if slices.Contains(o.Uninvited, to) {
		c = render.Uninvitation(m, pm)
	}
	c.Organiser, c.PublicURL, c.Now = from, base, d.now()
	return &news.Attachment{Name: pm.Ref() + ".ics", MediaType: render.CalendarType + "; method=" + c.Method, Data: render.ICalendar(c)}, nil
}

// RemindOwners tells the owners of postmortems of the dates that were promised, also those on which
// an accepted risk is looked at again: a day before, on the day, and three days after. Each is told
// once. Records postmortem.reminded.
func (d *Desk) RemindOwners(ctx context.Context) error {
	var list []*postmortem.Postmortem
	var risks []*postmortem.Risk
	err := d.store.Read(ctx, func(v *store.View) (err error) {
		days := postmortem.Reminders()
		after, before, last := d.now().Add(-postmortem.RemindedFor), d.now().Add(workspace.Day), days[len(days)-1]
		if list, err = v.DueForReminder(after, before, last, 500); err != nil {
			return err
		}
		risks, err = v.RisksForReminder(after, before, last, 500)
		return err
	})
	for _, pm := range list { // One that fails keeps no other owner from hearing.
		if _, due := pm.Due(d.now()); due {
			err = errors.Join(err, d.remind(ctx, pm.ID, dueNow))
		}
	}
	for _, risk := range risks {
		err = errors.Join(err, d.remind(ctx, risk.Postmortem, func(tx *store.Tx, pm *postmortem.Postmortem, now time.Time) (postmortem.Reminded, bool, error) {
			r, err := tx.Risk(person.System, string(risk.ID))
			if err != nil {
				return postmortem.Reminded{}, false, err
			}
			told, due := pm.RiskDue(now, r)
			return told, due, nil
		}))
	}
	return err
}

// whatIsDue is a date of which an owner has to hear now, if any.
type whatIsDue func(tx *store.Tx, pm *postmortem.Postmortem, now time.Time) (postmortem.Reminded, bool, error)

func dueNow(_ *store.Tx, pm *postmortem.Postmortem, now time.Time) (postmortem.Reminded, bool, error) {
	r, due := pm.Due(now)
	return r, due, nil
}

func (d *Desk) remind(ctx context.Context, id postmortem.ID, what whatIsDue) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		pm, err := tx.Postmortem(person.System, string(id))
		if err != nil {
			return err
		}
		r, due, err := what(tx, pm, d.now())
		if err != nil || !due {
			return err
		}
		fresh, err := tx.MarkReminded(pm.ID, r)
		if err != nil || !fresh {
			return err
		}
		ev := pm.Remind(d.now(), r)
		if err := tx.Record(ev); err != nil {
			return err
		}
		return spread(tx, pm.Stream(), []event.Event{ev})
	})
}
