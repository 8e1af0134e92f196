package store

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// The revisions of a postmortem are its events. Whoever calls has loaded the postmortem with an
// actor first. Every query names the noun as a literal, so that the index of these events serves.

// RevisionFilter says which revisions to list, newest first.
type RevisionFilter struct {
	Part   string // A section or the title; empty: everything that was written.
	Before int64  // Only those with a smaller number; 0: from the newest on.
	Skip   int    // So many of the newest are left out.
	Limit  int
}

const (
	kindEdited   = `'postmortem.section_edited'`
	kindRetitled = `'postmortem.retitled'`
	kindMoment   = `'postmortem.moment_set'`
)

// PostmortemRevisions lists what was written, each with the wording before it, and says whether there is
// more. The history of a section ends with what the draft said.
func (v *View) PostmortemRevisions(id postmortem.ID, f RevisionFilter) ([]postmortem.Revision, bool, error) {
	where, args := `(e.kind in (`+kindEdited+`, `+kindRetitled+`, `+kindMoment+`) or e.seq = 1)`, []any{string(id)}
	switch f.Part {
	case "":
	case postmortem.TitleField:
		where = `(e.kind = ` + kindRetitled + ` or e.seq = 1)`
	default:
		where = `((e.kind = ` + kindEdited + ` and e.subject = $2) or e.seq = 1)`
		args = append(args, f.Part)
	}
	if f.Before > 0 {
		args = append(args, f.Before)
		where += fmt.Sprintf(` and e.seq < $%d`, len(args))
	}
	list, err := v.revisions(where+fmt.Sprintf(` order by e.seq desc limit %d offset %d`, f.Limit+1, f.Skip), args)
	if err != nil {
		return nil, false, err
	}
	more := len(list) > f.Limit
	list = list[:min(len(list), f.Limit)]
	if n := len(list) - 1; n >= 0 && list[n].Drafted && f.Part != "" {
		list[n].Part = f.Part
		if f.Part != postmortem.TitleField {
			var erased bool
			list[n].Text, erased, err = v.asDrafted(id, f.Part)
			list[n].Erased = list[n].Erased || erased
		}
	}
	return list, more, err
}

// PostmortemRevision is one revision of a section or of the title; not found when the part has
// none with that number.
func (v *View) PostmortemRevision(id postmortem.ID, part string, number int64) (postmortem.Revision, error) {
	list, _, err := v.PostmortemRevisions(id, RevisionFilter{Part: part, Before: number + 1, Limit: 1})
	if err != nil {
		return postmortem.Revision{}, err
	}
	if len(list) == 0 || list[0].Number != number {
		return postmortem.Revision{}, problem.NotFound("revision")
	}
	return list[0], nil
}

// SectionRevisions lists the wordings of a section from one of its versions down, newest first,
// and says whether there are earlier ones. Each version is one wording, the first is what the
// draft said; a version that the section never had lists nothing.
func (v *View) SectionRevisions(id postmortem.ID, s postmortem.Section, from, limit int) ([]postmortem.Revision, bool, error) {
	if from < 0 || from > s.Version {
		return nil, false, nil
	}
	return v.PostmortemRevisions(id, RevisionFilter{Part: string(s.Key), Skip: s.Version - from, Limit: limit})
}

// SectionRevision is the wording that a section had in one of its versions; not found when it
// never had that one.
func (v *View) SectionRevision(id postmortem.ID, s postmortem.Section, version int) (postmortem.Revision, error) {
	list, _, err := v.SectionRevisions(id, s, version, 1)
	if err != nil {
		return postmortem.Revision{}, err
	}
	if len(list) == 0 {
		return postmortem.Revision{}, problem.NotFound("revision")
	}
	return list[0], nil
}

// revisions reads events, each with the one of the same part before it.
func (v *View) revisions(where string, args []any) ([]postmortem.Revision, error) {
	type row struct{ ev, prior event.Event }
	rows, err := all(v, `select e.seq, e.kind, e.subject, e.happened_at, e.body, coalesce((select b.body from events b where b.noun = 'postmortem'
			and b.stream_id = e.stream_id and b.kind = e.kind and b.subject = e.subject and b.seq < e.seq order by b.seq desc limit 1),
			case when e.kind = `+kindRetitled+` then (select d.body from events d where d.noun = 'postmortem' and d.stream_id = e.stream_id and d.seq = 1) end)
		from events e where e.noun = 'postmortem' and e.stream_id = $1 and `+where, args, func(r scanner) (x row, err error) {
		var body, prior string
		err = r.Scan(&x.ev.Seq, &x.ev.Kind, &x.ev.Subject, into(&x.ev.At), text(&body), text(&prior))
		x.ev.Body, x.prior = []byte(body), event.Event{Kind: x.ev.Kind, Body: []byte(prior)}
		return x, err
	})
	list := make([]postmortem.Revision, len(rows))
	for i := 0; err == nil && i < len(rows); i++ {
		list[i], err = postmortem.RevisionOf(rows[i].ev, rows[i].prior)
	}
	return list, err
}

// asDrafted is what a section said before anybody wrote it: the first event of it tells, unless
// its words were erased, or nobody has written yet.
func (v *View) asDrafted(id postmortem.ID, section string) (said string, erased bool, err error) {
	first, err := v.revisions(`e.kind = `+kindEdited+` and e.subject = $2 order by e.seq limit 1`, []any{string(id), section})
	if err != nil || len(first) > 0 {
		return firstBefore(first), len(first) > 0 && first[0].Erased, err
	}
	err = v.one(`select body from postmortem_sections where postmortem_id = $1 and section = $2`, []any{string(id), section}, &said)
	if errors.Is(err, errNoRow) {
		return "", false, nil
	}
	return said, false, err
}

func firstBefore(list []postmortem.Revision) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].Before
}

// SectionAt is the text that a section had in an earlier version; not found when its words were
// erased. Of a draft that was first edited before the events kept what a draft said, the first
// version reads as empty.
func (v *View) SectionAt(id postmortem.ID, s postmortem.Section, version int) (string, error) {
	back := s.Version - version
	if back == 0 {
		return s.Text, nil
	}
	if back < 0 || version < 0 {
		return "", problem.NotFound("version")
	}
	// Every version but the first is one event; the one after the wanted one tells what was before it.
	list, err := v.revisions(fmt.Sprintf(`e.kind = `+kindEdited+` and e.subject = $2 order by e.seq desc limit 1 offset %d`, back-1), []any{string(id), string(s.Key)})
	if err != nil {
		return "", err
	}
	if len(list) == 0 || list[0].Erased {
		return "", problem.NotFound("version")
	}
	return list[0].Before, nil
}

// KeepUnsaved keeps what a person typed, in place of what was kept of them at the instant over;
// Stale when something else is kept there.
func (tx *Tx) KeepUnsaved(who person.ID, id postmortem.ID, u postmortem.Unsaved, over time.Time) error {
	return tx.save(u.Version, `insert into postmortem_unsaved (postmortem_id, section, person_id, body, version, kept_at) values ($1, $2, $3, $4, $5, $6)
		on conflict (postmortem_id, section, person_id) do update set body = $4, version = $5, kept_at = $6
		where postmortem_unsaved.kept_at = $7 or postmortem_unsaved.body = $4`,
		string(id), string(u.Section), string(who), u.Text, u.Version, u.At.UnixMicro(), over.UnixMicro())
}

// ForgetUnsaved drops what a person typed into a section, as it was kept at u.At; nothing there
// is well.
func (tx *Tx) ForgetUnsaved(who person.ID, id postmortem.ID, u postmortem.Unsaved) error {
	return tx.put(`delete from postmortem_unsaved where postmortem_id = $1 and section = $2 and person_id = $3 and kept_at = $4`,
		string(id), string(u.Section), string(who), u.At.UnixMicro())
}

// Unsaved is what the actor typed into a postmortem and has not saved; nobody else finds it.
func (v *View) Unsaved(actor person.Actor, id postmortem.ID) ([]postmortem.Unsaved, error) {
	if !actor.SignedIn() {
		return nil, nil
	}
	return all(v, `select section, body, version, kept_at from postmortem_unsaved where postmortem_id = $1 and person_id = $2 and kept_at > $3`,
		[]any{string(id), string(actor.ID), v.now.Add(-postmortem.UnsavedFor).UnixMicro()}, func(r scanner) (u postmortem.Unsaved, err error) {
			err = r.Scan(&u.Section, &u.Text, &u.Version, into(&u.At))
			return u, err
		})
}

// ForgetUnsavedOf drops what people typed who may no longer write there: their account, their
// role or their sight of the incident ended. With who, of that person only.
func (tx *Tx) ForgetUnsavedOf(who person.ID) error {
	var writing []string
	for _, r := range person.Roles() {
		if r.Can(person.Write) {
			writing = append(writing, `'`+string(r)+`'`)
		}
	}
	return tx.put(`delete from postmortem_unsaved where ($1 = '' or person_id = $1) and not exists (select 1 from people p, postmortems pm, incidents i
		where p.id = person_id and p.disabled_at is null and p.role in (`+strings.Join(writing, ", ")+`) and pm.id = postmortem_id and i.id = pm.incident_id
		and (i.private = false or exists (select 1 from incident_members m where m.incident_id = i.id and m.person_id = p.id)))`, string(who))
}

// ForgetOldUnsaved drops what nobody came back to, and what nobody may come back to.
func (tx *Tx) ForgetOldUnsaved() error {
	if err := tx.put(`delete from postmortem_unsaved where kept_at <= $1`, tx.now.Add(-postmortem.UnsavedFor).UnixMicro()); err != nil {
		return err
	}
	return tx.ForgetUnsavedOf("")
}
