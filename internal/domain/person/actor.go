package person

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/problem"
)

// Door is the way by which an actor came in.
type Door string

// The doors.
const (
	DoorWeb       Door = "web"
	DoorAPI       Door = "api"
	DoorAnonymous Door = "anonymous" // No identity is kept, anywhere.
	DoorSystem    Door = "system"    // A job, or the operator's own command on the server.
)

// Actor is who is acting, by which door, with which limits, and under which idempotency key.
// The zero Actor is nobody: it may do what an anonymous visitor may.
type Actor struct {
	ID     ID
	Name   string
	Role   Role
	Door   Door
	Scopes []Permission // When not empty, the only permissions of a token.
	Ends   time.Time    // When the token in use ends; zero without one.
	Once   Once
}

// Once binds a deed to an idempotency key: the same key with the same body is done once, and
// a repeat returns the first result.
type Once struct {
	Key  string // Empty: no key was sent.
	Bond string // Whom the key belongs to: a person, a token, or the hash of a random cookie.
	Hash string // Hex SHA-256 of what was asked.
}

// System is the server itself: it sees everything and is nobody.
var System = Actor{Door: DoorSystem, Name: "Candor"}

// Anonymous is a visitor without an account.
var Anonymous = Actor{Door: DoorAnonymous}

// IsSystem says whether the server itself acts.
func (a Actor) IsSystem() bool { return a.Door == DoorSystem }

// SignedIn says whether a person stands behind the actor.
func (a Actor) SignedIn() bool { return a.ID != "" }

// KnowsPeople says whether the actor may know who has an account: everybody who is signed in,
// unless a token is limited to something narrower.
func (a Actor) KnowsPeople() bool {
	return a.Can(See) || a.Can(Administer) || a.Can(Audit) || a.Can(OwnTokens)
}

// Permission is a kind of deed. Its name is also the name of a token scope.
type Permission string

// The permissions: the rows of the table in contracts.md.
const (
	Public      Permission = "public"       // Needs nothing: login, health, the set-up link.
	Report      Permission = "report"       // Tell what one sees.
	See         Permission = "see"          // See what is not private; search; subscribe; feeds.
	TakePart    Permission = "take_part"    // Offer help, timeline note, comment, own account.
	RunIncident Permission = "run_incident" // Triage, declare, run, update, plan, mark changes.
	Write       Permission = "write"        // Postmortems, actions, accepted risks; publish.
	Administer  Permission = "administer"   // Sources, services, settings, people.
	Audit       Permission = "audit"        // The audit stream; never incident text.
	OwnTokens   Permission = "own_tokens"   // One's own tokens and account.
)

// Permissions lists what can be granted, in the order of the table.
func Permissions() []Permission {
	return []Permission{Report, See, TakePart, RunIncident, Write, Administer, Audit, OwnTokens}
}

// Can says whether the role grants p. Anonymous reporting is a setting, not a role: the desk
// asks for it where it matters.
func (r Role) Can(p Permission) bool {
	switch p {
	case Public:
		return true
	case Report, OwnTokens:
		return r != ""
	case See, TakePart:
		return r == Viewer || r == Responder || r == Administrator
	case RunIncident, Write:
		return r == Responder || r == Administrator
	case Administer:
		return r == Administrator
	case Audit:
		return r == Administrator || r == Auditor
	}
	return false
}

// Covers says whether everything that other may do, r may do too: the limit of a token's role.
func (r Role) Covers(other Role) bool {
	return !slices.ContainsFunc(Permissions(), func(p Permission) bool { return other.Can(p) && !r.Can(p) })
}

// Can says whether the actor may do p at all.
func (a Actor) Can(p Permission) bool {
	if a.IsSystem() || p == Public {
		return true
	}
	return a.Role.Can(p) && (len(a.Scopes) == 0 || slices.Contains(a.Scopes, p))
}

// May returns nil when the actor may do p. Otherwise Unauthenticated (nobody is signed in),
// or Forbidden that names the missing scope or what the role cannot do.
func (a Actor) May(p Permission) error {
	switch {
	case a.Can(p):
		return nil
	case !a.SignedIn():
		return problem.Unauthenticated()
	case a.Role.Can(p):
		return problem.Forbidden("This token lacks the scope %q.", p).Next("Create a token with that scope.")
	}
	return problem.Forbidden("The role %s may not do this.", a.Role).Next("Ask an administrator for another role.")
}
