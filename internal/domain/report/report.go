// Package report owns what a person tells us: something looks wrong, I may have touched
// production, or a safeguard stopped something in time. A report may be anonymous: then no
// actor is kept anywhere. It refuses every judgement and every check of language: nobody is
// corrected while reporting.
//
// Start reading at Report.
package report

import (
	"fmt"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// ID identifies a report (UUIDv7 as text).
type ID string

// Kind says what sort of report it is.
type Kind string

// The kinds.
const (
	Trouble  Kind = "trouble"   // Something looks wrong.
	Touched  Kind = "touched"   // I may have touched production.
	NearMiss Kind = "near_miss" // A safeguard fired, a wrong command was stopped in time.
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Trouble, Touched, NearMiss} }

// State is how a report stands.
type State string

// The states, from contracts.md.
const (
	Received State = "received"
	Joined   State = "joined"   // To an incident that was already open.
	Accepted State = "accepted" // It became an incident.
	Declined State = "declined" // With a reason.
)

// Report is what somebody told us.
type Report struct {
	ID         ID
	Number     int
	Text       string
	Service    string // Where, if known.
	Kind       Kind
	State      State
	Anonymous  bool
	Reporter   person.ID // Empty behind the anonymous door.
	Name       string    // Filled by the store on reading.
	TouchedAt  time.Time // When it may have happened; zero when not said.
	ReceivedAt time.Time
	Incident   string // ID of the incident it joined or became.
	Reason     string // Why it was declined.
	Version    int
}

// Ref is the name that people use: REP-7.
func (r *Report) Ref() string { return fmt.Sprintf("REP-%d", r.Number) }

// Stream is the sequence of everything that happened to the report.
func (r *Report) Stream() event.Stream { return event.Stream{Noun: "report", ID: string(r.ID)} }

// MaxText is the longest report, in characters.
const MaxText = 10_000

// Filing is what a person fills in.
type Filing struct {
	Text      string
	Service   string
	Kind      Kind
	Anonymous bool
	TouchedAt time.Time
}

type (
	// Filed opens the stream of a report.
	Filed struct {
		Text      string    `json:"text"`
		Service   string    `json:"service,omitempty"`
		Kind_     Kind      `json:"kind"`
		TouchedAt time.Time `json:"touched_at,omitzero"`
	}
	// AddedTo: the person told more.
	AddedTo struct {
		Text string `json:"text"`
	}
	// Moved: it joined or became an incident, or was declined.
	Moved struct {
		To       State  `json:"to"`
		Incident string `json:"incident,omitempty"`
		Reason   string `json:"reason,omitempty"`
	}
)

// Kind names the event.
func (Filed) Kind() string   { return "report.filed" }
func (AddedTo) Kind() string { return "report.added_to" }
func (Moved) Kind() string   { return "report.moved" }

// File receives a report. Behind the anonymous door the actor is dropped here.
func File(id ID, number int, by person.Actor, at time.Time, in Filing) (*Report, event.Event, error) {
	if in.Kind == "" {
		in.Kind = Trouble
	}
	if err := in.validate(at); err != nil {
		return nil, event.Event{}, err
	}
	if in.Anonymous || !by.SignedIn() {
		by, in.Anonymous = person.Anonymous, true
	}
	r := &Report{
		ID: id, Number: number, Text: in.Text, Service: in.Service, Kind: in.Kind, State: Received,
		Anonymous: in.Anonymous, Reporter: by.ID, TouchedAt: in.TouchedAt, ReceivedAt: at, Version: 1,
	}
	body := Filed{Text: in.Text, Service: in.Service, Kind_: in.Kind, TouchedAt: in.TouchedAt}
	return r, event.New(r.Stream(), by, at, body), nil
}

func (in Filing) validate(now time.Time) error {
	if err := text.CheckWords("text", in.Text, MaxText); err != nil {
		return err
	}
	if err := text.CheckText("service", in.Service, 80); err != nil {
		return err
	}
	if !slices.Contains(Kinds(), in.Kind) {
		return problem.Invalid("kind", "A report is trouble, touched or near_miss.")
	}
	if in.TouchedAt.After(now.Add(text.Skew)) {
		return problem.Invalid("touched_at", "That time has not come yet.")
	}
	return nil
}

// Add tells more. It works in every state: people remember later.
func (r *Report) Add(by person.Actor, at time.Time, words string) (event.Event, error) {
	if err := text.CheckWords("text", words, MaxText); err != nil {
		return event.Event{}, err
	}
	if r.Anonymous {
		by = person.Anonymous
	}
	return event.New(r.Stream(), by, at, AddedTo{Text: words}), nil
}

// Join brings the report to an open incident.
func (r *Report) Join(by person.Actor, at time.Time, incident string) (event.Event, error) {
	return r.move(by, at, Moved{To: Joined, Incident: incident})
}

// Accept says that the report became an incident.
func (r *Report) Accept(by person.Actor, at time.Time, incident string) (event.Event, error) {
	return r.move(by, at, Moved{To: Accepted, Incident: incident})
}

// Decline ends the report with a reason that the person can read.
func (r *Report) Decline(by person.Actor, at time.Time, reason string) (event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	return r.move(by, at, Moved{To: Declined, Reason: reason})
}

func (r *Report) move(by person.Actor, at time.Time, m Moved) (event.Event, error) {
	if r.State != Received {
		return event.Event{}, problem.Conflict("This report was already %s.", r.State)
	}
	r.State, r.Incident, r.Reason = m.To, m.Incident, m.Reason
	return event.New(r.Stream(), by, at, m), nil
}
