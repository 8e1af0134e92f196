package auth

import (
	"net/http"
	"strings"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/doorway"
)

const sessionCookie = "candor"

// LogIn signs somebody in and sets the cookie of a new session; the session that the browser
// had before ends, and a cookie that somebody else put there is replaced. Unauthenticated when
// the credentials are not right, Busy after too many attempts, Conflict when the browser would
// drop the cookie.
func (a *Auth) LogIn(w http.ResponseWriter, r *http.Request, email, password string) (person.Person, error) {
	if err := a.CheckAddress(r); err != nil {
		return person.Person{}, err
	}
	if err := a.Attempt(r, email); err != nil {
		return person.Person{}, err
	}
	in, err := a.desk.LogIn(r.Context(), desk.Login{Email: email, Password: password, Replaces: a.session(r)})
	if err != nil {
		return person.Person{}, err
	}
	a.limit.Succeeded(email, doorway.ClientAddr(r.Context()))
	a.Enter(w, in.Session)
	return in.Person, nil
}

// Attempt returns nil when a password of the account may be tried from this address now;
// otherwise Busy, which says when. LogIn asks by itself; a page that asks for the current
// password calls it before desk.ChangePassword, with the person's ID as the account.
func (a *Auth) Attempt(r *http.Request, account string) error {
	return a.limit.Attempt(account, doorway.ClientAddr(r.Context()))
}

// Enter sets the cookie of a new session, whose secret the desk has just told: after set-up,
// an accepted invitation, a reset or a changed password.
func (a *Auth) Enter(w http.ResponseWriter, session string) {
	a.cookies.Set(w, sessionCookie, session, a.now().Add(person.SessionLimit))
}

// LogOut ends the session of the request and removes its cookie. It may be called twice.
func (a *Auth) LogOut(w http.ResponseWriter, r *http.Request) error {
	session := a.session(r)
	a.cookies.Clear(w, sessionCookie)
	actor := Actor(r.Context())
	if session == "" || !actor.SignedIn() {
		return nil
	}
	return a.desk.LogOut(r.Context(), actor, session)
}

// Here is the secret of the session that a request came with; empty without one.
func (a *Auth) Here(r *http.Request) string { return a.session(r) }

// Door is the hash of the token or session that a request came with; empty without one. A
// stream that names it to live.Hub ends when the token or session does.
func (a *Auth) Door(r *http.Request) string {
	secret, sent := bearer(r)
	if !sent {
		secret = a.session(r)
	}
	if secret == "" {
		return ""
	}
	return person.HashSecret(secret)
}

// session is the secret in the cookie, or "".
func (a *Auth) session(r *http.Request) string {
	if s := a.cookies.Value(r, sessionCookie); len(s) <= 100 {
		return s
	}
	return ""
}

// CheckAddress returns nil when a browser that asks in this way keeps our cookie. Otherwise
// Conflict, which says where to sign in or what to set: without it a login over http at a
// server whose public address is https would begin again and again without a word.
func (a *Auth) CheckAddress(r *http.Request) error {
	if !doorway.SecureCookies(a.public) || spokeHTTPS(r) {
		return nil
	}
	return problem.Conflict("This page was opened over http, and the public address of this server is %s: "+
		"the browser would forget at once that you signed in.", a.public).
		Next("Open " + a.public + " instead. If people use this server without https, set CANDOR_PUBLIC_URL to " +
			"the http address that they use and agree with --plain-http. Behind a proxy, let it send X-Forwarded-Proto and trust it.")
}

// CheckKept is for the page that a login leads to: the session must be there. Otherwise
// Conflict, which says that the browser dropped the cookie.
func (a *Auth) CheckKept(r *http.Request) error {
	if Actor(r.Context()).SignedIn() {
		return nil
	}
	return problem.Conflict("Signing in went well, but the browser did not keep the cookie of %s.", r.Host).
		Next("Allow cookies for this address. If it begins with http, set CANDOR_PUBLIC_URL to the address that people use.")
}

// spokeHTTPS says whether the browser uses https, as far as anything tells. Browsers send
// Sec-Fetch-Site only over https or to their own machine, where Secure cookies hold as well;
// so a proxy that ends https and does not say so is recognised, too.
func spokeHTTPS(r *http.Request) bool {
	return r.TLS != nil || doorway.IsHTTPS(r.Context()) ||
		strings.HasPrefix(r.Header.Get("Origin"), "https://") || r.Header.Get("Sec-Fetch-Site") != ""
}
