package incident

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// State is where an incident stands.
type State string

// The states, from contracts.md. Stable is not resolved: the harm has stopped or is bounded,
// the cause may still be there.
const (
	Triage    State = "triage"
	Active    State = "active"
	Stable    State = "stable"
	Resolved  State = "resolved"
	Learning  State = "learning"
	Closed    State = "closed"
	Merged    State = "merged"
	Declined  State = "declined"
	Cancelled State = "cancelled"
)

// States lists every state in the order of a life.
func States() []State {
	return []State{Triage, Active, Stable, Resolved, Learning, Closed, Merged, Declined, Cancelled}
}

// Phase divides the active state.
type Phase string

// The phases of an active incident.
const (
	Investigating Phase = "investigating"
	Diagnosed     Phase = "diagnosed"
)

// moves lists where each state may go.
var moves = map[State][]State{
	Triage:   {Active, Declined, Merged},
	Active:   {Stable, Merged, Cancelled},
	Stable:   {Resolved, Active, Merged},
	Resolved: {Learning, Closed, Active},
	Learning: {Closed, Active},
}

// Open says whether people still work on the incident.
func (inc *Incident) Open() bool {
	return slices.Contains([]State{Triage, Active, Stable}, inc.State)
}

// Next lists the states that the incident may move to.
func (inc *Incident) Next() []State { return moves[inc.State] }

// move checks that to follows from here; the Conflict says what is possible instead.
func (inc *Incident) move(to State) error {
	if slices.Contains(moves[inc.State], to) {
		inc.State = to
		return nil
	}
	if inc.State == to {
		return problem.Conflict("This incident is already %s.", to)
	}
	var can []string
	for _, s := range moves[inc.State] {
		can = append(can, string(s))
	}
	if len(can) == 0 {
		return problem.Conflict("This incident is %s, and stays so.", inc.State)
	}
	return problem.Conflict("An incident that is %s cannot become %s.", inc.State, to).
		Next("From here it can become " + strings.Join(can, " or ") + ".")
}

// Diagnose says that the working cause is known well enough to act.
func (inc *Incident) Diagnose(by person.Actor, at time.Time, note string) (event.Event, error) {
	if inc.State != Active {
		return event.Event{}, problem.Conflict("Only an active incident is diagnosed; this one is %s.", inc.State)
	}
	if inc.Phase == Diagnosed {
		return event.Event{}, problem.Conflict("This incident is already diagnosed.")
	}
	if err := text.CheckText("note", note, MaxText); err != nil {
		return event.Event{}, err
	}
	inc.Phase = Diagnosed
	return inc.happened(by, at, DiagnosisReached{Note: note}), nil
}

// Stabilise says that the harm has stopped or is bounded.
func (inc *Incident) Stabilise(by person.Actor, at time.Time, note string) (event.Event, error) {
	if err := inc.turn(Stable, note); err != nil {
		return event.Event{}, err
	}
	inc.StableAt, inc.Phase = at, ""
	return inc.happened(by, at, Stabilised{Note: note}), nil
}

// Resolve says that service and data are back to normal, and that this was verified.
func (inc *Incident) Resolve(by person.Actor, at time.Time, note string) (event.Event, error) {
	if err := inc.turn(Resolved, note); err != nil {
		return event.Event{}, err
	}
	inc.ResolvedAt, inc.NextUpdateDue = at, time.Time{}
	return inc.happened(by, at, ResolutionReached{Note: note}), nil
}

// Reopen brings a stable, resolved or learning incident back to active. A reason is needed.
func (inc *Incident) Reopen(by person.Actor, at time.Time, reason string) (event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	from := inc.State
	if from == Triage {
		return event.Event{}, problem.Conflict("This incident is in triage; accept it instead.")
	}
	if err := inc.turn(Active, ""); err != nil {
		return event.Event{}, err
	}
	inc.Phase, inc.StableAt, inc.ResolvedAt = Investigating, time.Time{}, time.Time{}
	return inc.happened(by, at, Reopened{From: from, Reason: reason}), nil
}

// Cancel ends an incident that turned out to be none. A reason is needed.
func (inc *Incident) Cancel(by person.Actor, at time.Time, reason string) (event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	if err := inc.turn(Cancelled, ""); err != nil {
		return event.Event{}, err
	}
	inc.NextUpdateDue = time.Time{}
	return inc.happened(by, at, WasCancelled{Reason: reason}), nil
}

// Learn says that the first draft of the review exists. It is not an error when the incident
// is learning already.
func (inc *Incident) Learn(by person.Actor, at time.Time) ([]event.Event, error) {
	if inc.State == Learning {
		return nil, nil
	}
	if err := inc.move(Learning); err != nil {
		return nil, err
	}
	return []event.Event{inc.happened(by, at, LearningBegan{})}, nil
}

// Close ends the incident after its review was published or found not to be required.
func (inc *Incident) Close(by person.Actor, at time.Time, reason string) (event.Event, error) {
	if err := inc.move(Closed); err != nil {
		return event.Event{}, err
	}
	return inc.happened(by, at, WasClosed{Reason: reason}), nil
}

// MergeInto ends the incident in favour of another one. Nothing of it is lost. Neither timeline
// names the other incident when they are private.
func (inc *Incident) MergeInto(by person.Actor, at time.Time, target *Incident) ([]event.Event, error) {
	switch {
	case inc.ID == target.ID:
		return nil, problem.Conflict("An incident cannot be merged into itself.")
	case !target.Open():
		return nil, problem.Conflict("%s is %s; only an open incident takes another one in.", target.Ref(), target.State)
	case target.Private != inc.Private:
		return nil, problem.Conflict("A private and a public incident cannot be merged.").Next("Link them instead.")
	}
	if err := inc.move(Merged); err != nil {
		return nil, err
	}
	inc.MergedInto, inc.NextUpdateDue = target.ID, time.Time{}
	merged, took := WasMerged{Into: target.ID, Ref: target.Ref()}, TookIn{From: inc.ID, Ref: inc.Ref(), Title: inc.Title}
	if inc.Private { // The members of the one need not be those of the other.
		merged, took = WasMerged{}, TookIn{}
	}
	return []event.Event{inc.happened(by, at, merged), target.happened(by, at, took)}, nil
}

func (inc *Incident) turn(to State, note string) error {
	if err := text.CheckText("note", note, MaxText); err != nil {
		return err
	}
	return inc.move(to)
}
