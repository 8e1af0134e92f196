package action

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// State is how an action stands. Overdue is none: it is derived.
type State string

// The states, from contracts.md.
const (
	Proposed     State = "proposed"
	Agreed       State = "agreed"
	InProgress   State = "in_progress"
	Claimed      State = "claimed" // Said to be done; not shown yet.
	Verified     State = "verified"
	AcceptedRisk State = "accepted_risk"
	NotDoing     State = "not_doing"
	Superseded   State = "superseded"
)

// States lists every state in the order of a life.
func States() []State {
	return []State{Proposed, Agreed, InProgress, Claimed, Verified, AcceptedRisk, NotDoing, Superseded}
}

// Words is the state as people read it.
func (s State) Words() string { return strings.ReplaceAll(string(s), "_", " ") }

// moves lists where each state may go. What was claimed and does not hold goes back to work.
var moves = map[State][]State{
	Proposed:   {Agreed, AcceptedRisk, NotDoing, Superseded},
	Agreed:     {InProgress, Claimed, AcceptedRisk, NotDoing, Superseded},
	InProgress: {Claimed, Agreed, AcceptedRisk, NotDoing, Superseded},
	Claimed:    {Verified, InProgress, Superseded},
}

// Next lists the states that the action may move to.
func (a *Action) Next() []State { return moves[a.State] }

// Ended says whether nothing more will happen to the action.
func (a *Action) Ended() bool { return len(moves[a.State]) == 0 }

// LeftUndone says whether the action ended without being done, with a reason.
func (a *Action) LeftUndone() bool {
	return slices.Contains([]State{AcceptedRisk, NotDoing, Superseded}, a.State)
}

// Step is a move of an action: verifying carries evidence, an end without doing it a reason.
type Step struct {
	To       State
	Reason   string
	Evidence string
}

// Move brings the action to another state. Agreeing needs an owner and a date, verifying
// evidence, ending without doing it a reason. Conflict says what is possible instead.
func (a *Action) Move(by person.Actor, at time.Time, in Step) (event.Event, error) {
	if !slices.Contains(States(), in.To) {
		return event.Event{}, problem.Invalid("state", "The state must be one of: %s.", joined(States()))
	}
	if err := a.allows(in.To); err != nil {
		return event.Event{}, err
	}
	if err := a.checkStep(in); err != nil {
		return event.Event{}, err
	}
	from := a.State
	a.State, a.Reason = in.To, in.Reason
	if in.Evidence != "" {
		a.Evidence = in.Evidence
	}
	return event.New(a.Stream(), by, at, Moved{Title: a.Title, From: from, To: in.To, Reason: in.Reason, Evidence: in.Evidence}), nil
}

func (a *Action) allows(to State) error {
	switch {
	case slices.Contains(moves[a.State], to):
		return nil
	case a.State == to:
		return problem.Conflict("This action is already %s.", to.Words())
	case a.Ended():
		return problem.Conflict("This action is %s, and stays so.", a.State.Words())
	}
	return problem.Conflict("An action that is %s cannot become %s.", a.State.Words(), to.Words()).
		Next("From here it can become " + joined(moves[a.State]) + ".")
}

func (a *Action) checkStep(in Step) error {
	for field, s := range map[string]string{"reason": in.Reason, "evidence": in.Evidence} {
		if err := text.CheckText(field, s, incident.MaxText); err != nil {
			return err
		}
	}
	switch {
	case in.To == Agreed && a.Owner == "":
		return problem.Invalid("owner", "An agreed action has an owner.").Next("Name a team or a person first.")
	case in.To == Agreed && a.Due.IsZero():
		return problem.Invalid("due", "An agreed action has a due date.").Next("Name a date first.")
	case in.To == Verified && text.IsBlank(in.Evidence):
		return problem.Invalid("evidence", "Say what shows that it works: a test, a denied command, an alert in a drill.")
	case slices.Contains([]State{AcceptedRisk, NotDoing, Superseded}, in.To) && text.IsBlank(in.Reason):
		return problem.Invalid("reason", "Say why, for those who read this later.")
	}
	return nil
}

func joined(states []State) string {
	words := make([]string, len(states))
	for i, s := range states {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

// The bodies of an action's events. Their JSON is kept for ever.
type (
	// Committed opens the stream of an action.
	Committed struct {
		Incident incident.ID `json:"incident"`
		Title    string      `json:"title"`
		Type     Type        `json:"type"`
		Owner    string      `json:"owner,omitempty"`
		Due      time.Time   `json:"due,omitzero"`
		Kept     string      `json:"kept_wording,omitempty"` // Why the title asks people for attention.
	}
	// Imported: a document told of it.
	Imported struct {
		Incident incident.ID `json:"incident"`
		Title    string      `json:"title"`
		Owner    string      `json:"owner,omitempty"`
		State    State       `json:"state"`
		Type     Type        `json:"type,omitempty"`
		Due      time.Time   `json:"due,omitzero"`
	}
	// Revised: what is planned changed.
	Revised struct {
		Title string    `json:"title"`
		Type  Type      `json:"type"`
		Owner string    `json:"owner,omitempty"`
		Due   time.Time `json:"due,omitzero"`
		Kept  string    `json:"kept_wording,omitempty"`
	}
	// Moved: how it stands changed.
	Moved struct {
		Title    string `json:"title"`
		From     State  `json:"from"`
		To       State  `json:"to"`
		Reason   string `json:"reason,omitempty"`
		Evidence string `json:"evidence,omitempty"`
	}
)

// Kind names the event.
func (Committed) Kind() string { return "action.committed" }
func (Imported) Kind() string  { return "action.imported" }
func (Revised) Kind() string   { return "action.revised" }
func (Moved) Kind() string     { return "action.moved" }
