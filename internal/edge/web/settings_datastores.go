package web

import (
	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

var dataStoresKept = shelfWords{
	noun: "data store", folder: "data-stores", param: "store",
	head:   ui.Head{Title: "Data stores", Lead: "Where services keep their data. What shares a store breaks together."},
	empty:  "No data store yet. A database, a bucket, a queue: what keeps data that a service cannot do without.",
	naming: "It stays; only the rest can be changed.",
	stays:  "The services that need it keep the name.",
}

// dataStoreShelf keeps the data stores of the catalog.
var dataStoreShelf = shelf[catalog.DataStore]{
	shelfWords: dataStoresKept,
	list:       func(whole catalog.Catalog) []catalog.DataStore { return whole.DataStores },
	called:     func(x *catalog.DataStore) (*string, *int) { return &x.Name, &x.Version },
	read: func(f *form, x *catalog.DataStore) {
		x.Kind, x.Description, x.Service, x.Environment = f.line("kind"), f.line("description"), f.line("service"), f.line("environment")
	},
	show: func(f *form, x catalog.DataStore) {
		f.values.Set("kind", x.Kind)
		f.values.Set("description", x.Description)
		f.values.Set("service", x.Service)
		f.values.Set("environment", x.Environment)
	},
	save:   (*desk.Desk).SaveDataStore,
	remove: (*desk.Desk).RemoveDataStore,
	rows:   dataStoreRows,
	fields: dataStoreFields,
}

func dataStoreRows(whole catalog.Catalog) []ui.Row {
	var rows []ui.Row
	for _, d := range whole.DataStores {
		row := ui.Row{Title: text.Visible(d.Name), Href: dataStoresKept.pathOf(d.Name), Why: []templ.Component{ui.Text(text.Visible(d.Kind))}}
		if d.Service != "" {
			row.Why = append(row.Why, ui.Text("of "+text.Visible(d.Service)))
		}
		if d.Description != "" {
			row.Why = append(row.Why, ui.Text(text.Visible(d.Description)))
		}
		if d.Environment != "" {
			row.End = append(row.End, looks(whole.Environments).of(d.Environment).Tag())
		}
		rows = append(rows, row)
	}
	return rows
}
