package store

import (
	"slices"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// The parts of a postmortem. Whoever calls has loaded the postmortem with an actor first.

// Sections returns every section in the order of the document.
func (v *View) Sections(id postmortem.ID) ([]postmortem.Section, error) {
	kept, err := all(v, `select section, body, source, updated_at, version from postmortem_sections where postmortem_id = $1`,
		[]any{string(id)}, func(r scanner) (s postmortem.Section, err error) {
			err = r.Scan(&s.Key, &s.Text, &s.Source, into(&s.UpdatedAt), &s.Version)
			return s, err
		})
	if err != nil {
		return nil, err
	}
	t, err := v.TemplateOf(id)
	return t.Applied(inOrder(kept)), err
}

func inOrder(kept []postmortem.Section) []postmortem.Section {
	list := make([]postmortem.Section, 0, len(kept))
	for _, key := range postmortem.Keys() {
		s := postmortem.Section{Key: key}
		if i := slices.IndexFunc(kept, func(s postmortem.Section) bool { return s.Key == key }); i >= 0 {
			s = kept[i]
		}
		list = append(list, s)
	}
	return list
}

// SaveSection keeps the text of a section and counts its version up; Stale when somebody wrote
// meanwhile.
func (tx *Tx) SaveSection(id postmortem.ID, s *postmortem.Section) error {
	err := tx.save(s.Version, `insert into postmortem_sections (postmortem_id, section, body, source, updated_at, version)
		values ($1, $2, $3, $4, $5, 1) on conflict (postmortem_id, section) do update
		set body = $3, source = $4, updated_at = $5, version = postmortem_sections.version + 1 where postmortem_sections.version = $6`,
		string(id), string(s.Key), s.Text, s.Source, s.UpdatedAt.UnixMicro(), s.Version)
	if err == nil {
		s.Version++
	}
	return err
}

// Moments returns the six moments in their usual order; those that nobody has set are empty.
func (v *View) Moments(id postmortem.ID) ([]postmortem.Moment, error) {
	kept, err := all(v, `select moment, at, zone, precision_us, evidence, waived, source, version from postmortem_moments where postmortem_id = $1`,
		[]any{string(id)}, func(r scanner) (m postmortem.Moment, err error) {
			err = r.Scan(&m.Name, into(&m.At), &m.Zone, span(&m.Precision), &m.Evidence, &m.Waived, &m.Source, &m.Version)
			return m, err
		})
	return allSix(kept), err
}

func allSix(kept []postmortem.Moment) []postmortem.Moment {
	list := make([]postmortem.Moment, 0, len(kept))
	for _, name := range postmortem.MomentNames() {
		m := postmortem.Moment{Name: name, Zone: "UTC"}
		if i := slices.IndexFunc(kept, func(m postmortem.Moment) bool { return m.Name == name }); i >= 0 {
			m = kept[i]
		}
		list = append(list, m)
	}
	return list
}

// SaveMoment keeps a moment and counts its version up; Stale when somebody changed it meanwhile.
func (tx *Tx) SaveMoment(id postmortem.ID, m *postmortem.Moment) error {
	err := tx.save(m.Version, `insert into postmortem_moments (postmortem_id, moment, at, zone, precision_us, evidence, waived, source, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 1) on conflict (postmortem_id, moment) do update
		set at = $3, zone = $4, precision_us = $5, evidence = $6, waived = $7, source = $8, version = postmortem_moments.version + 1
		where postmortem_moments.version = $9`,
		string(id), string(m.Name), micros(m.At), m.Zone, m.Precision.Microseconds(), m.Evidence, m.Waived, m.Source, m.Version)
	if err == nil {
		m.Version++
	}
	return err
}

// TookPart says whether a person did anything in an incident or reported it by name: the
// facilitator of its review is somebody who did not. To mark an entry for the review is no part
// of the response.
func (v *View) TookPart(id incident.ID, who person.ID) (bool, error) {
	s := incident.StreamOf(id)
	var n int
	err := v.one(`select (select count(*) from events where noun = $1 and stream_id = $2 and ((actor_id = $3 and kind <> 'timeline.marked')
		or (kind = 'role.taken' and body like $4 escape '!'))) + (select count(*) from reports where incident_id = $2 and reporter_id = $3)`,
		[]any{s.Noun, s.ID, string(who), `%"person":"` + likeText(string(who)) + `"%`}, &n)
	return n > 0, err
}

// TookPartBefore says whether the record told of a person's part before the draft was begun, or
// somebody else noted their role since: to see a draft first it is not enough to write afterwards
// that one was there.
func (v *View) TookPartBefore(pm *postmortem.Postmortem, who person.ID) (bool, error) {
	s, draft := incident.StreamOf(pm.Incident), pm.Stream()
	var n int
	err := v.one(`select (select count(*) from events where noun = $1 and stream_id = $2 and ((actor_id = $3 and kind <> 'timeline.marked'
			and recorded_at <= (select d.recorded_at from events d where d.noun = $5 and d.stream_id = $6 and d.seq = 1))
		or (kind = 'role.taken' and body like $4 escape '!' and coalesce(actor_id, '') <> $3)))
		+ (select count(*) from reports where incident_id = $2 and reporter_id = $3 and received_at <= $7)`,
		[]any{s.Noun, s.ID, string(who), `%"person":"` + likeText(string(who)) + `"%`, draft.Noun, draft.ID, pm.DraftedAt.UnixMicro()}, &n)
	return n > 0, err
}

// MarkedChanges lists the changes that were marked for an incident, in the order in which they
// happened.
func (v *View) MarkedChanges(id incident.ID) ([]change.Marked, error) {
	return all(v, `select `+changeColumns+`, k.mark, k.evidence from changes c join change_marks k on k.change_id = c.id
		where k.incident_id = $1 order by c.occurred_at, c.id`, []any{string(id)}, func(r scanner) (m change.Marked, err error) {
		err = r.Scan(append(scanChange(&m.Change), &m.Mark, &m.Evidence)...)
		return m, err
	})
}
