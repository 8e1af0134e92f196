package store

import (
	"errors"
	"fmt"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/workspace"
)

// firstSeen is the condition under which somebody who asked to see a draft first may read it: that
// of the postmortem with the alias pm, while it is one. Parameter n is the person.
func firstSeen(n int) string {
	return fmt.Sprintf(`(pm.state in ('drafting', 'in_review', 'approved') and exists (
		select 1 from first_looks l where l.postmortem_id = pm.id and l.person_id = $%d))`, n)
}

// PostmortemToLook loads a postmortem whose draft the actor asked to see first. Not found for
// everybody else, also for those who write: they have the draft anyway.
func (v *View) PostmortemToLook(actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	pm, err := single(v, `select `+postmortemColumns+postmortemFrom+`where (pm.id = $1 or pm.number = $2) and `+visible("i", 3)+` and `+firstSeen(4),
		[]any{ref, number("PM", ref), sight(actor), string(actor.ID)}, readPostmortem)
	if err != nil {
		return nil, notFound(err, "postmortem")
	}
	return pm, actor.May(person.TakePart)
}

// PostmortemToLook loads and locks it.
func (tx *Tx) PostmortemToLook(actor person.Actor, ref string) (*postmortem.Postmortem, error) {
	found, err := tx.View.PostmortemToLook(actor, ref)
	if err != nil {
		return nil, err
	}
	return tx.lockPostmortem(`true`, []any{string(found.ID), 0})
}

// FirstLook loads the wish of one person; one that was not made when there is none.
func (v *View) FirstLook(id postmortem.ID, who person.ID) (postmortem.FirstLook, error) {
	l := postmortem.FirstLook{Postmortem: id, Person: who}
	err := v.one(`select asked_at, said_edition from first_looks where postmortem_id = $1 and person_id = $2`,
		[]any{string(id), string(who)}, into(&l.AskedAt), &l.Said)
	if errors.Is(err, errNoRow) {
		return l, nil
	}
	return l, err
}

// LookedByOthers says whether somebody else asked, too.
func (v *View) LookedByOthers(l postmortem.FirstLook) (bool, error) {
	var others bool
	err := v.one(`select exists (select 1 from first_looks where postmortem_id = $1 and person_id <> $2)`,
		[]any{string(l.Postmortem), string(l.Person)}, &others)
	return others, err
}

// SaveLook keeps the wish of one person.
func (tx *Tx) SaveLook(l postmortem.FirstLook) error {
	return tx.put(`insert into first_looks (postmortem_id, person_id, asked_at, said_edition) values ($1,$2,$3,$4)
		on conflict (postmortem_id, person_id) do update set said_edition = $4`, string(l.Postmortem), string(l.Person), l.AskedAt.UnixMicro(), l.Said)
}

// ForgetLook deletes the wish of one person, with every correction that they proposed.
func (tx *Tx) ForgetLook(l postmortem.FirstLook) error {
	if err := tx.put(`delete from corrections where postmortem_id = $1 and person_id = $2`, string(l.Postmortem), string(l.Person)); err != nil {
		return err
	}
	return tx.put(`delete from first_looks where postmortem_id = $1 and person_id = $2`, string(l.Postmortem), string(l.Person))
}

// ForgetOldLooks deletes the wishes and corrections of postmortems that are no drafts any more and
// have been none for a month: nothing waits for them, and each answer could be read.
func (tx *Tx) ForgetOldLooks() error {
	over := []any{tx.now.Add(-30 * workspace.Day).UnixMicro()}
	for _, table := range []string{"corrections", "first_looks"} {
		if err := tx.put(`delete from `+table+` where postmortem_id in (select id from postmortems
			where state in ('published', 'superseded', 'not_required') and coalesce(published_at, 0) < $1)`, over...); err != nil {
			return err
		}
	}
	return nil
}

const correctionColumns = `id, postmortem_id, person_id, section, words, instead, why, made_at, taken, answer, settled_at`

func readCorrection(r scanner) (postmortem.Correction, error) {
	var c postmortem.Correction
	err := r.Scan(&c.ID, &c.Postmortem, &c.Person, &c.Section, &c.Words, &c.Instead, &c.Why, into(&c.MadeAt), &c.Taken, &c.Answer, into(&c.SettledAt))
	return c, err
}

// CorrectionsBy lists what one person proposed, the first first.
func (v *View) CorrectionsBy(id postmortem.ID, who person.ID) ([]postmortem.Correction, error) {
	return all(v, `select `+correctionColumns+` from corrections where postmortem_id = $1 and person_id = $2 order by made_at, id`,
		[]any{string(id), string(who)}, readCorrection)
}

// OpenCorrections lists what nobody has taken or answered, without who proposed it.
func (v *View) OpenCorrections(id postmortem.ID) ([]postmortem.Correction, error) {
	list, err := all(v, `select `+correctionColumns+` from corrections where postmortem_id = $1 and settled_at is null order by made_at, id`,
		[]any{string(id)}, readCorrection)
	for i := range list {
		list[i].Person = ""
	}
	return list, err
}

// Correction loads one of a postmortem, without who proposed it.
func (v *View) Correction(id postmortem.ID, correction string) (postmortem.Correction, error) {
	c, err := single(v, `select `+correctionColumns+` from corrections where postmortem_id = $1 and id = $2`, []any{string(id), correction}, readCorrection)
	c.Person = ""
	return c, notFound(err, "correction")
}

// AddCorrection keeps a new correction.
func (tx *Tx) AddCorrection(c *postmortem.Correction) error {
	return tx.put(`insert into corrections (`+correctionColumns+`) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		c.ID, string(c.Postmortem), string(c.Person), string(c.Section), c.Words, c.Instead, c.Why, c.MadeAt.UnixMicro(), c.Taken, c.Answer, micros(c.SettledAt))
}

// SettleCorrection keeps that a correction was taken or answered; Stale when it was meanwhile.
func (tx *Tx) SettleCorrection(c postmortem.Correction) error {
	return tx.save(0, `update corrections set taken = $1, answer = $2, settled_at = $3 where id = $4 and settled_at is null`,
		c.Taken, c.Answer, micros(c.SettledAt), c.ID)
}

// CoAuthor loads what one person says of an action; without a signature when it is nothing.
func (v *View) CoAuthor(action string, who person.ID) (postmortem.CoAuthor, error) {
	c := postmortem.CoAuthor{Action: action, Person: who}
	err := v.one(`select signature, signed_as from co_authors where action_id = $1 and person_id = $2`,
		[]any{action, string(who)}, &c.Signature, &c.SignedAs)
	if errors.Is(err, errNoRow) {
		return c, nil
	}
	return c, err
}

// SignedAction loads what the actor says of the action that ref names, to take it back: of one that
// they may see, or of which they are a co-author, whatever they may see by now.
func (tx *Tx) SignedAction(actor person.Actor, ref string) (postmortem.CoAuthor, error) {
	c := postmortem.CoAuthor{Person: actor.ID}
	err := tx.one(`select a.id, coalesce(c.signature, ''), coalesce(c.signed_as, '') from actions a join incidents i on i.id = a.incident_id
		left join co_authors c on c.action_id = a.id and c.person_id = $3
		where (a.id = $1 or a.number = $2) and (c.person_id is not null or `+visible("i", 4)+`)`,
		[]any{ref, number("ACT", ref), string(actor.ID), sight(actor)}, &c.Action, &c.Signature, &c.SignedAs)
	return c, notFound(err, "action")
}

// Signed lists the actions of an incident of which a person is a co-author.
func (v *View) Signed(id incident.ID, who person.ID) ([]string, error) {
	return all(v, `select a.number from co_authors c join actions a on a.id = c.action_id where a.incident_id = $1 and c.person_id = $2 order by a.number`,
		[]any{string(id), string(who)}, func(r scanner) (string, error) {
			var n int
			err := r.Scan(&n)
			return fmt.Sprintf("ACT-%d", n), err
		})
}

// CoAuthors lists how the co-authors of an action are told of.
func (v *View) CoAuthors(action string) ([]string, error) {
	return all(v, `select signed_as from co_authors where action_id = $1 order by signed_as`, []any{action}, func(r scanner) (s string, err error) {
		err = r.Scan(&s)
		return s, err
	})
}

// SaveCoAuthor keeps what one person says of an action.
func (tx *Tx) SaveCoAuthor(c postmortem.CoAuthor) error {
	return tx.put(`insert into co_authors (action_id, person_id, signature, signed_as) values ($1,$2,$3,$4)
		on conflict (action_id, person_id) do update set signature = $3, signed_as = $4`, c.Action, string(c.Person), string(c.Signature), c.SignedAs)
}

// ForgetCoAuthor deletes it.
func (tx *Tx) ForgetCoAuthor(c postmortem.CoAuthor) error {
	return tx.put(`delete from co_authors where action_id = $1 and person_id = $2`, c.Action, string(c.Person))
}

// TellCoAuthors fills in the co-authors of the actions of a copy, as they are at this moment. What
// the company reads of a private incident tells none: they agreed among its members.
func (v *View) TellCoAuthors(c *postmortem.Copy, id incident.ID) error {
	for i := range c.Actions {
		c.Actions[i].CoAuthors = nil
	}
	type told struct {
		number int
		as     string
	}
	list, err := all(v, `select a.number, c.signed_as from co_authors c join actions a on a.id = c.action_id join incidents i on i.id = a.incident_id
		where a.incident_id = $1 and ($2 <> 'company' or not i.private) order by a.number, c.signed_as`, []any{string(id), string(c.Audience)},
		func(r scanner) (t told, err error) {
			err = r.Scan(&t.number, &t.as)
			return t, err
		})
	for _, t := range list {
		for i, a := range c.Actions {
			if a.Ref == fmt.Sprintf("ACT-%d", t.number) {
				c.Actions[i].CoAuthors = append(c.Actions[i].CoAuthors, t.as)
			}
		}
	}
	return err
}
