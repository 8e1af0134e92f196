package web

import (
	"net/http"
	"net/url"

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
		p.Say, p.Hint = "You are not signed in, or your session ended.", "Sign in, then go back: what you typed is kept in this tab."
		p.Next = []ui.Button{{Label: "Sign in", Href: "/login", Look: ui.Main}}
	}
	l := v.layout(http.StatusText(status))
	if err := v.show(status, framed(l, p)); err != nil {
		s.log.ErrorContext(r.Context(), "render the page of a failure", "error", err)
	}
}
