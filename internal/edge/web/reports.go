package web

import (
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/insight"
	"candor.dev/candor/internal/store"
)

// triageList is the reports that somebody may see, and how long it took until touches on
// production were told.
type triageList struct {
	list   []*report.Report
	show   string
	mayRun bool
	delays insight.Spread
}

// reportStates are what the list of reports can be narrowed to, with the words of the links.
var reportStates = []ui.Link{
	{Label: "waiting", Key: string(report.Received)},
	{Label: "joined", Key: string(report.Joined)},
	{Label: "accepted", Key: string(report.Accepted)},
	{Label: "declined", Key: string(report.Declined)},
	{Label: "all", Key: "all"},
}

// reports lists what waits for an answer, oldest first. Who does not run incidents sees their
// own reports.
func reports(v *visit) error {
	page := triageList{show: v.blank().line("state"), mayRun: v.mayRun()}
	if page.show == "" {
		page.show = string(report.Received)
		if !page.mayRun {
			page.show = "all"
		}
	}
	state := report.State(page.show)
	if page.show == "all" {
		state = ""
	}
	err := v.read(func(view *store.View) error {
		list, err := view.Reports(v.actor, state, 200)
		if err != nil {
			return err
		}
		page.list = list
		if !v.actor.Can(person.See) {
			return nil
		}
		delays, err := view.TouchDelays(v.actor, 500)
		page.delays = insight.Of(delays)
		return err
	})
	if err != nil {
		return err
	}
	return v.page(200, v.layout("Reports"), reportsPage(v, page))
}

func (p triageList) sift() ui.Sift {
	s := ui.Sift{Label: "Narrow the reports"}
	for _, l := range reportStates {
		l.Href, l.Current = "/reports?state="+l.Key, l.Key == p.show
		s.Links = append(s.Links, l)
	}
	return s
}

func (p triageList) empty() ui.Empty {
	if p.show == string(report.Received) {
		return ui.Empty{Big: true, Title: "No report waits.", For: "What people tell stands here until it joins an incident, becomes one, or is declined with a reason."}
	}
	return ui.Empty{Big: true, Title: "No reports here.", For: "Your own reports stand here, and what became of them. Those without your name are behind their private links."}
}

func (v *visit) reportRows(list []*report.Report) []ui.Row {
	var rows []ui.Row
	for _, r := range list {
		row := ui.Row{
			ID: r.Ref(), No: r.Ref(), Title: firstLine(r.Text), Href: "/reports/" + r.Ref(), Faint: r.State != report.Received,
			Why: []templ.Component{ui.Time(v.minute(r.ReceivedAt))}, End: []templ.Component{ui.State(string(r.State))},
		}
		if w := kindWords(r.Kind); w != "" {
			row.End = append([]templ.Component{ui.Tag{Word: w, Tone: ui.Accent}}, row.End...)
		}
		if r.Service != "" {
			row.Why = append(row.Why, ui.Text(r.Service))
		}
		rows = append(rows, row)
	}
	return rows
}

// firstLine is the beginning of a text, for a list.
func firstLine(s string) string {
	line, _, more := strings.Cut(strings.TrimSpace(s), "\n")
	if short := cut(line, 120); short != line {
		return strings.TrimSpace(short) + "…"
	}
	if more {
		return line + " …"
	}
	return line
}

// triaged is one report and what can be done with it.
type triaged struct {
	report   *report.Report
	form     *form
	told     []toldLine
	open     []*incident.Incident
	incident *incident.Incident // What it belongs to, when the reader may see it.
	mayRun   bool
}

func reportInTriage(v *visit) error {
	if !v.actor.SignedIn() { // Whoever comes by a link in a mail is led to the login.
		return problem.Unauthenticated()
	}
	return v.showReportInTriage(200, v.blank())
}

func (v *visit) showReportInTriage(status int, f *form) error {
	page := triaged{form: f, mayRun: v.mayRun()}
	err := v.read(func(view *store.View) (err error) {
		if page.report, err = view.Report(v.actor, v.r.PathValue("ref")); err != nil {
			return err
		}
		events, err := view.Events(page.report.Stream(), 0, 500)
		if err != nil {
			return err
		}
		page.told = followed{FollowedReport: desk.FollowedReport{Report: page.report, Events: events}}.told(v)
		if page.mayRun && page.report.State == report.Received {
			page.open, _, err = view.Incidents(v.actor, store.IncidentFilter{Open: true, Limit: 100})
			return err
		}
		page.incident, err = incidentOf(view, v.actor, page.report)
		return err
	})
	if err != nil {
		return err
	}
	return v.page(status, v.layout(page.report.Ref()), reportInTriagePage(v, page))
}

// incidentOf is the incident that a report belongs to; nil when the reader may not see it.
func incidentOf(view *store.View, actor person.Actor, r *report.Report) (*incident.Incident, error) {
	if r.Incident == "" {
		return nil, nil //nolint:nilnil // A report need not belong to an incident.
	}
	inc, err := view.Incident(actor, r.Incident)
	switch problem.KindOf(err) {
	case problem.KindNotFound, problem.KindForbidden:
		return nil, nil //nolint:nilnil // What one may not see is as if it were not there.
	}
	return inc, err
}

func joinReport(v *visit) error {
	return v.triage(func(actor person.Actor, f *form) (string, error) {
		return "joined", v.desk.JoinReport(v.ctx(), actor, desk.Triage{Report: v.r.PathValue("ref"), Incident: f.line("incident")})
	})
}

func declineReport(v *visit) error {
	return v.triage(func(actor person.Actor, f *form) (string, error) {
		return "declined", v.desk.DeclineReport(v.ctx(), actor, desk.Triage{Report: v.r.PathValue("ref"), Reason: f.get("reason")})
	})
}

// triage does a deed with a report and shows the report again.
func (v *visit) triage(deed func(person.Actor, *form) (string, error)) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	what, err := deed(v.once(f), f)
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showReportInTriage(status, f)
	}
	return v.done(what, "/reports/"+v.r.PathValue("ref"))
}
