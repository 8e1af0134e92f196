package web

import (
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// actionList is what was decided to be done. It is in the order of the dates; there is no order
// or filter by person.
type actionList struct {
	list []*action.Action
	show string
	more string // URL of the next page; empty at the end.
}

// toBeDone are the states of an action that is not ended.
var toBeDone = []action.State{action.Proposed, action.Agreed, action.InProgress, action.Claimed}

var actionShows = []ui.Link{{Label: "open", Key: ""}, {Label: "overdue", Key: "overdue"}, {Label: "verified", Key: "verified"}, {Label: "all", Key: "all"}}

func actions(v *visit) error {
	page := actionList{show: v.r.URL.Query().Get("show")}
	filter := store.ActionFilter{Limit: listSize}
	switch page.show {
	case "":
		filter.States = toBeDone
	case "overdue":
		filter.Overdue = true
	case "verified":
		filter.States = []action.State{action.Verified}
	case "all":
	default:
		return problem.Invalid("show", "There is no such list.").Next("Choose one from the page.")
	}
	place := "actions?" + page.show
	var err error
	if filter.After, err = v.openCursor(place, v.r.URL.Query().Get("after")); err != nil {
		return err
	}
	var next store.Cursor
	err = v.read(func(view *store.View) (err error) {
		page.list, next, err = view.Actions(v.actor, filter)
		return err
	})
	if err != nil {
		return err
	}
	if !next.At.IsZero() {
		page.more = withQuery("/actions", url.Values{"show": {page.show}, "after": {v.cursors.Seal(place, strconv.FormatInt(next.At.UnixMicro(), 10), next.ID)}})
	}
	return v.page(200, v.layout("Actions"), actionsPage(v, page))
}

func (p actionList) sift() ui.Sift {
	s := ui.Sift{Label: "Narrow the actions"}
	for _, l := range actionShows {
		l.Href, l.Current = "/actions", l.Key == p.show
		if l.Key != "" {
			l.Href += "?show=" + l.Key
		}
		s.Links = append(s.Links, l)
	}
	return s
}

func (v *visit) actionRow(a *action.Action) ui.ActionRow {
	return ui.ActionRow{
		No: a.Ref(), Title: a.Title, Href: "/actions/" + a.Ref(), Type: string(a.Type), Owner: a.Owner, Due: v.clock.At(a.Due),
		State: a.State.Words(), Overdue: a.Overdue(v.clock.Now), Ticket: ui.Link{Label: a.IncidentRef, Href: "/incidents/" + a.IncidentRef},
	}
}

func (v *visit) actionTable(list []*action.Action, empty ui.Empty) ui.Actions {
	t := ui.Actions{Empty: empty}
	for _, a := range list {
		t.Rows = append(t.Rows, v.actionRow(a))
	}
	return t
}

func (p actionList) empty() ui.Empty {
	switch p.show {
	case "overdue":
		return ui.Empty{Big: true, Title: "Nothing is overdue."}
	case "verified":
		return ui.Empty{Big: true, Title: "Nothing is verified yet.", For: "An action is verified when something shows that it works: a test, a denied command, an alert in a drill."}
	}
	return ui.Empty{Big: true, Title: "No actions.", For: "What is decided after an incident stands here, with its owner and its date."}
}

// oneAction is an action and what can be done with it.
type oneAction struct {
	*action.Action
	form     *form
	mayWrite bool
	co       desk.CoAuthorship
}

func actionPage(v *visit) error { return v.showAction(200, v.blank()) }

func (v *visit) showAction(status int, f *form) error {
	page := oneAction{form: f, mayWrite: v.actor.Can(person.Write)}
	err := v.read(func(view *store.View) (err error) {
		page.Action, err = view.Action(v.actor, v.r.PathValue("ref"))
		return err
	})
	if err != nil {
		return err
	}
	if page.co, err = v.desk.CoAuthorship(v.ctx(), v.actor, page.Ref()); err != nil {
		return err
	}
	if f.stale && page.Ended() {
		f.errors = []ui.FieldError{{Say: "This action ended meanwhile. What you wrote is below."}}
	}
	return v.page(status, v.layout(page.Ref()+" "+page.Title), actionPart(v, page))
}

// dayIn reads a date: the end of that day where the writer is. Empty is the zero time; what
// cannot be read is noted beside the field.
func (v *visit) dayIn(f *form, name string) (time.Time, bool) {
	text := f.line(name)
	if text == "" {
		return time.Time{}, true
	}
	zone := v.clock.Zone
	if zone == nil {
		zone = time.UTC
	}
	day, err := time.ParseInLocation("2006-01-02", text, zone)
	if err != nil {
		f.errors = append(f.errors, ui.FieldError{Field: name, Say: "Write the date as 2026-11-27."})
		return time.Time{}, false
	}
	return day.AddDate(0, 0, 1).Add(-time.Second).UTC(), true
}

// dayOf is an instant as the value of a field for a date.
func (v *visit) dayOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if v.clock.Zone != nil {
		at = at.In(v.clock.Zone)
	}
	return at.Format("2006-01-02")
}

func reviseAction(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	due, ok := v.dayIn(f, "due")
	if !ok {
		return v.showAction(422, f)
	}
	title, kind, owner := f.line("title"), action.Type(f.line("type")), f.line("owner")
	in := desk.ActionRevision{Action: v.r.PathValue("ref"), Revision: action.Revision{Title: &title, Type: &kind, Owner: &owner, Due: &due, Keep: f.line("keep_wording")}}
	if f.line("due") == f.get("was_due") {
		in.Due = nil // The hour of the day stays as well.
	}
	return v.actionDeed(f, "action saved", func(a person.Actor) error {
		in.Version = f.readVersion()
		return v.desk.ReviseAction(v.ctx(), a, in)
	})
}

func moveAction(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	return v.actionDeed(f, "action moved", func(a person.Actor) error {
		return v.desk.MoveAction(v.ctx(), a, desk.ActionStep{Action: v.r.PathValue("ref"), Version: f.readVersion(), Step: action.Step{
			To: action.State(f.line("state")), Reason: f.get("reason"), Evidence: f.get("evidence"),
		}})
	})
}

func (v *visit) actionDeed(f *form, what string, deed func(person.Actor) error) error {
	if refusal := deed(v.once(f)); refusal != nil {
		status, err := f.refused(refusal)
		if err != nil {
			return err
		}
		f.overtaken(refusal)
		return v.showAction(status, f)
	}
	return v.done(what, "/actions/"+v.r.PathValue("ref"))
}

// readVersion is the version that the form was made over; nil when it says none.
func (f *form) readVersion() *int {
	n, err := strconv.Atoi(f.get("version"))
	if err != nil {
		return nil
	}
	return &n
}

// move is a field of the step to the next state: empty until something was typed.
func (p oneAction) move(name, label, saved string) ui.Field {
	if !p.form.values.Has(name) {
		saved = ""
	}
	return p.form.over(name, label, saved)
}

// becomes asks for the next state.
func (p oneAction) becomes() ui.Field {
	f := p.move("state", "It becomes", string(p.State))
	if f.Differs {
		f.Saved = p.State.Words()
	}
	return f
}

// typed is what somebody wrote about an action that ended meanwhile, so that no words are lost.
func (p oneAction) typed() (list ui.Facts) {
	if !p.Ended() || !p.form.bad() {
		return list
	}
	for _, f := range []ui.Fact{
		{Name: "title"}, {Name: "owner"}, {Name: "due"}, {Name: "state"}, {Name: "evidence"}, {Name: "reason"},
	} {
		if said := p.form.line(f.Name); said != "" {
			f.Value = ui.Text(text.Visible(said))
			list.Facts = append(list.Facts, f)
		}
	}
	return list
}

func typeOptions() []ui.Option {
	hints := map[action.Type]string{
		action.Investigate: "find out more", action.Mitigate: "make harm smaller", action.Repair: "mend what was damaged",
		action.Prevent: "make it impossible or unlikely", action.Detect: "notice it sooner", action.Process: "change how work is done",
	}
	var list []ui.Option
	for _, t := range action.Types() {
		list = append(list, ui.Option{Value: string(t), Label: string(t) + ": " + hints[t]})
	}
	return list
}

func (p oneAction) moves() []ui.Option {
	hints := map[action.State]string{
		action.Agreed: "It has an owner and a date.", action.InProgress: "Somebody works on it.", action.Claimed: "Said to be done; nothing shows it yet.",
		action.Verified: "Something shows that it works.", action.AcceptedRisk: "Deliberately left, with a reason.",
		action.NotDoing: "Dropped, with a reason.", action.Superseded: "Something else takes its place.",
	}
	var list []ui.Option
	for _, s := range p.Next() {
		list = append(list, ui.Option{Value: string(s), Label: s.Words(), Hint: hints[s]})
	}
	return list
}

func (p oneAction) where(v *visit) []templ.Component {
	list := []templ.Component{ui.State(p.State.Words())}
	if p.Overdue(v.clock.Now) {
		list = append(list, ui.State("overdue"))
	}
	return append(list, ui.Anchor{Label: p.IncidentRef, Href: "/incidents/" + p.IncidentRef})
}

func (p oneAction) facts(v *visit) ui.Facts {
	f := ui.Facts{Ruled: true, Facts: []ui.Fact{{Name: "Type", Value: ui.Text(p.Type)}, {Name: "Owner"}, {Name: "Due", Value: ui.Day(v.clock.At(p.Due))}}}
	if p.Owner != "" {
		f.Facts[1].Value = ui.Text(p.Owner)
	}
	if p.Evidence != "" {
		f.Facts = append(f.Facts, ui.Fact{Name: "What shows that it works", Value: ui.Text(p.Evidence)})
	}
	if p.Reason != "" {
		f.Facts = append(f.Facts, ui.Fact{Name: "Why", Value: ui.Text(p.Reason)})
	}
	return f
}
