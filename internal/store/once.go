package store

import (
	"encoding/json"
	"errors"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

// OnceKept is how long the result of a deed is remembered under its idempotency key.
const OnceKept = 24 * time.Hour

// Once looks for an earlier deed under the same key. It returns the stored result and true
// when there is one; Conflict when the key was used for something else. Otherwise the key is
// taken for this transaction: a second one with the same key waits until this one ends.
func (tx *Tx) Once(o person.Once) (json.RawMessage, bool, error) {
	n, err := tx.exec(`insert into once (bond, key, hash, result, created_at) values ($1, $2, $3, '', $4)
		on conflict (bond, key) do nothing`, o.Bond, o.Key, o.Hash, tx.now.UnixMicro())
	if err != nil || n == 1 {
		return nil, false, err
	}
	n, err = tx.exec(`update once set hash = $1, created_at = $2, result = '' where bond = $3 and key = $4 and created_at < $5`,
		o.Hash, tx.now.UnixMicro(), o.Bond, o.Key, tx.now.Add(-OnceKept).UnixMicro())
	if err != nil || n == 1 { // The key had ended; of several that take it anew, one finds it so.
		return nil, false, err
	}
	var hash, result string
	err = tx.one(`select hash, result from once where bond = $1 and key = $2`, []any{o.Bond, o.Key}, &hash, &result)
	if errors.Is(err, errNoRow) { // It was purged in between.
		return tx.Once(o)
	}
	if err != nil {
		return nil, false, err
	}
	if hash != o.Hash {
		return nil, false, problem.Conflict("This Idempotency-Key was used for another request.").
			Next("Use a new key for a new request.")
	}
	return json.RawMessage(result), true, nil
}

// SaveOnce keeps the result of a deed under its idempotency key.
func (tx *Tx) SaveOnce(o person.Once, result json.RawMessage) error {
	return tx.put(`update once set result = $1 where bond = $2 and key = $3`, string(result), o.Bond, o.Key)
}

// PurgeOnce forgets keys that are older than OnceKept.
func (tx *Tx) PurgeOnce() error {
	return tx.put(`delete from once where created_at < $1`, tx.now.Add(-OnceKept).UnixMicro())
}

// notFound turns an empty result into the noun's problem; other errors pass.
func notFound(err error, noun string) error {
	if errors.Is(err, errNoRow) {
		return problem.NotFound(noun)
	}
	return err
}
