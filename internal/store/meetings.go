package store

import (
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// Review meetings. Whoever calls has loaded the postmortem with an actor first.

const meetingColumns = `m.id, m.postmortem_id, m.edition, m.starts_at, m.zone, m.minutes, m.place, m.agenda, m.sequence, m.made_at,
	m.begun_at, m.ended_at, m.cancelled_at, m.reason, m.version`

func readMeeting(r scanner) (*postmortem.Meeting, error) {
	m := &postmortem.Meeting{}
	return m, r.Scan(scanMeeting(m)...)
}

func scanMeeting(m *postmortem.Meeting) []any {
	return []any{
		&m.ID, &m.Postmortem, &m.Edition, into(&m.StartsAt), &m.Zone, (*minutes)(&m.Lasts), &m.Place, &m.Agenda, &m.Sequence, into(&m.MadeAt),
		into(&m.BegunAt), into(&m.EndedAt), into(&m.CancelledAt), &m.Reason, &m.Version,
	}
}

type minutes time.Duration

// Scan reads whole minutes.
func (m *minutes) Scan(src any) error {
	n, _ := src.(int64) // The column is never null.
	*m = minutes(time.Duration(n) * time.Minute)
	return nil
}

// Meetings lists the review meetings of a postmortem, the newest first, without their guests.
func (v *View) Meetings(id postmortem.ID) ([]*postmortem.Meeting, error) {
	return all(v, `select `+meetingColumns+` from review_meetings m where m.postmortem_id = $1 order by m.made_at desc, m.id desc`,
		[]any{string(id)}, readMeeting)
}

// Meeting loads the meeting of a postmortem that is still to come or under way, or else the
// newest, with its guests; not found when nobody has planned one.
func (v *View) Meeting(id postmortem.ID) (*postmortem.Meeting, error) {
	m, err := single(v, `select `+meetingColumns+` from review_meetings m where m.postmortem_id = $1
		order by case when m.ended_at is null and m.cancelled_at is null then 0 else 1 end, m.made_at desc, m.id desc limit 1`, []any{string(id)}, readMeeting)
	if err != nil {
		return nil, notFound(err, "meeting")
	}
	m.Guests, err = v.guests(m.ID)
	return m, err
}

// MeetingNamed loads one meeting with its guests.
func (v *View) MeetingNamed(id postmortem.MeetingID) (*postmortem.Meeting, error) {
	m, err := single(v, `select `+meetingColumns+` from review_meetings m where m.id = $1`, []any{string(id)}, readMeeting)
	if err != nil {
		return nil, notFound(err, "meeting")
	}
	m.Guests, err = v.guests(m.ID)
	return m, err
}

func (v *View) guests(id postmortem.MeetingID) ([]person.ID, error) {
	return all(v, `select person_id from review_guests where meeting_id = $1 order by person_id`, []any{string(id)},
		func(r scanner) (id person.ID, err error) { return id, r.Scan(&id) })
}

// AddMeeting keeps a new meeting.
func (tx *Tx) AddMeeting(m *postmortem.Meeting) error {
	err := tx.put(`insert into review_meetings (id, postmortem_id, edition, starts_at, zone, minutes, place, agenda, sequence, made_at,
		begun_at, ended_at, cancelled_at, reason, version) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)`,
		string(m.ID), string(m.Postmortem), m.Edition, m.StartsAt.UnixMicro(), m.Zone, int64(m.Lasts/time.Minute), m.Place, m.Agenda, m.Sequence,
		m.MadeAt.UnixMicro(), micros(m.BegunAt), micros(m.EndedAt), micros(m.CancelledAt), m.Reason, m.Version)
	if err != nil {
		return err
	}
	return tx.saveGuests(m)
}

// SaveMeeting keeps a changed meeting; Stale when it changed since it was loaded.
func (tx *Tx) SaveMeeting(m *postmortem.Meeting) error {
	err := tx.save(m.Version, `update review_meetings set starts_at = $1, zone = $2, minutes = $3, place = $4, agenda = $5, sequence = $6,
		begun_at = $7, ended_at = $8, cancelled_at = $9, reason = $10, version = version + 1 where id = $11 and version = $12`,
		m.StartsAt.UnixMicro(), m.Zone, int64(m.Lasts/time.Minute), m.Place, m.Agenda, m.Sequence, micros(m.BegunAt), micros(m.EndedAt),
		micros(m.CancelledAt), m.Reason, string(m.ID), m.Version)
	if err != nil {
		return err
	}
	m.Version++
	return tx.saveGuests(m)
}

func (tx *Tx) saveGuests(m *postmortem.Meeting) error {
	err := tx.put(`delete from review_guests where meeting_id = $1`, string(m.ID))
	for i := 0; err == nil && i < len(m.Guests); i++ {
		err = tx.put(`insert into review_guests (meeting_id, person_id) values ($1, $2)`, string(m.ID), string(m.Guests[i]))
	}
	return err
}

// SaveUninvited keeps who was invited until the present change of a meeting, and is not any more.
func (tx *Tx) SaveUninvited(m *postmortem.Meeting, people []person.ID) error {
	var err error
	for i := 0; err == nil && i < len(people); i++ {
		err = tx.put(`insert into review_uninvited (meeting_id, sequence, person_id) values ($1, $2, $3)`, string(m.ID), m.Sequence, string(people[i]))
	}
	return err
}

// Uninvited lists who was invited until a change of a meeting.
func (v *View) Uninvited(id postmortem.MeetingID, sequence int) ([]person.ID, error) {
	return all(v, `select person_id from review_uninvited where meeting_id = $1 and sequence = $2 order by person_id`, []any{string(id), sequence},
		func(r scanner) (id person.ID, err error) { return id, r.Scan(&id) })
}

// ForgetUninvited drops who was no longer invited to what was planned for an instant before that.
func (tx *Tx) ForgetUninvited(before time.Time) error {
	return tx.put(`delete from review_uninvited where meeting_id in (select id from review_meetings where starts_at < $1)`, before.UnixMicro())
}

// Present is somebody with an account who was in a meeting.
type Present struct {
	Person person.ID
	Name   string
}

// Attendance lists who is in a meeting, by name, and how many others by their role.
func (v *View) Attendance(id postmortem.MeetingID) (list []Present, others []postmortem.Others, err error) {
	list, err = all(v, `select a.person_id, p.name from review_attendance a join people p on p.id = a.person_id where a.meeting_id = $1
		order by p.name, p.id`, []any{string(id)}, func(r scanner) (p Present, err error) { return p, r.Scan(&p.Person, &p.Name) })
	if err != nil {
		return nil, nil, err
	}
	others, err = all(v, `select role, number from review_others where meeting_id = $1 order by role`, []any{string(id)},
		func(r scanner) (o postmortem.Others, err error) { return o, r.Scan(&o.Role, &o.Count) })
	return list, others, err
}

// SaveAttendance notes that somebody is in a meeting, or is not there after all.
func (tx *Tx) SaveAttendance(id postmortem.MeetingID, who person.ID, here bool) error {
	if !here {
		return tx.put(`delete from review_attendance where meeting_id = $1 and person_id = $2`, string(id), string(who))
	}
	return tx.put(`insert into review_attendance (meeting_id, person_id, noted_at) values ($1, $2, $3) on conflict (meeting_id, person_id) do nothing`,
		string(id), string(who), tx.now.UnixMicro())
}

// SaveOthers notes how many people of a role without an account are there.
func (tx *Tx) SaveOthers(id postmortem.MeetingID, o postmortem.Others) error {
	if o.Count == 0 {
		return tx.put(`delete from review_others where meeting_id = $1 and role = $2`, string(id), o.Role)
	}
	return tx.put(`insert into review_others (meeting_id, role, number) values ($1, $2, $3) on conflict (meeting_id, role) do update set number = $3`,
		string(id), o.Role, o.Count)
}

// Writers lists those with an active account who could write and approve the postmortem of an
// incident: its members only when it is private.
func (v *View) Writers(pm *postmortem.Postmortem) ([]person.Person, error) {
	return all(v, `select `+personColumns+` from people p join incidents i on i.id = $1 where p.disabled_at is null
		and p.role in ('responder', 'administrator') and (i.private = false or exists (
			select 1 from incident_members m where m.incident_id = i.id and m.person_id = p.id)) order by p.name, p.id`,
		[]any{string(pm.Incident)}, readPerson)
}
