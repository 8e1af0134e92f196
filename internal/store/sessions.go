package store

import (
	"errors"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

// Session returns the living session with this hash and the person who is signed in by it.
// Unauthenticated when it never was, ended, is too old, or the person is disabled: one query
// decides, so that nothing can be forgotten.
func (v *View) Session(hash string) (person.Session, person.Person, error) {
	var s person.Session
	p, err := single(v, `select s.person_id, s.created_at, s.seen_at, `+personColumns+`
		from sessions s join people p on p.id = s.person_id
		where s.hash = $1 and p.disabled_at is null and s.seen_at > $2 and s.created_at > $3`,
		[]any{hash, v.now.Add(-person.SessionIdle).UnixMicro(), v.now.Add(-person.SessionLimit).UnixMicro()},
		func(r scanner) (person.Person, error) {
			return scanPerson(r, &s.Person, into(&s.CreatedAt), into(&s.SeenAt))
		})
	return s, p, unauthenticated(err)
}

// Sessions lists the living sessions of a person, the one that was seen last first.
func (v *View) Sessions(of person.ID) ([]person.Session, error) {
	return all(v, `select hash, created_at, seen_at from sessions where person_id = $1 and seen_at > $2 and created_at > $3
		order by seen_at desc, created_at desc, hash`,
		[]any{string(of), v.now.Add(-person.SessionIdle).UnixMicro(), v.now.Add(-person.SessionLimit).UnixMicro()},
		func(r scanner) (person.Session, error) {
			s := person.Session{Person: of}
			return s, r.Scan(&s.Hash, into(&s.CreatedAt), into(&s.SeenAt))
		})
}

// AddSession keeps a session under the hash of its secret.
func (tx *Tx) AddSession(hash string, s person.Session) error {
	return tx.put(`insert into sessions (hash, person_id, created_at, seen_at) values ($1, $2, $3, $4)`,
		hash, string(s.Person), s.CreatedAt.UnixMicro(), s.SeenAt.UnixMicro())
}

// SeeSession moves "last seen" of a session to now.
func (tx *Tx) SeeSession(hash string) error {
	return tx.put(`update sessions set seen_at = $1 where hash = $2`, tx.now.UnixMicro(), hash)
}

// EndSession ends the session with this hash and says whether there was one. Whoever holds the
// secret may end it.
func (tx *Tx) EndSession(hash string) (bool, error) {
	n, err := tx.exec(`delete from sessions where hash = $1`, hash)
	return n > 0, err
}

// EndSessions ends every session of a person.
func (tx *Tx) EndSessions(of person.ID) error {
	return tx.put(`delete from sessions where person_id = $1`, string(of))
}

// unauthenticated turns an empty result into the one answer for whoever is not signed in.
func unauthenticated(err error) error {
	if errors.Is(err, errNoRow) {
		return problem.Unauthenticated()
	}
	return err
}
