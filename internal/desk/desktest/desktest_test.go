package desktest_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

type noted struct{}

func (noted) Kind() string { return "incident.noted" }

func TestDesk(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		first, second := d.Responder(t), d.Responder(t)
		if first.ID == second.ID || first.Name == second.Name || !first.Can(person.RunIncident) {
			t.Errorf("two responders are %+v and %+v", first, second)
		}
		before := s.Now()
		d.Clock.Advance(time.Hour)
		if got := s.Now().Sub(before); got != time.Hour {
			t.Errorf("the store's clock moved by %s, want 1h", got)
		}
		stream := event.Stream{Noun: "incident", ID: store.NewID()}
		d.WantEvents(t, stream)
		d.Write(t, func(tx *store.Tx) error { return tx.Record(event.New(stream, first, d.Clock.Now(), noted{})) })
		d.WantEvents(t, stream, "incident.noted")
		desktest.WantKind(t, nil, "")
		desktest.WantKind(t, problem.NotFound("incident"), problem.KindNotFound)
	})
}
