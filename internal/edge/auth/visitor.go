package auth

import (
	"net/http"
	"time"

	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

const (
	visitorCookie = "candor-visitor"
	visitorLength = 40 // Of store.NewSecret.
)

// Visitor returns the anonymous actor for whoever sent r, signed in or not, bound to a random
// cookie that is set when there is none: with it a report that is sent twice is kept once. The
// cookie says nothing about the person, only its hash is ever kept, and it ends with the day.
func (a *Auth) Visitor(w http.ResponseWriter, r *http.Request) person.Actor {
	actor := a.visitor(r)
	if actor.Once.Bond == "" {
		secret := store.NewSecret()
		a.cookies.Set(w, visitorCookie, secret, a.now().Add(24*time.Hour))
		actor.Once.Bond = visitorBond(secret)
	}
	return actor
}

// visitor is nobody, bound to the visitor's cookie when there is one.
func (a *Auth) visitor(r *http.Request) person.Actor {
	actor := person.Anonymous
	if secret := a.cookies.Value(r, visitorCookie); len(secret) == visitorLength {
		actor.Once.Bond = visitorBond(secret)
	}
	return actor
}

func visitorBond(secret string) string { return "visitor/" + person.HashSecret(secret) }
