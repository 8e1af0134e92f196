// Package api is the door for programs: REST and JSON under /api/v1, described by OpenAPI 3.1.
// It translates requests to deeds of the desk and reads of the store, and their results to the
// wire types of package client. It refuses to decide anything: permissions and rules are the
// desk's, visibility is the store's.
//
// Start reading at routes.go, the table of everything that can be asked; guard.go is what each
// request passes first; huma.go and huma_document.go are all that knows huma.
package api

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/doorway"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/live"
	"candor.dev/candor/internal/store"
)

// Config says what the API works with.
type Config struct {
	Desk *desk.Desk
	// Authenticate says who is asking: person.Anonymous when nobody said, Unauthenticated when
	// what was sent opens nothing. It may be called again during a long stream.
	Authenticate func(*http.Request) (person.Actor, error)
	// Door is the hash of the token or session of a request, for streams; nil: none is known.
	Door      func(*http.Request) string
	Hub       *live.Hub          // Nil: streams are Unavailable.
	Limiter   *doorway.Limiter   // Per token or person; nil for no limit.
	Strangers *doorway.Strangers // Who has no token; nil for no limit.
	CursorKey []byte             // Seals the cursors; the same in all processes.
	PublicURL string             // Where people reach the server; may be empty.
	Version   string             // Of the program, for the OpenAPI document.
	Now       func() time.Time   // For deadlines of long connections.
	Log       *slog.Logger
}

// handler answers the operations.
type handler struct {
	desk    *desk.Desk
	store   *store.Store
	hub     *live.Hub
	cursors doorway.Cursors
	public  string
	who     func(*http.Request) (person.Actor, error)
	doorOf  func(*http.Request) string
	now     func() time.Time

	markdown *render.Markdown
}

// New makes the handler of everything under /api/. The guards of doorway.Wrap stand before it.
func New(c Config) http.Handler {
	h := &handler{
		desk: c.Desk, store: c.Desk.Store(), hub: c.Hub, cursors: doorway.NewCursors(c.CursorKey),
		public: strings.TrimSuffix(c.PublicURL, "/"), who: c.Authenticate, doorOf: c.Door, now: c.Now, markdown: render.NewMarkdown(),
	}
	if h.doorOf == nil {
		h.doorOf = func(*http.Request) string { return "" }
	}
	mux := http.NewServeMux()
	b := newBook(mux, c.Version, &guard{who: c.Authenticate, limiter: c.Limiter, strangers: c.Strangers})
	for _, r := range h.routes() {
		b.add(r)
	}
	b.publish(mux)
	return doorway.Routed(mux, doorway.Fail)
}

// Quiet says whether a request came by the anonymous door, so that the access log leaves out
// who sent it and from where.
func Quiet(r *http.Request) bool {
	return (r.Method == http.MethodPost && r.URL.Path == reportsPath) || strings.HasPrefix(r.URL.Path, reportsPath+"/follow/")
}
