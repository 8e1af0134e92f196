package store_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestDurabilityTellsWhatThePromisesRestOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, err := s.Durability(t.Context())
		if err != nil || d.Version == "" || len(d.Guards) < 2 {
			t.Fatalf("%+v, %v", d, err)
		}
		if s.Engine() == "sqlite" && (d.Guards[0] != store.Guard{Name: "synchronous", Value: "FULL", Holds: true}) {
			t.Errorf("SQLite says %+v", d.Guards)
		}
		if s.Engine() == "postgres" && d.Clock.IsZero() {
			t.Error("PostgreSQL told no time")
		}
	})
}

func TestBacklogTellsTheJobThatIsLate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if b, err := s.Backlog(t.Context()); err != nil || !b.Waiting.IsZero() || !b.Running.IsZero() {
			t.Fatalf("an empty queue: %+v, %v", b, err)
		}
		write(t, s, func(tx *store.Tx) error { return tx.Enqueue(desk.SpreadNews{Noun: "incident", ID: "x", Seq: 1}) })
		if b, err := s.Backlog(t.Context()); err != nil || time.Since(b.Waiting).Abs() > time.Hour {
			t.Errorf("one job waits: %+v, %v", b, err)
		}
	})
}
