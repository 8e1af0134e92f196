// Package auth owns the question who is asking: it turns the cookie of a session or the token
// in an Authorization header into a person.Actor, and keeps the cookies. It refuses to know
// what the actor may do (that is the desk) and to draw any page.
//
// Start reading at FromRequest; pages sign people in and out by LogIn, Enter and LogOut.
package auth

import (
	"context"
	"net/http"
	"strings"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
)

// Config says what auth works with.
type Config struct {
	Desk      *desk.Desk
	PublicURL string // The address that people use; decides whether cookies need https. May be empty.
	Now       func() time.Time
}

// Auth knows who is asking.
type Auth struct {
	desk    *desk.Desk
	public  string
	cookies doorway.Cookies
	limit   *doorway.LoginLimit
	now     func() time.Time
}

// New makes an Auth.
func New(c Config) *Auth {
	return &Auth{
		desk: c.Desk, public: strings.TrimSuffix(c.PublicURL, "/"), cookies: doorway.CookiesFor(c.PublicURL),
		limit: doorway.NewLoginLimit(c.Now), now: c.Now,
	}
}

// FromRequest returns who is asking: the person of a token in the header, else of the session
// in the cookie, else person.Anonymous. Each call asks the database, so that a long stream can
// call it again to learn that a door was shut meanwhile.
//
// A token that opens nothing is Unauthenticated, in the same words as none at all where one is
// needed. A cookie that opens nothing is no error: the pages for everybody stay open.
func (a *Auth) FromRequest(r *http.Request) (person.Actor, error) {
	if token, sent := bearer(r); sent {
		if !strings.HasPrefix(token, person.TokenPrefix) || len(token) > 100 {
			return person.Anonymous, problem.Unauthenticated()
		}
		return a.desk.WhoHolds(r.Context(), token)
	}
	if session := a.session(r); session != "" {
		actor, err := a.desk.WhoIs(r.Context(), session)
		if problem.KindOf(err) != problem.KindUnauthenticated {
			return actor, err
		}
	}
	return a.visitor(r), nil
}

// Middleware puts the actor into the context of each request, for Actor. What goes wrong is
// answered by fail.
func (a *Auth) Middleware(fail doorway.FailFunc) doorway.Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			actor, err := a.FromRequest(r)
			if err != nil {
				fail(w, r, err)
				return
			}
			if actor.SignedIn() {
				doorway.NoteActor(r.Context(), actor.ID)
			}
			next.ServeHTTP(w, r.WithContext(With(r.Context(), actor)))
		})
	}
}

// bearer returns the token of the Authorization header. Other schemes belong to proxies.
func bearer(r *http.Request) (token string, sent bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}

type actorKey struct{}

// With returns a context in which actor is asking.
func With(ctx context.Context, actor person.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// Actor returns who is asking; person.Anonymous when nobody said.
func Actor(ctx context.Context) person.Actor {
	if actor, ok := ctx.Value(actorKey{}).(person.Actor); ok {
		return actor
	}
	return person.Anonymous
}
