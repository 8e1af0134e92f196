package api_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestAMeetingIsPlannedAndHeldByTheClient(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx := t.Context()
		ana, ben, vic := h.Responder(t), h.Responder(t), h.Viewer(t)
		lead, other := h.as(h.token(t, ana)), h.as(h.token(t, ben))
		inc, err := lead.DeclareIncident(ctx, client.Declaration{Title: "Checkout returns errors", Severity: "SEV1"})
		ok(t, err)
		ok(t, lead.StabiliseIncident(ctx, inc.Ref, client.Move{}))
		ok(t, lead.ResolveIncident(ctx, inc.Ref, client.Move{}))
		pm, err := lead.DraftPostmortem(ctx, inc.Ref)
		ok(t, err)
		_, err = lead.Meeting(ctx, pm.Ref)
		fails(t, err, client.NotFound)

		plan := client.MeetingPlan{StartsAt: h.Clock.Now().Add(24 * time.Hour), Place: "Room 4"}
		ok(t, lead.ScheduleMeeting(ctx, pm.Ref, 0, plan))
		theirs := plan
		theirs.Place = "Room 9"
		fails(t, other.ScheduleMeeting(ctx, pm.Ref, 0, theirs), client.Stale) // Neither saw a plan.
		bare := h.ask(t, request{
			method: "PUT", path: "/api/v1/postmortems/" + pm.Ref + "/meeting", token: h.token(t, ben), body: `{"starts_at":"` + theirs.StartsAt.Format(time.RFC3339) + `"}`,
		})
		if bare.status != 412 {
			t.Errorf("a plan that names no version moves another: %d %s", bare.status, bare.body)
		}
		now, err := other.Meeting(ctx, pm.Ref)
		ok(t, err)
		if now.Place != "Room 4" || now.Version != 1 {
			t.Errorf("the plan is %+v", now)
		}
		ok(t, other.ScheduleMeeting(ctx, pm.Ref, now.Version, theirs))
		fails(t, lead.ScheduleMeeting(ctx, pm.Ref, now.Version, plan), client.Stale)

		fails(t, lead.AttendMeeting(ctx, pm.Ref, "me"), client.Conflict) // The Prime Directive was not read.
		ok(t, lead.BeginMeeting(ctx, pm.Ref))
		ok(t, lead.AttendMeeting(ctx, pm.Ref, "me"))
		ok(t, lead.AttendMeeting(ctx, pm.Ref, string(ben.ID)))
		fails(t, lead.AttendMeeting(ctx, pm.Ref, string(vic.ID)), client.Invalid)
		fails(t, lead.AttendMeeting(ctx, pm.Ref, "nobody"), client.Invalid)
		fails(t, h.as(h.token(t, vic)).AttendMeeting(ctx, pm.Ref, "me"), client.NotFound)
		held := func(tag string) answer {
			return h.ask(t, request{method: "GET", path: "/api/v1/postmortems/" + pm.Ref + "/meeting", token: h.token(t, ana), header: []string{"If-None-Match", tag}})
		}
		before := held("")
		ok(t, other.LeaveMeeting(ctx, pm.Ref, "me"))
		ok(t, other.LeaveMeeting(ctx, pm.Ref, "me"))
		if after := held(before.header.Get("ETag")); after.status != 200 || !strings.Contains(before.body, string(ben.ID)) || strings.Contains(after.body, string(ben.ID)) {
			t.Errorf("whoever holds the meeting is told %d, and that those are there: %s", after.status, after.body)
		}
		ok(t, lead.CountOthers(ctx, pm.Ref, client.Others{Role: "support", Count: 3}))
		fails(t, lead.CountOthers(ctx, pm.Ref, client.Others{Role: "support", Count: -1}), client.Invalid)
		now, err = lead.Meeting(ctx, pm.Ref)
		ok(t, err)
		if len(now.Present) != 1 || now.Present[0].ID != string(ana.ID) || len(now.Others) != 1 || now.Others[0].Count != 3 {
			t.Errorf("there are %+v and %+v", now.Present, now.Others)
		}
		ok(t, lead.EndMeeting(ctx, pm.Ref))

		was, err := lead.Meeting(ctx, pm.Ref)
		ok(t, err)
		fails(t, lead.ScheduleMeeting(ctx, pm.Ref, was.Version+1, plan), client.Stale)
		ok(t, lead.ScheduleMeeting(ctx, pm.Ref, was.Version, plan)) // It was over when it was read, and is.
		next, err := lead.Meeting(ctx, pm.Ref)
		ok(t, err)
		if next.ID == was.ID || !next.EndedAt.IsZero() {
			t.Errorf("the next meeting is %+v", next)
		}
		ok(t, lead.CancelMeeting(ctx, pm.Ref, client.Reason{Reason: "Another day."}))
		ok(t, lead.ScheduleMeeting(ctx, pm.Ref, 0, plan))
	})
}
