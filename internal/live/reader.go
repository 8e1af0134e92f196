package live

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// reader loads and renders one stream in one format for everyone who watches it. It lives as
// long as somebody watches.
type reader struct {
	hub   *Hub
	watch Watch // Of whoever came first, without what is theirs alone.
	key   key
	wake  chan struct{}
	stop  context.CancelFunc

	mu       sync.Mutex
	watchers map[*watcher]struct{}
}

// watcher is one connection.
type watcher struct {
	watch  *Watch
	last   int64 // The newest number that was sent; used by the connection alone.
	chunks chan *chunk

	mu      sync.Mutex
	lagging bool // The channel was full: read from the store what was missed.
	gone    bool // The actor may no longer watch.
}

func (h *Hub) join(w *Watch) (*reader, *watcher) {
	me := &watcher{watch: w, last: w.After, chunks: make(chan *chunk, 16)}
	h.mu.Lock()
	defer h.mu.Unlock()
	k := key{w.Stream, w.Format}
	r := h.readers[k]
	if r == nil {
		ctx, stop := context.WithCancel(context.Background())
		r = &reader{hub: h, watch: Watch{Stream: w.Stream, Render: w.Render}, key: k, wake: make(chan struct{}, 1), stop: stop, watchers: map[*watcher]struct{}{}}
		h.readers[k] = r
		go r.run(ctx)
	}
	r.mu.Lock()
	r.watchers[me] = struct{}{}
	r.mu.Unlock()
	return r, me
}

func (h *Hub) leave(r *reader, me *watcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.mu.Lock()
	delete(r.watchers, me)
	empty := len(r.watchers) == 0
	r.mu.Unlock()
	if empty && h.readers[r.key] == r {
		delete(h.readers, r.key)
		r.stop()
	}
}

// run reads what is new when it is woken, and at least every poll interval.
func (r *reader) run(ctx context.Context) {
	last, known := int64(0), false
	poll, beat := time.NewTicker(pollEvery), time.NewTicker(beatEvery)
	defer poll.Stop()
	defer beat.Stop()
	for {
		if !known {
			last, known = r.begin(ctx)
		} else {
			last = r.read(ctx, last)
		}
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-beat.C:
			r.share(&chunk{beat: true, bytes: []byte(": \n\n")})
		case <-poll.C:
			r.recheck(ctx)
		}
	}
}

// begin finds where the stream stands; watchers read everything up to there by themselves, and
// are told to look once more, in case something was committed while they joined.
func (r *reader) begin(ctx context.Context) (int64, bool) {
	head, err := r.hub.head(ctx, r.key.stream)
	if err != nil {
		r.complain(ctx, err)
		return 0, false
	}
	r.share(&chunk{from: head, seq: head})
	return head, true
}

// read shares everything after last.
func (r *reader) read(ctx context.Context, last int64) int64 {
	for {
		c, err := load(ctx, r.hub.store, &r.watch, last)
		if err != nil {
			r.complain(ctx, err)
			return last
		}
		if c.seq == last {
			return last
		}
		if c.members {
			r.recheck(ctx)
		}
		r.share(c)
		last = c.seq
	}
}

func (r *reader) complain(ctx context.Context, err error) {
	if ctx.Err() == nil {
		r.hub.log.WarnContext(ctx, "live: the stream could not be read; trying again", "stream", r.key.stream.String(), "error", err)
	}
}

// share hands the same bytes to every watcher. Nobody waits for a slow one: it is marked as
// lagging and reads from the store.
func (r *reader) share(c *chunk) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for w := range r.watchers {
		select {
		case w.chunks <- c:
		default:
			w.setLag()
		}
	}
}

// recheck asks once for everyone who may still watch, and sends the others away.
func (r *reader) recheck(ctx context.Context) {
	var allowed store.Audience
	var open map[string]bool
	asked := r.all()
	err := r.hub.store.Read(ctx, func(v *store.View) (err error) {
		if allowed, err = v.Audience(r.key.stream); err != nil {
			return err
		}
		open, err = openDoors(v, asked...)
		return err
	})
	if err != nil && problem.KindOf(err) != problem.KindNotFound { // What was removed has no audience.
		r.complain(ctx, err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range asked { // Whoever came since was let in just now.
		if _, here := r.watchers[w]; here && !w.may(allowed, open) {
			w.setGone()
			delete(r.watchers, w)
			close(w.chunks)
		}
	}
}

func (r *reader) all() []*watcher {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Collect(maps.Keys(r.watchers))
}

// openDoors are those by which these watchers came and which are still open.
func openDoors(v *store.View, list ...*watcher) (map[string]bool, error) {
	var doors []string
	for _, w := range list {
		if w.watch.Door != "" {
			doors = append(doors, w.watch.Door)
		}
	}
	return v.OpenDoors(doors)
}

// may says whether the watcher is in the audience and its session or token is still open.
func (me *watcher) may(allowed store.Audience, open map[string]bool) bool {
	return allowed.Has(me.watch.Actor) && (me.watch.Door == "" || open[me.watch.Door])
}

// follow sends chunks until the watcher lags or must go, or ctx or life ends.
func (me *watcher) follow(ctx, life context.Context) error {
	for !me.isLagging() && !me.isGone() {
		select {
		case <-ctx.Done():
			return nil
		case <-life.Done():
			return nil
		case c, open := <-me.chunks:
			if !open || me.isGone() {
				return nil
			}
			if !c.beat && c.seq <= me.last {
				continue
			}
			if !c.beat && c.from != me.last { // Missed something, or had a part of it already.
				return nil
			}
			if err := me.send(c); err != nil {
				return err
			}
			me.last = max(me.last, c.seq)
		}
	}
	return nil
}

// send writes a chunk, unless the watcher may no longer see the stream.
func (me *watcher) send(c *chunk) error {
	if len(c.bytes) == 0 || me.isGone() {
		return nil
	}
	return me.watch.Send(c.bytes)
}

func (me *watcher) setLag()         { me.mu.Lock(); me.lagging = true; me.mu.Unlock() }
func (me *watcher) clearLag()       { me.mu.Lock(); me.lagging = false; me.mu.Unlock() }
func (me *watcher) setGone()        { me.mu.Lock(); me.gone = true; me.mu.Unlock() }
func (me *watcher) isLagging() bool { me.mu.Lock(); defer me.mu.Unlock(); return me.lagging }
func (me *watcher) isGone() bool    { me.mu.Lock(); defer me.mu.Unlock(); return me.gone }

// encode writes a frame in the format of server-sent events.
func encode(f Frame) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "id: %d\nevent: %s\n", f.Seq, f.Name)
	for line := range strings.SplitSeq(string(f.Data), "\n") {
		b.WriteString("data: ")
		b.WriteString(line)
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// committed wakes the readers of this process and notes what the others have to hear.
func (h *Hub) committed(streams []event.Stream) {
	h.mu.Lock()
	for _, s := range streams {
		h.outbox[s] = struct{}{}
	}
	h.mu.Unlock()
	h.Wake(streams)
	select {
	case h.flush <- struct{}{}:
	default:
	}
}

// Wake tells the readers of these streams to look again; it carries no data.
func (h *Hub) Wake(streams []event.Stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for k, r := range h.readers {
		if streams == nil || slices.Contains(streams, k.stream) {
			select {
			case r.wake <- struct{}{}:
			default:
			}
		}
	}
}
