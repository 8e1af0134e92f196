package web

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
)

// incidentRow is an incident as one line of a list.
func (v *visit) incidentRow(inc *incident.Incident, severities workspace.Severities, environments looks) ui.Row {
	row := ui.Row{
		ID: inc.Ref(), No: inc.Ref(), Title: inc.Title, Href: "/incidents/" + inc.Ref(), Faint: !inc.Open(),
		End: []templ.Component{severityTag(severities, inc.Severity), stateTag(inc)},
	}
	if inc.Private {
		row.End = append([]templ.Component{ui.State("private")}, row.End...)
	}
	if inc.Mode != incident.Real {
		row.End = append([]templ.Component{ui.Tag{Word: string(inc.Mode), Tone: ui.Line}}, row.End...)
	}
	row.Why = append(row.Why, dated(v.clock, inc.Dated()))
	if inc.Environment != "" {
		row.Why = append(row.Why, environments.of(inc.Environment).Tag())
	}
	if len(inc.Services) > 0 {
		row.Why = append(row.Why, ui.Text(strings.Join(inc.Services, ", ")))
	}
	return row
}

// dated is when an incident was declared, as far as that is known.
func dated(c ui.Clock, was incident.Dated) templ.Component {
	switch was.Dating {
	case incident.OnDay:
		return ui.Day(c.At(was.At))
	case incident.Undated:
		return ui.Text("no day is known")
	}
	return ui.Time(c.At(was.At.Truncate(time.Minute)))
}

// dayOf is the day of an incident, where its hour matters no more.
func dayOf(c ui.Clock, was incident.Dated) templ.Component {
	if was.Dating == incident.Undated {
		return ui.Text("no day is known")
	}
	return both(ui.Text("incident of "), ui.Day(c.At(was.At)))
}

func (v *visit) incidentRows(list []*incident.Incident, severities workspace.Severities, environments looks) []ui.Row {
	var rows []ui.Row
	for _, inc := range list {
		rows = append(rows, v.incidentRow(inc, severities, environments))
	}
	return rows
}

// severityTag shows a severity by its name and its place among those in use.
func severityTag(severities workspace.Severities, key string) ui.Tag {
	if key == "" {
		return ui.Tag{Word: "no severity", Tone: ui.Line}
	}
	sev, err := severities.Find(key)
	if err != nil {
		return ui.Tag{Word: key}
	}
	return ui.Severity(sev.Name, sev.Rank, sev.Description)
}

func stateTag(inc *incident.Incident) ui.Tag {
	if inc.State == incident.Active && inc.Phase != "" {
		t := ui.State(string(inc.Phase))
		t.Word = string(inc.State) + " · " + string(inc.Phase)
		return t
	}
	return ui.State(string(inc.State))
}

func severityOptions(severities workspace.Severities) []ui.Option {
	var out []ui.Option
	for _, s := range severities.Offered() {
		out = append(out, ui.Option{Value: s.Key, Label: s.Name, Hint: s.Description})
	}
	return out
}

func serviceNames(services []catalog.Service) []string {
	var out []string
	for _, s := range services {
		out = append(out, s.Name)
	}
	return out
}

func stateOptions() []ui.Option {
	out := []ui.Option{{Value: "open", Label: "open (any)"}}
	for _, s := range incident.States() {
		out = append(out, ui.Option{Value: string(s), Label: string(s)})
	}
	return out
}
