package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// deedForm is something that people do in a room: a form with a page of its own at its path
// below the incident, and the deed that it asks for. Some of the forms stand in the room, too.
// What is refused comes back on the form's own page, with what was typed.
type deedForm struct {
	path   string // Below the incident; {part} names a part of it.
	needs  person.Permission
	title  string
	lead   string
	button string
	look   ui.Look
	done   string // The key of what the room says afterwards.
	back   string // Where in the room it leads back to: "#help".
	people bool   // The form chooses among people.
	known  bool   // The form offers the names of services.
	files  bool   // The form takes files.
	fill   func(asking)
	fields func(asking) templ.Component // Nil: a button of the room, without a page of its own.
	do     func(asking, person.Actor) error
}

// asking is a form of a room while somebody fills it in.
type asking struct {
	v        *visit
	room     *room
	form     *form
	deed     deedForm
	part     string
	slug     string
	people   []person.Person
	services []string
}

// routes are the page and the deed.
func (d deedForm) routes() []Route {
	path := "/incidents/{ref}/" + d.path
	list := []Route{post(path, d.needs, d.send)}
	if d.fields != nil {
		list = append(list, get(path, d.needs, d.ask))
	}
	return list
}

// ask shows the form on its own page.
func (d deedForm) ask(v *visit) error { return d.show(v, http.StatusOK, v.blank(), true) }

func (d deedForm) show(v *visit, status int, f *form, fresh bool) error {
	a := asking{v: v, form: f, deed: d, part: v.r.PathValue("part"), room: &room{clock: v.clock}}
	err := v.read(func(view *store.View) (err error) {
		if a.room.inc, err = view.Incident(v.actor, v.r.PathValue("ref")); err != nil {
			return err
		}
		if err := v.actor.May(d.needs); err != nil {
			return err
		}
		if a.room.parts, err = view.Room(v.actor, a.room.inc.ID); err != nil {
			return err
		}
		if a.room.severities, err = view.Severities(); err != nil {
			return err
		}
		if a.room.environments, err = view.Environments(); err != nil {
			return err
		}
		return a.load(view)
	})
	if err != nil {
		return err
	}
	if fresh && d.fill != nil {
		d.fill(a)
	}
	if err := d.missing(a); err != nil {
		return err
	}
	l := v.layout(d.title + " · " + a.room.inc.Ref())
	l.Environment = a.room.environments.of(a.room.inc.Environment)
	return v.page(status, l, deedPageView(a))
}

func (a *asking) load(view *store.View) error {
	if a.deed.people {
		people, err := view.People(a.v.actor)
		if err != nil {
			return err
		}
		a.people = people
	}
	if a.deed.known {
		services, err := view.Services()
		a.services = serviceNames(services)
		return err
	}
	return nil
}

// missing is not found when the form is about a part that the incident does not have.
func (d deedForm) missing(a asking) error {
	has := true
	switch {
	case strings.HasPrefix(d.path, "hypotheses/{part}"):
		has = a.idea() != nil
	case strings.HasPrefix(d.path, "needs/{part}"):
		has = a.need(a.part) != nil
	case strings.HasPrefix(d.path, "offers/{part}"):
		has = a.offer() != nil
	}
	if !has {
		return problem.NotFound("part of this incident")
	}
	return nil
}

// send does the deed and leads back into the room.
func (d deedForm) send(v *visit) error {
	read := v.form
	if d.files {
		read = v.formWithFiles
	}
	f, err := read()
	if err != nil {
		return err
	}
	a := asking{v: v, form: f, deed: d, part: v.r.PathValue("part")}
	if err := d.attempt(a); err != nil || f.bad() {
		if d.fields == nil {
			return firstOf(err, f)
		}
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return d.show(v, status, f, false)
	}
	if v.leads() {
		return nil
	}
	return v.done(d.done, "/incidents/"+v.r.PathValue("ref")+d.back)
}

// attempt does the deed once for the form, unless something in the form could not be read.
func (d deedForm) attempt(a asking) error {
	actor := a.v.once(a.form)
	if a.form.bad() {
		return nil
	}
	return d.do(a, actor)
}

// firstOf is the error for a form without a page to come back on.
func firstOf(err error, f *form) error {
	if err != nil || len(f.errors) == 0 {
		return err
	}
	e := f.errors[0]
	return problem.Conflict("%s", e.Say).Next(e.Hint)
}

// leads says whether the deed has answered already, by leading elsewhere.
func (v *visit) leads() bool { return v.w.Header().Get("Location") != "" }

// ref names the incident of the form.
func (a asking) ref() string { return a.v.r.PathValue("ref") }

// readSeq reads the number of an entry; 0 when it is none.
func readSeq(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
