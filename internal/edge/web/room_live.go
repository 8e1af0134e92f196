package web

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/aside"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
)

// watchRoom streams what changes in a room as fragments of its page, from "after" on; see
// static/js/live.js for what a browser does with them. They are drawn once for all who watch in
// the same zone.
func watchRoom(v *visit) error {
	var inc *incident.Incident
	err := v.read(func(view *store.View) (err error) {
		inc, err = view.Incident(v.actor, v.r.PathValue("ref"))
		return err
	})
	if err != nil {
		return err
	}
	if v.live == nil {
		return problem.Unavailable("This page is not live here.").Next("Load it again to see what changed.")
	}
	after, err := doorway.Position(v.r)
	if err != nil {
		return err
	}
	zone := "UTC"
	if v.clock.Zone != nil {
		zone = v.clock.Zone.String()
	}
	watch := live.Watch{Stream: inc.Stream(), After: after, Actor: v.actor, Door: v.auth.Door(v.r), Format: "room " + zone, Render: v.drawRoom(v.clock.Zone)}
	return doorway.Stream(v.w, v.r, v.now, func(send func([]byte) error) {
		watch.Send = v.whileOpen(send)
		if err := v.live.Watch(v.ctx(), watch); err != nil && v.ctx().Err() == nil {
			// The answer has begun: it can only end, and the browser comes back.
			v.log.DebugContext(v.ctx(), "a live page ended", "incident", watch.Stream.ID, "error", err)
		}
	})
}

// askAgain is how often a stream asks who its session is now, which moves "last seen" on. That
// the session ended is found by the hub, for all streams at once.
const askAgain = 10 * time.Second

var errSessionEnded = errors.New("the session ended")

func (v *visit) whileOpen(send func([]byte) error) func([]byte) error {
	asked := v.now()
	return func(frame []byte) error {
		if now := v.now(); now.Sub(asked) >= askAgain {
			var again person.Actor
			var err error
			aside.Do(func() { again, err = v.auth.FromRequest(v.r) })
			if err != nil || again.ID != v.actor.ID {
				return errSessionEnded
			}
			asked = now
		}
		return send(frame)
	}
}

// drawRoom renders events as fragments: the regions that they touch, and their entries.
func (s *Site) drawRoom(zone *time.Location) live.Render {
	return func(ctx context.Context, events []event.Event) ([]live.Frame, error) {
		if len(events) == 0 {
			return nil, nil
		}
		var rm room
		err := s.desk.Store().Read(ctx, func(view *store.View) (err error) {
			if rm, err = loadRoom(s.desk, view, person.System, events[0].Stream.ID, 0); err != nil || rm.earlier <= events[0].Seq {
				return err
			}
			// Somebody was away for long: their entries are further back than the page shows.
			return rm.reachBack(view, events[len(events)-1].Seq)
		})
		if err != nil {
			return nil, err
		}
		rm.clock, rm.markdown = ui.Clock{Zone: zone, Now: store.Instant(s.now())}, s.markdown
		var b bytes.Buffer
		for _, part := range rm.touched(events) {
			if err := part.Render(ctx, &b); err != nil {
				return nil, err
			}
		}
		return []live.Frame{{Seq: events[len(events)-1].Seq, Name: "patch", Data: b.Bytes()}}, nil
	}
}

// touched are the regions and entries that these events change.
func (rm *room) touched(events []event.Event) []templ.Component {
	var parts []templ.Component
	add := func(region templ.Component, kinds ...string) {
		if slices.ContainsFunc(events, func(e event.Event) bool {
			return slices.ContainsFunc(kinds, func(k string) bool { return strings.HasPrefix(e.Kind, k) })
		}) {
			parts = append(parts, region)
		}
	}
	add(regionHead(rm), "incident.", "role.", "update.", "alerts.")
	add(regionPath(rm), "incident.")
	add(regionHappening(rm), "incident.", "update.", "report.")
	add(regionChanged(rm), "incident.", "change.")
	add(regionAlerts(rm), "incident.", "alerts.")
	add(regionCauses(rm), "hypothesis.")
	add(regionHelp(rm), "need.", "offer.")
	add(regionRoles(rm), "incident.", "role.", "thanks.")
	for _, x := range rm.entries {
		if slices.ContainsFunc(events, x.tells) {
			parts = append(parts, alive(x.view(rm)))
		}
	}
	return append(parts, rm.changeEntries(events)...)
}

// tells says whether the entry is about the event, in its newest or in an earlier wording.
func (x entry) tells(e event.Event) bool {
	if e.Kind == (incident.EntryMarked{}).Kind() {
		return e.Subject == strconv.FormatInt(x.root, 10)
	}
	return x.Seq == e.Seq || slices.ContainsFunc(x.earlier, func(old event.Event) bool { return old.Seq == e.Seq })
}

func alive(e ui.Entry) ui.Entry { e.Live = true; return e }

// changeEntries are the changes that came to the timeline, or left it, by being marked.
func (rm *room) changeEntries(events []event.Event) []templ.Component {
	var parts []templ.Component
	for _, c := range rm.recap.Changes {
		if !slices.ContainsFunc(events, func(e event.Event) bool { return e.Kind == "change.marked" && e.Subject == string(c.ID) }) {
			continue
		}
		if onTimeline(c.Marked) {
			parts = append(parts, alive(changeEntry(rm, c.Marked)))
		} else if c.Mark == change.Cleared {
			parts = append(parts, gone("change-entry-"+string(c.ID)))
		}
	}
	return parts
}
