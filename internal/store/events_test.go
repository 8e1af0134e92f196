package store_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

type noted struct{ Text string }

func (noted) Kind() string { return "timeline.noted" }

func TestRecord(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		stream := event.Stream{Noun: "incident", ID: store.NewID()}
		for range 3 {
			err := s.Write(t.Context(), func(tx *store.Tx) error {
				return tx.Record(event.New(stream, person.System, time.Now(), noted{Text: "a"}))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		var got []event.Event
		err := s.Read(t.Context(), func(v *store.View) (err error) {
			got, err = v.Events(stream, 0, 10)
			return err
		})
		if err != nil || len(got) != 3 {
			t.Fatalf("read %d events, %v", len(got), err)
		}
		prev := ""
		for i, e := range got {
			if e.Seq != int64(i+1) || e.Prev != prev || e.Hash != e.ChainHash() || e.Content != e.ContentHash() {
				t.Errorf("event %d does not stand in the chain: %+v", i, e)
			}
			prev = e.Hash
		}
	})
}
