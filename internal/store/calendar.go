package store

import (
	"errors"
	"fmt"
	"time"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// CalendarReader returns the person behind a private calendar link as an actor who may see, and
// nothing else. Unauthenticated when the link was revoked or never was, or the person is disabled.
func (v *View) CalendarReader(hash string) (person.Actor, error) {
	p, err := single(v, `select `+personColumns+` from calendar_links l join people p on p.id = l.person_id
		where l.hash = $1 and p.disabled_at is null`, []any{hash}, readPerson)
	if err != nil {
		return person.Actor{}, unauthenticated(err)
	}
	return person.Actor{ID: p.ID, Name: p.Name, Role: p.Role, Door: person.DoorWeb, Scopes: []person.Permission{person.See}}, nil
}

// HasCalendarLink says whether a person has a private calendar link.
func (v *View) HasCalendarLink(who person.ID) (bool, error) {
	var n int
	err := v.one(`select 1 from calendar_links where person_id = $1`, []any{string(who)}, &n)
	if errors.Is(err, errNoRow) {
		return false, nil
	}
	return err == nil, err
}

// SaveCalendarLink keeps the hash of a person's private calendar link, in place of an earlier one.
func (tx *Tx) SaveCalendarLink(who person.ID, hash string) error {
	return tx.put(`insert into calendar_links (person_id, hash, created_at) values ($1, $2, $3)
		on conflict (person_id) do update set hash = $2, created_at = $3`, string(who), hash, tx.now.UnixMicro())
}

// RemoveCalendarLink ends a person's private calendar link; false when there was none.
func (tx *Tx) RemoveCalendarLink(who person.ID) (bool, error) {
	n, err := tx.exec(`delete from calendar_links where person_id = $1`, string(who))
	return n > 0, err
}

// InCalendar is a review meeting with the postmortem that it is about.
type InCalendar struct {
	postmortem.Meeting
	Postmortem *postmortem.Postmortem
}

// CalendarMeetings lists the review meetings since an instant that the actor may join: invited by
// name, or all may come.
func (v *View) CalendarMeetings(actor person.Actor, since time.Time, limit int) ([]InCalendar, error) {
	if err := actor.May(person.See); err != nil {
		return nil, err
	}
	return all(v, `select `+meetingColumns+`, `+postmortemColumns+postmortemFrom+`join review_meetings m on m.postmortem_id = pm.id
		where m.starts_at >= $1 and `+draftVisible("i", 2)+`
		and (pm.owner_id = $4 or pm.facilitator_id = $4 or not exists (select 1 from review_guests g where g.meeting_id = m.id)
			or exists (select 1 from review_guests g where g.meeting_id = m.id and g.person_id = $4))
		order by m.starts_at, m.id limit $5`, []any{since.UnixMicro(), sight(actor), writes(actor), string(actor.ID), limit},
		func(r scanner) (c InCalendar, err error) {
			c.Postmortem = &postmortem.Postmortem{}
			return c, r.Scan(append(scanMeeting(&c.Meeting), scanPostmortem(c.Postmortem)...)...)
		})
}

// DueAction is an action with whether its incident is private.
type DueAction struct {
	action.Action
	Private bool
}

// CalendarDue lists what the actor owns and has promised by a date: postmortems and actions.
func (v *View) CalendarDue(actor person.Actor, limit int) ([]*postmortem.Postmortem, []*DueAction, error) {
	states := []postmortem.State{postmortem.Drafting, postmortem.InReview, postmortem.Approved}
	pms, _, err := v.Postmortems(actor, PostmortemFilter{States: states, Owner: actor.ID, Limit: limit})
	if err != nil {
		return nil, nil, err
	}
	f := ActionFilter{States: []action.State{action.Proposed, action.Agreed, action.InProgress, action.Claimed}, Owner: actor.Name}
	where, args := f.where(actor, v.now)
	actions, err := all(v, `select `+actionColumns+`, i.private from actions a join incidents i on i.id = a.incident_id where `+where+
		fmt.Sprintf(` and a.due_at is not null order by a.due_at, a.id limit %d`, limit), args, func(r scanner) (*DueAction, error) {
		a := &DueAction{}
		return a, r.Scan(append(scanAction(&a.Action), &a.Private)...)
	})
	return pms, actions, err
}
