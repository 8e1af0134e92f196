package store

import (
	"errors"

	"candor.dev/candor/internal/domain/person"
)

// FeedReader returns the person behind a private feed link as an actor who may see, and nothing
// else. Unauthenticated when the link was revoked or never was, or the person is disabled.
func (v *View) FeedReader(hash string) (person.Actor, error) {
	p, err := single(v, `select `+personColumns+` from feed_links l join people p on p.id = l.person_id
		where l.hash = $1 and p.disabled_at is null`, []any{hash}, readPerson)
	if err != nil {
		return person.Actor{}, unauthenticated(err)
	}
	return person.Actor{ID: p.ID, Name: p.Name, Role: p.Role, Door: person.DoorWeb, Scopes: []person.Permission{person.See}}, nil
}

// HasFeedLink says whether a person has a private feed link.
func (v *View) HasFeedLink(who person.ID) (bool, error) {
	var n int
	err := v.one(`select 1 from feed_links where person_id = $1`, []any{string(who)}, &n)
	if errors.Is(err, errNoRow) {
		return false, nil
	}
	return err == nil, err
}

// SaveFeedLink keeps the hash of a person's private feed link, in place of an earlier one.
func (tx *Tx) SaveFeedLink(who person.ID, hash string) error {
	return tx.put(`insert into feed_links (person_id, hash, created_at) values ($1, $2, $3)
		on conflict (person_id) do update set hash = $2, created_at = $3`, string(who), hash, tx.now.UnixMicro())
}

// RemoveFeedLink ends a person's private feed link; false when there was none.
func (tx *Tx) RemoveFeedLink(who person.ID) (bool, error) {
	n, err := tx.exec(`delete from feed_links where person_id = $1`, string(who))
	return n > 0, err
}
