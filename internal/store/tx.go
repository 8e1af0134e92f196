package store

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/problem"
)

// Tx is a write transaction: everything a View can read, and the changes.
type Tx struct {
	View
	tx      *sql.Tx
	jobs    *river.Client[*sql.Tx]
	touched []event.Stream
}

// Job is work to be done after the commit. Its fields are IDs, never text.
type Job interface{ Kind() string }

// Enqueue adds jobs in this transaction: they exist if and only if it commits. A job with a
// method Queue goes to that queue.
func (tx *Tx) Enqueue(jobs ...Job) error {
	for _, j := range jobs {
		var opts *river.InsertOpts
		if q, ok := j.(interface{ Queue() string }); ok {
			opts = &river.InsertOpts{Queue: q.Queue()}
		}
		if _, err := tx.jobs.InsertTx(tx.ctx, tx.tx, j, opts); err != nil {
			return fmt.Errorf("enqueue %s: %w", j.Kind(), err)
		}
	}
	return nil
}

// EnqueueAt adds a job that is not started before at.
func (tx *Tx) EnqueueAt(at time.Time, j Job) error {
	if _, err := tx.jobs.InsertTx(tx.ctx, tx.tx, j, &river.InsertOpts{ScheduledAt: at}); err != nil {
		return fmt.Errorf("enqueue %s: %w", j.Kind(), err)
	}
	return nil
}

// exec runs one statement and returns how many rows it changed.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	res, err := tx.tx.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", verb(query), err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("count the rows of %s: %w", verb(query), err)
	}
	return n, nil
}

// put runs one statement whose number of rows does not matter.
func (tx *Tx) put(query string, args ...any) error {
	_, err := tx.exec(query, args...)
	return err
}

// save runs an update that is guarded by a version: Stale when nothing matched.
func (tx *Tx) save(version int, query string, args ...any) error {
	n, err := tx.exec(query, args...)
	if err == nil && n == 0 {
		return problem.Stale(version + 1)
	}
	return err
}

// Next gives the next number of a sequence without gaps: INC-1, INC-2. It holds the sequence
// until the transaction ends.
func (tx *Tx) Next(name string) (int, error) {
	var n int
	err := tx.one(`insert into counters (name, value) values ($1, 1)
		on conflict (name) do update set value = counters.value + 1 returning value`, []any{name}, &n)
	return n, err
}

// verb names a statement in an error by its first words.
func verb(query string) string {
	words := strings.Fields(query)
	return strings.Join(words[:min(3, len(words))], " ")
}
