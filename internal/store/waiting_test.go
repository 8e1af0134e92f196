package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// Whoever leaves while a write waits for its turn waits no longer, and nothing is changed.
func TestAWriteThatNobodyWaitsForLeavesTheQueue(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		hold := make(chan struct{})
		connections := 24
		if s.Engine() == "sqlite" {
			connections = 1
		}
		var held sync.WaitGroup
		for range connections {
			begun := make(chan struct{})
			held.Go(func() {
				if err := s.Write(context.WithoutCancel(t.Context()), func(*store.Tx) error { close(begun); <-hold; return nil }); err != nil {
					t.Error(err)
				}
			})
			<-begun
		}
		ctx, stop := context.WithCancel(t.Context())
		answer := make(chan error)
		ran := false
		go func() { answer <- s.Write(ctx, func(*store.Tx) error { ran = true; return nil }) }()
		stop()
		err := <-answer // While the others still hold what it waits for.
		if ran || problem.KindOf(err) != problem.KindUnavailable || !errors.Is(err, context.Canceled) {
			t.Errorf("it ran: %v; it is answered %v", ran, err)
		}
		close(hold)
		held.Wait()
		if err := s.Write(t.Context(), func(*store.Tx) error { return nil }); err != nil {
			t.Errorf("the next one: %v", err)
		}
	})
}
