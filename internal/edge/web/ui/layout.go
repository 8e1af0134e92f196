package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/edge/web/static"
)

// Layout is the frame of a page: everything on it besides its content.
type Layout struct {
	Title       string // Of the document, without " · Candor".
	Theme       Theme  // From the cookie ThemeCookie.
	Clock       Clock
	Viewer      string      // Name of who is signed in; empty for nobody.
	Role        string      // Shown under the name.
	Nav         []Link      // The main places, the present one marked Current.
	Menu        []Link      // Under the name: account, settings, sign out (Post).
	Environment Environment // What the page is about; colours the bar.
	Search      string      // The words searched for, on the search page.
	HideSearch  bool        // Where the role may not search.
	Report      string      // Where the report button leads; empty hides it.
	Notices     []Notice    // What was done a moment ago.
	Feed        string      // URL of an Atom feed about this page; may be empty.
	Path        string      // Path and query of this page, for the way back.
	NotIndexed  bool        // Keeps the page out of histories that search engines read.
}

// Notice tells what happened to the person's last deed, and may offer the way back.
type Notice struct {
	Tone Tone
	Text string
	Undo *Press // "Withdraw it again"; may be nil.
	Link Link   // Where to go on; may be empty.
}

// Theme is the light that the person chose. Empty and System follow the machine.
type Theme string

// The themes.
const (
	System Theme = "system"
	Light  Theme = "light"
	Dark   Theme = "dark"
)

// ThemeCookie is the cookie that POST /theme sets from its field "theme" for browsers without
// JavaScript; with JavaScript the choice stays in the browser.
const ThemeCookie = "theme"

// ParseTheme reads a theme; anything unknown is System.
func ParseTheme(s string) Theme {
	if t := Theme(s); t == Light || t == Dark {
		return t
	}
	return System
}

// htmxConfig keeps htmx within the content security policy and out of the browser's history.
const htmxConfig = `{"allowEval":false,"includeIndicatorStyles":false,"allowScriptTags":false,` +
	`"selfRequestsOnly":true,"historyCacheSize":0,"scrollBehavior":"auto",` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

func (l Layout) theme() string { return string(ParseTheme(string(l.Theme))) }

func asset(name string) string { return static.Asset(name) }

// Key is one line of the keys dialog.
type Key struct{ Key, Does string }

// keys are the keys of contracts and screens, in the order in which one learns them.
var keys = []Key{
	{"?", "Show these keys"},
	{"/", "Search"},
	{"c", "Report or declare"},
	{"g i", "Go to the incidents"},
	{"g h", "Go home"},
	{"e", "Write on the timeline"},
	{"u", "Post an update"},
	{"h", "Add an idea of the cause"},
	{"↑↓←→", "Go from one why to another"},
	{"Enter", "Edit the why"},
	{"b", "Ask on below the why"},
	{"n", "Ask beside the why"},
	{"a", "Add an action from the why"},
	{"r", "Accept the risk of the why"},
	{"Alt+↑↓←→", "Move the why: up, down, out, in"},
	{"Delete", "Remove the why"},
	{"z", "Tell times in the other zone"},
	{"Esc", "Close what is open"},
}

// here marks the link to where the person is.
func here(current bool) templ.Attributes {
	if !current {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

// Render writes the notice.
func (n Notice) Render(ctx context.Context, w io.Writer) error { return n.view().Render(ctx, w) }
