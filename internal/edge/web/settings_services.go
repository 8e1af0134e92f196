package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

// serviceSettings lists the services of the catalog and adds one.
func serviceSettings(v *visit) error { return v.showServices(200, v.blank()) }

func (v *visit) showServices(status int, f *form) error {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Services", Lead: "What can break. Incidents and changes speak of services by these names."}
	return v.settingsPage(status, head, servicesPage(f, whole))
}

// service is the one of the path; not found when there is none.
func (v *visit) service() (catalog.Service, error) {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return catalog.Service{}, err
	}
	for _, s := range whole.Services {
		if s.Name == v.r.PathValue("service") {
			return s, nil
		}
	}
	return catalog.Service{}, problem.NotFound("service")
}

// typed reads what somebody wrote about a service; what cannot be read is noted beside its field.
func (f *form) typed(s catalog.Service) catalog.Service {
	s.Description, s.Owner, s.Aliases = f.line("description"), f.line("owner"), f.list("aliases")
	s.Tier, s.Links, s.Needs = 0, nil, nil
	if f.has("tier") {
		s.Tier = f.number("tier")
	}
	for _, line := range f.lines("links") {
		i := strings.LastIndexAny(line, " \t")
		if i < 0 {
			f.errors = append(f.errors, ui.FieldError{Field: "links", Say: "A link is a title and an address, such as “Runbook https://wiki.example.com/checkout”."})
			continue
		}
		s.Links = append(s.Links, catalog.Link{Title: strings.TrimSpace(line[:i]), URL: line[i+1:]})
	}
	s.Needs = append(f.needs("needs", catalog.OfService), f.needs("needed_stores", catalog.OfDataStore)...)
	return s
}

// lines are the lines of a text that say something.
func (f *form) lines(name string) (out []string) {
	for line := range strings.Lines(f.get(name)) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

const softly = "(soft)"

// needs reads one need from each line; "(soft)" after the name says that it works without.
func (f *form) needs(field string, kind catalog.Kind) (out []catalog.Need) {
	for _, line := range f.lines(field) {
		need := catalog.Need{To: catalog.Node{Kind: kind, Name: line}, Kind: catalog.Hard}
		if name, soft := strings.CutSuffix(line, softly); soft {
			need.To.Name, need.Kind = strings.TrimSpace(name), catalog.Soft
		}
		out = append(out, need)
	}
	return out
}

// show puts a service into the fields.
func (f *form) show(s catalog.Service) {
	f.values.Set("description", s.Description)
	f.values.Set("owner", s.Owner)
	f.values.Set("aliases", strings.Join(s.Aliases, ", "))
	if s.Tier > 0 {
		f.values.Set("tier", strconv.Itoa(s.Tier))
	}
	links := make([]string, len(s.Links))
	for i, l := range s.Links {
		links[i] = l.Title + " " + l.URL
	}
	f.values.Set("links", strings.Join(links, "\n"))
	lines := map[catalog.Kind][]string{}
	for _, n := range s.Needs {
		line := n.To.Name
		if n.Kind == catalog.Soft {
			line += " " + softly
		}
		lines[n.To.Kind] = append(lines[n.To.Kind], line)
	}
	f.values.Set("needs", strings.Join(lines[catalog.OfService], "\n"))
	f.values.Set("needed_stores", strings.Join(lines[catalog.OfDataStore], "\n"))
	f.values.Set(versionField, strconv.Itoa(s.Version))
}

// addService puts a service into the catalog.
func addService(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := f.typed(catalog.Service{Name: f.line("name")})
	if f.bad() {
		return v.showServices(422, f)
	}
	err = taken(v.desk.SaveService(v.ctx(), v.once(f), in), "service")
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showServices(status, f)
	}
	return v.done("service", "/settings/services")
}

// taken says that what was to be added has the name of another.
func taken(err error, noun string) error {
	if problem.KindOf(err) == problem.KindStale {
		return problem.Conflict("There is already a %s with this name.", noun).At("name").Next("Change that one, or choose another name.")
	}
	return err
}

// oneService shows a service for changing it.
func oneService(v *visit) error {
	s, err := v.service()
	if err != nil {
		return err
	}
	f := v.blank()
	f.show(s)
	return v.showService(200, f)
}

func (v *visit) showService(status int, f *form) error {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return err
	}
	name := v.r.PathValue("service")
	return v.settingsPage(status, ui.Head{Title: text.Visible(name)}, servicePage(name, f, whole))
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
	s = f.typed(s)
	s.Version = f.version()
	if f.bad() {
		return v.showService(422, f)
	}
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
		row := ui.Row{Title: text.Visible(s.Name), Href: servicePath(s.Name)}
		if s.Description != "" {
			row.Why = append(row.Why, ui.Text(text.Visible(s.Description)))
		}
		if s.Tier > 0 {
			row.End = append(row.End, tierTag(s.Tier))
		}
		if s.Owner != "" {
			row.End = append(row.End, templ.Component(ui.Text(text.Visible(s.Owner))))
		}
		rows = append(rows, row)
	}
	return rows
}

func tierOptions() []ui.Option {
	out := []ui.Option{{Value: "1", Label: "1: matters most"}}
	for i := 2; i < catalog.MaxTier; i++ {
		out = append(out, ui.Option{Value: strconv.Itoa(i), Label: strconv.Itoa(i)})
	}
	return append(out, ui.Option{Value: strconv.Itoa(catalog.MaxTier), Label: strconv.Itoa(catalog.MaxTier) + ": matters least"})
}

// teams are the owners that the catalog has already, for choosing.
func teams(whole catalog.Catalog) (out []string) {
	for _, s := range whole.Services {
		if s.Owner != "" && !slices.Contains(out, s.Owner) {
			out = append(out, s.Owner)
		}
	}
	return out
}

func servicePath(name string) string { return "/settings/services/" + url.PathEscape(name) }
