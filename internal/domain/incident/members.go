package incident

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
)

// Member is somebody who may see a private incident, or who follows a public one.
type Member struct {
	Person person.ID
	Name   string // Filled by the store on reading.
	Since  time.Time
}

// Invite lets somebody see a private incident.
func (inc *Incident) Invite(by person.Actor, at time.Time, who person.ID) (event.Event, error) {
	if !inc.Private {
		return event.Event{}, problem.Conflict("This incident is visible to everyone; nobody needs an invitation.")
	}
	return inc.happened(by, at, MemberInvited{Person: who}).About(string(who)), nil
}

// Join lets an administrator into a private incident; its members see that.
func (inc *Incident) Join(by person.Actor, at time.Time) (event.Event, error) {
	if !inc.Private {
		return event.Event{}, problem.Conflict("This incident is visible to everyone; nobody needs to join.")
	}
	return inc.happened(by, at, MemberJoined{Person: by.ID}).About(string(by.ID)), nil
}

// Leave takes somebody out of a private incident. The last member stays.
func (inc *Incident) Leave(by person.Actor, at time.Time, who person.ID, members int) (event.Event, error) {
	if members <= 1 {
		return event.Event{}, problem.Conflict("The last member cannot leave a private incident.").
			Next("Invite somebody else first.")
	}
	return inc.happened(by, at, MemberLeft{Person: who}).About(string(who)), nil
}
