package desk

import (
	"context"
	"slices"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// Invitation plans the review meeting of a postmortem, or plans it anew.
type Invitation struct {
	Postmortem string
	postmortem.Schedule
	Version *int // Of the planned meeting that the caller read, zero when there was none; Stale when that is so no more. Nil: whatever is planned.
}

// ScheduleMeeting plans the review meeting, and invites those who are named, or everybody who may
// read the draft. One that is planned already is moved: calendars see the change, and whoever is
// no longer invited is told so. Records
// meeting.scheduled or meeting.moved, unless nothing differs; both are told by mail. Conflict
// while a meeting goes on.
func (d *Desk) ScheduleMeeting(ctx context.Context, actor person.Actor, in Invitation) (postmortem.MeetingID, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (postmortem.MeetingID, error) {
		pm, err := d.toWrite(tx, actor, in.Postmortem)
		if err != nil {
			return "", err
		}
		in.StartsAt = store.Instant(in.StartsAt)
		if err := d.invitable(tx, pm, "guests", in.Guests...); err != nil {
			return "", err
		}
		m, err := tx.Meeting(pm.ID)
		if err != nil && problem.KindOf(err) != problem.KindNotFound {
			return "", err
		}
		planned := 0
		switch {
		case err != nil:
		case m.Open():
			planned = m.Version
		case in.Version != nil && *in.Version == m.Version: // Read when it was over.
			in.Version = nil
		}
		if err := unchanged(in.Version, planned); err != nil {
			return "", err
		}
		if planned > 0 {
			return m.ID, d.moveMeeting(tx, actor, pm, m, in.Schedule)
		}
		m, ev, err := pm.ScheduleMeeting(actor, d.now(), postmortem.MeetingID(store.NewID()), in.Schedule)
		if err != nil {
			return "", err
		}
		if err := tx.AddMeeting(m); err != nil {
			return "", err
		}
		if err := tx.Record(ev); err != nil {
			return "", err
		}
		return m.ID, spread(tx, pm.Stream(), []event.Event{ev})
	})
}

func (d *Desk) moveMeeting(tx *store.Tx, actor person.Actor, pm *postmortem.Postmortem, m *postmortem.Meeting, in postmortem.Schedule) error {
	before := m.Guests
	events, err := pm.MoveMeeting(actor, d.now(), m, in)
	if err != nil || len(events) == 0 {
		return err
	}
	left, err := uninvited(tx, pm, m, before)
	if err != nil {
		return err
	}
	if err := tx.SaveUninvited(m, left); err != nil {
		return err
	}
	return d.keepMeeting(tx, pm, m, events, true)
}

// uninvited are those who were told of a meeting as long as it had the guests before, and are
// not among those who are told of it now.
func uninvited(tx *store.Tx, pm *postmortem.Postmortem, m *postmortem.Meeting, before []person.ID) ([]person.ID, error) {
	told := slices.Clone(before)
	everybody := news.Occasion{Kind: news.MeetingMoved, Incident: pm.Incident, Private: pm.Private, Follow: true}
	for after := person.ID(""); len(before) == 0 && len(m.Guests) > 0; {
		readers, err := tx.Readers(everybody, after, pageOfReaders)
		if err != nil {
			return nil, err
		}
		if len(readers) == 0 {
			break
		}
		for _, r := range readers {
			if after = r.Person.ID; r.Hears(everybody) {
				told = append(told, r.Person.ID)
			}
		}
	}
	now := append(slices.Clone(m.Guests), pm.Owner, pm.Facilitator)
	return slices.DeleteFunc(told, func(id person.ID) bool { return slices.Contains(now, id) }), nil
}

// invitable refuses guests who could not read the draft.
func (d *Desk) invitable(tx *store.Tx, pm *postmortem.Postmortem, field string, guests ...person.ID) error {
	if len(guests) == 0 {
		return nil
	}
	able, err := tx.Writers(pm)
	if err != nil {
		return err
	}
	for _, g := range guests {
		if !slices.ContainsFunc(able, func(p person.Person) bool { return p.ID == g }) {
			return problem.Invalid(field, "Somebody who is named here cannot read the draft.").
				Next("Invite people who write postmortems and may see the incident.")
		}
	}
	return nil
}
