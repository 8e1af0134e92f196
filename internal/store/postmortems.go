package store

import (
	"errors"
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

const (
	postmortemColumns = `pm.id, pm.number, pm.incident_id, i.number, i.private, pm.title, pm.state, pm.edition, pm.owner_id, coalesce(o.name, ''),
	pm.facilitator_id, coalesce(f.name, pm.facilitated_by), pm.exception, pm.draft_due, pm.publish_due, pm.reason, pm.directive_at,
	pm.drafted_at, pm.approved_at, pm.published_at, pm.version, coalesce(im.origin, ''), i.declared_at, i.dating`
	postmortemFrom = ` from postmortems pm join incidents i on i.id = pm.incident_id
		left join people o on o.id = pm.owner_id left join people f on f.id = pm.facilitator_id
		left join imports im on im.postmortem_id = pm.id `
)

func readPostmortem(r scanner) (*postmortem.Postmortem, error) {
	pm := &postmortem.Postmortem{}
	return pm, r.Scan(scanPostmortem(pm)...)
}

func scanPostmortem(pm *postmortem.Postmortem) []any {
	return []any{
		&pm.ID, &pm.Number, &pm.Incident, (*incidentRef)(&pm.IncidentRef), &pm.Private, &pm.Title, &pm.State, &pm.Edition, text(&pm.Owner), &pm.OwnerName,
		text(&pm.Facilitator), &pm.FacilitatedBy, &pm.Exception, into(&pm.DraftDue), into(&pm.PublishDue), &pm.Reason, into(&pm.DirectiveAt),
		into(&pm.DraftedAt), into(&pm.ApprovedAt), into(&pm.PublishedAt), &pm.Version, &pm.Origin, into(&pm.Was.At), &pm.Was.Dating,
	}
}

// incidentRef is read out of the number of an incident.
type incidentRef string

// Scan reads the number.
func (s *incidentRef) Scan(src any) error {
	n, _ := src.(int64) // The column is never null.
	*s = incidentRef(fmt.Sprintf("INC-%d", n))
	return nil
}

// Postmortem loads the postmortem that ref names (PM-12 or a UUID), in whatever state, for
// those who write. Not found when there is none, or the actor may not see its draft; the
// published copy of it may still be readable with Publication.
func (v *View) Postmortem(actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	pm, err := single(v, `select `+postmortemColumns+postmortemFrom+`where (pm.id = $1 or pm.number = $2) and `+draftVisible("i", 3),
		[]any{ref, number("PM", ref), sight(actor), writes(actor)}, readPostmortem)
	if err != nil {
		return nil, notFound(err, "postmortem")
	}
	return pm, actor.May(person.See)
}

// PostmortemOf loads the postmortem of an incident, for those who write; not found when nobody
// has drafted one.
func (v *View) PostmortemOf(actor person.Actor, id incident.ID) (*postmortem.Postmortem, error) {
	pm, err := single(v, `select `+postmortemColumns+postmortemFrom+`where pm.incident_id = $1 and `+draftVisible("i", 2),
		[]any{string(id), sight(actor), writes(actor)}, readPostmortem)
	return pm, notFound(err, "postmortem")
}

// Postmortem loads what the actor may see and locks it until the transaction ends.
func (tx *Tx) Postmortem(actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	return tx.lockPostmortem(draftVisible("i", 3), []any{ref, number("PM", ref), sight(actor), writes(actor)})
}

// PostmortemToRead loads and locks a postmortem whose draft or whose newest published copy the
// actor may read: for what every reader does, such as a comment.
func (tx *Tx) PostmortemToRead(actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	return tx.lockPostmortem(`(`+draftVisible("i", 3)+` or exists (select 1 from publications pub
		where pub.postmortem_id = pm.id and pub.superseded_at is null and `+readable("pub", 3)+`))`,
		[]any{ref, number("PM", ref), sight(actor), writes(actor), tx.now.UnixMicro()})
}

// lockPostmortem finds the row and locks it first, since PostgreSQL locks no row of an outer
// join, then reads it as it now is.
func (tx *Tx) lockPostmortem(where string, args []any) (*postmortem.Postmortem, error) {
	var id string
	err := tx.one(`select pm.id`+postmortemFrom+`where (pm.id = $1 or pm.number = $2) and `+where, args, &id)
	if err != nil {
		return nil, notFound(err, "postmortem")
	}
	if err := tx.one(`select id from postmortems where id = $1`+tx.d.lock(), []any{id}, &id); err != nil {
		return nil, notFound(err, "postmortem")
	}
	pm, err := single(&tx.View, `select `+postmortemColumns+postmortemFrom+`where pm.id = $1`, []any{id}, readPostmortem)
	return pm, notFound(err, "postmortem")
}

// AddPostmortem keeps a new postmortem with its sections and moments. Conflict when the
// incident has one already.
func (tx *Tx) AddPostmortem(pm *postmortem.Postmortem, sections []postmortem.Section, moments []postmortem.Moment) error {
	err := tx.put(`insert into postmortems (id, number, incident_id, title, state, edition, owner_id, facilitator_id, facilitated_by, exception,
		draft_due, publish_due, reason, directive_at, drafted_at, approved_at, published_at, version)
		values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)`,
		string(pm.ID), pm.Number, string(pm.Incident), pm.Title, string(pm.State), pm.Edition, orNull(pm.Owner), orNull(pm.Facilitator),
		withoutAccount(pm), pm.Exception, micros(pm.DraftDue), micros(pm.PublishDue), pm.Reason, micros(pm.DirectiveAt), micros(pm.DraftedAt),
		micros(pm.ApprovedAt), micros(pm.PublishedAt), pm.Version)
	if p := problem.Of(err); p == nil && err != nil {
		if c := tx.d.classify(err); c != nil && errors.Is(c, errDuplicate) {
			return problem.Conflict("This incident already has a postmortem.").Next("Open it from the incident.")
		}
	}
	for i := 0; err == nil && i < len(sections); i++ {
		s := sections[i]
		err = tx.put(`insert into postmortem_sections (postmortem_id, section, body, source, updated_at, version) values ($1,$2,$3,$4,$5,1)`,
			string(pm.ID), string(s.Key), s.Text, s.Source, tx.now.UnixMicro())
	}
	for i := 0; err == nil && i < len(moments); i++ {
		m := moments[i]
		err = tx.put(`insert into postmortem_moments (postmortem_id, moment, at, zone, precision_us, evidence, waived, source, version)
			values ($1,$2,$3,$4,$5,$6,$7,$8,1)`, string(pm.ID), string(m.Name), micros(m.At), m.Zone, m.Precision.Microseconds(), m.Evidence, m.Waived, m.Source)
	}
	return err
}

// withoutAccount is the name of a facilitator who has no account.
func withoutAccount(pm *postmortem.Postmortem) string {
	if pm.Facilitator != "" {
		return ""
	}
	return pm.FacilitatedBy
}

// SavePostmortem keeps a changed postmortem and counts its version up; Stale when it changed
// since it was loaded. Sections and moments have versions of their own.
func (tx *Tx) SavePostmortem(pm *postmortem.Postmortem) error {
	err := tx.save(pm.Version, `update postmortems set title = $1, state = $2, edition = $3, owner_id = $4, facilitator_id = $5, facilitated_by = $6,
		exception = $7, draft_due = $8, publish_due = $9, reason = $10, directive_at = $11, approved_at = $12, published_at = $13,
		version = version + 1 where id = $14 and version = $15`,
		pm.Title, string(pm.State), pm.Edition, orNull(pm.Owner), orNull(pm.Facilitator), withoutAccount(pm), pm.Exception, micros(pm.DraftDue),
		micros(pm.PublishDue), pm.Reason, micros(pm.DirectiveAt), micros(pm.ApprovedAt), micros(pm.PublishedAt), string(pm.ID), pm.Version)
	if err == nil {
		pm.Version++
	}
	return err
}

// Origin says where documents came from that are listed.
type Origin string

// Where documents came from.
const (
	WrittenHere  Origin = "written"
	FromImported Origin = "imported"
)

// PostmortemFilter says which postmortems to list.
type PostmortemFilter struct {
	States []postmortem.State // Empty: any.
	Owner  person.ID          // Only those that wait for this person: one's own page. Empty: any.
	Origin Origin             // Empty: any.
	Before Cursor             // The zero cursor begins with the newest.
	Limit  int
}

// Postmortems lists what those who write may see, in any state, newest first, and the cursor of
// the next page. For readers it is empty: theirs are the Publications.
func (v *View) Postmortems(actor person.Actor, f PostmortemFilter) ([]*postmortem.Postmortem, Cursor, error) {
	if err := actor.May(person.See); err != nil {
		return nil, Cursor{}, err
	}
	args := []any{sight(actor), writes(actor)}
	conds := []string{draftVisible("i", 1)}
	if len(f.States) > 0 {
		names := make([]string, len(f.States))
		for i, s := range f.States {
			args = append(args, string(s))
			names[i] = fmt.Sprintf("$%d", len(args))
		}
		conds = append(conds, `pm.state in (`+strings.Join(names, ", ")+`)`)
	}
	if f.Owner != "" {
		args = append(args, string(f.Owner))
		conds = append(conds, fmt.Sprintf(`pm.owner_id = $%d`, len(args)))
	}
	switch f.Origin {
	case WrittenHere:
		conds = append(conds, `im.origin is null`)
	case FromImported:
		conds = append(conds, `im.origin is not null`)
	}
	if !f.Before.At.IsZero() {
		args = append(args, f.Before.At.UnixMicro(), f.Before.ID)
		conds = append(conds, fmt.Sprintf(`(pm.drafted_at, pm.id) < ($%d, $%d)`, len(args)-1, len(args)))
	}
	list, err := all(v, `select `+postmortemColumns+postmortemFrom+`where `+strings.Join(conds, " and ")+
		fmt.Sprintf(` order by pm.drafted_at desc, pm.id desc limit %d`, f.Limit+1), args, readPostmortem)
	if err != nil || len(list) <= f.Limit {
		return list, Cursor{}, err
	}
	last := list[f.Limit-1]
	return list[:f.Limit], Cursor{At: last.DraftedAt, ID: string(last.ID)}, nil
}
