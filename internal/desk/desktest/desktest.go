// Package desktest is the harness for tests of deeds: a desk on a real store with a clock that
// the test moves, people of every role who cost nothing to make, and assertions on the kind of
// a failure and on the events that were written.
//
// Start reading at New.
package desktest

import (
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/intake"
	"candor.dev/candor/internal/store"
)

// Desk is a desk under test with the clock that it and its store read.
type Desk struct {
	*desk.Desk
	Clock   *Clock
	Hashes  *Hashes
	Outside *Outside

	Readings *atomic.Int64 // How many texts the rules of language have read.

	done map[int64]bool // Jobs that Work has carried out.
}

// New makes a desk on the store. From now on both read the same movable clock.
func New(tb testing.TB, s *store.Store) *Desk {
	tb.Helper()
	clock := NewClock()
	s.SetClock(clock.Now)
	if _, err := s.Derive("test"); err != nil {
		s.UseKey([]byte("thirty-two bytes of a test's key"))
	}
	hashes, outside, readings := &Hashes{}, &Outside{}, new(atomic.Int64)
	return &Desk{
		Desk: desk.New(desk.Config{
			Store: s, Now: clock.Now, Hashing: hashes.hashing(), PublicURL: "https://candor.example.com",
			Postman: outside, Courier: outside, Retry: news.Policy{Delays: news.DefaultDelays()}, Intake: intake.Reading(),
			Language: func(rules *blameless.Rules, text string, opts blameless.Options) []blameless.Finding {
				readings.Add(1)
				return rules.Check(text, opts)
			},
		}),
		Clock: clock, Hashes: hashes, Outside: outside, Readings: readings, done: map[int64]bool{},
	}
}

// Write runs fn in one transaction, for state that no deed makes.
func (d *Desk) Write(tb testing.TB, fn func(*store.Tx) error) {
	tb.Helper()
	if err := d.Store().Write(tb.Context(), fn); err != nil {
		tb.Fatalf("write: %v", err)
	}
}

// Read runs fn with a view of the store.
func (d *Desk) Read(tb testing.TB, fn func(*store.View) error) {
	tb.Helper()
	if err := d.Store().Read(tb.Context(), fn); err != nil {
		tb.Fatalf("read: %v", err)
	}
}

// Events returns everything that happened in a stream, oldest first.
func (d *Desk) Events(tb testing.TB, s event.Stream) []event.Event {
	tb.Helper()
	var list []event.Event
	d.Read(tb, func(v *store.View) (err error) {
		list, err = v.Events(s, 0, 10_000)
		return err
	})
	return list
}

// WantEvents fails the test unless exactly these kinds of events are in the stream, in order.
func (d *Desk) WantEvents(tb testing.TB, s event.Stream, kinds ...string) {
	tb.Helper()
	var got []string
	for _, e := range d.Events(tb, s) {
		got = append(got, e.Kind)
	}
	if diff := cmp.Diff(kinds, got); diff != "" {
		tb.Errorf("events of %s (-want +got):\n%s", s, diff)
	}
}

// WantKind fails the test unless err is a problem of this kind; an empty kind means no error.
func WantKind(tb testing.TB, err error, kind problem.Kind) {
	tb.Helper()
	if got := problem.KindOf(err); got != kind {
		tb.Errorf("the failure is %q (%v), want %q", got, err, kind)
	}
}

// Must returns v and fails the test at once when err is not nil: Must(t)(d.Deed(...)).
func Must[T any](tb testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatalf("unexpected failure: %v", err)
		}
		return v
	}
}
