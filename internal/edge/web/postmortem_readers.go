package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// askReviewers asks people to read the draft, each for themselves.
func askReviewers(v *visit) error {
	return v.reviewDeed("asked", "review#readers", func(a person.Actor, f *form, ref string) error {
		until, ok := v.dayIn(f, "until")
		if !ok {
			return nil
		}
		in := desk.ReviewAsk{Postmortem: ref, Until: until}
		for _, id := range f.values["people"] {
			in.People = append(in.People, person.ID(id))
		}
		return v.desk.AskReviewers(v.ctx(), a, in)
	})
}

// answerReview keeps what the reader says of the text.
func answerReview(v *visit) error {
	return v.reviewDeed("review answered", "review#readers", func(a person.Actor, f *form, ref string) error {
		in := desk.ReviewAnswer{Postmortem: ref, Answer: postmortem.Answer(f.line("answer")), Reason: f.get("answer_reason")}
		return inFields(v.desk.AnswerReview(v.ctx(), a, in), map[string]string{"reason": "answer_reason"})
	})
}

// scheduleMeeting plans the meeting, or plans it anew.
func scheduleMeeting(v *visit) error {
	return v.reviewDeed("scheduled", "review#meeting", func(a person.Actor, f *form, ref string) error {
		at, _ := f.when("starts_at")
		minutes := f.number("minutes")
		if f.bad() {
			return nil
		}
		in := desk.Invitation{Postmortem: ref, Schedule: postmortem.Schedule{
			StartsAt: at, Zone: f.line("starts_at_zone"), Lasts: time.Duration(minutes) * time.Minute, Place: f.line("place"), Agenda: f.get("agenda"),
		}}
		if n, err := strconv.Atoi(f.get("meeting_version")); err == nil {
			in.Version = &n
		}
		for _, id := range f.values["guests"] {
			in.Guests = append(in.Guests, person.ID(id))
		}
		_, err := v.desk.ScheduleMeeting(v.ctx(), a, in)
		return err
	})
}

func cancelMeeting(v *visit) error {
	return v.reviewDeed("cancelled", "review#meeting", func(a person.Actor, f *form, ref string) error {
		err := v.desk.CancelMeeting(v.ctx(), a, desk.Return{Postmortem: ref, Reason: f.get("cancel_reason")})
		return inFields(err, map[string]string{"reason": "cancel_reason"})
	})
}

// writerOptions are those who could be invited, or asked to read; not oneself where without.
func (p reviewing) writerOptions(without person.ID) []ui.Option {
	var list []ui.Option
	for _, x := range p.writers {
		if x.ID != without {
			list = append(list, ui.Option{Value: string(x.ID), Label: x.Name})
		}
	}
	return list
}

// tally says how the approvals stand, in a sentence.
func (p reviewing) tally() string {
	t := p.standing.Tally
	if t.Needed == 1 && !t.Others {
		return "One approval is needed, by anybody who writes."
	}
	s := fmt.Sprintf("%d of %d approvals", t.Given, t.Needed)
	if t.Others {
		s += ", by others than its owner"
	}
	return s + "."
}

// opinions are those who were asked, and those who said something.
func (p reviewing) opinions(v *visit) []ui.Row {
	var list []ui.Row
	for _, o := range p.standing.Opinions {
		row := ui.Row{Title: o.Name}
		if o.Reason != "" {
			row.Why = append(row.Why, ui.Text(o.Reason))
		}
		switch {
		case o.Answer != "" && !o.Stands(p.standing.Fingerprint):
			row.Faint = true
			row.Why = append(row.Why, ui.Text("said of an earlier text: "+o.Answer.Words()+"; it counts no longer, since the text has changed"))
			row.End = append(row.End, ui.State("waits"))
		case o.Answer != "":
			row.Why = append(row.Why, both(ui.Text(o.Answer.Words()+", "), ui.Time(v.minute(o.AnsweredAt))))
			row.End = append(row.End, answerTag(o.Answer))
		default:
			row.End = append(row.End, ui.State("waits"))
		}
		if o.Answer == "" && !o.Until.IsZero() {
			row.Why = append(row.Why, both(ui.Text("until "), ui.Day(v.clock.At(o.Until))))
		}
		list = append(list, row)
	}
	return list
}

func answerTag(a postmortem.Answer) templ.Component {
	switch a {
	case postmortem.Approves:
		return ui.Tag{Word: "approved", Tone: ui.Calm, Shape: ui.Check}
	case postmortem.PleaseChange:
		return ui.Tag{Word: "please change", Tone: ui.Hold, Shape: ui.Square}
	}
	return ui.State("read")
}

func answerOptions() []ui.Option {
	return []ui.Option{
		{Value: string(postmortem.NothingToAdd), Label: "Read, nothing to add"},
		{Value: string(postmortem.Approves), Label: "Approve"},
		{Value: string(postmortem.PleaseChange), Label: "Please change"},
	}
}

// reviewedRail is the line of the progress that tells how many have approved; said is empty where
// one approval is enough.
func reviewedRail(t *postmortem.Tally) (said string, done bool) {
	if t == nil || t.Needed < 2 && t.Changes == 0 {
		return "", false
	}
	said = fmt.Sprintf("%d of %d", t.Given, t.Needed)
	if t.Changes > 0 {
		said += ", change asked"
	}
	return said, t.Met()
}

// startsAt is the field for the beginning of a meeting.
func (p reviewing) startsAt(v *visit) ui.DateTime {
	known := ui.When{Clock: v.clock}
	if m := p.planned(); m != nil {
		known = inZone(v.clock, m.Zone).At(m.StartsAt)
	}
	d := p.form.moment("starts_at", "Begins", known)
	d.Optional, d.NoWithin = false, true
	return d
}

// planned is the meeting that is to come; nil when there is none.
func (p reviewing) planned() *postmortem.Meeting {
	if m := p.meeting.Meeting; m != nil && m.Open() && m.BegunAt.IsZero() {
		return m
	}
	return nil
}

// planVersion is the version of the plan that the form was filled in over. Once somebody else's
// plan is shown beside it, it is theirs.
func (p reviewing) planVersion() string {
	if typed := p.form.get("meeting_version"); typed != "" && !p.form.stale {
		return typed
	}
	if m := p.meeting.Meeting; m != nil && m.Open() {
		return strconv.Itoa(m.Version)
	}
	return "0"
}

// kept is what a planned meeting says, or else what is usual.
func (p reviewing) kept(of func(*postmortem.Meeting) string, usual string) string {
	if m := p.planned(); m != nil {
		return of(m)
	}
	return usual
}

func (p reviewing) minutes() string {
	return p.kept(func(m *postmortem.Meeting) string { return fmt.Sprint(int(m.Lasts / time.Minute)) }, "60")
}

func (p reviewing) agenda() string {
	return p.kept(func(m *postmortem.Meeting) string { return m.Agenda }, postmortem.AgendaText())
}

func (p reviewing) room() string {
	return p.kept(func(m *postmortem.Meeting) string { return m.Place }, "")
}

// guests are those who are ticked.
func (p reviewing) guests() []string {
	if p.form.values.Has("guests") || p.form.bad() {
		return p.form.values["guests"]
	}
	var list []string
	if m := p.planned(); m != nil {
		for _, g := range m.Guests {
			list = append(list, string(g))
		}
	}
	return list
}

// whenIs is when a meeting begins, where it takes place, and how long it lasts.
func whenIs(m *postmortem.Meeting) string {
	return m.Local().Format("Monday, 2 January 2006, 15:04 MST") + ", for " + ui.Words(m.Lasts)
}

// whereIs is a place, as a link where it is an address on the web.
func whereIs(place string) templ.Component {
	if strings.HasPrefix(place, "https://") || strings.HasPrefix(place, "http://") {
		return ui.Anchor{Label: place, Href: place}
	}
	return ui.Text(place)
}

// invitedTo says who is invited to a meeting.
func (p reviewing) invitedTo(m *postmortem.Meeting) string {
	if len(m.Guests) == 0 {
		return "Everybody who may read the draft may join."
	}
	var names []string
	for _, w := range p.writers {
		if slices.Contains(m.Guests, w.ID) {
			names = append(names, w.Name)
		}
	}
	return "Invited: " + strings.Join(names, ", ") + "."
}

// presentIn is who was in the meeting, in a sentence for those who write.
func presentIn(now desk.MeetingNow) string {
	var list []string
	for _, p := range now.Present {
		list = append(list, p.Name)
	}
	for _, o := range now.Others {
		list = append(list, fmt.Sprintf("%d %s", o.Count, o.Role))
	}
	if len(list) == 0 {
		return "Nobody was noted as present."
	}
	return "Present: " + strings.Join(list, ", ") + "."
}

// toReadRows are the drafts that wait for the reader.
func (v *visit) toReadRows(list []store.ToRead) []ui.Row {
	var rows []ui.Row
	for _, x := range list {
		row := ui.Row{No: x.Postmortem.Ref(), Title: x.Postmortem.Title, Href: pmPath(x.Postmortem.Ref(), "review#readers"), Why: []templ.Component{ui.Text("asked to read")}, End: []templ.Component{ui.State("in review")}}
		if x.First {
			row.Href, row.Why, row.End = pmPath(x.Postmortem.Ref(), "account", "draft"), []templ.Component{ui.Text("you asked to see it first")}, []templ.Component{ui.State(x.Postmortem.State.Words())}
		}
		if !x.Until.IsZero() {
			row.Why = append(row.Why, both(ui.Text("until "), ui.Day(v.clock.At(x.Until))))
		}
		rows = append(rows, row)
	}
	return rows
}
