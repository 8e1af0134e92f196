package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"modernc.org/sqlite"

	"candor.dev/candor/internal/domain/problem"
)

// dialect is everything in which the two databases differ. Each method has its reason; a new
// one needs a better reason than an if.
type dialect interface {
	name() string
	open(context.Context, Config) (writer, reader *sql.DB, err error)
	jobDriver(*sql.DB) riverdriver.Driver[*sql.Tx]
	migrations() (goose.Dialect, fs.FS)
	alone(context.Context, *sql.DB) (release func() error, err error) // Holds other migrations off.
	snapshot() *sql.TxOptions                                         // How a consistent read begins.
	lock() string                                                     // What a loading inside a write appends, so that two writers never interleave.
	classify(error) *problem.Problem                                  // What a person can be told; nil when internal.
	retryable(error) bool                                             // Deadlocks and serialization failures.
	search(phrases [][]string) searchTerms                            // The engine's way to say "all of these phrases".
	durability(context.Context, *sql.DB) (Durability, error)          // What doctor shows.
	notify(ctx context.Context, db *sql.DB, payload string) error
	listen(ctx context.Context, url string, hear func(string)) error
}

//go:embed migrations
var migrationFiles embed.FS

func dialectOf(raw string) (dialect, error) {
	switch {
	case strings.HasPrefix(raw, "sqlite:"):
		return sqliteDialect{path: strings.TrimPrefix(raw, "sqlite:")}, nil
	case strings.HasPrefix(raw, "postgres://"), strings.HasPrefix(raw, "postgresql://"):
		return postgresDialect{}, nil
	}
	return nil, problem.Invalid("db", "The database must be sqlite:PATH or postgres://...").
		Next("For example --db sqlite:data/candor.db.")
}

type sqliteDialect struct{ path string }

func (sqliteDialect) name() string { return "sqlite" }

// open makes two pools on the file: readers that cannot write, and one writer. Differs: with
// eight writing connections the worst wait was 1.2-2.1 s, with one 0.1-0.3 s (stack.md, 4).
// NORMAL instead of FULL lost up to 558 acknowledged commits at a power cut.
func (d sqliteDialect) open(ctx context.Context, cfg Config) (*sql.DB, *sql.DB, error) {
	sync := "FULL"
	if cfg.WeakSync {
		sync = "NORMAL"
	}
	common := "?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=synchronous(" + sync + ")"
	file := "file:" + (&url.URL{Path: d.path}).EscapedPath()
	writer, err := sql.Open("sqlite", file+common+"&_txlock=immediate")
	if err != nil {
		return nil, nil, fmt.Errorf("open the writer: %w", err)
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite", file+common+"&_pragma=query_only(1)")
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open the readers: %w", err), writer.Close())
	}
	reader.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
	reader.SetMaxIdleConns(max(4, 2*runtime.NumCPU()))
	if err := d.recentEnough(ctx, writer); err != nil {
		return nil, nil, errors.Join(err, writer.Close(), reader.Close())
	}
	return writer, reader, nil
}

// recentEnough refuses a library with the WAL-reset race, which was fixed in 3.51.3.
func (d sqliteDialect) recentEnough(ctx context.Context, db *sql.DB) error {
	var version string
	if err := db.QueryRowContext(ctx, `select sqlite_version()`).Scan(&version); err != nil {
		return problem.Invalid("db", "The database file %s cannot be opened.", d.path).
			Next("Check that the folder exists and may be written.").Because(err)
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return fmt.Errorf("read the SQLite version %q: %w", version, err)
	}
	if major*1_000_000+minor*1_000+patch < 3_051_003 {
		return fmt.Errorf("SQLite %s can corrupt a WAL database; 3.51.3 or newer is needed", version)
	}
	return nil
}

func (sqliteDialect) jobDriver(db *sql.DB) riverdriver.Driver[*sql.Tx] { return riversqlite.New(db) }

func (sqliteDialect) migrations() (goose.Dialect, fs.FS) {
	return goose.DialectSQLite3, folder("migrations/sqlite")
}

// alone: a SQLite file has one serving process, which holds the lock of its folder.
func (sqliteDialect) alone(context.Context, *sql.DB) (func() error, error) {
	return func() error { return nil }, nil
}

// snapshot: a deferred SQLite transaction sees one moment from its first read on.
func (sqliteDialect) snapshot() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

// lock: nothing to add, the single write lock is held since BEGIN IMMEDIATE.
func (sqliteDialect) lock() string { return "" }

func (sqliteDialect) classify(err error) *problem.Problem {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() & 0xff {
	case 13: // SQLITE_FULL
		return problem.New(problem.KindFull, "There is no space left to keep this; nothing was changed.").
			Next("Reading goes on. Free space on the server's disk, then repeat.")
	case 5, 6: // SQLITE_BUSY, SQLITE_LOCKED
		return problem.Unavailable("The database is busy; nothing was changed.").Next("Repeat in a moment.")
	case 10, 11, 26: // SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB
		return problem.Unavailable("The database file cannot be used.").Next("Ask the operator to run: candor doctor.")
	}
	if e.Code() == 1555 || e.Code() == 2067 {
		return errDuplicate
	}
	return nil
}

func (sqliteDialect) retryable(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == 5
}

// notify and listen: a SQLite file has one serving process, so there is nobody to tell.
func (sqliteDialect) notify(context.Context, *sql.DB, string) error      { return nil }
func (sqliteDialect) listen(context.Context, string, func(string)) error { return nil }

type postgresDialect struct{}

func (postgresDialect) name() string { return "postgres" }

func (postgresDialect) open(ctx context.Context, cfg Config) (*sql.DB, *sql.DB, error) {
	conf, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, nil, problem.Invalid("db", "The PostgreSQL address cannot be read.").Because(err)
	}
	// Differs: PostgreSQL may report success for a commit whose wait for a standby was
	// cancelled (notice 01000). Closing the connection makes that commit's outcome unknown.
	conf.OnNotice = func(c *pgconn.PgConn, n *pgconn.Notice) {
		if n.Code == "01000" && strings.Contains(n.Message, "synchronous replication") {
			_ = c.Conn().Close() // The commit then fails, which is what has to be told.
		}
	}
	db := stdlib.OpenDB(*conf)
	db.SetMaxOpenConns(24)
	db.SetMaxIdleConns(12)
	if err := db.PingContext(ctx); err != nil {
		return nil, nil, errors.Join(problem.Unavailable("PostgreSQL does not answer.").
			Next("Check the address, the password and that the server runs.").Because(err), db.Close())
	}
	return db, db, nil
}

func (postgresDialect) jobDriver(db *sql.DB) riverdriver.Driver[*sql.Tx] {
	return riverdatabasesql.New(db)
}

func (postgresDialect) migrations() (goose.Dialect, fs.FS) {
	return goose.DialectPostgres, folder("migrations/postgres")
}

// alone: neither goose nor River keeps two processes from migrating at the same time.
func (postgresDialect) alone(ctx context.Context, db *sql.DB) (func() error, error) {
	return alonePostgres(ctx, db)
}

func (postgresDialect) snapshot() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

func (postgresDialect) notify(ctx context.Context, db *sql.DB, payload string) error {
	if _, err := db.ExecContext(ctx, `select pg_notify($1, $2)`, channel, payload); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	return nil
}

func (postgresDialect) listen(ctx context.Context, url string, hear func(string)) error {
	return listenPostgres(ctx, url, hear)
}

// lock: without it, read-then-write loses updates (671 of 800 in our measurement).
func (postgresDialect) lock() string { return " for update" }

func (postgresDialect) classify(err error) *problem.Problem {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return nil
	}
	switch {
	case e.Code == "23505":
		return errDuplicate
	case e.Code == "53100":
		return problem.New(problem.KindFull, "There is no space left to keep this; nothing was changed.").
			Next("Reading goes on. Free space on the database's disk, then repeat.")
	case strings.HasPrefix(e.Code, "53"), strings.HasPrefix(e.Code, "57P"), strings.HasPrefix(e.Code, "08"):
		return problem.Unavailable("The database does not take requests at the moment.").Next("Repeat with the same Idempotency-Key.")
	}
	return nil
}

func (postgresDialect) retryable(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// errDuplicate says that a unique rule refused a row; nouns turn it into their own sentence.
var errDuplicate = problem.Conflict("Something with this name or key already exists.")

func folder(name string) fs.FS {
	sub, err := fs.Sub(migrationFiles, name)
	if err != nil {
		panic(err) // The name is a constant of this file.
	}
	return sub
}
