package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// CreateCalendarLink makes one's private link to the calendar of one's reviews and dates and
// returns its secret, which is told once. An earlier link stops. Records calendar.link_created.
func (d *Desk) CreateCalendarLink(ctx context.Context, actor person.Actor) (string, error) {
	_, secret, err := issue(ctx, d, actor, "calendar link", func(tx *store.Tx, hash string) (none, error) {
		if err := maySubscribe(actor); err != nil {
			return none{}, err
		}
		if err := tx.SaveCalendarLink(actor.ID, hash); err != nil {
			return none{}, err
		}
		return none{}, tx.Record(event.New(event.Accounts, actor, d.now(), postmortem.CalendarLinkCreated{}).About(string(actor.ID)))
	})
	return secret, err
}

// RevokeCalendarLink stops one's private calendar link. Twice is once. Records
// calendar.link_revoked.
func (d *Desk) RevokeCalendarLink(ctx context.Context, actor person.Actor) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		if err := maySubscribe(actor); err != nil {
			return err
		}
		return d.endCalendar(tx, actor, actor.ID)
	})
}

func (d *Desk) endCalendar(tx *store.Tx, actor person.Actor, of person.ID) error {
	removed, err := tx.RemoveCalendarLink(of)
	if err != nil || !removed {
		return err
	}
	return tx.Record(event.New(event.Accounts, actor, d.now(), postmortem.CalendarLinkRevoked{}).About(string(of)))
}

// endLinks stops a person's private links to feed and calendar.
func (d *Desk) endLinks(tx *store.Tx, actor person.Actor, of person.ID) error {
	if err := d.endFeed(tx, actor, of); err != nil {
		return err
	}
	return d.endCalendar(tx, actor, of)
}

// inCalendar bounds how much a calendar holds, and how far it goes back.
const (
	inCalendar   = 500
	calendarBack = 60 * workspace.Day
)

// Calendar is the calendar behind a private link: the reviews that the person may join, and the
// dates of the postmortems and actions that the person owns. Unauthenticated when the link does
// not work.
func (d *Desk) Calendar(ctx context.Context, secret string) (render.Calendar, error) {
	var c render.Calendar
	err := d.store.Snapshot(ctx, func(v *store.View) error {
		reader, err := v.CalendarReader(person.HashSecret(secret))
		if err != nil {
			return err
		}
		p, err := v.Colleague(reader.ID)
		if err != nil {
			return err
		}
		org, err := v.Organisation()
		if err != nil {
			return err
		}
		if c, err = d.calendarOf(v, "Reviews and dates, "+org.Name); err != nil {
			return err
		}
		meetings, err := v.CalendarMeetings(reader, d.now().Add(-calendarBack), inCalendar)
		if err != nil {
			return err
		}
		for _, m := range meetings {
			c.Entries = append(c.Entries, render.MeetingEntry(&m.Meeting, m.Postmortem))
		}
		pms, actions, err := v.CalendarDue(reader, inCalendar)
		if err != nil {
			return err
		}
		zone := postmortem.Moment{At: d.now(), Zone: p.TimeZone}.Local().Location()
		for _, pm := range pms {
			if pm.PublishedAt.IsZero() {
				c.Entries = append(c.Entries, render.PostmortemEntries(pm, zone)...)
			}
		}
		for _, a := range actions {
			c.Entries = append(c.Entries, render.ActionEntry(&a.Action, a.Private, zone))
		}
		return nil
	})
	return c, err
}

func (d *Desk) calendarOf(v *store.View, name string) (render.Calendar, error) {
	base, err := d.base(v)
	return render.Calendar{Name: name, PublicURL: base, Now: d.now()}, err
}

// MeetingFile is the calendar file of the present meeting of a postmortem, to be downloaded; not
// found when none is planned.
func (d *Desk) MeetingFile(ctx context.Context, actor person.Actor, ref string) (render.Calendar, string, error) {
	var c render.Calendar
	var name string
	err := d.store.Read(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(actor, ref)
		if err != nil {
			return err
		}
		m, err := v.Meeting(pm.ID)
		if err != nil {
			return err
		}
		c, name = render.Invitation(m, pm), pm.Ref()+".ics"
		c.Now = d.now()
		c.PublicURL, err = d.base(v)
		return err
	})
	return c, name, err
}
