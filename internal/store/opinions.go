package store

import (
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// What people say after reading. Whoever calls has loaded the postmortem with an actor first.

// Opinions lists who was asked about an edition and who said something, by name.
func (v *View) Opinions(id postmortem.ID, edition int) ([]postmortem.Opinion, error) {
	return all(v, `select o.person_id, p.name, o.asked_at, o.until_at, o.answer, o.reason, o.fingerprint, o.answered_at
		from review_opinions o join people p on p.id = o.person_id where o.postmortem_id = $1 and o.edition = $2 order by p.name, p.id`,
		[]any{string(id), edition}, func(r scanner) (o postmortem.Opinion, err error) {
			return o, r.Scan(&o.Person, &o.Name, into(&o.AskedAt), into(&o.Until), &o.Answer, &o.Reason, &o.Text, into(&o.AnsweredAt))
		})
}

// AskOpinion keeps that somebody is asked to read an edition.
func (tx *Tx) AskOpinion(id postmortem.ID, edition int, who person.ID, until time.Time) error {
	return tx.put(`insert into review_opinions (postmortem_id, edition, person_id, asked_at, until_at, answer, reason, fingerprint, answered_at)
		values ($1, $2, $3, $4, $5, '', '', '', null) on conflict (postmortem_id, edition, person_id) do update set asked_at = $4, until_at = $5`,
		string(id), edition, string(who), tx.now.UnixMicro(), micros(until))
}

// SaveOpinion keeps what somebody said of an edition, in place of an earlier answer.
func (tx *Tx) SaveOpinion(id postmortem.ID, edition int, o postmortem.Opinion) error {
	return tx.put(`insert into review_opinions (postmortem_id, edition, person_id, asked_at, until_at, answer, reason, fingerprint, answered_at)
		values ($1, $2, $3, null, null, $4, $5, $6, $7) on conflict (postmortem_id, edition, person_id) do update
		set answer = $4, reason = $5, fingerprint = $6, answered_at = $7`,
		string(id), edition, string(o.Person), string(o.Answer), o.Reason, o.Text, micros(o.AnsweredAt))
}

// DropOpinions takes the answers about an edition back; who was asked stays asked.
func (tx *Tx) DropOpinions(id postmortem.ID, edition int) error {
	return tx.put(`update review_opinions set answer = '', reason = '', fingerprint = '', answered_at = null where postmortem_id = $1 and edition = $2`,
		string(id), edition)
}

// SeverityOf is the severity of the incident of a postmortem.
func (v *View) SeverityOf(pm *postmortem.Postmortem) (key string, err error) {
	err = v.one(`select severity from incidents where id = $1`, []any{string(pm.Incident)}, &key)
	return key, err
}

// ToRead is a postmortem that waits for somebody to read it.
type ToRead struct {
	Postmortem *postmortem.Postmortem
	Until      time.Time
	First      bool // It is a draft that they asked to see first.
}

// ToRead lists the postmortems in review that the actor was asked to read and has not answered,
// the most pressing first, and those that they asked to see first and have said nothing about.
func (v *View) ToRead(actor person.Actor, limit int) ([]ToRead, error) {
	if err := actor.May(person.See); err != nil {
		return nil, err
	}
	type found struct {
		id    string
		until time.Time
		first bool
	}
	ids, err := all(v, `select id, until_at, first from (
		select pm.id, o.until_at, false as first, coalesce(o.until_at, o.asked_at + 9000000000000000) as press
			from review_opinions o join postmortems pm on pm.id = o.postmortem_id and pm.edition = o.edition
			where o.person_id = $1 and o.asked_at is not null and o.answer = '' and pm.state = 'in_review'
		union all select pm.id, null, true, l.asked_at from first_looks l join postmortems pm on pm.id = l.postmortem_id
			where l.person_id = $1 and l.said_edition < pm.edition and pm.state in ('in_review', 'approved')) w
		order by press, id limit $2`, []any{string(actor.ID), limit},
		func(r scanner) (f found, err error) { return f, r.Scan(&f.id, into(&f.until), &f.first) })
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	var list []ToRead
	for _, f := range ids {
		may, args := draftVisible("i", 2), []any{f.id, sight(actor), writes(actor)}
		if f.first {
			may, args = visible("i", 2), args[:2]
		}
		pm, err := single(v, `select `+postmortemColumns+postmortemFrom+`where pm.id = $1 and `+may, args, readPostmortem)
		if err == nil {
			list = append(list, ToRead{Postmortem: pm, Until: f.until, First: f.first})
		} else if err != errNoRow { //nolint:errorlint // It is never wrapped here.
			return nil, err
		}
	}
	return list, nil
}

// DueForReminder lists the postmortems with a date in a window whose owner may have to hear of it
// and has not been told the last there is to tell, the earliest first.
func (v *View) DueForReminder(after, before time.Time, last, limit int) ([]*postmortem.Postmortem, error) {
	return all(v, `select `+postmortemColumns+postmortemFrom+`where pm.published_at is null and pm.owner_id is not null
		and pm.state in ('drafting', 'in_review', 'approved') and (
			(pm.draft_due between $1 and $2 and pm.state = 'drafting' and not exists (select 1 from postmortem_reminders r
				where r.postmortem_id = pm.id and r.promise = 'draft' and r.due_at = pm.draft_due and r.days >= $3))
			or (pm.publish_due between $1 and $2 and not exists (select 1 from postmortem_reminders r
				where r.postmortem_id = pm.id and r.promise = 'publication' and r.due_at = pm.publish_due and r.days >= $3)))
		order by case when pm.publish_due is null then 1 else 0 end, pm.publish_due, pm.draft_due, pm.id limit $4`,
		[]any{after.UnixMicro(), before.UnixMicro(), last, limit}, readPostmortem)
}

// RisksForReminder lists the accepted risks with a date in a window of which the owner of their
// postmortem may have to hear, as DueForReminder does.
func (v *View) RisksForReminder(after, before time.Time, last, limit int) ([]*postmortem.Risk, error) {
	return all(v, riskSelect+`r.ended_at is null and p.owner_id is not null and r.review_at between $1 and $2
		and not exists (select 1 from postmortem_reminders m where m.postmortem_id = r.postmortem_id and m.promise = 'risk ' || r.id
			and m.due_at = r.review_at and m.days >= $3)
		order by r.review_at, r.id limit $4`, []any{after.UnixMicro(), before.UnixMicro(), last, limit}, readRisk)
}

// MarkReminded notes that the owner of a postmortem hears of a date; false when that was so
// already.
func (tx *Tx) MarkReminded(id postmortem.ID, r postmortem.Reminded) (bool, error) {
	promise := string(r.Of)
	if r.Risk != "" {
		promise += " " + string(r.Risk)
	}
	n, err := tx.exec(`insert into postmortem_reminders (postmortem_id, promise, due_at, days) values ($1, $2, $3, $4)
		on conflict (postmortem_id, promise, due_at) do update set days = $4 where postmortem_reminders.days < $4`,
		string(id), promise, r.Due.UnixMicro(), r.Days)
	return n > 0, err
}
