package web

import (
	"net/url"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// loginForm is what the login page shows.
type loginForm struct {
	form    *form
	amiss   *problem.Problem // Why a login here would not hold; nil when it would.
	founded bool             // Somebody has an account.
	reports bool             // Reports are taken without an account.
}

// loginPage asks for address and password. Whoever is signed in is led on.
func loginPage(v *visit) error {
	if v.actor.SignedIn() {
		return v.to(doorway.LocalPath(v.r.URL.Query().Get("next")))
	}
	status, page := 200, loginForm{form: v.blank()}
	if err := v.auth.CheckAddress(v.r); err != nil {
		if page.amiss = problem.Of(err); page.amiss == nil {
			return err
		}
		status = doorway.StatusOf(err)
	}
	return v.showLogin(status, page)
}

func (v *visit) showLogin(status int, page loginForm) error {
	err := v.read(func(view *store.View) error {
		n, err := view.CountPeople()
		if err != nil {
			return err
		}
		org, err := view.Organisation()
		page.founded, page.reports = n > 0, org.AnonymousReports
		return err
	})
	if err != nil {
		return err
	}
	return v.show(status, bare(v.layout("Sign in"), loginPageView(v, page)))
}

// logIn signs somebody in. The answer is the same for an address that nobody has and for a
// password that is another one.
func logIn(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	_, err = v.auth.LogIn(v.w, v.r, f.line("email"), f.get("password"))
	if err == nil {
		return v.to(keptPath(f.get("next")))
	}
	status := 422
	if p := problem.Of(err); p != nil && p.Kind == problem.KindUnauthenticated {
		f.errors = append(f.errors, ui.FieldError{Say: p.Say, Hint: p.Hint})
	} else {
		doorway.FailHeaders(v.w, v.r, err)
		if status, err = f.refused(err); err != nil {
			return err
		}
	}
	return v.showLogin(status, loginForm{form: f})
}

// keptPath is where a login leads: to a look whether the browser kept it, and on to next.
func keptPath(next string) string {
	return "/login/kept?" + url.Values{"next": {doorway.LocalPath(next)}}.Encode()
}

// kept makes sure that the browser kept the session, so that nobody goes round in circles, and
// leads on. Times are told from now on in the zone of the account, if it names one.
func kept(v *visit) error {
	if err := v.auth.CheckKept(v.r); err != nil {
		return err
	}
	var p person.Person
	err := v.read(func(view *store.View) (err error) {
		p, err = view.Person(v.actor, v.actor.ID)
		return err
	})
	if err != nil {
		return err
	}
	if p.TimeZone != "" {
		v.prefer(ui.ZoneCookie, p.TimeZone)
	}
	return v.to(doorway.LocalPath(v.r.URL.Query().Get("next")))
}

// logOut ends the session. It may be called twice.
func logOut(v *visit) error {
	if err := v.auth.LogOut(v.w, v.r); err != nil {
		return err
	}
	return v.done("signed out", "/login")
}

// enter signs somebody in who came by a link, says what was done, and leads to the home page.
func (v *visit) enter(session, what string) error {
	v.auth.Enter(v.w, session)
	return v.done(what, keptPath("/"))
}

func (p loginForm) email() ui.Field {
	f := completed(p.form.field("email", "E-mail address"), "username")
	f.Autofocus = len(p.form.errors) == 0
	return f
}
