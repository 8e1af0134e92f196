package action

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

// Recollection is an action of before, as a document tells it.
type Recollection struct {
	Title string
	Owner string // Empty: the document names nobody.
	Done  bool   // The document says so: claimed, until something shows it.
}

// Recollect makes an action of what a document tells. It is due at no date, and its wording is not
// read: somebody else has decided on it. Invalid names the field.
func Recollect(id ID, number int, by person.Actor, at time.Time, inc *incident.Incident, in Recollection) (*Action, event.Event, error) {
	a := &Action{
		ID: id, Number: number, Incident: inc.ID, IncidentRef: inc.Ref(), Title: in.Title, Type: Prevent, Owner: in.Owner, State: Proposed,
		CreatedAt: at, Version: 1,
	}
	if in.Done {
		a.State = Claimed
	}
	if err := a.check(at); err != nil {
		return nil, event.Event{}, err
	}
	return a, event.New(a.Stream(), by, at, Imported{Incident: inc.ID, Title: a.Title, Owner: a.Owner, State: a.State}), nil
}
