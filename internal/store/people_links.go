package store

import "candor.dev/candor/internal/domain/person"

const linkColumns = `kind, person_id, created_by, created_at, expires_at`

// OneTimeLink returns the one-time link of a kind with this hash; Gone when it cannot be used.
func (v *View) OneTimeLink(kind person.LinkKind, hash string) (person.Link, error) {
	l, err := single(v, `select `+linkColumns+` from one_time_links where kind = $1 and hash = $2 and expires_at > $3`,
		[]any{string(kind), hash, v.now.UnixMicro()}, readLink)
	return l, linkGone(err)
}

// TakeOneTimeLink uses a link up: of two who come at once, one gets it and one gets Gone.
func (tx *Tx) TakeOneTimeLink(kind person.LinkKind, hash string) (person.Link, error) {
	l, err := single(&tx.View, `delete from one_time_links where kind = $1 and hash = $2 and expires_at > $3 returning `+linkColumns,
		[]any{string(kind), hash, tx.now.UnixMicro()}, readLink)
	return l, linkGone(err)
}

// AddOneTimeLink keeps a one-time link under the hash of its secret.
func (tx *Tx) AddOneTimeLink(hash string, l person.Link) error {
	return tx.put(`insert into one_time_links (hash, kind, person_id, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
		hash, string(l.Kind), orNull(l.Person), orNull(l.CreatedBy), l.CreatedAt.UnixMicro(), l.ExpiresAt.UnixMicro())
}

// RemoveOneTimeLinks withdraws every link of a kind for a person; an empty person means the links
// that are for nobody in particular.
func (tx *Tx) RemoveOneTimeLinks(kind person.LinkKind, of person.ID) error {
	return tx.put(`delete from one_time_links where kind = $1 and coalesce(person_id, '') = $2`, string(kind), string(of))
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
		err = tx.put(`delete from one_time_links where expires_at <= $1`, now.UnixMicro())
	}
	return err
}

func readLink(r scanner) (person.Link, error) {
	var l person.Link
	err := r.Scan(&l.Kind, text(&l.Person), text(&l.CreatedBy), into(&l.CreatedAt), into(&l.ExpiresAt))
	return l, err
}
