package store

import (
	"cmp"
	"slices"

	"candor.dev/candor/internal/domain/postmortem"
)

// Written is what stands in a postmortem and decides over its publication.
type Written struct {
	Sections []postmortem.Section
	Moments  []postmortem.Moment
	Care     postmortem.Care
}

// The rows of Written: each part puts what it has into columns of the same kinds.
const writtenQuery = `select 'section', section, body, source, updated_at, version, '', 0, '' from postmortem_sections where postmortem_id = $1
	union all select 'moment', moment, evidence, source, at, version, zone, precision_us, waived from postmortem_moments where postmortem_id = $1
	union all select 'template', postmortem_id, template, '', 0, 0, '', 0, '' from postmortem_templates where postmortem_id = $1
	union all select 'correction', section, words, instead, made_at, 0, id, 0, why from corrections where postmortem_id = $1 and settled_at is null
	union all select 'unseen', '', '', '', 0, 0, '', 0, '' from first_looks where postmortem_id = $1 and said_edition < $2
	union all select 'review', '', '', '', max(happened_at), 0, '', 0, '' from events where noun = $3 and stream_id = $1 and kind = $4
		and seq > coalesce((select max(seq) from events where noun = $3 and stream_id = $1 and kind = $5), 0)`

// Written loads it all at once, for pages that show a document: one query.
func (v *View) Written(pm *postmortem.Postmortem) (Written, error) {
	var w Written
	var t postmortem.Template
	type part struct {
		is string
		s  postmortem.Section
		m  postmortem.Moment
	}
	s := pm.Stream()
	parts, err := all(v, writtenQuery, []any{s.ID, pm.Edition, s.Noun, postmortem.ReviewRequested{}.Kind(), postmortem.EditionBegan{}.Kind()},
		func(r scanner) (p part, err error) {
			err = r.Scan(&p.is, &p.s.Key, &p.s.Text, &p.s.Source, into(&p.s.UpdatedAt), &p.s.Version, &p.m.Zone, span(&p.m.Precision), &p.m.Waived)
			return p, err
		})
	for _, p := range parts {
		s, m := p.s, p.m
		switch p.is {
		case "section":
			w.Sections = append(w.Sections, s)
		case "moment":
			m.Name, m.Evidence, m.Source, m.At, m.Version = postmortem.MomentName(s.Key), s.Text, s.Source, s.UpdatedAt, s.Version
			w.Moments = append(w.Moments, m)
		case "template":
			if err := fromJSON(&t).Scan(s.Text); err != nil {
				return w, err
			}
		case "correction":
			w.Care.Open = append(w.Care.Open, postmortem.Correction{
				ID: m.Zone, Postmortem: pm.ID, Section: s.Key, Words: s.Text, Instead: s.Source, Why: m.Waived, MadeAt: s.UpdatedAt,
			})
		case "unseen":
			w.Care.Unseen = true
		case "review":
			w.Care.ReviewAt = s.UpdatedAt
		}
	}
	slices.SortFunc(w.Care.Open, func(a, b postmortem.Correction) int {
		return cmp.Or(a.MadeAt.Compare(b.MadeAt), cmp.Compare(a.ID, b.ID))
	})
	w.Sections, w.Moments = t.Applied(inOrder(w.Sections)), allSix(w.Moments)
	return w, err
}
