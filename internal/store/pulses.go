package store

import (
	"errors"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// The pulse after a review; docs/adr/0012 says why it is kept like this. Nothing here has a time
// or an order, and no row of an answer belongs to anybody.

// Pulse returns the pulse of an edition; not found when none was opened. Counts are read only
// once it has closed.
func (v *View) Pulse(id postmortem.ID, edition int) (postmortem.Pulse, error) {
	p := postmortem.Pulse{Postmortem: id, Edition: edition}
	err := v.one(`select opened_at, closes_at, closed_at from pulses where postmortem_id = $1 and edition = $2`, []any{string(id), edition},
		into(&p.OpenedAt), into(&p.ClosesAt), into(&p.ClosedAt))
	if err != nil {
		return p, notFound(err, "pulse")
	}
	if p.OpenAt(v.now) {
		return p, nil
	}
	type count struct {
		key string
		n   int
	}
	counts, err := all(v, `select question || '/' || answer, number from pulse_counts where postmortem_id = $1 and edition = $2`,
		[]any{string(id), edition}, func(r scanner) (c count, err error) { return c, r.Scan(&c.key, &c.n) })
	p.Counts = map[string]int{}
	for _, c := range counts {
		p.Counts[c.key] = c.n
	}
	if p.Answered() < postmortem.PulseShown {
		p.Counts = nil // Too few: nobody is shown them, not even the rest of the house.
	}
	return p, err
}

// OpenPulse opens the pulse of an edition, with every count at zero; nothing happens when there
// is one.
func (tx *Tx) OpenPulse(p postmortem.Pulse, salt string) error {
	n, err := tx.exec(`insert into pulses (postmortem_id, edition, opened_at, closes_at) values ($1, $2, $3, $4)
		on conflict (postmortem_id, edition) do nothing`, string(p.Postmortem), p.Edition, p.OpenedAt.UnixMicro(), p.ClosesAt.UnixMicro())
	if err != nil || n == 0 {
		return err
	}
	err = tx.put(`insert into pulse_salts (postmortem_id, edition, salt) values ($1, $2, $3)`, string(p.Postmortem), p.Edition, salt)
	for _, q := range postmortem.PulseQuestions() {
		for _, a := range postmortem.PulseAnswers() {
			if err == nil {
				err = tx.put(`insert into pulse_counts (postmortem_id, edition, question, answer, number) values ($1, $2, $3, $4, 0)`,
					string(p.Postmortem), p.Edition, q.Key, a.Key)
			}
		}
	}
	return err
}

// PulseSalt is what the marks of an open pulse are made with; Conflict when it has closed.
func (v *View) PulseSalt(id postmortem.ID, edition int) (salt string, err error) {
	err = v.one(`select s.salt from pulse_salts s join pulses p on p.postmortem_id = s.postmortem_id and p.edition = s.edition
		where s.postmortem_id = $1 and s.edition = $2 and p.closes_at > $3`, []any{string(id), edition, v.now.UnixMicro()}, &salt)
	if errors.Is(err, errNoRow) {
		return "", problem.Conflict("This pulse has closed.")
	}
	return salt, err
}

// PulseMarked says whether there is such a mark.
func (v *View) PulseMarked(id postmortem.ID, edition int, mark string) (bool, error) {
	var n int
	err := v.one(`select count(*) from pulse_marks where postmortem_id = $1 and edition = $2 and mark = $3`, []any{string(id), edition, mark}, &n)
	return n > 0, err
}

// AddPulse counts the answers of one person under a mark; false when the mark is there already.
// All counts are written, also those that stay: no row tells which of them changed last.
func (tx *Tx) AddPulse(id postmortem.ID, edition int, mark string, answers map[string]string) (bool, error) {
	n, err := tx.exec(`insert into pulse_marks (postmortem_id, edition, mark) values ($1, $2, $3) on conflict (postmortem_id, edition, mark) do nothing`,
		string(id), edition, mark)
	if err != nil || n == 0 {
		return false, err
	}
	args := []any{string(id), edition}
	for _, q := range postmortem.PulseQuestions() {
		args = append(args, answers[q.Key])
	}
	return true, tx.put(`update pulse_counts set number = number + case
		when question = 'safe' and answer = $3 then 1 when question = 'learned' and answer = $4 then 1
		when question = 'actions' and answer = $5 then 1 else 0 end where postmortem_id = $1 and edition = $2`, args...)
}

// ClosePulses deletes the marks and the salt of every pulse whose time is over, and the counts of
// those that too few have answered.
func (tx *Tx) ClosePulses() error {
	for _, statement := range []string{
		`delete from pulse_marks where exists (select 1 from pulses p where p.postmortem_id = pulse_marks.postmortem_id
			and p.edition = pulse_marks.edition and p.closes_at <= $1)`,
		`delete from pulse_salts where exists (select 1 from pulses p where p.postmortem_id = pulse_salts.postmortem_id
			and p.edition = pulse_salts.edition and p.closes_at <= $1)`,
	} {
		if err := tx.put(statement, tx.now.UnixMicro()); err != nil {
			return err
		}
	}
	err := tx.put(`delete from pulse_counts where exists (select 1 from pulses p where p.postmortem_id = pulse_counts.postmortem_id
		and p.edition = pulse_counts.edition and p.closes_at <= $1) and (select coalesce(sum(c.number), 0) from pulse_counts c
		where c.postmortem_id = pulse_counts.postmortem_id and c.edition = pulse_counts.edition and c.question = 'safe') < $2`,
		tx.now.UnixMicro(), postmortem.PulseShown)
	if err != nil {
		return err
	}
	return tx.put(`update pulses set closed_at = $1 where closes_at <= $1 and closed_at is null`, tx.now.UnixMicro())
}

// TookPartInReview says whether somebody was in a review meeting of an edition, answered as a
// reviewer, wrote on the document, or took part in the response.
func (v *View) TookPartInReview(pm *postmortem.Postmortem, who person.ID) (bool, error) {
	s := pm.Stream()
	var n int
	err := v.one(`select (select count(*) from review_attendance a join review_meetings m on m.id = a.meeting_id
			where m.postmortem_id = $1 and a.person_id = $2)
		+ (select count(*) from events where noun = $3 and stream_id = $1 and actor_id = $2)`, []any{s.ID, string(who), s.Noun}, &n)
	if err != nil || n > 0 {
		return n > 0, err
	}
	return v.TookPart(pm.Incident, who)
}

// PostmortemInPulse loads a postmortem for its pulse: whoever may see the incident may know of
// it, also those who read no drafts. With it come the editions that have one, the newest first.
// Not found while none was opened.
func (v *View) PostmortemInPulse(actor person.Actor, ref string) (*postmortem.Postmortem, []int, error) {
	pm, err := single(v, `select `+postmortemColumns+postmortemFrom+`where (pm.id = $1 or pm.number = $2) and `+visible("i", 3)+`
		and exists (select 1 from pulses p where p.postmortem_id = pm.id)`,
		[]any{ref, number("PM", ref), sight(actor)}, readPostmortem)
	if err != nil {
		return nil, nil, notFound(err, "pulse")
	}
	if err := actor.May(person.See); err != nil {
		return nil, nil, err
	}
	editions, err := v.PulsesOf(pm.ID)
	return pm, editions, err
}

// PulsesOf lists the editions of a postmortem that have a pulse, the newest first.
func (v *View) PulsesOf(id postmortem.ID) ([]int, error) {
	return all(v, `select edition from pulses where postmortem_id = $1 order by edition desc`, []any{string(id)},
		func(r scanner) (n int, err error) { return n, r.Scan(&n) })
}
