package store_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// A key that has ended and was not purged yet is taken anew by one of several who come at once;
// the others get what that one did. Many keys, so that those who come meet at every point.
func TestAnEndedKeyIsTakenAnewByOne(t *testing.T) {
	t.Parallel()
	const keys, together = 50, 6
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var ahead atomic.Int64
		s.SetClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
		var ran [keys]atomic.Int64
		deed := func(n int, result string) (got string) {
			key := person.Once{Key: fmt.Sprint(n), Bond: "token/x", Hash: "of the request"}
			err := s.Write(t.Context(), func(tx *store.Tx) error {
				earlier, seen, err := tx.Once(key)
				if err != nil || seen {
					got = string(earlier)
					return err
				}
				got = result
				return tx.SaveOnce(key, json.RawMessage(result))
			})
			if err != nil {
				t.Error(err)
			}
			if got == result {
				ran[n].Add(1)
			}
			return got
		}
		for n := range keys {
			if got := deed(n, `"long ago"`); got != `"long ago"` {
				t.Fatalf("the first deed gives %s", got)
			}
		}
		ahead.Store(int64(store.OnceKept + time.Hour))
		for n := range keys {
			var results [together]string
			var wg sync.WaitGroup
			begin := make(chan struct{})
			for i := range together {
				wg.Go(func() {
					<-begin
					results[i] = deed(n, fmt.Sprintf(`"anew by %d"`, i))
				})
			}
			close(begin)
			wg.Wait()
			for _, r := range results {
				if r != results[0] {
					t.Errorf("key %d: the same request gets %s and %s", n, results[0], r)
				}
			}
			if got := ran[n].Load(); got != 2 {
				t.Errorf("key %d: the deed ran %d times, want twice in all", n, got)
			}
		}
	})
}
