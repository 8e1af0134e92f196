package web

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render/picture"
	"candor.dev/candor/internal/store"
)

// serviceShown is what the page of one service shows.
type serviceShown struct {
	catalog.Service
	whole        catalog.Catalog
	byName       map[string]catalog.Service
	stored       map[string]catalog.DataStore
	names        catalog.Names
	depends      []catalog.Dependency
	open         []*incident.Incident
	changes      []*change.Change
	severities   workspace.Severities
	environments looks
}

// oneOfServices is the page of a service, found by any of its names: what it needs, what needs it,
// what goes on there.
func oneOfServices(v *visit) error {
	var page serviceShown
	err := v.read(func(view *store.View) (err error) {
		if err := v.actor.May(person.See); err != nil {
			return err
		}
		if page.whole, err = view.Catalog(); err != nil {
			return err
		}
		if err := page.find(v.r.PathValue("service")); err != nil {
			return err
		}
		if page.severities, err = view.Severities(); err != nil {
			return err
		}
		if page.open, _, err = view.Incidents(v.actor, store.IncidentFilter{Open: true, Service: page.Name, Called: page.Aliases, Limit: 20}); err != nil {
			return err
		}
		page.changes, _, err = view.Changes(v.actor, store.ChangeFilter{Services: append([]string{page.Name}, page.Aliases...), Limit: 10})
		return err
	})
	if err != nil {
		return err
	}
	if page.Name != v.r.PathValue("service") {
		return v.to(serviceHref(page.Name))
	}
	return v.page(200, v.layout(page.Name), serviceView(v, page))
}

func (p *serviceShown) find(name string) error {
	p.names, p.depends, p.environments = p.whole.Names(), p.whole.Dependencies(), p.whole.Environments
	p.byName, p.stored = map[string]catalog.Service{}, map[string]catalog.DataStore{}
	for _, s := range p.whole.Services {
		p.byName[s.Name] = s
	}
	for _, d := range p.whole.DataStores {
		p.stored[d.Name] = d
	}
	found, ok := p.names.Service(name)
	if _, exact := p.byName[name]; exact { // Names of old may differ by capitals only.
		found, ok = name, true
	}
	if !ok {
		return problem.NotFound("service")
	}
	p.Service = p.byName[found]
	return nil
}

func (p serviceShown) head(v *visit) ui.Head {
	h := ui.Head{Title: text.Visible(p.Name), Lead: text.Visible(p.Description), Do: v.mayChange("Change", servicesKept.pathOf(p.Name))}
	if p.Tier > 0 {
		h.Where = append(h.Where, tierTag(p.Tier))
	}
	if p.Owner == "" {
		h.Where = append(h.Where, ui.Text("No team looks after it yet"))
	} else {
		h.Where = append(h.Where, ui.Text("Looked after by "+text.Visible(p.Owner)))
	}
	if len(p.Aliases) > 0 {
		h.Where = append(h.Where, ui.Text("also called "+text.Visible(strings.Join(p.Aliases, ", "))))
	}
	for _, l := range p.Links {
		h.Where = append(h.Where, ui.Anchor{Label: text.Visible(l.Title), Href: l.URL})
	}
	return h
}

func (p serviceShown) node() catalog.Node {
	return catalog.Node{Kind: catalog.OfService, Name: p.Name}
}

// needs are the rows of what the service needs.
func (p serviceShown) needs() (rows []ui.Row) {
	for _, d := range p.depends {
		if d.From == p.Name {
			row := p.row(d.To)
			row.End = append(row.End, strengthTag(d.Kind))
			rows = append(rows, row)
		}
	}
	return rows
}

// neededBy are the rows of the services that need this one.
func (p serviceShown) neededBy() (rows []ui.Row) {
	by := catalog.NeededBy(p.node(), p.depends)
	for i, d := range by {
		if i == servicesShown {
			return append(rows, ui.Row{Title: fmt.Sprintf("and %d more", len(by)-i)})
		}
		row := p.row(catalog.Node{Kind: catalog.OfService, Name: d.From})
		row.End = append(row.End, strengthTag(d.Kind))
		rows = append(rows, row)
	}
	return rows
}

// stores are the rows of the data stores that belong to the service.
func (p serviceShown) stores() (rows []ui.Row) {
	for _, d := range p.whole.DataStores {
		if owner, ok := p.names.Service(d.Service); ok && owner == p.Name {
			rows = append(rows, p.row(catalog.Node{Kind: catalog.OfDataStore, Name: d.Name}))
		}
	}
	return rows
}

func (p serviceShown) row(n catalog.Node) ui.Row {
	row := ui.Row{Title: text.Visible(n.Name)}
	if !p.names.Knows(n) {
		row.Why = []templ.Component{ui.Text("the catalog does not hold it")}
		return row
	}
	if n.Kind == catalog.OfService {
		row.Href = serviceHref(n.Name)
		row.Why = append(row.Why, ui.Text(teamOf(p.byName[n.Name])))
		return row
	}
	d := p.stored[n.Name]
	row.Why = append(row.Why, ui.Text("data store, "+text.Visible(d.Kind)))
	if d.Description != "" {
		row.Why = append(row.Why, ui.Text(text.Visible(d.Description)))
	}
	if owner, ok := p.names.Service(d.Service); ok && owner != p.Name {
		row.Why = append(row.Why, ui.Text("of "+text.Visible(owner)))
	}
	if d.Environment != "" {
		row.End = append(row.End, p.environments.of(d.Environment).Tag())
	}
	return row
}

func strengthTag(s catalog.Strength) ui.Tag {
	if s == catalog.Soft {
		return ui.Tag{Word: "soft", Tone: ui.Line, Title: "works without, with less"}
	}
	return ui.Tag{Word: "hard", Title: "cannot work without"}
}

// graph is what is around the service: what it needs, down to the second step, and what needs it.
func (p serviceShown) graph() picture.Graph {
	far := catalog.Distances(p.Name, p.depends)
	var near []catalog.Dependency
	for _, d := range p.depends {
		steps, reached := far[catalog.Node{Kind: catalog.OfService, Name: d.From}]
		if reached && steps < 2 || d.To == p.node() {
			near = append(near, d)
		}
	}
	return graphOf(near, p.node())
}

func (p serviceShown) allOf(path string) string {
	return withQuery(path, url.Values{"service": {p.Name}})
}
