package web

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
)

// watchMeeting streams what changes in a meeting as fragments of its page, from "after" on.
func watchMeeting(v *visit) error {
	var pm *postmortem.Postmortem
	err := v.read(func(view *store.View) (err error) {
		pm, err = view.Postmortem(v.actor, v.r.PathValue("ref"))
		return err
	})
	if err == nil {
		err = v.actor.May(person.Write)
	}
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
	watch := live.Watch{Stream: pm.Stream(), After: after, Actor: v.actor, Door: v.auth.Door(v.r), Format: "meeting " + zone, Render: v.drawMeeting(v.clock.Zone)}
	return doorway.Stream(v.w, v.r, v.now, func(send func([]byte) error) {
		watch.Send = v.whileOpen(send)
		if err := v.live.Watch(v.ctx(), watch); err != nil && v.ctx().Err() == nil {
			v.log.DebugContext(v.ctx(), "a live page ended", "postmortem", watch.Stream.ID, "error", err)
		}
	})
}

// drawMeeting renders what is written down in a meeting and who is there, once for all who watch.
func (s *Site) drawMeeting(zone *time.Location) live.Render {
	return func(ctx context.Context, events []event.Event) ([]live.Frame, error) {
		if !slices.ContainsFunc(events, func(e event.Event) bool { return strings.HasPrefix(e.Kind, "meeting.") }) {
			return nil, nil
		}
		var m meeting
		err := s.desk.Store().Read(ctx, func(view *store.View) (err error) {
			if m.progress.Postmortem, err = view.Postmortem(person.System, events[0].Stream.ID); err != nil {
				return err
			}
			m.MeetingNow, err = s.desk.Meeting(view, m.progress.Postmortem)
			return err
		})
		if err != nil {
			return nil, err
		}
		clock := ui.Clock{Zone: zone, Now: store.Instant(s.now())}
		var b bytes.Buffer
		for _, region := range []templ.Component{meetingBegun(m), meetingOver(m), meetingPresent(m), meetingDecisions(clock, m)} {
			if err := region.Render(ctx, &b); err != nil {
				return nil, err
			}
		}
		return []live.Frame{{Seq: events[len(events)-1].Seq, Name: "patch", Data: b.Bytes()}}, nil
	}
}
