package web

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// serviceSettings lists the services of the catalog and adds one.
func serviceSettings(v *visit) error { return v.showServices(200, v.blank()) }

func (v *visit) showServices(status int, f *form) error {
	list, err := v.services()
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Services", Lead: "What can break. Incidents and changes speak of services by these names."}
	return v.settingsPage(status, head, servicesPage(f, list))
}

// services loads the catalog for somebody who may change it.
func (v *visit) services() (list []catalog.Service, err error) {
	err = v.read(func(view *store.View) error {
		if err := v.actor.May(person.Administer); err != nil {
			return err
		}
		list, err = view.Services()
		return err
	})
	return list, err
}

// service is the one of the path; not found when there is none.
func (v *visit) service() (catalog.Service, error) {
	list, err := v.services()
	if err != nil {
		return catalog.Service{}, err
	}
	for _, s := range list {
		if s.Name == v.r.PathValue("service") {
			return s, nil
		}
	}
	return catalog.Service{}, problem.NotFound("service")
}

// addService puts a service into the catalog.
func addService(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	list, err := v.services()
	if err != nil {
		return err
	}
	in := catalog.Service{Name: f.line("name"), Description: f.line("description"), Owner: f.line("owner")}
	for _, s := range list {
		if s.Name == in.Name {
			err = problem.Conflict("There is already a service with this name.").At("name").Next("Change that one, or choose another name.")
		}
	}
	if err == nil {
		err = v.desk.SaveService(v.ctx(), v.once(f), in)
	}
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showServices(status, f)
	}
	return v.done("service", "/settings/services")
}

// oneService shows a service for changing it.
func oneService(v *visit) error {
	s, err := v.service()
	if err != nil {
		return err
	}
	f := v.blank()
	f.values.Set("description", s.Description)
	f.values.Set("owner", s.Owner)
	f.values.Set(versionField, strconv.Itoa(s.Version))
	return v.showService(200, f)
}

func (v *visit) showService(status int, f *form) error {
	name := v.r.PathValue("service")
	return v.settingsPage(status, ui.Head{Title: name}, servicePage(name, f))
}

// changeService keeps what was written about a service. Its name stays.
func changeService(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	s, err := v.service()
	if err != nil {
		return err
	}
	s.Description, s.Owner, s.Version = f.line("description"), f.line("owner"), f.version()
	if err := v.desk.SaveService(v.ctx(), v.once(f), s); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showService(status, f)
	}
	return v.done("service", "/settings/services")
}

// removeService takes a service out of the catalog.
func removeService(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.RemoveService(v.ctx(), v.once(f), v.r.PathValue("service")); err != nil {
		return err
	}
	return v.done("service removed", "/settings/services")
}

func serviceRows(list []catalog.Service) []ui.Row {
	var rows []ui.Row
	for _, s := range list {
		row := ui.Row{Title: s.Name, Href: servicePath(s.Name)}
		if s.Description != "" {
			row.Why = append(row.Why, ui.Text(s.Description))
		}
		if s.Owner != "" {
			row.End = []templ.Component{ui.Text(s.Owner)}
		}
		rows = append(rows, row)
	}
	return rows
}

func servicePath(name string) string { return "/settings/services/" + url.PathEscape(name) }
