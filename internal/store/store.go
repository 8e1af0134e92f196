// Package store owns the keeping: every SQL statement, both dialects, and the migrations. It
// refuses rules (they belong to the words) and permissions other than visibility, which is
// decided in the query: every load and list takes the Actor, and what the actor may not see is
// not found.
//
// Start reading at Open, then Write and Read; the row methods hang on Tx and View, one file
// per noun.
package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/problem"
)

// Config says where the data is kept.
type Config struct {
	URL string           // "sqlite:PATH" or "postgres://...".
	Now func() time.Time // The clock; the store cuts it to microseconds.
	Log *slog.Logger     // Optional.
	// WeakSync permits a synchronous setting below the promise; doctor and a banner say so.
	WeakSync bool
	// BackupBy is the version that made the backup which OpenAt is for; for its refusal.
	BackupBy string
}

// Store is an open database.
type Store struct {
	writer  *sql.DB // SQLite: one connection. PostgreSQL: the same pool as reader.
	reader  *sql.DB
	dialect dialect
	url     string
	now     func() time.Time
	log     *slog.Logger
	jobs    *river.Client[*sql.Tx]
	seal    sealer
	appends appends
	// committed hears which streams a commit touched; set once by Committed, before use.
	committed func([]event.Stream)
}

// Open opens the database at cfg.URL and migrates it to the newest schema. It returns an error
// when the database was made by a newer Candor, or cannot keep what it is told to keep.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	s, err := connect(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func connect(ctx context.Context, cfg Config) (*Store, error) {
	s := &Store{url: cfg.URL, now: cfg.Now, log: cfg.Log, committed: func([]event.Stream) {}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	d, err := dialectOf(cfg.URL)
	if err != nil {
		return nil, err
	}
	s.dialect = d
	if s.writer, s.reader, err = d.open(ctx, cfg); err != nil {
		return nil, err
	}
	if s.jobs, err = river.NewClient(d.jobDriver(s.writer), &river.Config{Logger: Warnings(s.log)}); err != nil {
		return nil, errors.Join(fmt.Errorf("make the job client: %w", err), s.Close())
	}
	return s, nil
}

// Close closes the database. What was acknowledged is already durable.
func (s *Store) Close() error {
	err := s.writer.Close()
	if s.reader != s.writer {
		err = errors.Join(err, s.reader.Close())
	}
	return err
}

// Engine names the database engine: "sqlite" or "postgres".
func (s *Store) Engine() string { return s.dialect.name() }

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.reader.QueryRowContext(ctx, `select 1`).Scan(&one); err != nil {
		return problem.Unavailable("The database does not answer.").Because(err)
	}
	return nil
}

// Committed sets the function that hears which streams each commit touched. It must be set
// before the first Write and must not block.
func (s *Store) Committed(hear func([]event.Stream)) { s.committed = hear }

// JobDriver is the River driver of this database, for the workers.
func (s *Store) JobDriver() riverdriver.Driver[*sql.Tx] { return s.dialect.jobDriver(s.writer) }

// SetClock replaces the clock of an open store. It must be set before the store is shared.
func (s *Store) SetClock(now func() time.Time) { s.now = now }

// Now is the store's clock: UTC, cut to microseconds.
func (s *Store) Now() time.Time { return Instant(s.now()) }

// Instant cuts t to what both databases can keep: UTC, microseconds.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// NewID makes an ID that sorts by the time it was made (UUIDv7).
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// NewSecret makes an unguessable text of 160 bits, in lower-case hex.
func NewSecret() string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never returns an error since Go 1.24.
	return hex.EncodeToString(b[:])
}

// Read runs fn with a view of the database. Each statement sees what is committed when it runs.
func (s *Store) Read(ctx context.Context, fn func(*View) error) error {
	return s.explain(fn(&View{ctx: ctx, q: s.reader, d: s.dialect, now: s.Now(), secrets: s.seal}))
}

// Snapshot runs fn with a view in which every statement sees the same moment.
func (s *Store) Snapshot(ctx context.Context, fn func(*View) error) error {
	tx, err := s.reader.BeginTx(ctx, s.dialect.snapshot())
	if err != nil {
		return s.explain(fmt.Errorf("begin a snapshot: %w", err))
	}
	err = fn(&View{ctx: ctx, q: tx, d: s.dialect, now: s.Now(), secrets: s.seal})
	return s.explain(errors.Join(err, rollback(tx)))
}

// Write runs fn in one transaction and commits when fn returns nil. Deadlocks and
// serialization failures are tried again, so fn must not change anything outside tx. Nothing
// that waits for the network, a template or a file belongs in fn.
//
// The outcome of a commit that fails is not known: the answer is then Unavailable, and the
// caller should repeat with the same idempotency key.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	for try := 1; ; try++ {
		err := s.attempt(ctx, fn)
		if err == nil || try == 5 || !s.dialect.retryable(err) || ctx.Err() != nil {
			return s.explain(err)
		}
	}
}

func (s *Store) attempt(ctx context.Context, fn func(*Tx) error) error {
	conn, err := s.writer.Conn(ctx) // Whoever leaves while it waits for its turn waits no longer.
	if err != nil {
		return cmp.Or(unkept(ctx), fmt.Errorf("wait for a connection: %w", err))
	}
	defer func() { _ = conn.Close() }() // It is given back; what failed was told before.
	// A commit is never cancelled half-way: the transaction outlives the caller's context.
	sqlTx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{View: View{ctx: ctx, q: sqlTx, d: s.dialect, now: s.Now(), secrets: s.seal}, tx: sqlTx, jobs: s.jobs}
	if err := s.fill(tx, fn); err != nil {
		return errors.Join(err, rollback(sqlTx))
	}
	if err := sqlTx.Commit(); err != nil {
		return s.commitError(err)
	}
	if len(tx.touched) > 0 {
		s.committed(tx.touched)
	}
	return nil
}

// fill runs fn and gives the connection back even when fn panics.
func (s *Store) fill(tx *Tx, fn func(*Tx) error) error {
	returned := false
	defer func() {
		if !returned {
			_ = rollback(tx.tx) // A panic is on its way and says more.
		}
	}()
	err := fn(tx)
	returned = true
	if err == nil {
		return unkept(tx.ctx)
	}
	return err
}

// unkept says that whoever asked has left; nil when they have not.
func unkept(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return problem.Unavailable("The request ended before it was kept; nothing was changed.").Because(ctx.Err())
}

func (s *Store) commitError(err error) error {
	err = fmt.Errorf("commit: %w", err)
	if s.dialect.retryable(err) || s.dialect.classify(err) != nil {
		return err
	}
	return problem.Unavailable("The outcome is not known.").Next("Repeat with the same Idempotency-Key.").Because(err)
}

func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("roll back: %w", err)
	}
	return nil
}

// explain turns what the driver says into a problem where a person can do something about it.
func (s *Store) explain(err error) error {
	if err == nil || problem.Of(err) != nil {
		return err
	}
	if p := s.dialect.classify(err); p != nil {
		return p.Because(err)
	}
	return err
}

// URL is where the data is kept. It may hold a password: never log it.
func (s *Store) URL() string { return s.url }
