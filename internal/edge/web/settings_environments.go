package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

// environmentSettings lists the environments of the catalog and adds one.
func environmentSettings(v *visit) error { return v.showEnvironments(200, v.blank()) }

func (v *visit) showEnvironments(status int, f *form) error {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Environments", Lead: "Where services run. Each has the same colour everywhere, and says how much its alerts matter."}
	return v.settingsPage(status, head, environmentsPage(f, whole))
}

// environment is the one of the path; not found when there is none.
func (v *visit) environment() (catalog.Environment, error) {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return catalog.Environment{}, err
	}
	for _, x := range whole.Environments {
		if x.Name == v.r.PathValue("environment") {
			return x, nil
		}
	}
	return catalog.Environment{}, problem.NotFound("environment")
}

// environment reads what somebody wrote about an environment.
func (f *form) environment(name string) catalog.Environment {
	return catalog.Environment{
		Name: name, Description: f.line("description"), Colour: catalog.Colour(f.line("colour")),
		Loudness: catalog.Loudness(f.line("loudness")), Aliases: f.list("aliases"),
	}
}

// addEnvironment puts an environment into the catalog.
func addEnvironment(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	err = taken(v.desk.SaveEnvironment(v.ctx(), v.once(f), f.environment(f.line("name"))), "environment")
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showEnvironments(status, f)
	}
	return v.done("environment", "/settings/environments")
}

// oneEnvironment shows an environment for changing it.
func oneEnvironment(v *visit) error {
	x, err := v.environment()
	if err != nil {
		return err
	}
	f := v.blank()
	f.values.Set("description", x.Description)
	f.values.Set("colour", string(x.Colour))
	f.values.Set("loudness", string(x.Loudness))
	f.values.Set("aliases", strings.Join(x.Aliases, ", "))
	f.values.Set(versionField, strconv.Itoa(x.Version))
	return v.showEnvironment(200, f)
}

func (v *visit) showEnvironment(status int, f *form) error {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return err
	}
	name := v.r.PathValue("environment")
	return v.settingsPage(status, ui.Head{Title: text.Visible(name)}, environmentPage(name, f, whole))
}

// changeEnvironment keeps what was written about an environment. Its name stays.
func changeEnvironment(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	x := f.environment(v.r.PathValue("environment"))
	if x.Version = f.version(); x.Version == 0 { // Which would add one.
		return problem.NotFound("environment")
	}
	if err := v.desk.SaveEnvironment(v.ctx(), v.once(f), x); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showEnvironment(status, f)
	}
	return v.done("environment", "/settings/environments")
}

// removeEnvironment takes an environment out of the catalog.
func removeEnvironment(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.RemoveEnvironment(v.ctx(), v.once(f), v.r.PathValue("environment")); err != nil {
		return err
	}
	return v.done("environment removed", "/settings/environments")
}

func environmentRows(list []catalog.Environment) []ui.Row {
	var rows []ui.Row
	for _, e := range list {
		row := ui.Row{Title: text.Visible(e.Name), Href: environmentPath(e.Name), End: []templ.Component{lookOf(e).Tag()}}
		row.Why = append(row.Why, ui.Text(alertsIn(e.Loudness)))
		if len(e.Aliases) > 0 {
			row.Why = append(row.Why, ui.Text("also called "+text.Visible(strings.Join(e.Aliases, ", "))))
		}
		if e.Description != "" {
			row.Why = append(row.Why, ui.Text(text.Visible(e.Description)))
		}
		rows = append(rows, row)
	}
	return rows
}

func colourOptions() []ui.Option {
	var out []ui.Option
	for _, c := range catalog.Colours() {
		out = append(out, ui.Option{Value: string(c), Label: string(c)})
	}
	return out
}

func loudnessOptions() []ui.Option {
	var out []ui.Option
	for _, l := range catalog.Loudnesses() {
		out = append(out, ui.Option{Value: string(l), Label: alertsIn(l)})
	}
	return out
}

func environmentPath(name string) string { return "/settings/environments/" + url.PathEscape(name) }
