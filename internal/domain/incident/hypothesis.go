package incident

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// HypothesisState is how far an idea has been looked into.
type HypothesisState string

// The states of a hypothesis. What is ruled out stays visible: nobody looks there twice.
const (
	HypothesisOpen HypothesisState = "open"
	Testing        HypothesisState = "testing"
	Supported      HypothesisState = "supported"
	RuledOut       HypothesisState = "ruled_out"
)

// HypothesisStates lists the states in the order of a life.
func HypothesisStates() []HypothesisState {
	return []HypothesisState{HypothesisOpen, Testing, Supported, RuledOut}
}

// Hypothesis is an idea of what might cause the incident.
type Hypothesis struct {
	ID       string
	Incident ID
	Text     string
	State    HypothesisState
	Evidence string // Of the last move.
	NextTest string
	WhoLooks string // A role or a volunteer, in words.
	RaisedAt time.Time
	Version  int
}

// Raise adds an idea.
func (inc *Incident) Raise(by person.Actor, at time.Time, h Hypothesis) (*Hypothesis, event.Event, error) {
	if err := text.CheckWords("text", h.Text, MaxText); err != nil {
		return nil, event.Event{}, err
	}
	if err := h.checkNext(); err != nil {
		return nil, event.Event{}, err
	}
	h.Incident, h.State, h.RaisedAt, h.Version = inc.ID, HypothesisOpen, at, 1
	ev := inc.happened(by, at, HypothesisRaised{Text: h.Text, NextTest: h.NextTest, WhoLooks: h.WhoLooks}).About(h.ID)
	return &h, ev, nil
}

// Move says what a test showed, or that somebody looks into it. A verdict needs evidence.
func (h *Hypothesis) Move(by person.Actor, at time.Time, to HypothesisState, evidence string) (event.Event, error) {
	switch {
	case !slices.Contains(HypothesisStates(), to):
		return event.Event{}, problem.Invalid("state", "A hypothesis is open, testing, supported or ruled_out.")
	case to == h.State:
		return event.Event{}, problem.Conflict("This idea is already %s.", to.Words())
	case (to == Supported || to == RuledOut) && text.IsBlank(evidence):
		return event.Event{}, problem.Invalid("evidence", "Say what shows it: a query, a graph, an experiment.")
	}
	if err := text.CheckText("evidence", evidence, MaxText); err != nil {
		return event.Event{}, err
	}
	if err := h.checkNext(); err != nil {
		return event.Event{}, err
	}
	from := h.State
	h.State, h.Evidence = to, evidence
	ev := event.New(StreamOf(h.Incident), by, at, HypothesisMoved{
		Text: h.Text, From: from, To: to, Evidence: evidence, NextTest: h.NextTest, WhoLooks: h.WhoLooks,
	})
	return ev.About(h.ID), nil
}

func (h *Hypothesis) checkNext() error {
	if err := text.CheckText("next_test", h.NextTest, MaxText); err != nil {
		return err
	}
	return text.CheckText("who_looks", h.WhoLooks, MaxName)
}

// Words is the state as people say it.
func (s HypothesisState) Words() string {
	if s == RuledOut {
		return "ruled out"
	}
	return string(s)
}
