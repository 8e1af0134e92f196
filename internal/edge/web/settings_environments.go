package web

import (
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

var environmentsKept = shelfWords{
	noun: "environment", folder: "environments", param: "environment",
	head:   ui.Head{Title: "Environments", Lead: "Where services run. Each has the same colour everywhere, and says how much its alerts matter."},
	empty:  "No environment yet. Until one is named here, its colour follows from its name: production is red, staging green.",
	naming: "As deploys and alerts call it, such as production. It stays; only the rest can be changed.",
	stays:  "Incidents, changes and data stores keep the name.",
}

// environmentShelf keeps the environments of the catalog.
var environmentShelf = shelf[catalog.Environment]{
	shelfWords: environmentsKept,
	list:       func(whole catalog.Catalog) []catalog.Environment { return whole.Environments },
	called:     func(x *catalog.Environment) (*string, *int) { return &x.Name, &x.Version },
	read: func(f *form, x *catalog.Environment) {
		x.Description, x.Aliases = f.line("description"), f.list("aliases")
		x.Colour, x.Loudness = catalog.Colour(f.line("colour")), catalog.Loudness(f.line("loudness"))
	},
	show: func(f *form, x catalog.Environment) {
		f.values.Set("description", x.Description)
		f.values.Set("colour", string(x.Colour))
		f.values.Set("loudness", string(x.Loudness))
		f.values.Set("aliases", strings.Join(x.Aliases, ", "))
	},
	save:   (*desk.Desk).SaveEnvironment,
	remove: (*desk.Desk).RemoveEnvironment,
	rows:   environmentRows,
	fields: environmentFields,
}

func environmentRows(whole catalog.Catalog) []ui.Row {
	var rows []ui.Row
	for _, e := range whole.Environments {
		row := ui.Row{Title: text.Visible(e.Name), Href: environmentsKept.pathOf(e.Name), End: []templ.Component{lookOf(e).Tag()}}
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
