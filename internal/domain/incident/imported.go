package incident

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Dating says what is known of when an incident was declared.
type Dating string

// What DeclaredAt is. Without a day it is before all that happened here, so that lists have an
// order; it is never shown.
const (
	Recorded Dating = ""        // It was declared here, at that instant.
	Told     Dating = "told"    // A document tells the instant at which it was declared, noticed or began.
	OnDay    Dating = "day"     // A document tells the day only.
	Undated  Dating = "unknown" // A document tells no day.
)

// Dated is the day of an incident, as far as it is known.
type Dated struct {
	At     time.Time // Of the declaration.
	Dating Dating
}

// Dated is when the incident was.
func (inc *Incident) Dated() Dated { return Dated{At: inc.DeclaredAt, Dating: inc.Dating} }

// Recollection is an incident of before, as a document tells it. What the document does not
// tell is empty.
type Recollection struct {
	Title       string
	Severity    string // A key of workspace.Severity, or empty: the document names none of those in use.
	Environment string
	Services    []string
	At          time.Time
	Dating      Dating
	ImpactStart time.Time
	Precision   time.Duration // Of ImpactStart.
	StableAt    time.Time
	ResolvedAt  time.Time
	Origin      string // Where the document was.
	SHA256      string // Of its text.
}

// Imported opens the stream of an incident that a document told of.
type Imported struct {
	Title    string `json:"title"`
	Severity string `json:"severity,omitempty"`
	Origin   string `json:"origin"`
	SHA256   string `json:"sha256"`
}

// Kind names the event.
func (Imported) Kind() string { return "incident.imported" }

// Recollect makes a closed incident of what a document tells. Nobody works on it, nothing is
// promised, and no time is made up. Invalid names the field.
func Recollect(id ID, number int, by person.Actor, at time.Time, in Recollection) (*Incident, event.Event, error) {
	for _, err := range []error{
		text.CheckTitle("title", in.Title, MaxTitle), checkTimes(in.ImpactStart, time.Time{}, at), checkPast(in, at), checkNames(in.Services, in.Environment),
	} {
		if err != nil {
			return nil, event.Event{}, err
		}
	}
	if in.Dating == Undated || in.At.IsZero() {
		in.Dating, in.At = Undated, time.Unix(0, 0).UTC()
	}
	inc := &Incident{
		ID: id, Number: number, Title: in.Title, Severity: in.Severity, State: Closed, Mode: Retrospective, Services: append([]string{}, in.Services...), Environment: in.Environment,
		Dating: in.Dating, DeclaredAt: in.At, ImpactStart: in.ImpactStart, ImpactPrecision: in.Precision, StableAt: in.StableAt,
		ResolvedAt: in.ResolvedAt, Version: 1,
	}
	body := Imported{Title: inc.Title, Severity: inc.Severity, Origin: in.Origin, SHA256: in.SHA256}
	return inc, inc.happened(by, at, body), nil
}

func checkPast(in Recollection, now time.Time) error {
	for _, t := range []time.Time{in.At, in.ImpactStart, in.StableAt, in.ResolvedAt} {
		if t.After(now.Add(24 * time.Hour)) {
			return problem.Invalid("text", "The document tells of a time that lies ahead: %s.", t.Format("2006-01-02 15:04 MST")).
				Next("Look at its dates.")
		}
	}
	return nil
}

// WhenDeclared is when the incident was declared; it says no where a document told no instant.
func (inc *Incident) WhenDeclared() (time.Time, bool) {
	return inc.DeclaredAt, inc.Dating == Recorded || inc.Dating == Told
}
