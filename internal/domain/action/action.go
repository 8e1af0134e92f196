// Package action owns what an organisation decides to do after an incident: a title that says
// what will be different, an owner, a date, and how it stands. Claimed is not verified: only
// evidence verifies. It refuses progress percentages and any ranking of people.
//
// Start reading at Action.
package action

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
)

// ID identifies an action (UUIDv7 as text).
type ID string

// Type says what an action is for.
type Type string

// The types.
const (
	Investigate Type = "investigate"
	Mitigate    Type = "mitigate"
	Repair      Type = "repair"
	Prevent     Type = "prevent"
	Detect      Type = "detect"
	Process     Type = "process"
)

// Types lists them in the order in which people choose one.
func Types() []Type { return []Type{Investigate, Mitigate, Repair, Prevent, Detect, Process} }

// Action is something that will be done because of an incident.
type Action struct {
	ID          ID
	Number      int
	Incident    incident.ID
	IncidentRef string // Filled by the store on reading.
	Title       string
	Type        Type
	Owner       string    // A team or a person, in words; empty: nobody yet.
	Due         time.Time // Zero: not said.
	State       State
	Reason      string // Why it ended without being done.
	Evidence    string // What shows that it works.
	CreatedAt   time.Time
	Version     int
}

// DefaultDue is how long an action has when no date is named: the playbook's 14 days.
const DefaultDue = 14 * workspace.Day

// Ref is the name that people use: ACT-7.
func (a *Action) Ref() string { return fmt.Sprintf("ACT-%d", a.Number) }

// Stream is the sequence of everything that happened to the action.
func (a *Action) Stream() event.Stream { return event.Stream{Noun: "action", ID: string(a.ID)} }

// Overdue says whether the date has passed while the action is neither claimed nor ended.
func (a *Action) Overdue(now time.Time) bool {
	return !a.Due.IsZero() && now.After(a.Due) && slices.Contains([]State{Proposed, Agreed, InProgress}, a.State)
}

// Commitment is what somebody writes down to be done.
type Commitment struct {
	Title string
	Type  Type // Empty: prevent.
	Owner string
	Due   time.Time // Zero: 14 days from now.
	Keep  string    // Why the title asks people for attention although a machine could hold it.
}

// Commit makes a proposed action. Invalid names the field.
func Commit(id ID, number int, by person.Actor, at time.Time, inc *incident.Incident, in Commitment) (*Action, event.Event, error) {
	if in.Type == "" {
		in.Type = Prevent
	}
	if in.Due.IsZero() {
		in.Due = at.Add(DefaultDue)
	}
	a := &Action{
		ID: id, Number: number, Incident: inc.ID, IncidentRef: inc.Ref(), Title: strings.TrimSpace(in.Title), Type: in.Type,
		Owner: strings.TrimSpace(in.Owner), Due: in.Due, State: Proposed, CreatedAt: at, Version: 1,
	}
	if err := a.check(at); err != nil {
		return nil, event.Event{}, err
	}
	if err := checkKeep(in.Keep); err != nil {
		return nil, event.Event{}, err
	}
	body := Committed{Incident: inc.ID, Title: a.Title, Type: a.Type, Owner: a.Owner, Due: a.Due, Kept: in.Keep}
	return a, event.New(a.Stream(), by, at, body), nil
}

// Revision is a change of what is planned; nil fields stay as they are.
type Revision struct {
	Title *string
	Type  *Type
	Owner *string
	Due   *time.Time
	Keep  string // As of Commitment.
}

// Revise changes what is planned. An action that has ended stays as it is.
func (a *Action) Revise(by person.Actor, at time.Time, in Revision) (event.Event, error) {
	if a.Ended() {
		return event.Event{}, problem.Conflict("This action is %s, and stays so.", a.State.Words())
	}
	next := *a
	if in.Title != nil {
		next.Title = strings.TrimSpace(*in.Title)
	}
	if in.Type != nil {
		next.Type = *in.Type
	}
	if in.Owner != nil {
		next.Owner = strings.TrimSpace(*in.Owner)
	}
	if in.Due != nil {
		next.Due = *in.Due
	}
	if err := next.check(at); err != nil {
		return event.Event{}, err
	}
	if next.Owner == "" && next.State != Proposed {
		return event.Event{}, problem.Invalid("owner", "An agreed action keeps an owner.")
	}
	if err := checkKeep(in.Keep); err != nil {
		return event.Event{}, err
	}
	*a = next
	return event.New(a.Stream(), by, at, Revised{Title: a.Title, Type: a.Type, Owner: a.Owner, Due: a.Due, Kept: in.Keep}), nil
}

func checkKeep(reason string) error {
	if reason == "" {
		return nil
	}
	return text.CheckTitle("keep_wording", reason, incident.MaxTitle)
}

func (a *Action) check(now time.Time) error {
	if err := text.CheckTitle("title", a.Title, incident.MaxTitle); err != nil {
		return err
	}
	if !slices.Contains(Types(), a.Type) {
		return problem.Invalid("type", "The type must be one of: investigate, mitigate, repair, prevent, detect, process.")
	}
	if a.Owner != "" {
		if err := text.CheckTitle("owner", a.Owner, incident.MaxName); err != nil {
			return err
		}
	}
	if a.Due.After(now.Add(5 * 365 * workspace.Day)) {
		return problem.Invalid("due", "The due date lies more than five years ahead.")
	}
	return nil
}
