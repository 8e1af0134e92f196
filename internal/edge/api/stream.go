package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/engine/aside"
	"candor.dev/candor/internal/live"
)

const (
	writePatience = 20 * time.Second // A watcher that takes nothing for so long is gone.
	askAgain      = 15 * time.Second // How often a long stream asks who its token is now; that it ended is found by the hub.
)

type streamStart struct {
	One
	After       string `query:"after" doc:"The number of the newest entry that the watcher has; 0 when absent."`
	LastEventID string `header:"Last-Event-ID" doc:"As sent by whoever reconnects; before after."`
}

// watchIncident sends what happens in an incident as server-sent events, until the watcher
// leaves or may no longer see it. A position that never was is answered with reset.
func (h *handler) watchIncident(ctx context.Context, in *streamStart) (*streamed, error) {
	inc, err := h.incident(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if h.hub == nil {
		return nil, problem.Unavailable("Streams are not available on this server.").Next("Ask for the timeline instead.")
	}
	r, actor := callOf(ctx).r, auth.Actor(ctx)
	watch := live.Watch{Stream: inc.Stream(), After: in.from(), Actor: actor, Door: h.doorOf(r), Format: "api", Render: frames}
	return streaming(func(w http.ResponseWriter) {
		_ = doorway.LongLived(w) // Where deadlines cannot be moved, the connection ends sooner and is taken up again.
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(http.StatusOK)
		doorway.Afterwards(w, r, func(w http.ResponseWriter) {
			watch.Send = h.sender(w, r, actor)
			_ = h.hub.Watch(r.Context(), watch) // The answer has begun: an error can only end it, and the watcher comes back.
		})
	}), nil
}

// from is where the watcher stands; -1 for what is no position, which is answered with reset.
func (in streamStart) from() int64 {
	s := in.LastEventID
	if s == "" {
		s = in.After
	}
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

var errDoorShut = errors.New("the token or session ended")

// sender writes to one watcher, and now and then asks whether the door is still open: the hub
// knows people, not their tokens.
func (h *handler) sender(w http.ResponseWriter, r *http.Request, actor person.Actor) func([]byte) error {
	out, asked := http.NewResponseController(w), h.now()
	return func(b []byte) error {
		now := h.now()
		if now.Sub(asked) >= askAgain {
			var again person.Actor
			var err error
			aside.Do(func() { again, err = h.who(r) })
			if err != nil || again.ID != actor.ID {
				return errDoorShut
			}
			asked = now
		}
		_ = out.SetWriteDeadline(now.Add(writePatience)) // Not every connection has one.
		if _, err := w.Write(b); err != nil {
			return err
		}
		return out.Flush()
	}
}

// frames is one frame for each event: the same for everyone who watches.
func frames(_ context.Context, events []event.Event) ([]live.Frame, error) {
	list := make([]live.Frame, 0, len(events))
	for _, e := range events {
		raw, err := json.Marshal(wireEvent(e))
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", e.Kind, err)
		}
		list = append(list, live.Frame{Seq: e.Seq, Name: e.Kind, Data: raw})
	}
	return list, nil
}
