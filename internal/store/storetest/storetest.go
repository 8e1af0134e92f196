// Package storetest opens a fresh, migrated database for a test, on each engine. There are no
// mocks of the store: tests run on the databases that people run on.
package storetest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest/pgcluster"
)

// Each runs a test on SQLite and on PostgreSQL, each time with a fresh database.
func Each(t *testing.T, run func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		run(t, Open(t, SQLite(t), time.Now))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		run(t, Open(t, Postgres(t), time.Now))
	})
}

// Postgres returns the URL of a fresh database on a private PostgreSQL, already migrated: a
// copy of a template that each test process builds once.
func Postgres(tb testing.TB) string {
	tb.Helper()
	return pgcluster.Clone(tb, pgcluster.Template(tb, "candor", func(url string) error {
		s, err := store.Open(context.Background(), store.Config{URL: url, Now: time.Now})
		if err != nil {
			return err
		}
		return s.Close()
	}))
}

// SQLite returns the URL of a fresh SQLite file.
func SQLite(tb testing.TB) string {
	tb.Helper()
	return "sqlite:" + filepath.Join(tb.TempDir(), "candor.db")
}

// Open opens the database at url with the given clock and closes it with the test.
func Open(tb testing.TB, url string, now func() time.Time) *store.Store {
	tb.Helper()
	s, err := store.Open(tb.Context(), store.Config{URL: url, Now: now})
	if err != nil {
		tb.Fatalf("open %s: %v", url, err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("close the store: %v", err)
		}
	})
	return s
}
