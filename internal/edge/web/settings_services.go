package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

var servicesKept = shelfWords{
	noun: "service", folder: "services", param: "service",
	head:   ui.Head{Title: "Services", Lead: "What can break. Incidents and changes speak of services by these names."},
	empty:  "No service yet. Name what people use and what it needs, so that incidents, changes and owners find each other.",
	naming: "As deploys and alerts call it. It stays; only the rest can be changed.",
	stays:  "Incidents, changes and the services that need it keep the name.",
}

// serviceShelf keeps the services of the catalog.
var serviceShelf = shelf[catalog.Service]{
	shelfWords: servicesKept,
	list:       func(whole catalog.Catalog) []catalog.Service { return whole.Services },
	called:     func(x *catalog.Service) (*string, *int) { return &x.Name, &x.Version },
	read:       (*form).typed,
	show:       (*form).show,
	save:       (*desk.Desk).SaveService,
	remove:     (*desk.Desk).RemoveService,
	rows:       serviceRows,
	fields:     serviceFields,
}

// typed reads what somebody wrote about a service; what cannot be read is noted beside its field.
func (f *form) typed(s *catalog.Service) {
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
}

func serviceRows(whole catalog.Catalog) []ui.Row {
	var rows []ui.Row
	for _, s := range whole.Services {
		row := ui.Row{Title: text.Visible(s.Name), Href: servicesKept.pathOf(s.Name)}
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
