package pgcluster

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // The driver "pgx".
)

// prefix marks the databases that tests made. What follows is the key of the process, then a
// number or a template's name: candor_test_31415_7.
const prefix = "candor_test_"

// server is where this process makes its databases: opened once, on first use.
var server = sync.OnceValues(connect)

type host struct {
	url  *url.URL
	db   *sql.DB
	key  int64     // Ours among all processes that use the server.
	hold *sql.Conn // Keeps the advisory lock that says "this process lives".
	next atomic.Int64

	mu        sync.Mutex
	templates map[string]func() (string, error)
}

// Database returns the URL of a fresh, empty database that is dropped when the test ends.
func Database(tb testing.TB) string {
	tb.Helper()
	return Clone(tb, "template0")
}

// Clone returns the URL of a fresh copy of the template, which is dropped when the test ends.
// The template is what Template returned.
func Clone(tb testing.TB, template string) string {
	tb.Helper()
	h := open(tb)
	name := fmt.Sprintf("%s%d_%d", prefix, h.key, h.next.Add(1))
	if err := h.create(name, template); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := h.drop(name); err != nil {
			tb.Error(err)
		}
	})
	return h.address(name)
}

// Template returns the name of a database that build filled, for Clone. It is built once per
// process and name; build must close its connections before it returns.
func Template(tb testing.TB, name string, build func(url string) error) string {
	tb.Helper()
	h := open(tb)
	h.mu.Lock()
	once, ok := h.templates[name]
	if !ok {
		once = sync.OnceValues(func() (string, error) { return h.build(name, build) })
		h.templates[name] = once
	}
	h.mu.Unlock()
	database, err := once()
	if err != nil {
		tb.Fatal(err)
	}
	return database
}

func open(tb testing.TB) *host {
	tb.Helper()
	h, err := server()
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

// connect finds or starts the server, announces this process on it, and drops what processes
// that no longer live have left there.
func connect() (*host, error) {
	raw := os.Getenv("TEST_POSTGRES_URL")
	if raw == "" {
		c, err := Launch() // Its guard ends it when this process ends.
		if err != nil {
			return nil, err
		}
		raw = c.URL()
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("read TEST_POSTGRES_URL: %w", err)
	}
	db, err := sql.Open("pgx", raw)
	if err != nil {
		return nil, fmt.Errorf("open TEST_POSTGRES_URL: %w", err)
	}
	h := &host{url: u, db: db, key: rand.Int64N(1 << 40), templates: map[string]func() (string, error){}}
	ctx := context.Background()
	if h.hold, err = db.Conn(ctx); err != nil {
		return nil, fmt.Errorf("reach the test server: %w", err)
	}
	if _, err := h.hold.ExecContext(ctx, `select pg_advisory_lock($1)`, h.key); err != nil {
		return nil, fmt.Errorf("announce this process: %w", err)
	}
	return h, h.sweep(ctx)
}

// sweep drops the databases of processes that hold their lock no longer.
func (h *host) sweep(ctx context.Context) error {
	rows, err := h.db.QueryContext(ctx, `select datname from pg_database where starts_with(datname, $1)`, prefix)
	if err != nil {
		return fmt.Errorf("list test databases: %w", err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return fmt.Errorf("list test databases: %w", err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("list test databases: %w", err)
	}
	for _, name := range names {
		if err := h.dropOrphan(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (h *host) dropOrphan(ctx context.Context, name string) error {
	var key int64
	if _, err := fmt.Sscanf(name, prefix+"%d_", &key); err != nil || key == h.key {
		return nil // Not a name of ours, or our own.
	}
	var gone bool
	if err := h.hold.QueryRowContext(ctx, `select pg_try_advisory_lock($1)`, key).Scan(&gone); err != nil || !gone {
		return err
	}
	err := h.drop(name)
	_, unlock := h.hold.ExecContext(ctx, `select pg_advisory_unlock($1)`, key)
	if err != nil {
		return err
	}
	return unlock
}

func (h *host) build(name string, build func(url string) error) (string, error) {
	database := fmt.Sprintf("%s%d_t_%s", prefix, h.key, name)
	if err := h.create(database, "template0"); err != nil {
		return "", err
	}
	if err := build(h.address(database)); err != nil {
		return "", fmt.Errorf("build the template %s: %w", name, err)
	}
	return database, nil
}

func (h *host) create(name, template string) error {
	_, err := h.db.Exec(`create database ` + quote(name) + ` template ` + quote(template))
	if err != nil {
		return fmt.Errorf("create a test database: %w", err)
	}
	return nil
}

// drop ends the connections that a test left open: it is over.
func (h *host) drop(name string) error {
	if _, err := h.db.Exec(`drop database if exists ` + quote(name) + ` with (force)`); err != nil {
		return fmt.Errorf("drop a test database: %w", err)
	}
	return nil
}

func (h *host) address(database string) string {
	u := *h.url
	u.Path = "/" + database
	return u.String()
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
