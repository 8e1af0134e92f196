package store

import (
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

const publicationColumns = `pub.postmortem_id, pub.number, pub.incident_id, pub.edition, pub.audience, pub.until_at, pub.published_at,
	pub.superseded_at, pub.copy, i.declared_at, i.dating`

const publicationFrom = ` from publications pub join incidents i on i.id = pub.incident_id `

func readPublication(r scanner) (*postmortem.Publication, error) {
	p := &postmortem.Publication{}
	err := r.Scan(&p.Postmortem, &p.Number, &p.Incident, &p.Edition, &p.Audience, into(&p.Until), into(&p.PublishedAt),
		into(&p.SupersededAt), fromJSON(&p.Copy), into(&p.Was.At), &p.Was.Dating)
	return p, err
}

// Publication loads a published copy of the postmortem that ref names (PM-12 or a UUID).
// Edition 0 is the newest. Not found when there is none or the actor may not read it: each
// edition keeps the audience that it was published for.
func (v *View) Publication(actor person.Actor, ref string, edition int) (*postmortem.Publication, error) {
	p, err := single(v, `select `+publicationColumns+publicationFrom+`where (pub.postmortem_id = $1 or pub.number = $2) and (pub.edition = $3 or ($3 = 0 and pub.superseded_at is null)) and `+readable("pub", 4),
		[]any{ref, number("PM", ref), edition, sight(actor), writes(actor), v.now.UnixMicro()}, readPublication)
	if err != nil {
		return nil, notFound(err, "postmortem")
	}
	if p.Copy.Accounts, err = v.toldIn(p.Postmortem, p.Edition); err != nil {
		return nil, err
	}
	if err := v.TellCoAuthors(&p.Copy, p.Incident); err != nil {
		return nil, err
	}
	return p, actor.May(person.See)
}

// AddPublication keeps a published copy, which nothing changes afterwards; earlier editions are
// superseded from now on and stay readable. Accounts and co-authors are not kept with it: they can be
// taken back.
func (tx *Tx) AddPublication(p *postmortem.Publication) error {
	copied, err := asJSON(p.Copy.WithoutBorrowed())
	if err != nil {
		return err
	}
	err = tx.put(`update publications set superseded_at = $1 where postmortem_id = $2 and superseded_at is null`,
		p.PublishedAt.UnixMicro(), string(p.Postmortem))
	if err != nil {
		return err
	}
	return tx.put(`insert into publications (postmortem_id, edition, incident_id, number, audience, until_at, published_at, superseded_at, copy)
		values ($1,$2,$3,$4,$5,$6,$7,null,$8)`, string(p.Postmortem), p.Edition, string(p.Incident), p.Number, string(p.Audience),
		micros(p.Until), p.PublishedAt.UnixMicro(), copied)
}

// PublicationFilter says which published copies to list.
type PublicationFilter struct {
	Written bool   // Only what was written here: an imported document is no news.
	Before  Cursor // The zero cursor begins with the newest.
	Limit   int
}

// Publications lists the newest edition of everything that the actor may read, newest first,
// and the cursor of the next page.
func (v *View) Publications(actor person.Actor, f PublicationFilter) ([]*postmortem.Publication, Cursor, error) {
	if err := actor.May(person.See); err != nil {
		return nil, Cursor{}, err
	}
	args := []any{sight(actor), writes(actor), v.now.UnixMicro()}
	conds := []string{`pub.superseded_at is null`, readable("pub", 1)}
	if f.Written {
		conds = append(conds, written("pub.incident_id"))
	}
	if !f.Before.At.IsZero() {
		args = append(args, f.Before.At.UnixMicro(), f.Before.ID)
		conds = append(conds, fmt.Sprintf(`(pub.published_at, pub.postmortem_id) < ($%d, $%d)`, len(args)-1, len(args)))
	}
	list, err := all(v, `select `+publicationColumns+publicationFrom+`where `+strings.Join(conds, " and ")+
		fmt.Sprintf(` order by pub.published_at desc, pub.postmortem_id desc limit %d`, f.Limit+1), args, readPublication)
	if err != nil || len(list) <= f.Limit {
		return list, Cursor{}, err
	}
	last := list[f.Limit-1]
	return list[:f.Limit], Cursor{At: last.PublishedAt, ID: string(last.Postmortem)}, nil
}
