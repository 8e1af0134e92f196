package web

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
)

// shelf is one kind of things in the catalog, and the pages on which administrators keep it: a
// list that adds one, and a page for each.
type shelf[T any] struct {
	shelfWords
	list   func(catalog.Catalog) []T
	called func(*T) (name *string, version *int)
	read   func(*form, *T) // What was typed about one; what cannot be read is noted beside its field.
	show   func(*form, T)  // Puts one into the fields.
	save   func(*desk.Desk, context.Context, person.Actor, T) error
	remove func(*desk.Desk, context.Context, person.Actor, string) error
	rows   func(catalog.Catalog) []ui.Row
	fields func(*form, catalog.Catalog) templ.Component
}

// shelfWords are what its pages say.
type shelfWords struct {
	noun, folder, param string // "data store", "data-stores" and "store": as in /settings/data-stores/{store}.
	head                ui.Head
	empty               string // What stands where there is none yet.
	naming              string // The hint beside the name of a new one.
	stays               string // What happens to what speaks of a removed one.
}

func (w shelfWords) path() string              { return "/settings/" + w.folder }
func (w shelfWords) pathOf(name string) string { return w.path() + "/" + url.PathEscape(name) }

// indefinite is a noun with its article.
func indefinite(noun string) string {
	if strings.ContainsAny(noun[:1], "aeiou") {
		return "an " + noun
	}
	return "a " + noun
}

// routes are the pages of a shelf.
func (s *shelf[T]) routes() []Route {
	one := s.path() + "/{" + s.param + "}"
	return []Route{
		get(s.path(), person.Administer, func(v *visit) error { return s.showAll(v, 200, v.blank()) }),
		post(s.path(), person.Administer, s.add),
		get(one, person.Administer, s.open),
		post(one, person.Administer, s.change),
		post(one+"/removal", person.Administer, s.takeAway),
	}
}

func (s *shelf[T]) showAll(v *visit, status int, f *form) error {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return err
	}
	return v.settingsPage(status, s.head, shelfPage(s.shelfWords, f, s.rows(whole), s.fields(f, whole)))
}

func (s *shelf[T]) showOne(v *visit, status int, f *form) error {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return err
	}
	name := v.r.PathValue(s.param)
	return v.settingsPage(status, ui.Head{Title: text.Visible(name)}, shelvedPage(s.shelfWords, name, f, s.fields(f, whole)))
}

// find is the thing of the path; not found when there is none.
func (s *shelf[T]) find(v *visit) (none T, err error) {
	whole, err := v.catalog(person.Administer)
	if err != nil {
		return none, err
	}
	for _, x := range s.list(whole) {
		if name, _ := s.called(&x); *name == v.r.PathValue(s.param) {
			return x, nil
		}
	}
	return none, problem.NotFound(s.noun)
}

// add puts a thing into the catalog.
func (s *shelf[T]) add(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	var x T
	name, _ := s.called(&x)
	*name = f.line("name")
	s.read(f, &x)
	if f.bad() {
		return s.showAll(v, 422, f)
	}
	if err := taken(s.save(v.desk, v.ctx(), v.once(f), x), s.noun); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return s.showAll(v, status, f)
	}
	return v.done(s.noun, s.path())
}

// taken says that what was to be added has the name of another.
func taken(err error, noun string) error {
	if problem.KindOf(err) == problem.KindStale {
		return problem.Conflict("There is already %s with this name.", indefinite(noun)).At("name").Next("Change that one, or choose another name.")
	}
	return err
}

// open shows a thing for changing it.
func (s *shelf[T]) open(v *visit) error {
	x, err := s.find(v)
	if err != nil {
		return err
	}
	f := v.blank()
	s.show(f, x)
	_, version := s.called(&x)
	f.values.Set(versionField, strconv.Itoa(*version))
	return s.showOne(v, 200, f)
}

// change keeps what was written about a thing. Its name stays.
func (s *shelf[T]) change(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	x, err := s.find(v)
	if err != nil {
		return err
	}
	_, version := s.called(&x)
	was := *version
	*version = f.version()
	s.read(f, &x)
	if f.bad() {
		return s.showOne(v, 422, f)
	}
	if *version == 0 { // Which would add one.
		err = problem.Stale(was)
	} else {
		err = s.save(v.desk, v.ctx(), v.once(f), x)
	}
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return s.showOne(v, status, f)
	}
	return v.done(s.noun, s.path())
}

// takeAway takes a thing out of the catalog.
func (s *shelf[T]) takeAway(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := s.remove(v.desk, v.ctx(), v.once(f), v.r.PathValue(s.param)); err != nil {
		return err
	}
	return v.done(s.noun+" removed", s.path())
}
