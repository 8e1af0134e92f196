package web

import (
	"bytes"
	"context"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
)

// watchPostmortem tells those who write a postmortem which parts were saved since "after". It
// never touches what somebody types; see static/js/live.js.
func watchPostmortem(v *visit) error {
	var pm *postmortem.Postmortem
	err := v.read(func(view *store.View) (err error) {
		pm, err = view.Postmortem(v.actor, v.r.PathValue("ref"))
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
	watch := live.Watch{Stream: pm.Stream(), After: after, Actor: v.actor, Door: v.auth.Door(v.r), Format: "writing " + zone, Render: v.tellSaved(pm.Ref(), v.clock.Zone)}
	return doorway.Stream(v.w, v.r, v.now, func(send func([]byte) error) {
		watch.Send = v.whileOpen(send)
		if err := v.live.Watch(v.ctx(), watch); err != nil && v.ctx().Err() == nil {
			// The answer has begun: it can only end, and the browser comes back.
			v.log.DebugContext(v.ctx(), "a live page ended", "postmortem", watch.Stream.ID, "error", err)
		}
	})
}

// tellSaved renders events as notices at the parts that were saved.
func (s *Site) tellSaved(ref string, zone *time.Location) live.Render {
	return func(ctx context.Context, events []event.Event) ([]live.Frame, error) {
		clock := ui.Clock{Zone: zone, Now: store.Instant(s.now())}
		var b bytes.Buffer
		for _, e := range events {
			part := ""
			switch e.Kind {
			case (postmortem.SectionEdited{}).Kind():
				part = e.Subject
			case (postmortem.Retitled{}).Kind():
				part = postmortem.TitleField
			}
			if part == "" {
				continue
			}
			if err := newerNotice(ref, part, clock.At(e.At)).Render(ctx, &b); err != nil {
				return nil, err
			}
		}
		if b.Len() == 0 || len(events) == 0 {
			return nil, nil
		}
		return []live.Frame{{Seq: events[len(events)-1].Seq, Name: "patch", Data: b.Bytes()}}, nil
	}
}
