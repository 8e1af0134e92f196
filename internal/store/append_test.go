package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func signalOf(key string) signal.Signal {
	at := time.Date(2026, 10, 2, 14, 0, 0, 0, time.UTC)
	return signal.Signal{ID: store.NewID(), Source: "s", ReceivedAt: at, Observed: signal.Observed{
		Fingerprint: key, Key: key, State: signal.Firing, Title: key, StartsAt: at, At: at,
	}}
}

func changeOf(key string) change.Observed {
	at := time.Date(2026, 10, 2, 14, 0, 0, 0, time.UTC)
	return change.Observed{Change: change.Change{ID: change.ID(store.NewID()), Source: "s", Key: key, Kind: "deploy", Summary: key, OccurredAt: at, RecordedAt: at}}
}

// Sixteen callers append the same and other things at once: each key is kept once, each caller
// hears what was new of its own, and the sums agree with the rows.
func TestAppendKeepsEachKeyOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var mu sync.Mutex
		var sum store.Appended
		var wg sync.WaitGroup
		for w := range 16 {
			wg.Go(func() {
				for i := range 30 {
					b := store.Batch{Signals: []signal.Signal{signalOf(fmt.Sprint("shared", i)), signalOf(fmt.Sprint("own", w, "-", i))}}
					b.Changes = append(b.Changes, changeOf(fmt.Sprint("c", i)))
					got, err := s.Append(t.Context(), b)
					if err != nil {
						t.Error(err)
					}
					if got.Signals < 1 || got.Signals+got.Changes+got.Known != 3 {
						t.Errorf("heard %+v of three", got)
					}
					mu.Lock()
					sum.Signals, sum.Changes, sum.Known = sum.Signals+got.Signals, sum.Changes+got.Changes, sum.Known+got.Known
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if want := (store.Appended{Signals: 16*30 + 30, Changes: 30, Known: 15*30 + 15*30}); sum != want {
			t.Errorf("told %+v, want %+v", sum, want)
		}
		rows := storetest.Rows(t, s, `select (select count(*) from signals), (select count(*) from changes)`)
		if fmt.Sprint(rows[0]) != "[510 30]" {
			t.Errorf("kept %v", rows[0])
		}
	})
}

// What the database refuses takes nothing of others with it, though they share a commit.
func TestAppendKeepsABatchWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		for w := range 24 {
			wg.Go(func() {
				b := store.Batch{Signals: []signal.Signal{signalOf(fmt.Sprint("a", w)), signalOf(fmt.Sprint("b", w))}}
				bad := w%3 == 0
				if bad { // The ID is taken twice: not the key, which would be known.
					b.Signals[1].ID = b.Signals[0].ID
				}
				if _, err := s.Append(t.Context(), b); (err != nil) != bad {
					t.Errorf("batch %d: %v", w, err)
				}
			})
		}
		wg.Wait()
		rows := storetest.Rows(t, s, `select fingerprint from signals order by fingerprint`)
		if len(rows) != 2*16 {
			t.Errorf("%d rows are kept, want 32", len(rows))
		}
		for _, r := range rows {
			if n := strings.TrimLeft(r[0], "ab"); n == "0" || n == "3" {
				t.Errorf("a part of a refused batch is kept: %s", r[0])
			}
		}
	})
}

func TestAppendGoesOnWhenTheCallerLeaves(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if _, err := s.Append(ctx, store.Batch{Signals: []signal.Signal{signalOf("left")}}); err == nil {
			t.Error("who has left hears nothing")
		}
		// The same again is kept once, whether or not the first came through.
		got, err := s.Append(t.Context(), store.Batch{Signals: []signal.Signal{signalOf("left")}})
		if err != nil || got.Signals+got.Known != 1 {
			t.Errorf("heard %+v, %v", got, err)
		}
		if n := storetest.Rows(t, s, `select count(*) from signals`)[0][0]; n != "1" {
			t.Errorf("%s rows", n)
		}
	})
}
