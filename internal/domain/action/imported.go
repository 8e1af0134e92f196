package action

import (
	"cmp"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

// Recollection is an action of before, as a document tells it.
type Recollection struct {
	Title string
	Owner string // Empty: the document names nobody.
	Done  bool   // The document says so: claimed, until something shows it.

	// Only a document that Candor wrote tells the rest.
	Type  Type      // Empty: prevent.
	Due   time.Time // Zero: it was not said.
	State State     // Empty: proposed. What was verified there is claimed here, where nothing shows it.
	Ref   string    // As that document has it.
}

// Recollect makes an action of what a document tells. Its wording is not read: somebody else has
// decided on it. Invalid names the field.
func Recollect(id ID, number int, by person.Actor, at time.Time, inc *incident.Incident, in Recollection) (*Action, event.Event, error) {
	a := &Action{
		ID: id, Number: number, Incident: inc.ID, IncidentRef: inc.Ref(), Title: in.Title, Type: cmp.Or(in.Type, Prevent), Owner: in.Owner, State: cmp.Or(in.State, Proposed), Due: in.Due,
		CreatedAt: at, Version: 1,
	}
	switch {
	case in.Done || in.State == Verified:
		a.State = Claimed
	case !slices.Contains(States(), a.State):
		return nil, event.Event{}, problem.Invalid("state", "An action cannot be %q.", a.State)
	case a.LeftUndone():
		a.Reason = "As the imported document has it."
	}
	if err := a.check(at); err != nil {
		return nil, event.Event{}, err
	}
	return a, event.New(a.Stream(), by, at, Imported{Incident: inc.ID, Title: a.Title, Owner: a.Owner, State: a.State, Type: in.Type, Due: a.Due}), nil
}
