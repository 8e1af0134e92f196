// Package web is the door for people with a browser: pages rendered on the server, forms that
// work without JavaScript, and fragments for the live room. It only translates: a handler reads
// a form into what the desk takes, or loads what a page shows, and hands it to components of
// web/ui. It refuses rules, permissions (the desk decides them) and SQL.
//
// Start reading at routes.go, the table of every page; then visit, which is one request, and
// form, which is what somebody typed. One page is one file: handler and data in page.go, markup
// in page.templ.
package web

import (
	"log/slog"
	"net/http"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/live"
)

// Config says what the pages work with.
type Config struct {
	Desk      *desk.Desk
	Now       func() time.Time
	Auth      *auth.Auth // Its middleware stands before the pages and says who asks.
	Cookies   doorway.Cookies
	PublicURL string // The address that people use; empty: the one of the request.
	Live      *live.Hub
	Strangers *doorway.Strangers // Who is not signed in; nil for no limit.
	Dev       bool               // Shows the gallery of components.
	CursorKey []byte             // Seals the places in lists; the same in every process.
	Log       *slog.Logger
}

// Site is every page. It is safe for concurrent use.
type Site struct {
	desk      *desk.Desk
	now       func() time.Time
	auth      *auth.Auth
	live      *live.Hub
	strangers *doorway.Strangers
	dev       bool
	cookies   doorway.Cookies
	cursors   doorway.Cursors
	publicURL string
	markdown  *render.Markdown
	log       *slog.Logger
	pages     http.Handler
}

// New makes the pages. The caller puts doorway.Wrap around them, with Fail as the way in which
// refusals look.
func New(c Config) *Site {
	s := &Site{
		desk: c.Desk, live: c.Live, strangers: c.Strangers, dev: c.Dev, now: c.Now, auth: c.Auth, cookies: c.Cookies,
		cursors: doorway.NewCursors(c.CursorKey), publicURL: c.PublicURL, log: c.Log,
		markdown: render.NewMarkdown(),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.pages = s.routed()
	return s
}

// ServeHTTP answers a request for a page.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.pages.ServeHTTP(w, r) }
