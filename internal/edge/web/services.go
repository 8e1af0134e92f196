package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/engine/render/picture"
	"candor.dev/candor/internal/store"
)

// servicesShown is how many services one page lists; a word narrows the list.
const servicesShown = 200

// serviceList is what the page of services shows.
type serviceList struct {
	form    *form
	list    []catalog.Service // Those that the word leaves.
	whole   catalog.Catalog
	depends []catalog.Dependency
}

// catalogPage lists what can break, which team looks after it and what it needs, for everybody
// who may see incidents. It is changed in the settings.
func catalogPage(v *visit) error {
	page := serviceList{form: v.blank()}
	var err error
	if page.whole, err = v.catalog(person.See); err != nil {
		return err
	}
	page.depends = page.whole.Dependencies()
	word := strings.ToLower(page.form.line("q"))
	for _, s := range page.whole.Services {
		if strings.Contains(strings.ToLower(strings.Join(append([]string{s.Name, s.Owner, s.Description}, s.Aliases...), "\n")), word) {
			page.list = append(page.list, s)
		}
	}
	return v.page(200, v.layout("Services"), catalogView(v, page))
}

// catalog loads all of it for those who have the permission.
func (v *visit) catalog(needs person.Permission) (c catalog.Catalog, err error) {
	err = v.read(func(view *store.View) error {
		if err := v.actor.May(needs); err != nil {
			return err
		}
		c, err = view.Catalog()
		return err
	})
	return c, err
}

// mayChange is the way to the settings, for those who may change them.
func (v *visit) mayChange(label, href string) []templ.Component {
	if !v.actor.Can(person.Administer) {
		return nil
	}
	return []templ.Component{ui.Button{Label: label, Href: href}}
}

func (p serviceList) do(v *visit) []templ.Component {
	do := v.mayChange("Change the catalog", "/settings/services")
	if len(p.depends) > 0 {
		do = append([]templ.Component{ui.Button{Label: "What needs what", Href: "#picture", Look: ui.Flat}}, do...)
	}
	return do
}

func (p serviceList) sifted() bool { return p.form.line("q") != "" }

// more says how many services the page leaves out.
func (p serviceList) more() string {
	if len(p.list) <= servicesShown {
		return ""
	}
	return fmt.Sprintf("%d more are not shown. Narrow the list by a word.", len(p.list)-servicesShown)
}

func (p serviceList) empty() ui.Empty {
	if p.sifted() {
		return ui.Empty{Title: "No service has this word in its name, its team or its description.", Next: &ui.Button{Label: "Show all", Href: "/services"}}
	}
	return ui.Empty{Big: true, Title: "No service is named yet.", For: "Incidents, changes and teams find each other by the names that an administrator keeps here."}
}

func (p serviceList) rows() (rows []ui.Row) {
	names := p.whole.Names()
	needed := map[catalog.Node]int{}
	for _, d := range p.depends {
		needed[d.To]++
	}
	for _, s := range p.list[:min(len(p.list), servicesShown)] {
		row := ui.Row{Title: text.Visible(s.Name), Href: serviceHref(s.Name)}
		if s.Description != "" {
			row.Why = append(row.Why, ui.Text(text.Visible(s.Description)))
		}
		if len(s.Needs) > 0 {
			row.Why = append(row.Why, ui.Text("needs "+needsInWords(names, s.Needs, 6)))
		}
		if n := needed[catalog.Node{Kind: catalog.OfService, Name: s.Name}]; n > 0 {
			row.Why = append(row.Why, ui.Text("needed by "+strconv.Itoa(n)))
		}
		if s.Tier > 0 {
			row.End = append(row.End, tierTag(s.Tier))
		}
		row.End = append(row.End, ui.Text(teamOf(s)))
		rows = append(rows, row)
	}
	return rows
}

// needsInWords lists the first of what a service needs.
func needsInWords(names catalog.Names, needs []catalog.Need, most int) string {
	var words []string
	for i, n := range needs {
		if i == most {
			words = append(words, fmt.Sprintf("%d more", len(needs)-most))
			break
		}
		word := text.Visible(names.Node(n.To).Name)
		if n.Kind == catalog.Soft {
			word += " (soft)"
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

func teamOf(s catalog.Service) string {
	if s.Owner == "" {
		return "no team yet"
	}
	return text.Visible(s.Owner)
}

func tierTag(tier int) ui.Tag {
	return ui.Tag{Word: "tier " + strconv.Itoa(tier), Tone: ui.Line, Title: fmt.Sprintf("1 matters most, %d least", catalog.MaxTier)}
}

func serviceHref(name string) string { return "/services/" + url.PathEscape(name) }

// graph draws what needs what, of the services that the page lists.
func (p serviceList) graph() picture.Graph {
	if !p.sifted() {
		return graphOf(p.depends, catalog.Node{})
	}
	listed := map[string]bool{}
	for _, s := range p.list {
		listed[s.Name] = true
	}
	var some []catalog.Dependency
	for _, d := range p.depends {
		if listed[d.From] || d.To.Kind == catalog.OfService && listed[d.To.Name] {
			some = append(some, d)
		}
	}
	return graphOf(some, catalog.Node{})
}

func graphOf(depends []catalog.Dependency, here catalog.Node) picture.Graph {
	point := func(n catalog.Node) picture.Point {
		if n.Name == "" {
			return picture.Point{}
		}
		return picture.Point{Name: text.Visible(n.Name), Store: n.Kind == catalog.OfDataStore}
	}
	g := picture.Graph{Here: point(here)}
	for _, d := range depends {
		g.Lines = append(g.Lines, picture.Line{
			From: point(catalog.Node{Kind: catalog.OfService, Name: d.From}), To: point(d.To), Soft: d.Kind == catalog.Soft,
		})
	}
	return g
}
