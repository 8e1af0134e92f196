package web

import (
	"net/http"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// accountPlaces are the pages of one's own account.
var accountPlaces = []place{
	{ui.Link{Label: "Profile", Href: "/account"}, person.OwnTokens},
	{ui.Link{Label: "Mail", Href: "/account/mail"}, person.OwnTokens},
	{ui.Link{Label: "Password", Href: "/account/password"}, person.OwnTokens},
	{ui.Link{Label: "Sessions", Href: "/account/sessions"}, person.OwnTokens},
	{ui.Link{Label: "API tokens", Href: "/account/tokens"}, person.OwnTokens},
	{ui.Link{Label: "Feed", Href: "/account/feed"}, person.See},
	{ui.Link{Label: "Calendar", Href: "/account/calendar"}, person.See},
}

// accountPage answers with a page of one's own account.
func (v *visit) accountPage(status int, head ui.Head, content templ.Component) error {
	return v.page(status, v.layout(head.Title), inPlaces(v.sift("Your account", accountPlaces), head, content))
}

// profile is one's own name and time zone.
func profile(v *visit) error {
	p, err := v.self()
	if err != nil {
		return err
	}
	f := v.blank()
	f.values.Set("name", p.Name)
	f.values.Set("time_zone", p.TimeZone)
	return v.showProfile(200, f, p)
}

func (v *visit) showProfile(status int, f *form, p person.Person) error {
	return v.accountPage(status, ui.Head{Title: "Profile"}, profilePage(f, p))
}

// self is the account of whoever asks.
func (v *visit) self() (p person.Person, err error) {
	err = v.read(func(view *store.View) error {
		p, err = view.Person(v.actor, v.actor.ID)
		return err
	})
	return p, err
}

// saveProfile keeps name and zone; this browser tells times in the zone from now on.
func saveProfile(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := desk.Profile{Person: v.actor.ID, Name: f.line("name"), TimeZone: f.line("time_zone"), Version: f.version()}
	if err := v.desk.ChangeProfile(v.ctx(), v.once(f), in); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		p, err := v.self()
		if err != nil {
			return err
		}
		return v.showProfile(status, f, p)
	}
	if in.TimeZone != "" {
		v.prefer(ui.ZoneCookie, in.TimeZone)
	} else {
		http.SetCookie(v.w, &http.Cookie{Name: ui.ZoneCookie, Path: "/", MaxAge: -1, SameSite: http.SameSiteLaxMode})
	}
	return v.done("profile", "/account")
}

// passwordPage asks for the current password and a new one.
func passwordPage(v *visit) error { return v.showPassword(200, v.blank()) }

func (v *visit) showPassword(status int, f *form) error {
	p, err := v.self()
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Password", Lead: "A new password signs you out everywhere else and ends your tokens."}
	return v.accountPage(status, head, passwordForm(f, p))
}

// changePassword replaces one's password. It takes no key: what is kept under one would cover
// what was typed.
func changePassword(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	err = v.auth.Attempt(v.r, string(v.actor.ID))
	session := ""
	if err == nil {
		session, err = v.desk.ChangePassword(v.ctx(), v.actor, desk.PasswordChange{Current: f.get("current_password"), New: f.get("password")})
	}
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showPassword(status, f)
	}
	if session != "" {
		v.auth.Enter(v.w, session)
	}
	return v.done("password", "/account/password")
}
