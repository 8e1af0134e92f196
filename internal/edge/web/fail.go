package web

import (
	"net/http"
	"net/url"
	"regexp"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
)

// Fail answers a request with a page that says what is the matter and what to do next. Whoever
// is not signed in and asked for a page is led to the login and back. The text of an internal
// error stays with the operator.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, err error) {
	status := doorway.StatusOf(err)
	doorway.FailHeaders(w, r, err)
	login := "/login?next=" + url.QueryEscape(r.URL.RequestURI())
	if status == http.StatusUnauthorized {
		w.Header().Del("WWW-Authenticate") // A browser would ask for a name with a dialog of its own.
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			http.Redirect(w, r, login, http.StatusSeeOther)
			return
		}
	}
	v := s.visit(w, r)
	p := ui.Problem{Status: status, RequestID: doorway.RequestID(r.Context())}
	if said := problem.Of(err); said != nil {
		p.Say, p.Hint = said.Say, said.Hint
	}
	if status == http.StatusUnauthorized {
		p.Say, p.Hint = "You are not signed in, or your session ended.", "Sign in: you come back to where you were, and what you typed is kept in this tab."
		p.Next = []ui.Button{{Label: "Sign in", Href: "/login?next=" + url.QueryEscape(cameFrom(r)), Look: ui.Main}}
	}
	if status == http.StatusNotFound || status == http.StatusForbidden {
		p.Next = v.onward()
	}
	if status == http.StatusNotFound && !v.actor.Can(person.See) {
		p.Hint = "Look at the address again."
	}
	l := v.layout(http.StatusText(status))
	if err := v.show(status, framed(l, failure(p, v.wayIn(status)))); err != nil {
		s.log.ErrorContext(r.Context(), "render the page of a failure", "error", err)
	}
}

// onward leads to where one finds what one looked for.
func (v *visit) onward() []ui.Button {
	list := []ui.Button{{Label: "Home", Href: "/", Look: ui.Main}}
	if v.actor.Can(person.See) {
		list = append(list, ui.Button{Label: "Search", Href: "/search"})
	}
	return list
}

// formPlace is the part of a path that has a page of its own.
var formPlace = regexp.MustCompile(`^/(?:(?:incidents|postmortems|reports|actions)/[A-Z]{1,5}-[1-9][0-9]{0,8}|settings/[a-z]+|[a-z]+)`)

// cameFrom is the page on which a form stood: as the browser says, or else what it was about.
func cameFrom(r *http.Request) string {
	if u, err := url.Parse(r.Referer()); err == nil && u.Host == r.Host {
		return doorway.LocalPath(u.RequestURI())
	}
	return doorway.LocalPath(formPlace.FindString(r.URL.Path))
}

var incidentPath = regexp.MustCompile(`^/incidents/(INC-[1-9][0-9]{0,8})(/|$)`)

// wayIn is the incident that an administrator may join where they see none. It says nothing
// about whether there is one.
func (v *visit) wayIn(status int) string {
	m := incidentPath.FindStringSubmatch(v.r.URL.Path)
	if status != http.StatusNotFound || m == nil || !v.actor.Can(person.Administer) {
		return ""
	}
	return m[1]
}
