package store

import (
	"errors"
	"fmt"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/workspace"
)

// SaveSuccession keeps what has taken the place of a postmortem.
func (tx *Tx) SaveSuccession(s postmortem.Succession) error {
	return tx.put(`insert into successions (postmortem_id, by_id, reason, at) values ($1, $2, $3, $4)`,
		string(s.Postmortem), string(s.By), s.Reason, s.At.UnixMicro())
}

// EndSuccession forgets it: the postmortem is written anew.
func (tx *Tx) EndSuccession(id postmortem.ID) error {
	return tx.put(`delete from successions where postmortem_id = $1`, string(id))
}

// Successor is what has taken the place of a postmortem; nil when nothing has, or when the actor
// may not read it.
func (v *View) Successor(actor person.Actor, id postmortem.ID) (*postmortem.Succession, error) {
	s, err := single(v, successions("s.by_id")+` and s.postmortem_id = $4`, []any{sight(actor), writes(actor), v.now.UnixMicro(), string(id)}, readSuccession)
	if errors.Is(err, errNoRow) {
		return nil, nil //nolint:nilnil // Few are superseded.
	}
	return s, err
}

// Predecessors lists the postmortems whose place one has taken, as far as the actor may read them.
func (v *View) Predecessors(actor person.Actor, id postmortem.ID) ([]*postmortem.Succession, error) {
	return all(v, successions("s.postmortem_id")+` and s.by_id = $4 order by s.at, s.postmortem_id`,
		[]any{sight(actor), writes(actor), v.now.UnixMicro(), string(id)}, readSuccession)
}

// successions selects those of which the actor may read the one in the given column.
func successions(told string) string {
	return `select s.postmortem_id, was.number, s.by_id, now.number, s.reason, s.at from successions s
		join postmortems was on was.id = s.postmortem_id join postmortems now on now.id = s.by_id
		join publications pub on pub.postmortem_id = ` + told + ` and pub.superseded_at is null where ` + readable("pub", 1)
}

func readSuccession(r scanner) (*postmortem.Succession, error) {
	s := &postmortem.Succession{}
	var was, by int
	err := r.Scan(&s.Postmortem, &was, &s.By, &by, &s.Reason, into(&s.At))
	s.Ref, s.ByRef = fmt.Sprintf("PM-%d", was), fmt.Sprintf("PM-%d", by)
	return s, err
}

// newsFor is how long it is news that a narrower audience is over. What opened before, while the
// server was off or in the time of an older version, is not announced late.
const newsFor = 7 * workspace.Day

// Narrowed lists the newest editions whose narrower audience has ended, and of which nobody was
// told yet.
func (v *View) Narrowed() ([]*postmortem.Publication, error) {
	return all(v, `select `+publicationColumns+publicationFrom+`where pub.audience = 'responders' and pub.until_at <= $1 and pub.until_at > $2
		and pub.opened_at is null and pub.superseded_at is null order by pub.until_at, pub.postmortem_id`,
		[]any{v.now.UnixMicro(), v.now.Add(-newsFor).UnixMicro()}, readPublication)
}

// OpenPublication notes that the company is told of an edition; false when it was noted before.
func (tx *Tx) OpenPublication(p *postmortem.Publication) (bool, error) {
	n, err := tx.exec(`update publications set opened_at = $1 where postmortem_id = $2 and edition = $3 and opened_at is null`,
		tx.now.UnixMicro(), string(p.Postmortem), p.Edition)
	return n > 0, err
}
