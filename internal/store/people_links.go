package store

import "candor.dev/candor/internal/domain/person"

const linkColumns = `l.kind, l.person_id, l.created_by, l.created_at, l.expires_at`

// Link returns the one-time link of a kind with this hash; Gone when it cannot be used.
func (v *View) Link(kind person.LinkKind, hash string) (person.Link, error) {
	l, err := single(v, `select `+linkColumns+` from links l where l.kind = $1 and l.hash = $2 and l.expires_at > $3`,
		[]any{string(kind), hash, v.now.UnixMicro()}, readLink)
	return l, linkGone(err)
}

// TakeLink uses a link up: of two who come at once, one gets it and one gets Gone.
func (tx *Tx) TakeLink(kind person.LinkKind, hash string) (person.Link, error) {
	l, err := single(&tx.View, `delete from links as l where l.kind = $1 and l.hash = $2 and l.expires_at > $3 returning `+linkColumns,
		[]any{string(kind), hash, tx.now.UnixMicro()}, readLink)
	return l, linkGone(err)
}

// AddLink keeps a one-time link under the hash of its secret.
func (tx *Tx) AddLink(hash string, l person.Link) error {
	return tx.put(`insert into links (hash, kind, person_id, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
		hash, string(l.Kind), orNull(l.Person), orNull(l.CreatedBy), l.CreatedAt.UnixMicro(), l.ExpiresAt.UnixMicro())
}

// RemoveLinks withdraws every link of a kind for a person; an empty person means the links
// that are for nobody in particular.
func (tx *Tx) RemoveLinks(kind person.LinkKind, of person.ID) error {
	return tx.put(`delete from links where kind = $1 and coalesce(person_id, '') = $2`, string(kind), string(of))
}

// ForgetExpired removes sessions, tokens, invitations and links that no longer open anything.
// Expired tokens stay in the list for another 30 days, so that people see why something stopped.
func (tx *Tx) ForgetExpired() error {
	now := tx.now
	err := tx.put(`delete from sessions where seen_at <= $1 or created_at <= $2`,
		now.Add(-person.SessionIdle).UnixMicro(), now.Add(-person.SessionLimit).UnixMicro())
	if err == nil {
		err = tx.put(`delete from tokens where expires_at <= $1`, now.AddDate(0, 0, -30).UnixMicro())
	}
	if err == nil {
		err = tx.put(`delete from invitations where expires_at <= $1`, now.UnixMicro())
	}
	if err == nil {
		err = tx.put(`delete from links where expires_at <= $1`, now.UnixMicro())
	}
	return err
}

func readLink(r scanner) (person.Link, error) {
	var l person.Link
	err := r.Scan(&l.Kind, text(&l.Person), text(&l.CreatedBy), into(&l.CreatedAt), into(&l.ExpiresAt))
	return l, err
}
