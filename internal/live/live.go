// Package live tells watchers that something was committed. One reader per stream and format
// loads new events once, renders them once, and shares the bytes with everyone who watches. A
// commit only wakes the reader; a wake-up that gets lost costs a poll interval, never an event.
// It refuses HTTP (edge/doorway writes the frames) and decides no access of its own: it asks the
// store again every two seconds and whenever the membership changes.
//
// Start reading at Hub.Watch.
package live

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/aside"
	"candor.dev/candor/internal/store"
)

// How often a reader looks without being woken, and asks again who may watch; and how often an
// idle connection hears that it is alive.
const (
	pollEvery = 2 * time.Second
	beatEvery = 20 * time.Second
	pageSize  = 200
)

// Config says what a hub reads from.
type Config struct {
	Store *store.Store
	Log   *slog.Logger
}

// Hub wakes and feeds the watchers of this process.
type Hub struct {
	store *store.Store
	log   *slog.Logger

	mu      sync.Mutex
	readers map[key]*reader
	outbox  map[event.Stream]struct{} // Streams that other processes have to hear of.
	flush   chan struct{}

	life context.Context // Ends with Run, and every watch with it.
	end  context.CancelFunc
}

type key struct {
	stream event.Stream
	format string
}

// New makes a hub and lets the store tell it of commits. Run must run too.
func New(c Config) *Hub {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	h := &Hub{
		store: c.Store, log: c.Log, readers: map[key]*reader{}, outbox: map[event.Stream]struct{}{}, flush: make(chan struct{}, 1),
	}
	h.life, h.end = context.WithCancel(context.Background())
	c.Store.Committed(h.committed)
	return h
}

// Frame is one message to watchers.
type Frame struct {
	Seq  int64  // The number of the newest event that it tells of.
	Name string // The SSE event name.
	Data []byte
}

// Render turns events into frames. It is called once for everyone, so nothing in its output may
// depend on who watches. Frames come in the order of their numbers.
type Render func(ctx context.Context, events []event.Event) ([]Frame, error)

// Watch says what somebody watches.
type Watch struct {
	Stream event.Stream
	After  int64 // The newest number that the watcher has.
	Actor  person.Actor
	Door   string // The hash of the session or token that the actor came by; empty: no one may end it.
	Format string // Names Render: the same name means the same function.
	Render Render
	Send   func([]byte) error // Writes and flushes; an error ends the watch.
}

// Watch sends everything that happens in the stream after w.After until ctx or Run ends, sending
// fails, or the actor may no longer see it: then the last frame is "revoked". A position that
// the stream never had is answered with "reset".
//
// The goroutine of the caller waits here for hours: whatever asks the database is done aside.
func (h *Hub) Watch(ctx context.Context, w Watch) error {
	head, err := h.headFor(ctx, w.Stream)
	if err != nil {
		return err
	}
	if w.After < 0 || w.After > head {
		return w.Send(encode(Frame{Seq: head, Name: "reset", Data: []byte("{}")}))
	}
	if err := w.Send(hello); err != nil {
		return err
	}
	r, me := h.join(&w)
	defer h.leave(r, me)
	return h.follow(ctx, me)
}

// follow sends to a watcher until it must go, sending fails, or ctx or the hub ends.
func (h *Hub) follow(ctx context.Context, me *watcher) error {
	for {
		// Whatever the channel missed is read from the store; then the channel goes on.
		if err := h.catchUp(ctx, me); err != nil {
			return err
		}
		if err := me.follow(ctx, h.life); err != nil || ctx.Err() != nil || h.life.Err() != nil {
			return err
		}
		if me.isGone() {
			return me.watch.Send(encode(Frame{Seq: me.last, Name: "revoked", Data: []byte("{}")}))
		}
	}
}

var hello = []byte("retry: 1000\n: candor\n\n")

func (h *Hub) head(ctx context.Context, s event.Stream) (head int64, err error) {
	err = h.store.Read(ctx, func(v *store.View) error {
		head, err = v.Head(s)
		return err
	})
	return head, err
}

// headFor is head for a watcher.
func (h *Hub) headFor(ctx context.Context, s event.Stream) (head int64, err error) {
	h.ask(ctx, func(ctx context.Context) { head, err = h.head(ctx, s) })
	return head, err
}

// ask does something for a watcher aside; ctx also ends with the hub.
func (h *Hub) ask(ctx context.Context, do func(context.Context)) {
	aside.Do(func() {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		defer context.AfterFunc(h.life, stop)()
		do(ctx)
	})
}

// catchUp sends what was committed after the last that the watcher has.
func (h *Hub) catchUp(ctx context.Context, me *watcher) error {
	me.clearLag()
	for {
		c, err := h.missed(ctx, me)
		if err != nil || c.seq == me.last {
			return err
		}
		if err := me.send(c); err != nil {
			return err
		}
		me.last = c.seq
	}
}

// missed is the next page for a watcher. After reading and before sending it asks whether this
// watcher may see the stream.
func (h *Hub) missed(ctx context.Context, me *watcher) (c *chunk, err error) {
	h.ask(ctx, func(ctx context.Context) {
		if c, err = load(ctx, h.store, me.watch, me.last); err == nil && c.seq != me.last {
			err = h.stillMay(ctx, me)
		}
	})
	return c, err
}

func (h *Hub) stillMay(ctx context.Context, me *watcher) error {
	return h.store.Read(ctx, func(v *store.View) error {
		audience, err := v.Audience(me.watch.Stream, me.watch.Actor.ID)
		if problem.KindOf(err) == problem.KindNotFound {
			err = nil // It was removed meanwhile: nobody may see it.
		}
		if err != nil {
			return err
		}
		open, err := openDoors(v, me)
		if err == nil && !me.may(audience, open) {
			me.setGone()
		}
		return err
	})
}

// chunk is the encoded frames of a run of events, shared by everyone who watches.
type chunk struct {
	from, seq int64 // After from, up to seq.
	bytes     []byte
	beat      bool // Only says that the line is alive.
	members   bool // The membership changed: ask again who may watch.
}

// load reads the next page of events after last and renders it.
func load(ctx context.Context, s *store.Store, w *Watch, last int64) (*chunk, error) {
	c := &chunk{from: last, seq: last}
	var events []event.Event
	err := s.Read(ctx, func(v *store.View) (err error) {
		events, err = v.Events(w.Stream, last, pageSize)
		return err
	})
	if err != nil || len(events) == 0 {
		return c, err
	}
	frames, err := w.Render(ctx, events)
	if err != nil {
		return c, err
	}
	c.seq = events[len(events)-1].Seq
	c.members = slices.ContainsFunc(events, func(e event.Event) bool { return strings.HasPrefix(e.Kind, "member.") })
	for _, f := range frames {
		c.bytes = append(c.bytes, encode(f)...)
	}
	return c, nil
}
