package web

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// settingsPlaces are the pages of the settings, with who may use them.
var settingsPlaces = []place{
	{ui.Link{Label: "Organisation", Href: "/settings"}, person.Administer},
	{ui.Link{Label: "People", Href: "/people"}, person.Administer},
	{ui.Link{Label: "Severities", Href: "/settings/severities"}, person.Administer},
	{ui.Link{Label: "Templates", Href: "/settings/templates"}, person.Administer},
	{ui.Link{Label: "Services", Href: "/settings/services"}, person.Administer},
	{ui.Link{Label: "Environments", Href: "/settings/environments"}, person.Administer},
	{ui.Link{Label: "Data stores", Href: "/settings/data-stores"}, person.Administer},
	{ui.Link{Label: "Catalog file", Href: "/settings/catalog"}, person.Administer},
	{ui.Link{Label: "Factors", Href: "/settings/factors"}, person.Administer},
	{ui.Link{Label: "Sources", Href: "/settings/sources"}, person.Administer},
	{ui.Link{Label: "Alerts", Href: "/settings/alerts"}, person.Administer},
	{ui.Link{Label: "Mail", Href: "/settings/mail"}, person.Administer},
	{ui.Link{Label: "Webhooks", Href: "/settings/webhooks"}, person.Administer},
	{ui.Link{Label: "Deliveries", Href: "/settings/deliveries"}, person.Administer},
	{ui.Link{Label: "Audit", Href: "/settings/audit"}, person.Audit},
}

// settingsPage answers with a page of the settings.
func (v *visit) settingsPage(status int, head ui.Head, content templ.Component) error {
	return v.page(status, v.layout(head.Title), inPlaces(v.sift("Settings", settingsPlaces), head, content))
}

// sift leads between pages that belong together; those that the role may not use are not
// offered.
func (v *visit) sift(label string, places []place) ui.Sift {
	s := ui.Sift{Label: label}
	path, best := v.r.URL.Path, -1
	for _, p := range places {
		if !v.actor.Can(p.needs) {
			continue
		}
		s.Links = append(s.Links, p.Link)
		if here(p.Link, path).Current && (best < 0 || len(p.Href) > len(s.Links[best].Href)) {
			best = len(s.Links) - 1
		}
	}
	if best >= 0 {
		s.Links[best].Current = true
	}
	return s
}

// settings is what the organisation says about itself. Whoever may only read the audit record is
// led there.
func settings(v *visit) error {
	if !v.actor.Can(person.Administer) && v.actor.Can(person.Audit) {
		return v.to("/settings/audit")
	}
	var org workspace.Organisation
	err := v.read(func(view *store.View) (err error) {
		if err := v.actor.May(person.Administer); err != nil {
			return err
		}
		org, err = view.Organisation()
		return err
	})
	if err != nil {
		return err
	}
	f := v.blank()
	f.values.Set("name", org.Name)
	f.values.Set("cultural_statement", org.CulturalStatement)
	f.values.Set("zone_default", org.ZoneDefault)
	f.values.Set("public_url", org.PublicURL)
	f.values.Set(versionField, strconv.Itoa(org.Version))
	if org.AnonymousReports {
		f.values.Set("anonymous_reports", "yes")
	}
	return v.showSettings(200, f)
}

func (v *visit) showSettings(status int, f *form) error {
	return v.settingsPage(status, ui.Head{Title: "Organisation"}, organisationPage(f))
}

// saveSettings keeps what the organisation says about itself.
func saveSettings(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	err = v.desk.SaveOrganisation(v.ctx(), v.once(f), workspace.Organisation{
		Name: f.line("name"), CulturalStatement: f.get("cultural_statement"), ZoneDefault: f.line("zone_default"),
		AnonymousReports: f.has("anonymous_reports"), PublicURL: f.line("public_url"), Version: f.version(),
	})
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showSettings(status, f)
	}
	return v.done("settings", "/settings")
}

// versionField is the hidden field that says which version somebody changed.
const versionField = "version"

func (f *form) version() int {
	n, err := strconv.Atoi(f.get(versionField))
	if err != nil {
		return 0
	}
	return n
}

func versioned(n int) ui.Hidden { return ui.Hidden{Name: versionField, Value: strconv.Itoa(n)} }

// number reads a whole number; what cannot be read is noted beside the field.
func (f *form) number(name string) int {
	n, err := strconv.Atoi(f.line(name))
	if err != nil {
		f.errors = append(f.errors, ui.FieldError{Field: name, Say: "This needs a whole number."})
	}
	return n
}

func (f *form) days(name string) time.Duration { return time.Duration(f.number(name)) * workspace.Day }

// renew gives a form that was refused a new key: what it asked for once can be asked for again.
func (f *form) renew() { f.values.Set(onceField, store.NewSecret()) }
