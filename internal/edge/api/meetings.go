package api

import (
	"context"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/store"
)

func (h *handler) showMeeting(ctx context.Context, in *One) (*shown[client.Meeting], error) {
	var now desk.MeetingNow
	err := h.store.Read(ctx, func(v *store.View) error {
		pm, err := v.Postmortem(auth.Actor(ctx), in.ID)
		if err == nil {
			now, err = h.desk.Meeting(v, pm)
		}
		if err == nil && now.Meeting == nil {
			err = problem.NotFound("meeting")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	// Always with its body: who is there and what is decided change without the plan.
	return &shown[client.Meeting]{ETag: doorway.ETag(now.Meeting.Version), Body: wireMeeting(now)}, nil
}

func wireMeeting(now desk.MeetingNow) client.Meeting {
	m := now.Meeting
	return client.Meeting{
		ID: string(m.ID), Version: m.Version, StartsAt: m.StartsAt, Zone: m.Zone, Minutes: int(m.Lasts / time.Minute), Place: m.Place, Agenda: m.Agenda,
		Guests:  each(m.Guests, func(id person.ID) string { return string(id) }),
		BegunAt: m.BegunAt, EndedAt: m.EndedAt, CancelledAt: m.CancelledAt, Reason: m.Reason,
		Present: each(now.Present, func(p store.Present) client.Someone { return *someone(p.Person, p.Name) }),
		Others:  each(now.Others, func(o postmortem.Others) client.Others { return client.Others(o) }),
		Decisions: each(now.Decisions, func(e event.Event) client.Decision {
			b, _ := event.Read[postmortem.MeetingDecided](e) // One that was erased says nothing.
			return client.Decision{At: e.At, Becomes: string(b.Becomes), Text: b.Text, Ref: b.Ref}
		}),
	}
}

type meetingPlan struct {
	One
	IfMatch string `header:"If-Match" doc:"The ETag of the meeting that was read; absent: none was planned."`
	Body    client.MeetingPlan
}

func (h *handler) scheduleMeeting(ctx context.Context, in *meetingPlan) (*nothing, error) {
	version, err := doorway.IfMatch(callOf(ctx).r, false)
	if err != nil {
		return nil, err
	}
	if version == nil {
		version = new(int)
	}
	plan := postmortem.Schedule{
		StartsAt: in.Body.StartsAt, Zone: in.Body.Zone, Lasts: minutes(in.Body.Minutes), Place: in.Body.Place, Agenda: in.Body.Agenda,
	}
	for _, id := range in.Body.Guests {
		plan.Guests = append(plan.Guests, person.ID(id))
	}
	_, err = h.desk.ScheduleMeeting(ctx, auth.Actor(ctx), desk.Invitation{Postmortem: in.ID, Schedule: plan, Version: version})
	return done(err)
}

func (h *handler) cancelMeeting(ctx context.Context, in *because) (*nothing, error) {
	return done(h.desk.CancelMeeting(ctx, auth.Actor(ctx), desk.Return{Postmortem: in.ID, Reason: in.Body.Reason}))
}

func (h *handler) beginMeeting(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.BeginMeeting(ctx, auth.Actor(ctx), in.ID))
}

func (h *handler) endMeeting(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.EndMeeting(ctx, auth.Actor(ctx), in.ID))
}

type attendance struct {
	One
	Person string `path:"person" doc:"The ID of a person, or me."`
}

func (a attendance) of() desk.Attendance {
	if a.Person == "me" {
		a.Person = ""
	}
	return desk.Attendance{Postmortem: a.ID, Person: person.ID(a.Person)}
}

func (h *handler) attendMeeting(ctx context.Context, in *attendance) (*nothing, error) {
	return done(h.desk.AttendMeeting(ctx, auth.Actor(ctx), in.of()))
}

func (h *handler) leaveMeeting(ctx context.Context, in *attendance) (*nothing, error) {
	a := in.of()
	a.Left = true
	return done(h.desk.AttendMeeting(ctx, auth.Actor(ctx), a))
}

type counted struct {
	One
	Body client.Others
}

func (h *handler) countOthers(ctx context.Context, in *counted) (*nothing, error) {
	return done(h.desk.CountOthers(ctx, auth.Actor(ctx), desk.Counting{Postmortem: in.ID, Others: postmortem.Others(in.Body)}))
}

type newDecision struct {
	One
	Body client.NewDecision
}

func (h *handler) decideInMeeting(ctx context.Context, in *newDecision) (*made[client.Decided], error) {
	b := in.Body
	got, err := h.desk.DecideInMeeting(ctx, auth.Actor(ctx), desk.Deciding{
		Postmortem: in.ID, Becomes: postmortem.Outcome(b.Becomes), Text: b.Text, Why: b.Why,
		Action: action.Commitment{Type: action.Prevent, Owner: b.Owner, Due: b.Due, Keep: b.Keep},
		Risk:   postmortem.AcceptedRisk{Prevent: b.Prevent, Suffer: b.Suffer, Approver: b.Approver, ReviewAt: b.ReviewAt},
	})
	if err != nil {
		return nil, err
	}
	return &made[client.Decided]{Location: "/api/v1/postmortems/" + in.ID + "/meeting", Body: client.Decided{Ref: got.Ref}}, nil
}

type reviewAsk struct {
	One
	Body client.ReviewAsk
}

func (h *handler) askReviewers(ctx context.Context, in *reviewAsk) (*nothing, error) {
	ask := desk.ReviewAsk{Postmortem: in.ID, Until: in.Body.Until}
	for _, id := range in.Body.People {
		ask.People = append(ask.People, person.ID(id))
	}
	return done(h.desk.AskReviewers(ctx, auth.Actor(ctx), ask))
}

type reviewAnswer struct {
	One
	Body client.ReviewAnswer
}

func (h *handler) answerReview(ctx context.Context, in *reviewAnswer) (*nothing, error) {
	return done(h.desk.AnswerReview(ctx, auth.Actor(ctx), desk.ReviewAnswer{
		Postmortem: in.ID, Answer: postmortem.Answer(in.Body.Answer), Reason: in.Body.Reason, Exception: in.Body.Exception,
	}))
}

func (h *handler) showReaders(ctx context.Context, in *One) (*body[client.ReviewStanding], error) {
	s, err := h.desk.Standing(ctx, auth.Actor(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return &body[client.ReviewStanding]{Body: client.ReviewStanding{
		Needed: s.Tally.Needed, Given: s.Tally.Given, Able: s.Tally.Able, Lapsed: s.Tally.Lapsed,
		Readers: each(s.Opinions, func(o postmortem.Opinion) client.Opinion {
			return client.Opinion{
				By: *someone(o.Person, o.Name), AskedAt: o.AskedAt, Until: o.Until, Answer: string(o.Answer), Reason: o.Reason,
				AnsweredAt: o.AnsweredAt, Stands: o.Stands(s.Fingerprint),
			}
		}),
	}}, nil
}

func (h *handler) createCalendarLink(ctx context.Context, _ *struct{}) (*made[client.MadeCalendar], error) {
	secret, err := h.desk.CreateCalendarLink(ctx, auth.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return &made[client.MadeCalendar]{Body: client.MadeCalendar{Secret: secret, URL: h.absolute(ctx, "/calendar/"+secret+".ics")}}, nil
}

func (h *handler) revokeCalendarLink(ctx context.Context, _ *struct{}) (*nothing, error) {
	return done(h.desk.RevokeCalendarLink(ctx, auth.Actor(ctx)))
}
