package store

import (
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// AddComment keeps a comment. One that is made on a draft is for those who write; any other is
// for the readers of the edition that is the newest now, and of no later one. While nothing is
// published there is no such edition: then it is for those who write, too. An answer is for those
// who read what it answers.
func (tx *Tx) AddComment(c *postmortem.Comment, onDraft bool) error {
	c.Edition, c.OnDraft = 0, onDraft
	var err error
	switch {
	case c.Answers != "":
		err = tx.one(`select on_draft, edition from postmortem_comments where id = $1`, []any{c.Answers}, &c.OnDraft, &c.Edition)
	case !onDraft:
		err = tx.one(`select coalesce(max(edition), 0) from publications where postmortem_id = $1`, []any{string(c.Postmortem)}, &c.Edition)
	}
	if err != nil {
		return err
	}
	start, end := place(c.Anchor)
	return tx.put(`insert into postmortem_comments (id, postmortem_id, section, body, author_id, on_draft, edition, made_at,
		quote, quote_before, quote_after, start_at, end_at, answers, resolved_at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)`,
		c.ID, string(c.Postmortem), string(c.Section), c.Text, orNull(c.Author), c.OnDraft, c.Edition, c.MadeAt.UnixMicro(),
		c.Anchor.Quote, c.Anchor.Before, c.Anchor.After, start, end, orNull(c.Answers), micros(c.ResolvedAt))
}

// place is where the words of a comment stand; nothing when it is about none, or they are gone.
func place(a postmortem.Anchor) (start, end any) {
	if !a.Set() || a.Gone() {
		return nil, nil
	}
	return a.Start, a.End
}

// PlaceComment keeps where the words of a comment stand now.
func (tx *Tx) PlaceComment(id string, a postmortem.Anchor) error {
	start, end := place(a)
	return tx.put(`update postmortem_comments set start_at = $1, end_at = $2 where id = $3`, start, end, id)
}

// ResolveComment keeps whether a comment is resolved.
func (tx *Tx) ResolveComment(c *postmortem.Comment) error {
	return tx.put(`update postmortem_comments set resolved_at = $1 where id = $2`, micros(c.ResolvedAt), c.ID)
}

const commentColumns = `select c.id, c.postmortem_id, c.section, c.body, c.author_id, coalesce(p.name, ''), c.edition, c.on_draft, c.made_at,
	c.quote, c.quote_before, c.quote_after, coalesce(c.start_at, 0), coalesce(c.end_at, 0), coalesce(c.answers, ''), c.resolved_at
	from postmortem_comments c left join people p on p.id = c.author_id `

func readComment(r scanner) (c postmortem.Comment, err error) {
	a := &c.Anchor
	err = r.Scan(&c.ID, &c.Postmortem, &c.Section, &c.Text, text(&c.Author), &c.AuthorName, &c.Edition, &c.OnDraft, into(&c.MadeAt),
		&a.Quote, &a.Before, &a.After, &a.Start, &a.End, &c.Answers, into(&c.ResolvedAt))
	return c, err
}

// commentsVisible is the condition under which comments of the postmortem $1 are found. All are
// found by those who may see the draft; one on a published edition by everybody who may read that
// edition, whatever came after it. Parameters from $2: sight, whether the actor writes, the present.
var commentsVisible = `c.postmortem_id = $1 and exists (select 1 from postmortems pm join incidents i on i.id = pm.incident_id
	where pm.id = c.postmortem_id and (` + draftVisible("i", 2) + ` or (c.on_draft = false and exists (select 1 from publications pub
		where pub.postmortem_id = pm.id and pub.edition = c.edition and ` + readable("pub", 2) + `))))`

// Comments lists what readers said, oldest first, as far as the actor may read it.
func (v *View) Comments(actor person.Actor, id postmortem.ID) ([]postmortem.Comment, error) {
	if err := actor.May(person.See); err != nil {
		return nil, err
	}
	return all(v, commentColumns+`where `+commentsVisible+` order by c.made_at, c.id`,
		[]any{string(id), sight(actor), writes(actor), v.now.UnixMicro()}, readComment)
}

// Comment loads one comment that the actor may read; not found otherwise.
func (v *View) Comment(actor person.Actor, id postmortem.ID, comment string) (postmortem.Comment, error) {
	c, err := single(v, commentColumns+`where c.id = $5 and `+commentsVisible,
		[]any{string(id), sight(actor), writes(actor), v.now.UnixMicro(), comment}, readComment)
	return c, notFound(err, "comment")
}

// PlacedComments lists the comments on the draft of a section that are about words, whoever may
// read them: they follow the text.
func (v *View) PlacedComments(id postmortem.ID, section postmortem.Key) ([]postmortem.Comment, error) {
	return all(v, commentColumns+`where c.postmortem_id = $1 and c.section = $2 and c.on_draft = true and c.quote <> '' order by c.made_at, c.id`,
		[]any{string(id), string(section)}, readComment)
}

// CountComments says how many comments a postmortem has; Conflict when there are as many as one
// may have.
func (v *View) CountComments(id postmortem.ID) error {
	var n int
	if err := v.one(`select count(*) from postmortem_comments where postmortem_id = $1`, []any{string(id)}, &n); err != nil {
		return err
	}
	if n >= postmortem.MaxComments {
		return problem.Conflict("This postmortem has %d comments, and takes no more.", n).Next("Write what was learned into the text.")
	}
	return nil
}
