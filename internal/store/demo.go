package store

import (
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
)

// DemoObject is something that the demo made: a person, a service, an incident, a report or a
// change.
type DemoObject struct {
	Noun string
	ID   string // The name, of a service.
}

// Demo lists everything that the demo made and that is still there.
func (v *View) Demo() ([]DemoObject, error) {
	return all(v, `select noun, id from demo_objects order by noun, id`, nil, func(r scanner) (o DemoObject, err error) {
		err = r.Scan(&o.Noun, &o.ID)
		return o, err
	})
}

// IsDemo says whether the demo made it.
func (v *View) IsDemo(o DemoObject) (bool, error) {
	var n int
	err := v.one(`select count(*) from demo_objects where noun = $1 and id = $2`, []any{o.Noun, o.ID}, &n)
	return n > 0, err
}

// MarkDemo remembers that the demo makes this, in the transaction that makes it.
func (tx *Tx) MarkDemo(o DemoObject) error {
	return tx.put(`insert into demo_objects (noun, id) values ($1, $2)`, o.Noun, o.ID)
}

// MadeBy remembers a new thing as one of the demo when its maker is; what anybody else makes
// never becomes one.
func (tx *Tx) MadeBy(maker person.ID, noun, id string) error {
	if maker == "" {
		return nil
	}
	return tx.put(`insert into demo_objects (noun, id) select $1, $2 where exists (
		select 1 from demo_objects where noun = 'person' and id = $3)`, noun, id, string(maker))
}

// What belongs to the demo's things.
const (
	demoIncidents   = `(select id from demo_objects where noun = 'incident')`
	demoReports     = `(select id from demo_objects where noun = 'report')`
	demoChanges     = `(select id from demo_objects where noun = 'change')`
	demoServices    = `(select id from demo_objects where noun = 'service')`
	demoPostmortems = `(select id from postmortems where incident_id in ` + demoIncidents + `)`
	demoMeetings    = `(select id from review_meetings where postmortem_id in ` + demoPostmortems + `)`
	demoActions     = `(select id from actions where incident_id in ` + demoIncidents + `)`
)

// demoRemovals empty every table of what belongs to the demo, the parts before the wholes. A
// report of somebody that had joined one of its incidents goes back to where it came from.
var demoRemovals = []string{
	`delete from search_words where rowid in (select doc from search_texts where incident_id in ` + demoIncidents + `)`,
	`delete from search_texts where incident_id in ` + demoIncidents,
	`delete from deliveries where incident_id in ` + demoIncidents + ` or (noun = 'report' and stream_id in ` + demoReports + `)`,
	`delete from postmortem_comments where postmortem_id in ` + demoPostmortems,
	`delete from postmortem_unsaved where postmortem_id in ` + demoPostmortems,
	`delete from publication_accounts where postmortem_id in ` + demoPostmortems,
	`delete from own_accounts where postmortem_id in ` + demoPostmortems,
	`delete from successions where postmortem_id in ` + demoPostmortems + ` or by_id in ` + demoPostmortems,
	`delete from customer_versions where postmortem_id in ` + demoPostmortems,
	`delete from customer_releases where postmortem_id in ` + demoPostmortems,
	`delete from reach_marks where postmortem_id in ` + demoPostmortems,
	`delete from reach_counts where postmortem_id in ` + demoPostmortems,
	`delete from postmortem_moments where postmortem_id in ` + demoPostmortems,
	`delete from postmortem_sections where postmortem_id in ` + demoPostmortems,
	`delete from review_guests where meeting_id in ` + demoMeetings,
	`delete from review_uninvited where meeting_id in ` + demoMeetings,
	`delete from review_attendance where meeting_id in ` + demoMeetings,
	`delete from review_others where meeting_id in ` + demoMeetings,
	`delete from review_meetings where postmortem_id in ` + demoPostmortems,
	`delete from review_opinions where postmortem_id in ` + demoPostmortems,
	`delete from pulse_marks where postmortem_id in ` + demoPostmortems,
	`delete from pulse_salts where postmortem_id in ` + demoPostmortems,
	`delete from pulse_counts where postmortem_id in ` + demoPostmortems,
	`delete from pulses where postmortem_id in ` + demoPostmortems,
	`delete from postmortem_reminders where postmortem_id in ` + demoPostmortems,
	`delete from risk_matches where incident_id in ` + demoIncidents + ` or risk_id in (select id from risks where incident_id in ` + demoIncidents + `)`,
	`delete from risks where incident_id in ` + demoIncidents,
	`delete from whys where postmortem_id in ` + demoPostmortems,
	`delete from why_trees where postmortem_id in ` + demoPostmortems,
	`delete from imports where incident_id in ` + demoIncidents,
	`delete from postmortem_templates where postmortem_id in ` + demoPostmortems,
	`delete from first_looks where postmortem_id in ` + demoPostmortems,
	`delete from corrections where postmortem_id in ` + demoPostmortems,
	`delete from publications where incident_id in ` + demoIncidents,
	`delete from postmortems where incident_id in ` + demoIncidents,
	`delete from co_authors where action_id in ` + demoActions,
	`delete from actions where incident_id in ` + demoIncidents,
	`delete from change_marks where incident_id in ` + demoIncidents + ` or change_id in ` + demoChanges,
	`delete from hypotheses where incident_id in ` + demoIncidents,
	`delete from needs where incident_id in ` + demoIncidents,
	`delete from offers where incident_id in ` + demoIncidents,
	`delete from thanks where incident_id in ` + demoIncidents,
	`delete from files where incident_id in ` + demoIncidents,
	`delete from incident_members where incident_id in ` + demoIncidents,
	`delete from followers where incident_id in ` + demoIncidents,
	`delete from incident_roles where incident_id in ` + demoIncidents,
	`delete from incident_links where incident_id in ` + demoIncidents + ` or to_id in ` + demoIncidents,
	`delete from reports where id in ` + demoReports,
	`update reports set incident_id = null, state = 'received', version = version + 1 where incident_id in ` + demoIncidents,
	`delete from changes where id in ` + demoChanges,
	`delete from services where version = 1 and name in ` + demoServices, // What somebody changed since is theirs.
	`delete from incidents where id in ` + demoIncidents,
	`delete from demo_objects`,
}

// RemoveDemo takes away everything that the demo made, with its history, and returns the
// streams that went.
func (tx *Tx) RemoveDemo() ([]event.Stream, error) {
	streams, err := all(&tx.View, `select noun, id from streams where (noun = 'incident' and id in `+demoIncidents+`)
		or (noun = 'report' and id in `+demoReports+`) or (noun in ('postmortem', 'care') and id in `+demoPostmortems+`)
		or (noun in ('action', 'care') and id in `+demoActions+`) order by noun, id`, nil, func(r scanner) (s event.Stream, err error) {
		err = r.Scan(&s.Noun, &s.ID)
		return s, err
	})
	for i := 0; err == nil && i < len(streams); i++ {
		err = tx.forgetStream(streams[i])
	}
	for i := 0; err == nil && i < len(demoRemovals); i++ {
		err = tx.put(demoRemovals[i])
	}
	return streams, err
}

func (tx *Tx) forgetStream(s event.Stream) error {
	if err := tx.put(`delete from events where noun = $1 and stream_id = $2`, s.Noun, s.ID); err != nil {
		return err
	}
	tx.Touch(s)
	return tx.put(`delete from streams where noun = $1 and id = $2`, s.Noun, s.ID)
}

// demoPersonParts are what a person of the demo has and nobody else refers to.
var demoPersonParts = []string{
	`delete from sessions where person_id = $1`,
	`delete from tokens where person_id = $1`,
	`delete from one_time_links where person_id = $1`,
	`delete from feed_links where person_id = $1`,
	`delete from calendar_links where person_id = $1`,
	`delete from mail_preferences where person_id = $1`,
	`delete from followers where person_id = $1`,
	`delete from deliveries where channel = 'mail' and target = $1`,
}

// demoPersonRefs is whether anything that stays speaks of a person.
const demoPersonRefs = `select count(*) from people p where p.id = $1 and (
	exists (select 1 from events e where e.actor_id = p.id or e.subject = p.id or e.body like '%' || p.id || '%')
	or exists (select 1 from incident_members m where m.person_id = p.id)
	or exists (select 1 from incident_roles r where r.person_id = p.id)
	or exists (select 1 from offers o where o.person_id = p.id)
	or exists (select 1 from thanks t where t.to_person = p.id)
	or exists (select 1 from reports r where r.reporter_id = p.id)
	or exists (select 1 from postmortems m where m.owner_id = p.id or m.facilitator_id = p.id)
	or exists (select 1 from review_guests g where g.person_id = p.id)
	or exists (select 1 from review_uninvited g where g.person_id = p.id)
	or exists (select 1 from review_attendance g where g.person_id = p.id)
	or exists (select 1 from review_opinions g where g.person_id = p.id)
	or exists (select 1 from postmortem_comments c where c.author_id = p.id)
	or exists (select 1 from own_accounts a where a.person_id = p.id)
	or exists (select 1 from first_looks a where a.person_id = p.id)
	or exists (select 1 from corrections a where a.person_id = p.id)
	or exists (select 1 from co_authors a where a.person_id = p.id)
	or exists (select 1 from publications c where c.copy like '%' || p.id || '%')
	or exists (select 1 from invitations i where i.created_by = p.id)
	or exists (select 1 from one_time_links l where l.created_by = p.id))`

// RemoveDemoPerson shuts every door of a person of the demo, after RemoveDemo, and removes them
// unless something that stays refers to them; gone says which.
func (tx *Tx) RemoveDemoPerson(id person.ID) (gone bool, err error) {
	for _, statement := range demoPersonParts {
		if err := tx.put(statement, string(id)); err != nil {
			return false, err
		}
	}
	var refs int
	if err := tx.one(demoPersonRefs, []any{string(id)}, &refs); err != nil || refs > 0 {
		return false, err
	}
	return true, tx.put(`delete from people where id = $1`, string(id))
}
