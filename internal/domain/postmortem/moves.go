package postmortem

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// State is where a postmortem stands.
type State string

// The states, from contracts.md. Superseded is the state of a published copy that a later
// edition has replaced, and of a postmortem whose place another one has taken.
const (
	NotRequired State = "not_required"
	Drafting    State = "drafting"
	InReview    State = "in_review"
	Approved    State = "approved"
	Published   State = "published"
	Superseded  State = "superseded"
)

// States lists every state in the order of a life.
func States() []State {
	return []State{NotRequired, Drafting, InReview, Approved, Published, Superseded}
}

// Words is the state as people read it.
func (s State) Words() string { return strings.ReplaceAll(string(s), "_", " ") }

// moves lists where each state may go. From published, the next edition is drafted.
var moves = map[State][]State{
	Drafting:   {InReview, NotRequired},
	InReview:   {Approved, Drafting},
	Approved:   {Published, Drafting},
	Published:  {Drafting, Superseded},
	Superseded: {Drafting},
}

// Next lists the states that the postmortem may move to.
func (pm *Postmortem) Next() []State {
	return slices.DeleteFunc(slices.Clone(moves[pm.State]), func(s State) bool {
		return s == NotRequired && !pm.PublishedAt.IsZero()
	})
}

// RequestReview asks others to read the draft.
func (pm *Postmortem) RequestReview(by person.Actor, at time.Time) (event.Event, error) {
	if err := pm.move(InReview); err != nil {
		return event.Event{}, err
	}
	return pm.happened(by, at, ReviewRequested{Edition: pm.Edition}), nil
}

// Approve says that the document may be published.
func (pm *Postmortem) Approve(by person.Actor, at time.Time) (event.Event, error) {
	if err := pm.move(Approved); err != nil {
		return event.Event{}, err
	}
	pm.ApprovedAt = at
	return pm.happened(by, at, WasApproved{Edition: pm.Edition}), nil
}

// SendBack returns a document in review, or an approved one, to its writers. A reason is needed.
func (pm *Postmortem) SendBack(by person.Actor, at time.Time, reason string) (event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	if pm.Stands() {
		return event.Event{}, problem.Conflict("This postmortem is published.").Next("Begin the next edition instead.")
	}
	if err := pm.move(Drafting); err != nil {
		return event.Event{}, err
	}
	pm.ApprovedAt = time.Time{}
	return pm.happened(by, at, SentBack{Reason: reason}), nil
}

// Publish makes an approved document public for its audience. Whether anything is missing has
// been asked before with Missing.
func (pm *Postmortem) Publish(by person.Actor, at time.Time, in Publishing) (event.Event, error) {
	if err := in.check(at, pm.Private); err != nil {
		return event.Event{}, err
	}
	if err := pm.move(Published); err != nil {
		return event.Event{}, err
	}
	pm.PublishedAt = at
	return pm.happened(by, at, WasPublished{
		Edition: pm.Edition, Audience: in.Audience, Reason: in.Reason, Until: in.Until, Override: in.Override, Onward: in.Onward, Private: pm.Private,
		Kept: in.kept, Waived: in.waived,
	}), nil
}

// NextEdition opens a published document for writing again. The published copy stays readable
// until the next edition supersedes it. A reason is needed.
func (pm *Postmortem) NextEdition(by person.Actor, at time.Time, reason string) (event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	if !pm.Stands() {
		return event.Event{}, problem.Conflict("Only a published postmortem gets a next edition; this one is %s.", pm.State.Words())
	}
	if err := pm.move(Drafting); err != nil {
		return event.Event{}, err
	}
	pm.Edition, pm.ApprovedAt = pm.Edition+1, time.Time{}
	return pm.happened(by, at, EditionBegan{Edition: pm.Edition, Reason: reason}), nil
}

// FindNotRequired ends a draft that turned out not to be needed. A reason is needed.
func (pm *Postmortem) FindNotRequired(by person.Actor, at time.Time, reason string) (event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	if !pm.PublishedAt.IsZero() {
		return event.Event{}, problem.Conflict("This postmortem was published; it stays.")
	}
	if err := pm.move(NotRequired); err != nil {
		return event.Event{}, err
	}
	pm.Reason = reason
	return pm.happened(by, at, FoundNotRequired{Incident: pm.Incident, Ref: pm.IncidentRef, Reason: reason}), nil
}

// move checks that to follows from here; the Conflict says what is possible instead.
func (pm *Postmortem) move(to State) error {
	if slices.Contains(moves[pm.State], to) {
		pm.State = to
		return nil
	}
	if pm.State == to {
		return problem.Conflict("This postmortem is already %s.", to.Words())
	}
	var can []string
	for _, s := range pm.Next() {
		can = append(can, s.Words())
	}
	if len(can) == 0 {
		return problem.Conflict("This postmortem is %s, and stays so.", pm.State.Words())
	}
	return problem.Conflict("A postmortem that is %s cannot become %s.", pm.State.Words(), to.Words()).
		Next("From here it can become " + strings.Join(can, " or ") + ".")
}

// editable says whether the text may change now.
func (pm *Postmortem) editable() error {
	switch pm.State {
	case Drafting, InReview:
		return nil
	case Approved:
		return problem.Conflict("This postmortem is approved; its text stays as it was approved.").Next("Send it back to change it.")
	case Published, Superseded:
		return problem.Conflict("This postmortem is published; its text stays.").Next("Begin the next edition to change it.")
	}
	return problem.Conflict("No postmortem is required here.")
}
