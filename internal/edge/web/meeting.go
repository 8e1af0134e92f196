package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// slide is one thing that a meeting looks at: the Prime Directive, a part of the agenda, or a
// card of that part.
type slide struct {
	step postmortem.AgendaStep
	card *postmortem.Card
}

// first says whether this is the Prime Directive.
func (s slide) first() bool { return s.step.Key == "" }

// slides are all of them, in the order of the agenda: first a part, then its cards; the decisions
// come last of all.
func slides() []slide {
	list := []slide{{}}
	for _, step := range postmortem.Agenda() {
		if step.Key != postmortem.StepDecisions {
			list = append(list, slide{step: step})
		}
		for i := range step.Cards {
			list = append(list, slide{step: step, card: &step.Cards[i]})
		}
		if step.Key == postmortem.StepDecisions {
			list = append(list, slide{step: step})
		}
	}
	return list
}

// meeting is the page of a meeting at one of its slides.
type meeting struct {
	document
	desk.MeetingNow
	progress desk.PostmortemProgress
	people   []person.Person
	form     *form
	at       int // From 1.
	all      []slide
}

// riskIsAsked says whether what belongs to an accepted risk has to be seen.
func (m meeting) riskIsAsked() bool {
	for _, name := range []string{"cost_to_prevent", "cost_to_suffer", "approver", "review_at"} {
		if m.form.wrong(name) != "" || m.form.get(name) != "" {
			return true
		}
	}
	return m.form.get("becomes") == string(postmortem.BecomesRisk)
}

func meetingPage(v *visit) error { return v.showMeeting(200, v.blank()) }

func (v *visit) showMeeting(status int, f *form) error {
	ref := v.r.PathValue("ref")
	p, err := v.desk.Progress(v.ctx(), v.actor, ref)
	if err != nil {
		return err
	}
	if err := v.actor.May(person.Write); err != nil {
		return err
	}
	if p.Postmortem.State == postmortem.NotRequired {
		return problem.Conflict("No postmortem is required here.")
	}
	page := meeting{progress: p, form: f, all: slides(), at: 1}
	page.document = drafted(desk.Draft{PostmortemProgress: p, Copy: postmortem.Copy{Ref: p.Postmortem.Ref()}}, v.clock.Now)
	err = v.read(func(view *store.View) (err error) {
		if page.MeetingNow, err = v.desk.Meeting(view, p.Postmortem); err != nil {
			return err
		}
		page.people, err = view.Writers(p.Postmortem)
		return err
	})
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(v.r.URL.Query().Get("at")); err == nil && n >= 1 && n <= len(page.all) {
		page.at = n
	}
	if page.at > 1 && !page.goesOn() { // Nothing comes before the Prime Directive.
		return v.to(pmPath(ref, "meeting"))
	}
	l := v.layout("Review of " + p.Postmortem.Ref())
	return v.show(status, stagePage(v, l, page))
}

// goesOn says whether the meeting has begun and is not over.
func (m meeting) goesOn() bool { return m.Meeting != nil && m.Meeting.UnderWay() }

func (m meeting) now() slide { return m.all[m.at-1] }

func (m meeting) ref() string { return m.progress.Postmortem.Ref() }

func (m meeting) place(at int) string { return pmPath(m.ref(), "meeting?at="+strconv.Itoa(at)) }

func (m meeting) post(part string) string {
	return pmPath(m.ref(), "meeting", part+"?at="+strconv.Itoa(m.at))
}

// steps are the parts of the agenda, each a link once the meeting goes on.
func (m meeting) steps() []ui.Link {
	list := []ui.Link{{Label: "Prime Directive", Href: m.place(1), Current: m.at == 1}}
	for _, step := range postmortem.Agenda() {
		l := ui.Link{Label: step.Title, Current: m.now().step.Key == step.Key}
		for i := range m.all {
			if m.goesOn() && l.Href == "" && m.all[i].step.Key == step.Key {
				l.Href = m.place(i + 1)
			}
		}
		list = append(list, l)
	}
	return list
}

// section is the text of a section.
func (m meeting) section(key postmortem.Key) string {
	for _, s := range m.progress.Sections {
		if s.Key == key {
			return s.Text
		}
	}
	return ""
}

// shortly is the beginning of a text: what fits on a screen that a whole room looks at.
func shortly(text string) (string, bool) {
	const most = 14
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) <= most {
		return strings.Join(lines, "\n"), false
	}
	return strings.Join(lines[:most], "\n"), true
}

// leaves are the whys at which the questions end, to choose one for a decision.
func (m meeting) leaves() []ui.Option {
	var list []ui.Option
	numbers := m.progress.Whys.Numbers()
	for i, w := range m.progress.Whys.Whys {
		if m.progress.Whys.Leaf(w.ID) {
			list = append(list, ui.Option{Value: string(w.ID), Label: numbers[i] + " " + cut(w.Question, 80)})
		}
	}
	return list
}

func outcomeOptions() []ui.Option {
	return []ui.Option{
		{Value: string(postmortem.BecomesAction), Label: "an action"},
		{Value: string(postmortem.BecomesRisk), Label: "an accepted risk"},
		{Value: string(postmortem.BecomesNote), Label: "a note in the record"},
	}
}

// absent are those who could be here and are not.
func (m meeting) absent() []ui.Option {
	var list []ui.Option
	for _, p := range m.people {
		if !m.here(p.ID) {
			list = append(list, ui.Option{Value: string(p.ID), Label: p.Name})
		}
	}
	return list
}

func (m meeting) here(id person.ID) bool {
	for _, x := range m.Present {
		if x.Person == id {
			return true
		}
	}
	return false
}

// meetingDeed does something in a meeting and leads back to the slide it was done from.
func (v *visit) meetingDeed(what string, deed func(person.Actor, *form, string) error) error {
	part := "meeting"
	if at, err := strconv.Atoi(v.r.URL.Query().Get("at")); err == nil && at > 0 && at < 100 {
		part += "?at=" + strconv.Itoa(at)
	}
	return v.meetingStep(what, part, deed)
}

// meetingStep does something in a meeting and leads on to another page of the postmortem.
func (v *visit) meetingStep(what, next string, deed func(person.Actor, *form, string) error) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ref := v.r.PathValue("ref")
	if refusal := deed(v.once(f), f, ref); refusal != nil {
		status, err := f.refused(refusal)
		if err != nil {
			return err
		}
		return v.showMeeting(status, f)
	}
	if f.bad() {
		return v.showMeeting(422, f)
	}
	if what == "" {
		return v.to(pmPath(ref, next))
	}
	return v.done(what, pmPath(ref, next))
}

func beginMeeting(v *visit) error {
	return v.meetingStep("", "meeting?at=2", func(a person.Actor, _ *form, ref string) error {
		return v.desk.BeginMeeting(v.ctx(), a, ref)
	})
}

func attendMeeting(v *visit) error {
	return v.meetingDeed("", func(a person.Actor, f *form, ref string) error {
		return v.desk.AttendMeeting(v.ctx(), a, desk.Attendance{Postmortem: ref, Person: person.ID(f.line("person")), Left: f.has("left")})
	})
}

func countOthers(v *visit) error {
	return v.meetingDeed("", func(a person.Actor, f *form, ref string) error {
		in := desk.Counting{Postmortem: ref, Others: postmortem.Others{Role: f.line("role"), Count: f.number("count")}}
		if f.bad() {
			return nil
		}
		return v.desk.CountOthers(v.ctx(), a, in)
	})
}

func decideInMeeting(v *visit) error {
	return v.meetingDeed("decided", func(a person.Actor, f *form, ref string) error {
		review, ok := v.dayIn(f, "review_at")
		due, dueOK := v.dayIn(f, "due")
		if !ok || !dueOK {
			return nil
		}
		_, err := v.desk.DecideInMeeting(v.ctx(), a, desk.Deciding{
			Postmortem: ref, Becomes: postmortem.Outcome(f.line("becomes")), Text: f.line("text"), Why: f.line("why"),
			Action: action.Commitment{Type: action.Prevent, Owner: f.line("owner"), Due: due, Keep: f.line("keep_wording")},
			Risk: postmortem.AcceptedRisk{
				Approver: f.line("approver"), Prevent: f.line("cost_to_prevent"), Suffer: f.line("cost_to_suffer"), ReviewAt: review,
			},
		})
		return err
	})
}

func endMeeting(v *visit) error {
	return v.meetingStep("meeting ended", "review#meeting", func(a person.Actor, _ *form, ref string) error {
		return v.desk.EndMeeting(v.ctx(), a, ref)
	})
}

// takenOff is a mark that somebody is here, with the way to take it off again.
func (m meeting) takenOff(p store.Present) templ.Component {
	return ui.Press{
		Action: pmPath(m.ref(), "meeting", "attendance"), Button: ui.Button{Label: "Take off", Look: ui.Tiniest, About: p.Name},
		Hidden: []ui.Hidden{{Name: "person", Value: string(p.Person)}, {Name: "left", Value: "yes"}},
	}
}
