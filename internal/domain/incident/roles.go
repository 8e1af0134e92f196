package incident

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Roles lists the roles of an incident. The commander holds what is not delegated.
func Roles() []string {
	return []string{"commander", "communications", "operations", "scribe", "liaison"}
}

// Assignment says who has a role at the moment.
type Assignment struct {
	Role   string
	Person person.ID
	Name   string // Filled by the store on reading.
	Since  time.Time
}

// Take gives a role to a person: taken by oneself, or handed over with a note. held is who has
// it now; empty for nobody.
func (inc *Incident) Take(by person.Actor, at time.Time, a Assignment, held person.ID, note string) (event.Event, error) {
	if !slices.Contains(Roles(), a.Role) {
		return event.Event{}, problem.Invalid("role", "The role must be one of %v.", Roles())
	}
	if a.Person == held {
		return event.Event{}, problem.Conflict("This person already has the role %s.", a.Role)
	}
	if err := text.CheckText("note", note, MaxText); err != nil {
		return event.Event{}, err
	}
	return inc.happened(by, at, RoleTaken{Role: a.Role, Person: a.Person, From: held, Note: note}).About(a.Role), nil
}

// Release leaves a role empty.
func (inc *Incident) Release(by person.Actor, at time.Time, role string, held person.ID, note string) (event.Event, error) {
	if held == "" {
		return event.Event{}, problem.Conflict("Nobody has the role %s.", role)
	}
	if err := text.CheckText("note", note, MaxText); err != nil {
		return event.Event{}, err
	}
	return inc.happened(by, at, RoleReleased{Role: role, Note: note}).About(role), nil
}
