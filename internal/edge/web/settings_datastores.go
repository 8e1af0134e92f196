package web

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

// dataStoreSettings lists the data stores of the catalog and adds one.
func dataStoreSettings(v *visit) error { return v.showDataStores(200, v.blank()) }

func (v *visit) showDataStores(status int, f *form) error {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Data stores", Lead: "Where services keep their data. What shares a store breaks together."}
	return v.settingsPage(status, head, dataStoresPage(f, whole))
}

// dataStore is the one of the path; not found when there is none.
func (v *visit) dataStore() (catalog.DataStore, error) {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return catalog.DataStore{}, err
	}
	for _, x := range whole.DataStores {
		if x.Name == v.r.PathValue("store") {
			return x, nil
		}
	}
	return catalog.DataStore{}, problem.NotFound("data store")
}

// dataStore reads what somebody wrote about a data store.
func (f *form) dataStore(name string) catalog.DataStore {
	return catalog.DataStore{
		Name: name, Kind: f.line("kind"), Description: f.line("description"), Service: f.line("service"), Environment: f.line("environment"),
	}
}

// addDataStore puts a data store into the catalog.
func addDataStore(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	err = taken(v.desk.SaveDataStore(v.ctx(), v.once(f), f.dataStore(f.line("name"))), "data store")
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showDataStores(status, f)
	}
	return v.done("data store", "/settings/data-stores")
}

// oneDataStore shows a data store for changing it.
func oneDataStore(v *visit) error {
	x, err := v.dataStore()
	if err != nil {
		return err
	}
	f := v.blank()
	f.values.Set("kind", x.Kind)
	f.values.Set("description", x.Description)
	f.values.Set("service", x.Service)
	f.values.Set("environment", x.Environment)
	f.values.Set(versionField, strconv.Itoa(x.Version))
	return v.showDataStore(200, f)
}

func (v *visit) showDataStore(status int, f *form) error {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return err
	}
	name := v.r.PathValue("store")
	return v.settingsPage(status, ui.Head{Title: text.Visible(name)}, dataStorePage(name, f, whole))
}

// changeDataStore keeps what was written about a data store. Its name stays.
func changeDataStore(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	x := f.dataStore(v.r.PathValue("store"))
	if x.Version = f.version(); x.Version == 0 { // Which would add one.
		return problem.NotFound("data store")
	}
	if err := v.desk.SaveDataStore(v.ctx(), v.once(f), x); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showDataStore(status, f)
	}
	return v.done("data store", "/settings/data-stores")
}

// removeDataStore takes a data store out of the catalog.
func removeDataStore(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.RemoveDataStore(v.ctx(), v.once(f), v.r.PathValue("store")); err != nil {
		return err
	}
	return v.done("data store removed", "/settings/data-stores")
}

func dataStoreRows(whole catalog.Catalog) []ui.Row {
	var rows []ui.Row
	for _, d := range whole.DataStores {
		row := ui.Row{Title: text.Visible(d.Name), Href: dataStorePath(d.Name), Why: []templ.Component{ui.Text(text.Visible(d.Kind))}}
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

func dataStorePath(name string) string { return "/settings/data-stores/" + url.PathEscape(name) }
