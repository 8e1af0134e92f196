package store

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// The reach of published postmortems. Of a day that is over only a number is left: the marks of
// its readers are counted and gone, and so is the salt that made them. docs/adr/0013.

// NeedsNoCount says whether a reading of today counts for nothing more, so that most readings need
// no write: this person's is counted already, or they own the postmortem or lead its review.
func (v *View) NeedsNoCount(id postmortem.ID, who person.ID) (bool, error) {
	day := postmortem.Day(v.now)
	var theirs bool
	var salt string
	err := v.one(`select exists (select 1 from postmortems where id = $1 and (owner_id = $2 or facilitator_id = $2)),
		coalesce((select salt from reach_days where day = $3), '')`, []any{string(id), string(who), day}, &theirs, &salt)
	if err != nil || theirs || salt == "" {
		return theirs, err
	}
	mark, err := v.mark(salt, id, who)
	if err != nil {
		return false, err
	}
	var n int
	err = v.one(`select count(*) from reach_marks where day = $1 and mark = $2`, []any{day, mark}, &n)
	return n > 0, err
}

// CountReading counts that somebody reads a postmortem today; twice on one day is once. The day
// before is closed first.
func (tx *Tx) CountReading(id postmortem.ID, who person.ID) error {
	if err := tx.CloseReach(); err != nil {
		return err
	}
	day := postmortem.Day(tx.now)
	if err := tx.put(`insert into reach_days (day, salt) values ($1, $2) on conflict (day) do nothing`, day, NewSecret()); err != nil {
		return err
	}
	var salt string
	if err := tx.one(`select salt from reach_days where day = $1`, []any{day}, &salt); err != nil {
		return err
	}
	mark, err := tx.mark(salt, id, who)
	if err != nil {
		return err
	}
	return tx.put(`insert into reach_marks (day, mark, postmortem_id) values ($1, $2, $3) on conflict (day, mark) do nothing`, day, mark, string(id))
}

// mark is somebody's reading of one postmortem on one day. It needs the salt of the day and the
// key of the server, which is not in the database, so that neither alone says who it was.
func (v *View) mark(salt string, id postmortem.ID, who person.ID) (string, error) {
	key, err := hkdf.Key(sha256.New, v.secrets.key, []byte(salt), "candor reach", 32)
	if err != nil {
		return "", err
	}
	m := hmac.New(sha256.New, key)
	_, _ = m.Write([]byte(string(id) + "\n" + string(who))) // A hash takes every write.
	return hex.EncodeToString(m.Sum(nil)[:16]), nil
}

// CloseReach adds the readings of days that are over to the numbers, and forgets the marks and
// the salts of these days. Twice is once.
func (tx *Tx) CloseReach() error {
	day := postmortem.Day(tx.now)
	n, err := tx.exec(`delete from reach_days where day < $1`, day)
	if err != nil || n == 0 {
		return err
	}
	err = tx.put(`insert into reach_counts (postmortem_id, readings)
		select postmortem_id, count(*) from reach_marks where day < $1 group by postmortem_id
		on conflict (postmortem_id) do update set readings = reach_counts.readings + excluded.readings`, day)
	if err != nil {
		return err
	}
	return tx.put(`delete from reach_marks where day < $1`, day)
}

// ReachOf tells how often a postmortem was read on the days that are over.
func (v *View) ReachOf(id postmortem.ID) (postmortem.Reach, error) {
	var n int
	err := v.one(`select coalesce((select readings from reach_counts where postmortem_id = $1), 0)
		+ (select count(*) from reach_marks where postmortem_id = $1 and day < $2)`, []any{string(id), postmortem.Day(v.now)}, &n)
	return postmortem.ReachOf(n), err
}
