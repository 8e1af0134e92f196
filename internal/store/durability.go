package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Guard is a setting of the engine on which a promise rests.
type Guard struct {
	Name  string
	Value string
	Holds bool
}

// Durability is what the engine says about how safely it keeps things.
type Durability struct {
	Version string
	Guards  []Guard
	Clock   time.Time // Of the database's machine; zero where it is ours.
}

// Durability asks the engine.
func (s *Store) Durability(ctx context.Context) (Durability, error) {
	return s.dialect.durability(ctx, s.writer)
}

// ask reads one text.
func ask(ctx context.Context, db *sql.DB, query string) (string, error) {
	var answer string
	if err := db.QueryRowContext(ctx, query).Scan(&answer); err != nil {
		return "", fmt.Errorf("%s: %w", query, err)
	}
	return answer, nil
}

// durability: FULL is 2; the journal has to be a WAL for a reader beside the writer.
func (sqliteDialect) durability(ctx context.Context, db *sql.DB) (d Durability, err error) {
	if d.Version, err = ask(ctx, db, `select 'SQLite ' || sqlite_version()`); err != nil {
		return d, err
	}
	sync, err := ask(ctx, db, `pragma synchronous`)
	if err != nil {
		return d, err
	}
	names := map[string]string{"0": "OFF", "1": "NORMAL", "2": "FULL", "3": "EXTRA"}
	d.Guards = append(d.Guards, Guard{"synchronous", names[sync], sync == "2" || sync == "3"})
	mode, err := ask(ctx, db, `pragma journal_mode`)
	d.Guards = append(d.Guards, Guard{"journal_mode", mode, mode == "wal"})
	return d, err
}

func (postgresDialect) durability(ctx context.Context, db *sql.DB) (d Durability, err error) {
	if d.Version, err = ask(ctx, db, `select 'PostgreSQL ' || current_setting('server_version')`); err != nil {
		return d, err
	}
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		value, err := ask(ctx, db, `select current_setting('`+name+`')`)
		if err != nil {
			return d, err
		}
		d.Guards = append(d.Guards, Guard{name, value, value != "off"})
	}
	return d, db.QueryRowContext(ctx, `select clock_timestamp()`).Scan(&d.Clock)
}

// Backlog is how the work behind the deeds stands.
type Backlog struct {
	Running time.Time // When the job that has run longest began; zero when none runs.
	Waiting time.Time // For when the job was planned that is overdue longest; zero when none is.
}

// Backlog asks the job queue.
func (s *Store) Backlog(ctx context.Context) (Backlog, error) {
	var b Backlog
	running, err := s.oldestJob(ctx, rivertype.JobStateRunning)
	if err != nil {
		return b, err
	}
	if running != nil && running.AttemptedAt != nil {
		b.Running = *running.AttemptedAt
	}
	waiting, err := s.oldestJob(ctx, rivertype.JobStateAvailable)
	if waiting != nil {
		b.Waiting = waiting.ScheduledAt
	}
	return b, err
}

func (s *Store) oldestJob(ctx context.Context, state rivertype.JobState) (*rivertype.JobRow, error) {
	list, err := s.jobs.JobList(ctx, river.NewJobListParams().States(state).OrderBy(river.JobListOrderByTime, river.SortOrderAsc).First(1))
	if err != nil {
		return nil, fmt.Errorf("read the job queue: %w", err)
	}
	if len(list.Jobs) == 0 {
		return nil, nil //nolint:nilnil // No job is an answer.
	}
	return list.Jobs[0], nil
}

// NewestEntry is when the newest entry of any stream was recorded, and the newest checkpoint.
func (v *View) NewestEntry() (entry, checkpoint time.Time, err error) {
	if err = v.one(`select max(recorded_at) from events`, nil, into(&entry)); err != nil {
		return entry, checkpoint, err
	}
	err = v.one(`select max(made_at) from checkpoints`, nil, into(&checkpoint))
	return entry, checkpoint, err
}
