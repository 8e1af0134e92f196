package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
)

// place is a page to go to, with the permission that a person needs to find something there.
type place struct {
	ui.Link
	needs person.Permission
}

// places are the main places, in the order of the bar, with the permission that a person needs
// to find something there.
var places = []place{
	{ui.Link{Label: "Home", Href: "/"}, person.Public},
	{ui.Link{Label: "Incidents", Href: "/incidents", Key: "g i"}, person.See},
	{ui.Link{Label: "Reports", Href: "/reports"}, person.Report},
	{ui.Link{Label: "Changes", Href: "/changes"}, person.See},
	{ui.Link{Label: "Postmortems", Href: "/postmortems"}, person.See},
	{ui.Link{Label: "Actions", Href: "/actions"}, person.See},
}

// menu is what stands under one's name, as far as the role may use it.
var menu = []place{
	{ui.Link{Label: "Your account", Href: "/account"}, person.OwnTokens},
	{ui.Link{Label: "Services", Href: "/services"}, person.See},
	{ui.Link{Label: "People", Href: "/people"}, person.Administer},
	{ui.Link{Label: "Settings", Href: "/settings"}, person.Administer},
	{ui.Link{Label: "Audit", Href: "/settings/audit"}, person.Audit},
	{ui.Link{Label: "Preferences", Href: "/preferences"}, person.Public},
	{ui.Link{Label: "Sign out", Href: "/logout", Post: true}, person.Public},
}

// layout is the frame of a page for whoever asks.
func (v *visit) layout(title string) ui.Layout {
	l := ui.Layout{
		Title: title, Theme: themeOf(v.r), Clock: v.clock, Viewer: v.actor.Name, Role: string(v.actor.Role),
		Path: v.r.URL.RequestURI(), Report: "/report", HideSearch: !v.actor.Can(person.See),
	}
	for _, p := range places {
		if v.actor.Can(p.needs) {
			l.Nav = append(l.Nav, here(p.Link, v.r.URL.Path))
		}
	}
	for _, m := range menu {
		if v.actor.Can(m.needs) {
			l.Menu = append(l.Menu, here(m.Link, v.r.URL.Path))
		}
	}
	what := v.takeDone()
	if said[what]+saidInRoom[what] != "" {
		l.Notices = append(l.Notices, ui.Notice{Tone: ui.Calm, Text: said[what] + saidInRoom[what]})
	}
	if n, ok := v.filed(what); ok {
		l.Notices = append(l.Notices, n)
	}
	return l
}

// filedAt names, for the next page, an entry that went under a day that its writer did not type.
func filedAt(at time.Time, seq int64) string { return fmt.Sprintf("filed.%d.%d", at.Unix(), seq) }

// filed tells under which time an entry went, and leads to where it is changed.
func (v *visit) filed(what string) (ui.Notice, bool) {
	var at, seq int64
	ref := v.r.PathValue("ref")
	if n, err := fmt.Sscanf(what, "filed.%d.%d", &at, &seq); n != 2 || err != nil || ref == "" || seq <= 0 {
		return ui.Notice{}, false
	}
	return ui.Notice{
		Tone: ui.Calm, Text: "Filed under yesterday, " + v.clock.At(time.Unix(at, 0)).Hour() + ": that time of today is still to come.",
		Link: ui.Link{Label: "Change it", Href: fmt.Sprintf("/incidents/%s/timeline/%d", url.PathEscape(ref), seq)},
	}, true
}

func here(l ui.Link, path string) ui.Link {
	l.Current = path == l.Href || (l.Href != "/" && strings.HasPrefix(path, l.Href+"/"))
	return l
}

func themeOf(r *http.Request) ui.Theme {
	if c, err := r.Cookie(ui.ThemeCookie); err == nil {
		return ui.ParseTheme(c.Value)
	}
	return ui.System
}

// doneCookie carries the name of what was done a moment ago to the next page; never a text.
const doneCookie = "done"

// done leads to a page that says what was done; what is a key of said.
func (v *visit) done(what, path string) error {
	v.cookies.Set(v.w, doneCookie, what, time.Time{})
	return v.to(path)
}

func (v *visit) takeDone() string {
	what := v.cookies.Value(v.r, doneCookie)
	if what != "" {
		v.cookies.Clear(v.w, doneCookie)
	}
	return what
}
