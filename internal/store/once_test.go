package store_test

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A key that has ended and was not purged yet is taken anew by one of several who come at once;
// the others get what that one did.
func TestAnEndedKeyIsTakenAnewByOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var ahead atomic.Int64
		s.SetClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
		key := person.Once{Key: "k", Bond: "token/x", Hash: "of the request"}
		var ran atomic.Int64
		entered, others := make(chan struct{}), make(chan struct{}, 4)
		deed := func(result string, inside func()) (got string) {
			err := s.Write(t.Context(), func(tx *store.Tx) error {
				earlier, seen, err := tx.Once(key)
				if err != nil || seen {
					got = string(earlier)
					return err
				}
				ran.Add(1)
				inside()
				got = result
				return tx.SaveOnce(key, json.RawMessage(result))
			})
			if err != nil {
				t.Error(err)
			}
			return got
		}
		if got := deed(`"long ago"`, func() {}); got != `"long ago"` || ran.Load() != 1 {
			t.Fatalf("the first deed gives %s", got)
		}
		ahead.Store(int64(store.OnceKept + time.Hour))
		var wg sync.WaitGroup
		wg.Go(func() {
			got := deed(`"anew"`, func() {
				close(entered)
				for range 4 {
					<-others
				}
				time.Sleep(200 * time.Millisecond) // The others come as far as they get.
			})
			if got != `"anew"` {
				t.Errorf("whoever takes the key gets %s", got)
			}
		})
		<-entered
		for range 4 {
			wg.Go(func() {
				others <- struct{}{}
				if got := deed(`"a second time"`, func() {}); got != `"anew"` {
					t.Errorf("a repeat gets %s", got)
				}
			})
		}
		wg.Wait()
		if n := ran.Load(); n != 2 {
			t.Errorf("the deed ran %d times, want twice in all", n)
		}
	})
}
