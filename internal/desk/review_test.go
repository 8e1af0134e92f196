package desk_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// reviewed makes the draft of a resolved incident.
func reviewed(t *testing.T, d *desktest.Desk, by person.Actor, bend ...func(*desk.Declaration)) desk.Drafted {
	t.Helper()
	return desktest.Must[desk.Drafted](t)(d.DraftPostmortem(t.Context(), by, resolved(t, d, by, bend...).Ref()))
}

func tomorrow(d *desktest.Desk) postmortem.Schedule {
	return postmortem.Schedule{StartsAt: d.Clock.Now().Add(24 * time.Hour), Zone: "Europe/Berlin", Lasts: 45 * time.Minute, Place: "Room 4, second floor"}
}

func TestAReviewMeetingFromItsPlanToItsEnd(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, ben, vic := d.Responder(t), d.Responder(t), d.Viewer(t)
		pm := reviewed(t, d, ana)
		desktest.WantKind(t, d.EndMeeting(t.Context(), ana, pm.Ref()), problem.KindConflict)
		plan := desk.Invitation{Postmortem: pm.Ref(), Schedule: tomorrow(d)}
		for field, bend := range map[string]func(*postmortem.Schedule){
			"starts_at": func(s *postmortem.Schedule) { s.StartsAt = d.Clock.Now().Add(-time.Hour) },
			"minutes":   func(s *postmortem.Schedule) { s.Lasts = 9 * time.Hour },
			"zone":      func(s *postmortem.Schedule) { s.Zone = "Mars/Olympus" },
			"place":     func(s *postmortem.Schedule) { s.Place = strings.Repeat("a", 301) },
			"guests":    func(s *postmortem.Schedule) { s.Guests = []person.ID{vic.ID} },
		} {
			bent := plan
			bend(&bent.Schedule)
			err := second(d.ScheduleMeeting(t.Context(), ana, bent))
			if p := problem.Of(err); p == nil || p.Kind != problem.KindInvalid || p.Field != field {
				t.Errorf("a wrong %s is answered with %v", field, err)
			}
		}
		none := 0
		plan.Version = &none
		first := desktest.Must[postmortem.MeetingID](t)(d.ScheduleMeeting(t.Context(), ana, plan))
		theirs := plan
		theirs.Place = "Room 9"
		desktest.WantKind(t, second(d.ScheduleMeeting(t.Context(), ben, theirs)), problem.KindStale) // Ben saw no plan either.
		plan.Version = nil
		again := desktest.Must[postmortem.MeetingID](t)(d.ScheduleMeeting(t.Context(), ana, plan)) // Nothing differs.
		plan.Place = "https://meet.example.com/review"
		moved := desktest.Must[postmortem.MeetingID](t)(d.ScheduleMeeting(t.Context(), ben, plan))
		if again != first || moved != first {
			t.Errorf("one meeting became %s, %s, %s", first, again, moved)
		}
		desktest.WantKind(t, d.AttendMeeting(t.Context(), ana, desk.Attendance{Postmortem: pm.Ref()}), problem.KindConflict) // The directive was not read.
		desktest.WantKind(t, second(d.DecideInMeeting(t.Context(), ana, desk.Deciding{Postmortem: pm.Ref(), Becomes: "note", Text: "a"})), problem.KindConflict)
		ok(t, d.BeginMeeting(t.Context(), ana, pm.Ref()))
		ok(t, d.BeginMeeting(t.Context(), ben, pm.Ref()))
		for range 2 {
			ok(t, d.AttendMeeting(t.Context(), ana, desk.Attendance{Postmortem: pm.Ref(), Person: ben.ID}))
		}
		desktest.WantKind(t, d.AttendMeeting(t.Context(), ana, desk.Attendance{Postmortem: pm.Ref(), Person: vic.ID}), problem.KindInvalid)
		for _, ev := range d.Events(t, postmortem.StreamOf(pm.ID)) {
			if strings.Contains(string(ev.Body), string(ben.ID)) {
				t.Errorf("the record says for ever who was there: %s %s", ev.Kind, ev.Body)
			}
		}
		ok(t, d.CountOthers(t.Context(), ana, desk.Counting{Postmortem: pm.Ref(), Others: postmortem.Others{Role: "customer support", Count: 3}}))
		why := desktest.Must[desk.Asked](t)(d.AddWhy(t.Context(), ana, desk.WhyEdit{Postmortem: pm.Ref(), Said: postmortem.Said{
			Question: "How could the table be dropped?", Answer: "The script runs with the rights of the owner.",
		}}))
		got := desktest.Must[desk.Decided](t)(d.DecideInMeeting(t.Context(), ben, desk.Deciding{
			Postmortem: pm.Ref(), Becomes: postmortem.BecomesAction, Text: "Run scripts with a role that cannot drop tables", Why: string(why.ID),
			Action: action.Commitment{Owner: "the database team"},
		}))
		if got.Ref != "ACT-1" {
			t.Errorf("the decision became %q", got.Ref)
		}
		weak := problem.Of(second(d.DecideInMeeting(t.Context(), ben, desk.Deciding{Postmortem: pm.Ref(), Becomes: postmortem.BecomesAction, Text: "Be more careful with scripts"})))
		if weak == nil || weak.Field != "text" || weak.Hint == "" {
			t.Errorf("an action that rests on care is answered with %v", weak)
		}
		ok(t, second(d.DecideInMeeting(t.Context(), ben, desk.Deciding{Postmortem: pm.Ref(), Becomes: postmortem.BecomesNote, Text: "Ask again in March"})))
		ok(t, second(d.DecideInMeeting(t.Context(), ben, desk.Deciding{Postmortem: pm.Ref(), Becomes: postmortem.BecomesRisk, Text: "The old replica stays", Why: string(why.ID), Risk: postmortem.AcceptedRisk{
			Approver: "head of platform", Prevent: "two weeks", Suffer: "an hour", ReviewAt: d.Clock.Now().Add(30 * 24 * time.Hour),
		}})))
		ok(t, d.EndMeeting(t.Context(), ana, pm.Ref()))
		desktest.WantKind(t, d.EndMeeting(t.Context(), ana, pm.Ref()), problem.KindConflict)
		var now desk.MeetingNow
		d.Read(t, func(v *store.View) error {
			found, err := v.Postmortem(ana, pm.Ref())
			if err == nil {
				now, err = d.Meeting(v, found)
			}
			return err
		})
		if len(now.Present) != 1 || now.Present[0].Person != ben.ID || len(now.Others) != 1 || now.Others[0].Count != 3 || len(now.Decisions) != 3 || now.Meeting.Sequence != 1 {
			t.Errorf("the record of the meeting is %+v", now)
		}
		d.WantEvents(t, postmortem.StreamOf(pm.ID), "postmortem.drafted", "meeting.scheduled", "meeting.moved", "postmortem.directive_acknowledged", "meeting.begun",
			"meeting.attended", "meeting.counted", "why.added", "why.earned", "meeting.decided", "meeting.decided", "why.earned", "meeting.decided", "meeting.ended")
	})
}

func TestApprovalsAreOfTheAcceptedRisksToo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, ben := d.Responder(t), d.Responder(t)
		policy(t, d, 2, false)
		pm := reviewed(t, d, ana)
		why := desktest.Must[desk.Asked](t)(d.AddWhy(t.Context(), ana, desk.WhyEdit{Postmortem: pm.Ref(), Said: postmortem.Said{
			Question: "How could the table be dropped?", Answer: "The script runs with the rights of the owner.",
		}}))
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		risk := postmortem.AcceptedRisk{
			Statement: "The old replica stays", Approver: "head of platform", Prevent: "two weeks", Suffer: "an hour", ReviewAt: d.Clock.Now().Add(30 * 24 * time.Hour),
		}
		for name, bent := range map[string]func(*postmortem.AcceptedRisk){
			"a risk":            func(r *postmortem.AcceptedRisk) {},
			"another statement": func(r *postmortem.AcceptedRisk) { r.Statement = "The old replica stays for good" },
			"another cost":      func(r *postmortem.AcceptedRisk) { r.Suffer = "a day" },
			"another approver":  func(r *postmortem.AcceptedRisk) { r.Approver = "head of support" },
			"another day":       func(r *postmortem.AcceptedRisk) { r.ReviewAt = r.ReviewAt.Add(24 * time.Hour) },
		} {
			ok(t, d.ApprovePostmortem(t.Context(), ben, pm.Ref()))
			kept := risk
			bent(&kept)
			ok(t, second(d.EarnWhy(t.Context(), ana, desk.WhyEarning{Postmortem: pm.Ref(), Why: string(why.ID), Risk: &kept})))
			if st := desktest.Must[desk.Standing](t)(d.Standing(t.Context(), ana, pm.Ref())); st.Tally.Given != 0 || st.Tally.Lapsed != 1 {
				t.Errorf("after %s the approvals are %+v", name, st.Tally)
			}
		}
	})
}

// policy makes every severity ask for so many approvals.
func policy(t *testing.T, d *desktest.Desk, approvals int, others bool) {
	t.Helper()
	list := workspace.DefaultSeverities()
	d.Read(t, func(v *store.View) (err error) {
		list, err = v.Severities()
		return err
	})
	for i := range list.List {
		list.List[i].Approvals, list.List[i].OthersApprove = approvals, others
	}
	ok(t, d.SaveSeverities(t.Context(), d.Administrator(t), list))
}

func stateOf(t *testing.T, d *desktest.Desk, ref string) postmortem.State {
	t.Helper()
	var st postmortem.State
	d.Read(t, func(v *store.View) error {
		pm, err := v.Postmortem(person.System, ref)
		if err == nil {
			st = pm.State
		}
		return err
	})
	return st
}

func TestApprovalsFollowThePolicyAndTheText(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, ben, kim := d.Responder(t), d.Responder(t), d.Responder(t)
		policy(t, d, 2, false)
		pm := reviewed(t, d, ana)
		ok(t, d.AskReviewers(t.Context(), ana, desk.ReviewAsk{Postmortem: pm.Ref(), People: []person.ID{ben.ID, kim.ID}, Until: d.Clock.Now().Add(48 * time.Hour)}))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		p := problem.Of(d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		if p == nil || p.Kind != problem.KindConflict || !strings.Contains(p.Say, "1 of 2") {
			t.Errorf("to approve twice is answered with %v", p)
		}
		if enough := problem.Of(d.AnswerReview(t.Context(), ana, desk.ReviewAnswer{Postmortem: pm.Ref(), Answer: postmortem.Approves, Exception: "hurry"})); enough == nil || enough.Field != "exception" {
			t.Errorf("an exception although enough could approve is answered with %v", enough)
		}
		desktest.WantKind(t, d.AnswerReview(t.Context(), kim, desk.ReviewAnswer{Postmortem: pm.Ref(), Answer: postmortem.PleaseChange}), problem.KindInvalid)
		ok(t, d.AnswerReview(t.Context(), kim, desk.ReviewAnswer{Postmortem: pm.Ref(), Answer: postmortem.PleaseChange, Reason: "The impact lacks its source."}))
		ok(t, d.ApprovePostmortem(t.Context(), ben, pm.Ref()))
		if st := stateOf(t, d, pm.Ref()); st != postmortem.InReview {
			t.Errorf("although a change is asked for, it is %s", st)
		}
		// The text changes: nothing that was said of the old one counts any more.
		_, err := d.EditSection(t.Context(), ana, desk.SectionEdit{Postmortem: pm.Ref(), Section: "lucky", Text: "A copy of last night was at hand.", Version: 1})
		ok(t, err)
		st := desktest.Must[desk.Standing](t)(d.Standing(t.Context(), ana, pm.Ref()))
		if st.Tally.Given != 0 || st.Tally.Lapsed != 3 || st.Tally.Changes != 0 || st.Tally.Needed != 2 {
			t.Errorf("after an edit the approvals are %+v", st.Tally)
		}
		ok(t, d.AnswerReview(t.Context(), kim, desk.ReviewAnswer{Postmortem: pm.Ref(), Answer: postmortem.NothingToAdd}))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ben, pm.Ref()))
		if st := stateOf(t, d, pm.Ref()); st != postmortem.Approved {
			t.Errorf("with two of two it is %s", st)
		}
		ok(t, d.SendBack(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "A time is off."}))
		if st := desktest.Must[desk.Standing](t)(d.Standing(t.Context(), ana, pm.Ref())); st.Tally.Given != 0 {
			t.Errorf("sent back, it keeps %d approvals", st.Tally.Given)
		}
	})
}

func TestAHouseWithTooFewApproversHasAWayOut(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		policy(t, d, 5, true) // Four people at the most will be here.
		ana, ben := d.Responder(t), d.Responder(t)
		pm := reviewed(t, d, ana)
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref())) // The owner's counts for nothing here.
		p := problem.Of(d.AnswerReview(t.Context(), ana, desk.ReviewAnswer{Postmortem: pm.Ref(), Answer: postmortem.Approves, Exception: "Nobody else is here."}))
		if p == nil || p.Kind != problem.KindConflict || !strings.Contains(p.Say, "0 of 5") || !strings.Contains(p.Hint, "exception") {
			t.Errorf("an exception of the owner alone is answered with %v", p)
		}
		ok(t, d.AnswerReview(t.Context(), ben, desk.ReviewAnswer{Postmortem: pm.Ref(), Answer: postmortem.Approves, Exception: "The others left in May."}))
		events := d.Events(t, postmortem.StreamOf(pm.ID))
		if last := events[len(events)-1]; stateOf(t, d, pm.Ref()) != postmortem.Approved || !strings.Contains(string(last.Body), "The others left in May.") {
			t.Errorf("the exception ended with %s %s", last.Kind, last.Body)
		}
	})
}

func TestThePulseIsCountedOnceAndShownFromFive(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana := d.Responder(t)
		here := []person.Actor{ana}
		for range 4 {
			here = append(here, d.Responder(t))
		}
		out := d.Responder(t)
		full, thin := reviewed(t, d, ana), reviewed(t, d, ana)
		for _, pm := range []desk.Drafted{full, thin} {
			desktest.WantKind(t, d.AnswerPulse(t.Context(), ana, desk.PulseAnswer{Postmortem: pm.Ref()}), problem.KindNotFound)
			ok(t, d.BeginMeeting(t.Context(), ana, pm.Ref()))
			for _, p := range here {
				ok(t, d.AttendMeeting(t.Context(), ana, desk.Attendance{Postmortem: pm.Ref(), Person: p.ID}))
			}
			ok(t, d.EndMeeting(t.Context(), ana, pm.Ref()))
		}
		said := map[string]string{"safe": "yes", "learned": "partly", "actions": "no"}
		before := len(d.Events(t, postmortem.StreamOf(full.ID)))
		for i, p := range here {
			a := p
			a.Once.Key, a.Once.Hash = "key-of-the-form", "hash" // Whatever an edge hands over is not kept.
			ok(t, d.AnswerPulse(t.Context(), a, desk.PulseAnswer{Postmortem: full.Ref(), Answers: said}))
			desktest.WantKind(t, d.AnswerPulse(t.Context(), p, desk.PulseAnswer{Postmortem: full.Ref(), Answers: said}), problem.KindConflict)
			if i < 4 {
				ok(t, d.AnswerPulse(t.Context(), p, desk.PulseAnswer{Postmortem: thin.Ref(), Answers: said}))
			}
		}
		desktest.WantKind(t, d.AnswerPulse(t.Context(), out, desk.PulseAnswer{Postmortem: full.Ref(), Answers: said}), problem.KindConflict)
		desktest.WantKind(t, d.AnswerPulse(t.Context(), ana, desk.PulseAnswer{Postmortem: full.Ref(), Answers: map[string]string{"safe": "yes"}}), problem.KindInvalid)
		if after := len(d.Events(t, postmortem.StreamOf(full.ID))); after != before {
			t.Errorf("%d events tell of the pulse", after-before)
		}
		now := desktest.Must[desk.PulseNow](t)(d.Pulse(t.Context(), ana, full.Ref(), 0))
		if now.Counts != nil || !now.Done || now.Mine {
			t.Errorf("while it is open it shows %+v", now)
		}
		table := func(name string) int { return len(storetest.Rows(t, s, "select 1 from "+name)) }
		if n := table("pulse_marks"); n != 9 {
			t.Errorf("%d marks keep 9 answers once", n)
		}
		if n := table("once where key like 'key-of-the-form%'"); n != 0 {
			t.Errorf("%d idempotency keys tell who answered", n)
		}
		d.Clock.Advance(postmortem.PulseOpen)
		ok(t, d.Tidy(t.Context()))
		if m, salts, counts := table("pulse_marks"), table("pulse_salts"), table("pulse_counts where number > 0"); m != 0 || salts != 0 || counts != 3 {
			t.Errorf("closed, %d marks, %d salts and %d counts are left", m, salts, counts)
		}
		now = desktest.Must[desk.PulseNow](t)(d.Pulse(t.Context(), out, full.Ref(), 0))
		if !now.Shown(d.Clock.Now()) || now.Counts["safe/yes"] != 5 || now.Counts["actions/no"] != 5 || now.Counts["actions/yes"] != 0 {
			t.Errorf("closed, it shows %+v", now)
		}
		if few := desktest.Must[desk.PulseNow](t)(d.Pulse(t.Context(), ana, thin.Ref(), 0)); few.Shown(d.Clock.Now()) || few.Counts != nil {
			t.Errorf("from four answers it shows %+v", few)
		}
		desktest.WantKind(t, d.AnswerPulse(t.Context(), ana, desk.PulseAnswer{Postmortem: thin.Ref(), Answers: said}), problem.KindConflict)
	})
}

func TestThePulseOfAnEditionOutlivesTheNextOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, ben := d.Responder(t), d.Responder(t)
		pm := published(t, d, ana)
		again := func(meet bool) {
			ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "There is more."}))
			if meet {
				ok(t, d.BeginMeeting(t.Context(), ben, pm.Ref()))
			}
			ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
			ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
			ok(t, second(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()})))
		}
		said := map[string]string{"safe": "yes", "learned": "partly", "actions": "no"}
		again(false)
		ok(t, d.AnswerPulse(t.Context(), ana, desk.PulseAnswer{Postmortem: pm.Ref(), Answers: said}))
		now := desktest.Must[desk.PulseNow](t)(d.Pulse(t.Context(), ana, pm.Ref(), 0))
		if now.Edition != 1 || !now.Done || len(now.Editions) != 1 {
			t.Errorf("after a second edition without a review, the pulse is %+v", now)
		}
		again(true)
		now = desktest.Must[desk.PulseNow](t)(d.Pulse(t.Context(), ana, pm.Ref(), 0))
		if now.Edition != 3 || now.Done || len(now.Editions) != 2 {
			t.Errorf("after a third edition with a review, the pulse is %+v", now)
		}
		ok(t, d.EndMeeting(t.Context(), ana, pm.Ref()))
		desktest.WantKind(t, d.AnswerPulse(t.Context(), ana, desk.PulseAnswer{Postmortem: pm.Ref(), Edition: 1, Answers: said}), problem.KindConflict)
		desktest.WantKind(t, d.AnswerPulse(t.Context(), ana, desk.PulseAnswer{Postmortem: pm.Ref(), Edition: 2, Answers: said}), problem.KindNotFound)
		desktest.WantKind(t, second(d.Pulse(t.Context(), ana, pm.Ref(), 2)), problem.KindNotFound)
		d.Clock.Advance(postmortem.PulseOpen)
		ok(t, d.Tidy(t.Context()))
		if first := desktest.Must[desk.PulseNow](t)(d.Pulse(t.Context(), ana, pm.Ref(), 1)); first.Edition != 1 || first.ClosedAt.IsZero() {
			t.Errorf("closed, the first pulse is %+v", first)
		}
	})
}

func TestAReviewIsToldToThoseItConcerns(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		listening(t, d, boss, "everything")
		ana, ben, kim := d.Responder(t), d.Responder(t), d.Responder(t)
		open := reviewed(t, d, ana)
		hidden := reviewed(t, d, ana, func(in *desk.Declaration) { in.Private, in.Title = true, "Canary" })
		d.Work(t)
		letters, parcels := len(d.Outside.Letters()), len(d.Outside.Parcels())
		plan := desk.Invitation{Postmortem: open.Ref(), Schedule: tomorrow(d)}
		plan.Guests = []person.ID{ben.ID}
		ok(t, second(d.ScheduleMeeting(t.Context(), ana, plan)))
		ok(t, d.CancelMeeting(t.Context(), ana, desk.Return{Postmortem: open.Ref(), Reason: "Half of us are away."}))
		plan = desk.Invitation{Postmortem: hidden.Ref(), Schedule: tomorrow(d)}
		ok(t, second(d.ScheduleMeeting(t.Context(), ana, plan)))
		ok(t, d.AskReviewers(t.Context(), ana, desk.ReviewAsk{Postmortem: open.Ref(), People: []person.ID{kim.ID}}))
		desktest.WantKind(t, d.AskReviewers(t.Context(), ana, desk.ReviewAsk{Postmortem: hidden.Ref(), People: []person.ID{kim.ID}}), problem.KindInvalid)
		d.Work(t)
		got := map[string]string{}
		for _, l := range d.Outside.Letters()[letters:] {
			said := l.Subject
			if l.Attached != nil {
				said += " + " + l.Attached.Name
			}
			got[l.ToName] += said + "\n"
			if strings.Contains(said+l.Heading+strings.Join(l.Lines, " "), "Canary") {
				t.Errorf("a mail tells of a private incident: %+v", l)
			}
		}
		meeting := "[Postmortem] " + open.Ref() + " Checkout returns errors: review meeting + " + open.Ref() + ".ics\n[Postmortem] " + open.Ref() + " Checkout returns errors: review meeting cancelled + " + open.Ref() + ".ics\n"
		for name, want := range map[string]string{
			ben.Name: meeting, ana.Name: meeting + "[Private] " + hidden.Ref() + " has news\n", kim.Name: "[Postmortem] " + open.Ref() + " Checkout returns errors: please read\n",
		} {
			if got[name] != want {
				t.Errorf("%s hears %q, want %q", name, got[name], want)
			}
		}
		if more := len(d.Outside.Parcels()) - parcels; more != 0 {
			t.Errorf("%d webhooks hear of what is personal", more)
		}
	})
}

func TestWhoeverIsNoLongerInvitedIsToldAndTheirCalendarToo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, _ := posting(t, s)
		ana, ben, kim, lea := d.Responder(t), d.Responder(t), d.Responder(t), d.Responder(t)
		pm := reviewed(t, d, ana)
		ok(t, d.FollowIncident(t.Context(), lea, "INC-1", true))
		d.Work(t)
		seen := map[person.ID]int{}
		// heard is the last word of each new mail to somebody, with the method, status, sequence and UID of its calendar file.
		heard := func(who person.Actor) (told []string, uid string) {
			t.Helper()
			d.Work(t)
			for _, l := range d.Outside.Letters() {
				if l.ToName != who.Name {
					continue
				}
				said := l.Subject[strings.LastIndex(l.Subject, ": ")+2:]
				if l.Attached != nil {
					cal, err := ical.NewDecoder(bytes.NewReader(l.Attached.Data)).Decode()
					ok(t, err)
					ok(t, ical.NewEncoder(io.Discard).Encode(cal)) // It checks what every component must have.
					e := cal.Events()[0]
					method, status := cal.Props.Get("METHOD").Value, e.Props.Get("STATUS").Value
					if !strings.HasSuffix(l.Attached.MediaType, "; method="+method) {
						t.Errorf("the file of %s is sent as %s", method, l.Attached.MediaType)
					}
					said += " " + method + " " + status + " " + e.Props.Get("SEQUENCE").Value
					uid = e.Props.Get("UID").Value
				}
				told = append(told, said)
			}
			n := seen[who.ID]
			seen[who.ID] = len(told)
			return told[n:], uid
		}
		uids := map[string]bool{}
		want := func(who person.Actor, name string, told ...string) {
			t.Helper()
			got, uid := heard(who)
			if len(got) > 0 {
				uids[uid] = true
			}
			if !slices.Equal(got, told) {
				t.Errorf("%s: heard %q, want %q", name, got, told)
			}
		}
		for _, who := range []person.Actor{ana, ben, kim, lea} {
			heard(who)
		}
		plan := desk.Invitation{Postmortem: pm.Ref(), Schedule: tomorrow(d)}
		guests := func(list ...person.Actor) {
			t.Helper()
			plan.Guests = nil
			for _, who := range list {
				plan.Guests = append(plan.Guests, who.ID)
			}
			ok(t, second(d.ScheduleMeeting(t.Context(), ana, plan)))
		}
		const again = "review meeting moved PUBLISH CONFIRMED "
		const gone = "you are no longer invited CANCEL CANCELLED "
		guests(ben, kim)
		want(ben, "ben, invited", "review meeting PUBLISH CONFIRMED 0")
		want(kim, "kim, invited", "review meeting PUBLISH CONFIRMED 0")
		want(lea, "lea, not invited")
		guests(kim)
		want(ben, "ben, no longer invited", gone+"1")
		want(kim, "kim, still invited", again+"1")
		plan.Place = "Room 9"
		guests(kim)
		want(ben, "ben, told already")
		want(kim, "kim, invited to another room", again+"2")
		guests() // Everybody who follows.
		want(kim, "kim, told that it is for everybody", again+"3")
		want(lea, "lea, who follows", again+"3")
		guests(ben)
		want(ben, "ben, invited again", again+"4")
		want(lea, "lea, no longer invited", gone+"4")
		ok(t, d.CancelMeeting(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "Half of us are away."}))
		want(ben, "ben, of what is called off", "review meeting cancelled CANCEL CANCELLED 5")
		want(lea, "lea, told already")
		if len(uids) != 1 {
			t.Errorf("one meeting has the UIDs %v", uids)
		}
		for _, ev := range d.Events(t, postmortem.StreamOf(pm.ID)) {
			if strings.Contains(string(ev.Body), string(ben.ID)) {
				t.Errorf("the record says who was invited: %s %s", ev.Kind, ev.Body)
			}
		}
		d.Clock.Advance(9 * 24 * time.Hour)
		ok(t, d.Tidy(t.Context()))
		d.Read(t, func(v *store.View) error {
			for sequence := range 6 {
				m, err := v.Meeting(pm.ID)
				ok(t, err)
				if left := desktest.Must[[]person.ID](t)(v.Uninvited(m.ID, sequence)); len(left) > 0 {
					t.Errorf("after the meeting it is still kept who was not invited: %v", left)
				}
			}
			return nil
		})
	})
}

func TestAnOwnerIsRemindedOnceOfEachDay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, _ := posting(t, s)
		ana := d.Responder(t)
		pm := reviewed(t, d, ana)
		d.Work(t)
		before := len(mailTo(t, d, ana))
		for range 8 { // The draft is due after three days, publication after ten.
			d.Clock.Advance(12 * time.Hour)
			ok(t, d.RemindOwners(t.Context()))
			ok(t, d.RemindOwners(t.Context()))
		}
		d.Work(t)
		reminded := 0
		for _, e := range d.Events(t, postmortem.StreamOf(pm.ID)) {
			if e.Kind == "postmortem.reminded" {
				reminded++
			}
		}
		if got := mailTo(t, d, ana)[before:]; reminded != 2 || len(got) != 2 || !strings.HasSuffix(got[0], ": a date") {
			t.Errorf("in four days there are %d reminders, by mail %q", reminded, got)
		}
	})
}
