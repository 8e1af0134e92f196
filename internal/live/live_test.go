package live_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// page is a connection that remembers what it was sent.
type page struct {
	mu    sync.Mutex
	text  strings.Builder
	news  chan struct{}
	ended chan error
	stop  context.CancelFunc
}

func open(t *testing.T, h *live.Hub, w live.Watch) *page {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	p := &page{news: make(chan struct{}, 1000), ended: make(chan error, 1), stop: stop}
	w.Format, w.Render = "kinds", kinds
	w.Send = func(b []byte) error {
		p.mu.Lock()
		p.text.Write(b)
		p.mu.Unlock()
		p.news <- struct{}{}
		return nil
	}
	go func() { p.ended <- h.Watch(ctx, w) }()
	t.Cleanup(stop)
	return p
}

func kinds(_ context.Context, events []event.Event) ([]live.Frame, error) {
	var frames []live.Frame
	for _, e := range events {
		frames = append(frames, live.Frame{Seq: e.Seq, Name: e.Kind, Data: []byte("{}")})
	}
	return frames, nil
}

func (p *page) saw(words string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Count(p.text.String(), words)
}

func (p *page) wait(t *testing.T, words string, times int) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for p.saw(words) < times {
		select {
		case <-p.news:
		case <-deadline:
			p.mu.Lock()
			defer p.mu.Unlock()
			t.Fatalf("%q was not seen %d times in:\n%s", words, times, p.text.String())
		}
	}
}

func hub(t *testing.T, s *store.Store) *live.Hub {
	t.Helper()
	h := live.New(live.Config{Store: s})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	return h
}

func declare(t *testing.T, d *desktest.Desk, by person.Actor, private bool) desk.Declared {
	t.Helper()
	got, err := d.DeclareIncident(t.Context(), by, desk.Declaration{Declaration: incident.Declaration{Title: "Checkout fails", Severity: "SEV1", Private: private}})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func note(t *testing.T, d *desktest.Desk, by person.Actor, inc desk.Declared, words string) {
	t.Helper()
	if _, err := d.AddNote(t.Context(), by, desk.Note{Incident: inc.Ref(), Note: incident.Note{Text: words}}); err != nil {
		t.Fatal(err)
	}
}

func TestEveryWatcherSeesEverythingOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, h := desktest.New(t, s), hub(t, s)
		ana := d.Responder(t)
		inc := declare(t, d, ana, false)
		stream := incident.StreamOf(inc.ID)
		first := open(t, h, live.Watch{Stream: stream, Actor: ana})
		late := open(t, h, live.Watch{Stream: stream, Actor: ana, After: 1})
		for i := range 50 {
			note(t, d, ana, inc, fmt.Sprint("note ", i))
		}
		first.wait(t, "event: timeline.noted", 50)
		late.wait(t, "event: timeline.noted", 50)
		for seq := 1; seq <= 51; seq++ {
			line := fmt.Sprintf("id: %d\n", seq)
			if n := first.saw(line); n != 1 {
				t.Errorf("the first watcher saw event %d %d times", seq, n)
			}
			if n := late.saw(line); n != min(1, seq-1) {
				t.Errorf("the late watcher saw event %d %d times", seq, n)
			}
		}
	})
}

func TestRevokedWatcherIsSentAway(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, h := desktest.New(t, s), hub(t, s)
		ana, boss := d.Responder(t), d.Administrator(t)
		inc := declare(t, d, ana, true)
		if err := d.JoinPrivateIncident(t.Context(), boss, inc.Ref()); err != nil {
			t.Fatal(err)
		}
		member, leaver := open(t, h, live.Watch{Stream: incident.StreamOf(inc.ID), Actor: ana}), open(t, h, live.Watch{Stream: incident.StreamOf(inc.ID), Actor: boss})
		member.wait(t, "member.joined", 1)
		leaver.wait(t, "member.joined", 1)
		if err := d.RemoveMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: boss.ID}); err != nil {
			t.Fatal(err)
		}
		note(t, d, ana, inc, "a secret")
		leaver.wait(t, "event: revoked", 1)
		member.wait(t, "timeline.noted", 1)
		if err := <-leaver.ended; err != nil {
			t.Error(err)
		}
		if leaver.saw("timeline.noted") > 0 {
			t.Error("somebody who left saw what came later")
		}
	})
}

func TestUnknownPositionIsReset(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, h := desktest.New(t, s), hub(t, s)
		ana := d.Responder(t)
		inc := declare(t, d, ana, false)
		p := open(t, h, live.Watch{Stream: incident.StreamOf(inc.ID), Actor: ana, After: 99})
		p.wait(t, "event: reset", 1)
		if err := <-p.ended; err != nil {
			t.Error(err)
		}
	})
}

func TestSlowWatcherMissesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, h := desktest.New(t, s), hub(t, s)
		ana := d.Responder(t)
		inc := declare(t, d, ana, false)
		var got strings.Builder
		release, done := make(chan struct{}), make(chan struct{})
		enough := errors.New("enough")
		go func() {
			defer close(done)
			_ = h.Watch(t.Context(), live.Watch{
				Stream: incident.StreamOf(inc.ID), Actor: ana, Format: "kinds", Render: kinds,
				Send: func(b []byte) error {
					<-release
					got.Write(b)
					if strings.Contains(got.String(), "id: 61\n") {
						return enough
					}
					return nil
				},
			})
		}()
		for i := range 60 {
			note(t, d, ana, inc, fmt.Sprint(i))
		}
		close(release)
		<-done
		for seq := 1; seq <= 61; seq++ {
			if n := strings.Count(got.String(), fmt.Sprintf("id: %d\n", seq)); n != 1 {
				t.Errorf("event %d was seen %d times", seq, n)
			}
		}
	})
}

func TestOtherProcessIsWoken(t *testing.T) {
	t.Parallel()
	url := storetest.Postgres(t)
	here, there := storetest.Open(t, url, time.Now), storetest.Open(t, url, time.Now)
	_ = hub(t, here) // Tells of commits.
	far := hub(t, there)
	d := desktest.New(t, here)
	ana := d.Responder(t)
	inc := declare(t, d, ana, false)
	p := open(t, far, live.Watch{Stream: incident.StreamOf(inc.ID), Actor: ana})
	p.wait(t, "incident.declared", 1)
	note(t, d, ana, inc, "from the other process")
	p.wait(t, "timeline.noted", 1)
}
