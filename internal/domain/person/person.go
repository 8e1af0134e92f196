// Package person owns people, their roles and what a role may do. It refuses to know how
// somebody signed in, and it keeps no count of what anybody did.
//
// Start reading at Actor: every deed and every read takes one.
package person

import (
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
)

// ID identifies a person (UUIDv7 as text). Empty means nobody: the anonymous door.
type ID string

// Role is what somebody may do in this installation.
type Role string

// The roles, from contracts.md.
const (
	Viewer        Role = "viewer"
	Responder     Role = "responder"
	Administrator Role = "administrator"
	Auditor       Role = "auditor"
)

// Roles lists every role in the order in which people choose one.
func Roles() []Role { return []Role{Viewer, Responder, Administrator, Auditor} }

// ParseRole reads a role; Invalid names what is allowed.
func ParseRole(s string) (Role, error) {
	for _, r := range Roles() {
		if string(r) == s {
			return r, nil
		}
	}
	return "", problem.Invalid("role", "The role must be viewer, responder, administrator or auditor.")
}

// Person is somebody with an account.
type Person struct {
	ID         ID
	Name       string
	Email      string // Lower case, unique.
	Role       Role
	TimeZone   string // IANA name; empty means the zone of the browser.
	DisabledAt time.Time
	CreatedAt  time.Time
	Version    int
}

// Disabled says whether the person may no longer sign in.
func (p Person) Disabled() bool { return !p.DisabledAt.IsZero() }

// NormalEmail is the form in which e-mail addresses are compared and stored.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
