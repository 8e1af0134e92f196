package incident

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

type (
	// Raised opens the stream of an incident that alerts opened: nobody has looked at it yet.
	Raised struct {
		Title       string   `json:"title"`
		Summary     string   `json:"summary,omitempty"`
		Severity    string   `json:"severity"`
		Environment string   `json:"environment,omitempty"`
		Services    []string `json:"services,omitempty"`
	}
	// Accepted: somebody looked, and it is an incident.
	Accepted struct {
		Note string `json:"note,omitempty"`
	}
	// WasDeclined: it needs no response.
	WasDeclined struct {
		Reason string `json:"reason"`
	}
)

// Kind names the event.
func (Raised) Kind() string      { return "incident.raised" }
func (Accepted) Kind() string    { return "incident.accepted" }
func (WasDeclined) Kind() string { return "incident.declined" }

// Raise makes a new incident in triage, for what tools tell. Invalid names the field.
func Raise(id ID, number int, by person.Actor, at time.Time, in Declaration) (*Incident, event.Event, error) {
	if err := in.Check(at); err != nil {
		return nil, event.Event{}, err
	}
	inc := &Incident{
		ID: id, Number: number, Title: in.Title, Summary: in.Summary, Severity: in.Severity, State: Triage, Mode: Real,
		Environment: in.Environment, Services: tidy(in.Services), ImpactStart: in.ImpactStart, ImpactPrecision: in.ImpactPrecision,
		DeclaredAt: at, Version: 1,
	}
	return inc, inc.happened(by, at, Raised{
		Title: inc.Title, Summary: inc.Summary, Severity: inc.Severity, Environment: inc.Environment, Services: inc.Services,
	}), nil
}

// Accept says that what is in triage is an incident.
func (inc *Incident) Accept(by person.Actor, at time.Time, note string) (event.Event, error) {
	if inc.State != Triage { // Others reach Active by being reopened.
		return event.Event{}, problem.Conflict("Only what is in triage is accepted; this incident is %s.", inc.State)
	}
	if err := inc.turn(Active, note); err != nil {
		return event.Event{}, err
	}
	inc.Phase = Investigating
	return inc.happened(by, at, Accepted{Note: note}), nil
}

// Decline ends what is in triage and needs no response. A reason is needed.
func (inc *Incident) Decline(by person.Actor, at time.Time, reason string) (event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	if err := inc.turn(Declined, ""); err != nil {
		return event.Event{}, err
	}
	return inc.happened(by, at, WasDeclined{Reason: reason}), nil
}
