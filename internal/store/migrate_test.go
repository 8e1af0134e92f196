package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
	"candor.dev/candor/internal/store/storetest/pgcluster"
)

// Servers that start together on a new database all come up: one migrates, the others wait.
func TestServersThatStartTogether(t *testing.T) {
	t.Parallel()
	for range 2 {
		url := pgcluster.Database(t)
		const servers = 4
		answers := make(chan error, servers)
		for range servers {
			go func() {
				s, err := store.Open(t.Context(), store.Config{URL: url, Now: time.Now})
				if err == nil {
					err = s.Close()
				}
				answers <- err
			}()
		}
		for range servers {
			if err := <-answers; err != nil {
				t.Errorf("one of %d servers on a new database: %v", servers, err)
			}
		}
		s := storetest.Open(t, url, time.Now)
		if newest, err := s.IsNewest(t.Context()); err != nil || !newest {
			t.Errorf("the schema is the newest: %v, %v", newest, err)
		}
	}
}

// A server that waits for another one's migration gives up when it is told to stop, and the
// next one is not held up by it.
func TestStopWhileAnotherMigrates(t *testing.T) {
	t.Parallel()
	url := storetest.Postgres(t)
	release := storetest.Open(t, url, time.Now).HoldMigrations(t)
	ctx, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer stop()
	if _, err := store.Open(ctx, store.Config{URL: url, Now: time.Now}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("while another migrates: %v", err)
	}
	release()
	storetest.Open(t, url, time.Now)
}
