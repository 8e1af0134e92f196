package desk

import (
	"context"
	"slices"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// keepMeeting keeps a meeting and its events; told says whether people hear of it by mail.
func (d *Desk) keepMeeting(tx *store.Tx, pm *postmortem.Postmortem, m *postmortem.Meeting, events []event.Event, told bool) error {
	if err := tx.SaveMeeting(m); err != nil {
		return err
	}
	if err := tx.Record(events...); err != nil || !told {
		return err
	}
	return spread(tx, pm.Stream(), events)
}

// CancelMeeting takes the planned meeting off, with a reason. Records meeting.cancelled, which is
// told by mail.
func (d *Desk) CancelMeeting(ctx context.Context, actor person.Actor, in Return) error {
	return d.meet(ctx, actor, in.Postmortem, func(tx *store.Tx, pm *postmortem.Postmortem, m *postmortem.Meeting) error {
		ev, err := pm.CancelMeeting(actor, d.now(), m, in.Reason)
		if err != nil {
			return err
		}
		return d.keepMeeting(tx, pm, m, []event.Event{ev}, true)
	})
}

// meet loads a postmortem to write and its present meeting.
func (d *Desk) meet(ctx context.Context, actor person.Actor, ref string, deed func(*store.Tx, *postmortem.Postmortem, *postmortem.Meeting) error) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		pm, err := d.toWrite(tx, actor, ref)
		if err != nil {
			return err
		}
		m, err := tx.Meeting(pm.ID)
		if problem.KindOf(err) == problem.KindNotFound {
			return problem.Conflict("No meeting is planned.").Next("Plan one, or begin one now.")
		}
		if err != nil {
			return err
		}
		return deed(tx, pm, m)
	})
}

// BeginMeeting says that the Prime Directive was read aloud and is accepted, and begins the
// meeting. Where none is planned, one begins now. Twice is once. Records
// postmortem.directive_acknowledged the first time, and meeting.begun.
func (d *Desk) BeginMeeting(ctx context.Context, actor person.Actor, ref string) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		pm, err := d.toWrite(tx, actor, ref)
		if err != nil {
			return err
		}
		m, err := tx.Meeting(pm.ID)
		if err != nil && problem.KindOf(err) != problem.KindNotFound {
			return err
		}
		var events []event.Event
		fresh := err != nil || !m.Open()
		if fresh {
			var ev event.Event
			now := d.now()
			m, ev, err = pm.ScheduleMeeting(actor, now, postmortem.MeetingID(store.NewID()), postmortem.Schedule{StartsAt: now})
			if err != nil {
				return err
			}
			events = append(events, ev)
		}
		begun, err := pm.BeginMeeting(actor, d.now(), m)
		if err != nil || len(begun) == 0 {
			return err
		}
		keep := tx.SaveMeeting
		if fresh {
			keep = tx.AddMeeting
		}
		if err := keep(m); err != nil {
			return err
		}
		if err := tx.SavePostmortem(pm); err != nil {
			return err
		}
		return tx.Record(append(events, begun...)...)
	})
}

// Attendance says that somebody with an account is in the meeting, or is not there after all.
type Attendance struct {
	Postmortem string
	Person     person.ID // Empty: oneself.
	Left       bool
}

// AttendMeeting notes who is there. Twice is once. Records meeting.attended, which does not say who.
func (d *Desk) AttendMeeting(ctx context.Context, actor person.Actor, in Attendance) error {
	return d.meet(ctx, actor, in.Postmortem, func(tx *store.Tx, pm *postmortem.Postmortem, m *postmortem.Meeting) error {
		if in.Person == "" {
			in.Person = actor.ID
		}
		if err := d.invitable(tx, pm, "person", in.Person); err != nil {
			return err
		}
		present, _, err := tx.Attendance(m.ID)
		if err != nil {
			return err
		}
		was := slices.ContainsFunc(present, func(p store.Present) bool { return p.Person == in.Person })
		events, err := pm.Attend(actor, d.now(), m, !in.Left, was)
		if err != nil || len(events) == 0 {
			return err
		}
		if err := tx.SaveAttendance(m.ID, in.Person, !in.Left); err != nil {
			return err
		}
		return tx.Record(events...)
	})
}

// Counting says how many people of a role without an account are in the meeting.
type Counting struct {
	Postmortem string
	postmortem.Others
}

// CountOthers notes how many people without an account are there, by role and never by name; zero
// takes the role off. Records meeting.counted.
func (d *Desk) CountOthers(ctx context.Context, actor person.Actor, in Counting) error {
	return d.meet(ctx, actor, in.Postmortem, func(tx *store.Tx, pm *postmortem.Postmortem, m *postmortem.Meeting) error {
		ev, err := pm.CountOthers(actor, d.now(), m, in.Others)
		if err != nil {
			return err
		}
		if err := tx.SaveOthers(m.ID, in.Others); err != nil {
			return err
		}
		return tx.Record(ev)
	})
}

// Deciding writes down what a meeting decided.
type Deciding struct {
	Postmortem string
	Becomes    postmortem.Outcome
	Text       string
	Why        string // The why that it answers; needed for a risk, may be empty for an action.
	Action     action.Commitment
	Risk       postmortem.AcceptedRisk
}

// Decided tells what became of a decision.
type Decided struct {
	Ref string // Of the action; empty otherwise.
}

// DecideInMeeting writes a decision down and does it in the same step: it commits an action (its
// title checked as by CommitAction), accepts a risk at a leaf of the why-tree, or notes it in the
// record. Records meeting.decided, and action.committed or why.earned.
func (d *Desk) DecideInMeeting(ctx context.Context, actor person.Actor, in Deciding) (Decided, error) {
	return once(ctx, d, actor, func(tx *store.Tx) (Decided, error) {
		found, err := tx.View.Postmortem(actor, in.Postmortem)
		if err != nil {
			return Decided{}, err
		}
		inc, err := tx.Incident(actor, string(found.Incident)) // First, as in every deed that needs both.
		if err != nil {
			return Decided{}, err
		}
		pm, err := d.toWrite(tx, actor, in.Postmortem)
		if err != nil {
			return Decided{}, err
		}
		m, err := tx.Meeting(pm.ID)
		if problem.KindOf(err) == problem.KindNotFound {
			return Decided{}, problem.Conflict("No meeting is planned.").Next("Begin one now.")
		}
		if err != nil {
			return Decided{}, err
		}
		made := postmortem.Decision{Outcome: in.Becomes, Text: in.Text, Why: postmortem.WhyID(in.Why)}
		if _, err := pm.Decide(actor, d.now(), m, made); err != nil { // Whether it may be, before anything is done.
			return Decided{}, err
		}
		earning := WhyEarning{Postmortem: in.Postmortem, Why: in.Why}
		switch in.Becomes {
		case postmortem.BecomesAction:
			in.Action.Title = in.Text
			if in.Why == "" {
				a, err := d.commit(tx, actor, inc, in.Action)
				if err != nil {
					return Decided{}, decisive(err)
				}
				made.Ref = a.Ref()
				break
			}
			earning.New = &in.Action
		case postmortem.BecomesRisk:
			if in.Why == "" {
				return Decided{}, problem.Invalid("why", "Choose the why whose risk is accepted.").Next("Or note the decision, and write the why first.")
			}
			in.Risk.Statement = in.Text
			earning.Risk = &in.Risk
		}
		if in.Why != "" && in.Becomes != postmortem.BecomesNote {
			got, err := d.earn(tx, actor, inc, earning)
			if err != nil {
				return Decided{}, decisive(err)
			}
			made.Ref = got.Action
		}
		ev, err := pm.Decide(actor, d.now(), m, made)
		if err != nil {
			return Decided{}, err
		}
		return Decided{Ref: made.Ref}, tx.Record(ev)
	})
}

// decisive puts what was said of a title or a statement beside the words of the decision.
func decisive(err error) error {
	if p := problem.Of(err); p != nil && (p.Field == "title" || p.Field == "statement" || p.Field == "risk") {
		return p.At("text")
	}
	return err
}

// EndMeeting ends the meeting and opens the anonymous pulse for those who took part. Records
// meeting.ended.
func (d *Desk) EndMeeting(ctx context.Context, actor person.Actor, ref string) error {
	return d.meet(ctx, actor, ref, func(tx *store.Tx, pm *postmortem.Postmortem, m *postmortem.Meeting) error {
		present, others, err := tx.Attendance(m.ID)
		if err != nil {
			return err
		}
		n := len(present)
		for _, o := range others {
			n += o.Count
		}
		ev, err := pm.EndMeeting(actor, d.now(), m, n)
		if err != nil {
			return err
		}
		if err := d.keepMeeting(tx, pm, m, []event.Event{ev}, false); err != nil {
			return err
		}
		return d.openPulse(tx, pm, m.Edition)
	})
}

// MeetingNow is a meeting as those who are in it see it.
type MeetingNow struct {
	Meeting   *postmortem.Meeting // Nil: none was planned.
	Earlier   []*postmortem.Meeting
	Present   []store.Present
	Others    []postmortem.Others
	Decisions []event.Event // Of this meeting.
}

// Meeting reads the present meeting of a postmortem: who is there and what was decided. Whoever
// calls has loaded the postmortem with an actor.
func (d *Desk) Meeting(v *store.View, pm *postmortem.Postmortem) (MeetingNow, error) {
	var now MeetingNow
	m, err := v.Meeting(pm.ID)
	if problem.KindOf(err) == problem.KindNotFound {
		return now, nil
	}
	if err != nil {
		return now, err
	}
	now.Meeting = m
	if now.Present, now.Others, err = v.Attendance(m.ID); err != nil {
		return now, err
	}
	all, err := v.EventsOfKind(pm.Stream(), postmortem.MeetingDecided{}.Kind())
	for _, ev := range all {
		if ev.Subject == string(m.ID) {
			now.Decisions = append(now.Decisions, ev)
		}
	}
	return now, err
}
