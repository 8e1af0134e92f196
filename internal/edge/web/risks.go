package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// riskList is the accepted risks, narrowed to a state.
type riskList struct {
	list     []*postmortem.Risk
	show     string
	taxonomy postmortem.Taxonomy
}

// risks lists the accepted risks for those who write.
func risks(v *visit) error {
	page := riskList{show: v.r.URL.Query().Get("show")}
	if page.show != "" && !slices.Contains(postmortem.RiskStates(), postmortem.RiskState(page.show)) {
		return problem.Invalid("show", "There is no such list.").Next("Choose one from the page.")
	}
	err := v.read(func(view *store.View) (err error) {
		if page.list, err = view.Risks(v.actor, page.show == string(postmortem.RiskEnded)); err != nil {
			return err
		}
		page.taxonomy, err = view.Taxonomy()
		return err
	})
	if err != nil {
		return err
	}
	if page.show != "" {
		page.list = slices.DeleteFunc(page.list, func(r *postmortem.Risk) bool { return string(r.State(v.clock.Now)) != page.show })
	}
	return v.page(200, v.layout("Accepted risks"), risksPart(v, page))
}

func (p riskList) sift() ui.Sift {
	s := ui.Sift{Label: "Narrow the risks", Links: []ui.Link{{Label: "all that stand", Href: "/risks", Current: p.show == ""}}}
	for _, state := range postmortem.RiskStates() {
		s.Links = append(s.Links, ui.Link{Label: string(state), Href: "/risks?show=" + string(state), Current: p.show == string(state)})
	}
	return s
}

// riskRows are risks as rows: what it is, why it is up again, when it is looked at.
func (v *visit) riskRows(list []*postmortem.Risk, taxonomy postmortem.Taxonomy) []ui.Row {
	var rows []ui.Row
	for _, r := range list {
		row := ui.Row{
			No: r.Ref(), Title: r.Statement, Href: "/risks/" + r.Ref(), End: []templ.Component{riskTag(r.State(v.clock.Now))},
			Why: []templ.Component{ui.Text(r.IncidentRef), ui.Text("accepted by " + r.Approver)},
		}
		if r.EndedAt.IsZero() {
			row.Why = append(row.Why, both(ui.Text("looked at again on "), ui.Day(v.clock.At(r.ReviewAt))))
		}
		for _, m := range r.Matches {
			row.Why = append(row.Why, ui.Text(matchWords(m, taxonomy)))
		}
		rows = append(rows, row)
	}
	return rows
}

func matchWords(m postmortem.RiskMatch, taxonomy postmortem.Taxonomy) string {
	return "up again by " + m.IncidentRef + ": " + strings.Join(m.Services, ", ") + ", " + taxonomy.Name(m.Factor)
}

func riskTag(s postmortem.RiskState) ui.Tag {
	return map[postmortem.RiskState]ui.Tag{
		postmortem.RiskStanding: {Word: "standing", Tone: ui.Plain, Shape: ui.Square}, postmortem.RiskDue: {Word: "due", Tone: ui.Hold, Shape: ui.Half},
		postmortem.RiskReopened: {Word: "reopened", Tone: ui.Alarm, Shape: ui.Triangle}, postmortem.RiskEnded: {Word: "ended", Tone: ui.Plain, Shape: ui.Cross},
	}[s]
}

// oneRisk is an accepted risk and what can be decided about it.
type oneRisk struct {
	*postmortem.Risk
	form     *form
	taxonomy postmortem.Taxonomy
}

func riskPage(v *visit) error { return v.showRisk(200, v.blank()) }

func (v *visit) showRisk(status int, f *form) error {
	page := oneRisk{form: f}
	err := v.read(func(view *store.View) (err error) {
		if page.Risk, err = view.Risk(v.actor, v.r.PathValue("ref")); err != nil {
			return err
		}
		page.taxonomy, err = view.Taxonomy()
		return err
	})
	if err != nil {
		return err
	}
	return v.page(status, v.layout(page.Ref()), riskPart(v, page))
}

// reviewRisk decides anew about a risk.
func reviewRisk(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	version := f.version()
	in := desk.RiskReview{Risk: v.r.PathValue("ref"), Reason: f.line("reason")}
	if f.has(versionField) {
		in.Version = &version
	}
	day, readable := v.dayIn(f, map[string]string{"keep": "review_at", "action": "due"}[f.line("do")])
	what := "risk kept"
	switch f.line("do") {
	case "keep":
		in.ReviewAt = day
	case "end":
		in.End, what = true, "risk ended"
	case "action":
		what = "risk action"
		in.New = &action.Commitment{Title: f.line("title"), Type: action.Type(f.line("type")), Owner: f.line("owner"), Due: day, Keep: f.line("keep_wording")}
	default:
		f.errors, readable = append(f.errors, ui.FieldError{Field: "do", Say: "Choose what holds from now on."}), false
	}
	if !readable {
		return v.showRisk(422, f)
	}
	if _, err := v.desk.ReviewRisk(v.ctx(), v.once(f), in); err != nil {
		status, refusal := f.refused(err)
		if refusal != nil {
			return refusal
		}
		if problem.KindOf(err) == problem.KindStale {
			f.errors = []ui.FieldError{{Say: "Somebody decided about this risk meanwhile. It is shown as it stands now; what you typed is below."}}
			f.values.Del(versionField)
		}
		f.renew()
		return v.showRisk(status, f)
	}
	return v.done(what, "/risks/"+in.Risk)
}

// decision is what the form says, or keeping it.
func (p oneRisk) decision() ui.Radios {
	f := p.form.field("do", "What holds from now on")
	if f.Value == "" {
		f.Value = "keep"
	}
	return ui.Radios{Field: f, Options: []ui.Option{
		{Value: "keep", Label: "It stands until another date", Hint: "With the reason why living with it is still right."},
		{Value: "action", Label: "It becomes an action", Hint: "The question that it answers then earns the action."},
		{Value: "end", Label: "It ends", Hint: "With a reason: the service is gone, or the cause."},
	}}
}

func (p oneRisk) until(v *visit) ui.Field {
	f := short(depends(p.form.field("review_at", "Looked at again"), "Where it stands on."))
	if !p.form.values.Has("review_at") {
		f.Value = v.dayOf(v.clock.Now.Add(90 * workspace.Day))
	}
	return f
}

// pressing are the risks that wait for a look: up again or due.
func pressing(v *visit, list []*postmortem.Risk) []*postmortem.Risk {
	return slices.DeleteFunc(slices.Clone(list), func(r *postmortem.Risk) bool { return r.State(v.clock.Now) == postmortem.RiskStanding })
}

func (p oneRisk) facts(v *visit) ui.Facts {
	f := ui.Facts{Ruled: true, Facts: []ui.Fact{
		{Name: "Question", Value: ui.Text(p.Question)},
		{Name: "Cost to prevent", Value: ui.Text(p.Prevent)},
		{Name: "Cost to suffer", Value: ui.Text(p.Suffer)},
		{Name: "Accepted by", Value: ui.Text(p.Approver)},
		{Name: "Accepted on", Value: ui.Day(v.clock.At(p.AcceptedAt))},
	}}
	if p.EndedAt.IsZero() {
		f.Facts = append(f.Facts, ui.Fact{Name: "Looked at again", Value: ui.Day(v.clock.At(p.ReviewAt))})
	} else {
		f.Facts = append(f.Facts, ui.Fact{Name: "Ended on", Value: ui.Day(v.clock.At(p.EndedAt))})
	}
	if p.ActionRef != "" {
		f.Facts = append(f.Facts, ui.Fact{Name: "Action", Value: ui.Anchor{Label: p.ActionRef, Href: "/actions/" + p.ActionRef}})
	}
	if p.Reason != "" {
		f.Facts = append(f.Facts, ui.Fact{Name: "Why", Value: ui.Text(p.Reason)})
	}
	return f
}

// risksLink leads those who write from the actions to the accepted risks.
func risksLink(v *visit) []templ.Component {
	if !v.actor.Can(person.Write) {
		return nil
	}
	return []templ.Component{ui.Button{Label: "Accepted risks", Href: "/risks"}}
}
