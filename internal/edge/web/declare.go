package web

import (
	"strings"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// declareForm is what the page for declaring shows.
type declareForm struct {
	environments looks
	form         *form
	severities   workspace.Severities
	services     []catalog.Service
	report       *report.Report // The report that it is declared for; nil for none.
	near         nearList
}

// declarePage asks what is known. Only title and severity are needed; a report fills some of it.
func declarePage(v *visit) error {
	if err := v.actor.May(person.RunIncident); err != nil {
		return err
	}
	f := v.blank()
	return v.showDeclare(200, f, true)
}

func (v *visit) showDeclare(status int, f *form, fresh bool) error {
	page := declareForm{form: f}
	err := v.read(func(view *store.View) (err error) {
		if page.severities, err = view.Severities(); err != nil {
			return err
		}
		if page.services, err = view.Services(); err != nil {
			return err
		}
		if page.environments, err = view.Environments(); err != nil {
			return err
		}
		if ref := f.line("report"); ref != "" {
			if page.report, err = view.Report(v.actor, ref); err != nil {
				return err
			}
			if fresh {
				page.fill(v)
			}
		}
		page.near, err = v.near(view, f.get("title"))
		page.near.Report = f.line("report")
		return err
	})
	if err != nil {
		return err
	}
	return v.page(status, v.layout("Declare an incident"), declareFormPage(v, page))
}

// fill takes over what the report tells.
func (p declareForm) fill(v *visit) {
	set := func(name, value string) {
		if p.form.get(name) == "" {
			p.form.values.Set(name, value)
		}
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(p.report.Text), "\n")
	if cut(first, 120) != first {
		rest = p.report.Text
	}
	set("title", cut(first, 120))
	set("summary", strings.TrimSpace(rest))
	set("services", p.report.Service)
	if at := p.report.TouchedAt; !at.IsZero() {
		zone := v.clock.Zone
		if zone == nil {
			zone = at.UTC().Location()
		}
		set("impact_start", at.In(zone).Format("2006-01-02T15:04:05"))
		set("impact_start_within", "900")
	}
}

// declare opens the incident and leads into its room.
func declare(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := desk.Declaration{Command: f.has("command"), Declaration: incident.Declaration{
		Title: f.line("title"), Summary: f.get("summary"), Severity: f.line("severity"), Mode: incident.Mode(f.line("mode")),
		Private: f.has("private"), Environment: f.line("environment"), Services: f.list("services"),
	}}
	in.ImpactStart, in.ImpactPrecision = f.when("impact_start")
	in.LastGood, _ = f.when("last_good")
	if ref := f.line("report"); ref != "" {
		in.Reports = []string{ref}
	}
	if f.bad() {
		if err := v.desk.CheckDeclaration(v.ctx(), in); err != nil {
			if _, err := f.refused(err); err != nil {
				return err
			}
		}
		return v.showDeclare(422, f, false)
	}
	got, err := v.desk.DeclareIncident(v.ctx(), v.once(f), in)
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showDeclare(status, f, false)
	}
	return v.done("declared", "/incidents/"+got.Ref())
}

func (p declareForm) severity() ui.Field {
	f := p.form.field("severity", "How bad is it?")
	f.Hint = "Choose by what people outside notice. It can be changed at any time."
	return f
}

func (p declareForm) impact(v *visit) ui.DateTime {
	d := p.form.moment("impact_start", "When the impact began", ui.When{Clock: v.clock})
	d.Hint = "Empty means: not known yet. Most incidents begin before anybody notices."
	return d
}

func (p declareForm) lastGood(v *visit) ui.DateTime {
	d := p.form.moment("last_good", "When it last worked", ui.When{Clock: v.clock})
	d.Hint, d.NoWithin = "Changes since then are looked at first.", true
	return d
}

func (p declareForm) mode() ui.Field {
	f := optional(p.form.field("mode", "What kind of incident"))
	if f.Value == "" {
		f.Value = string(incident.Real)
	}
	return f
}

// unfolded says whether something was typed into the folded part.
func (p declareForm) unfolded() bool {
	for _, name := range []string{"impact_start", "last_good", "private", "summary"} {
		if p.form.get(name) != "" || p.form.wrong(name) != "" {
			return true
		}
	}
	return p.form.get("mode") != "" && p.form.get("mode") != string(incident.Real)
}

func modeOptions() []ui.Option {
	return []ui.Option{
		{Value: string(incident.Real), Label: "Real", Hint: "It is happening."},
		{Value: string(incident.Drill), Label: "Drill", Hint: "An exercise; it stays out of every number."},
		{Value: string(incident.Retrospective), Label: "Retrospective", Hint: "It is over already and is written down now."},
	}
}
