package store

import (
	"candor.dev/candor/internal/domain/event"
)

// demoNouns are what the demo can make: noun and table.
var demoNouns = map[string]string{"incident": "incidents", "report": "reports", "change": "changes", "service": "services"}

// DemoObject is something that the demo made.
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

// MarkDemo remembers that the demo made something. Marking it again changes nothing. Not found
// when there is no such thing.
func (tx *Tx) MarkDemo(o DemoObject) error {
	table, ok := demoNouns[o.Noun]
	if !ok {
		return notFound(errNoRow, "kind of thing in the demo")
	}
	key := "id"
	if o.Noun == "service" {
		key = "name"
	}
	var id string
	if err := tx.one(`select `+key+` from `+table+` where `+key+` = $1`, []any{o.ID}, &id); err != nil {
		return notFound(err, o.Noun)
	}
	return tx.put(`insert into demo_objects (noun, id) values ($1, $2) on conflict (noun, id) do nothing`, o.Noun, o.ID)
}

// What belongs to the demo's things.
const (
	demoIncidents   = `(select id from demo_objects where noun = 'incident')`
	demoReports     = `(select id from demo_objects where noun = 'report')`
	demoChanges     = `(select id from demo_objects where noun = 'change')`
	demoServices    = `(select id from demo_objects where noun = 'service')`
	demoPostmortems = `(select id from postmortems where incident_id in ` + demoIncidents + `)`
	demoActions     = `(select id from actions where incident_id in ` + demoIncidents + `)`
)

// demoRemovals empty every table of what belongs to the demo, the parts before the wholes. A
// report of somebody that had joined one of its incidents goes back to where it came from.
var demoRemovals = []string{
	`delete from search_words where rowid in (select doc from search_texts where incident_id in ` + demoIncidents + `)`,
	`delete from search_texts where incident_id in ` + demoIncidents,
	`delete from deliveries where incident_id in ` + demoIncidents + ` or (noun = 'report' and stream_id in ` + demoReports + `)`,
	`delete from postmortem_comments where postmortem_id in ` + demoPostmortems,
	`delete from postmortem_moments where postmortem_id in ` + demoPostmortems,
	`delete from postmortem_sections where postmortem_id in ` + demoPostmortems,
	`delete from publications where incident_id in ` + demoIncidents,
	`delete from postmortems where incident_id in ` + demoIncidents,
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
	`delete from services where name in ` + demoServices,
	`delete from incidents where id in ` + demoIncidents,
	`delete from demo_objects`,
}

// RemoveDemo takes away everything that the demo made, with its history, and returns the
// streams that went.
func (tx *Tx) RemoveDemo() ([]event.Stream, error) {
	streams, err := all(&tx.View, `select noun, id from streams where (noun = 'incident' and id in `+demoIncidents+`)
		or (noun = 'report' and id in `+demoReports+`) or (noun = 'postmortem' and id in `+demoPostmortems+`)
		or (noun = 'action' and id in `+demoActions+`) order by noun, id`, nil, func(r scanner) (s event.Stream, err error) {
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
