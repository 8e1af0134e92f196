// Package postmortem owns what an organisation writes down after an incident: the document in
// its fixed sections, the six moments with their evidence, the review, and the published copy
// that never changes. It refuses a single cause and any judgement of a person; language is
// checked by a function that is handed in.
//
// Start reading at Postmortem, then moves.go and readiness.go.
package postmortem

import (
	"fmt"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
)

// ID identifies a postmortem (UUIDv7 as text).
type ID string

// Postmortem is the review of one incident, from the first draft to the published page.
type Postmortem struct {
	ID            ID
	Number        int
	Incident      incident.ID
	IncidentRef   string         // Filled by the store on reading.
	Private       bool           // Of the incident; filled by the store on reading.
	Was           incident.Dated // When the incident was; filled by the store on reading.
	Title         string
	State         State
	Edition       int // The edition that is being written, or was published last; from 1.
	Owner         person.ID
	OwnerName     string    // Filled by the store on reading.
	Facilitator   person.ID // Empty: nobody, or somebody without an account.
	FacilitatedBy string    // The name of who facilitates, with an account or without one.
	Exception     string    // Why somebody who took part in the response facilitates.
	DraftDue      time.Time
	PublishDue    time.Time
	Reason        string    // Why no postmortem is required.
	DirectiveAt   time.Time // When the Prime Directive was acknowledged; zero: not yet.
	DraftedAt     time.Time
	ApprovedAt    time.Time
	PublishedAt   time.Time // Of the newest edition; zero: never published.
	Origin        string    // Where the document was that it was imported from; empty: it was written here. Filled by the store on reading.
	Version       int
}

// Limits of what people write, in characters.
const (
	MaxTitle   = incident.MaxTitle
	MaxSection = 100_000
	MaxText    = incident.MaxText
	MaxName    = incident.MaxName
)

// Ref is the name that people use: PM-12.
func (pm *Postmortem) Ref() string { return fmt.Sprintf("PM-%d", pm.Number) }

// Stream is the sequence of everything that happened to the postmortem.
func (pm *Postmortem) Stream() event.Stream { return StreamOf(pm.ID) }

// StreamOf is the stream of the postmortem with the given ID.
func StreamOf(id ID) event.Stream { return event.Stream{Noun: "postmortem", ID: string(id)} }

// Start makes the postmortem of an incident. Its dates are counted from the resolution by the
// rule of the severity.
func Start(id ID, number int, by person.Actor, at time.Time, inc *incident.Incident, sev workspace.Severity) (*Postmortem, event.Event) {
	pm := begin(id, number, at, inc)
	pm.State, pm.Owner = Drafting, by.ID
	from := inc.ResolvedAt
	if from.IsZero() {
		from = at
	}
	pm.DraftDue, pm.PublishDue = from.Add(orDays(sev.DraftWithin, 3)), from.Add(orDays(sev.PublishWithin, 10))
	return pm, pm.happened(by, at, Drafted{Incident: inc.ID, Ref: inc.Ref(), Title: pm.Title})
}

// orDays is d, or the days of the default policy when the severity says nothing.
func orDays(d time.Duration, days int) time.Duration {
	if d <= 0 {
		return time.Duration(days) * workspace.Day
	}
	return d
}

// Waive records that an incident needs no postmortem. A reason is needed.
func Waive(id ID, number int, by person.Actor, at time.Time, inc *incident.Incident, reason string) (*Postmortem, event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return nil, event.Event{}, err
	}
	pm := begin(id, number, at, inc)
	pm.State, pm.Reason = NotRequired, reason
	return pm, pm.happened(by, at, FoundNotRequired{Incident: inc.ID, Ref: inc.Ref(), Reason: reason}), nil
}

func begin(id ID, number int, at time.Time, inc *incident.Incident) *Postmortem {
	return &Postmortem{
		ID: id, Number: number, Incident: inc.ID, IncidentRef: inc.Ref(), Private: inc.Private, Title: inc.Title,
		Edition: 1, DraftedAt: at, Version: 1,
	}
}

// Retitle gives the document another title.
func (pm *Postmortem) Retitle(by person.Actor, at time.Time, title string) (event.Event, error) {
	if err := pm.editable(); err != nil {
		return event.Event{}, err
	}
	if err := text.CheckTitle("title", title, MaxTitle); err != nil {
		return event.Event{}, err
	}
	pm.Title = title
	return pm.happened(by, at, Retitled{Title: title}), nil
}

// Assignment says who owns the document and who leads the review.
type Assignment struct {
	Owner         person.ID // Empty: nobody yet.
	Facilitator   person.ID // Empty when it is somebody without an account, or nobody.
	FacilitatedBy string    // Name of somebody without an account.
	Exception     string    // Needed when the facilitator took part in the response.
}

// Assign says who owns the document and who leads the review. tookPart says whether the
// facilitator took part in the response: then Invalid at exception, unless a reason is given.
func (pm *Postmortem) Assign(by person.Actor, at time.Time, in Assignment, tookPart bool) (event.Event, error) {
	if pm.State == NotRequired {
		return event.Event{}, problem.Conflict("No postmortem is required here.")
	}
	if in.FacilitatedBy != "" {
		if err := text.CheckTitle("facilitator", in.FacilitatedBy, MaxName); err != nil {
			return event.Event{}, err
		}
	}
	if in.Facilitator != "" && in.FacilitatedBy != "" {
		return event.Event{}, problem.Invalid("facilitator", "Choose a person or write a name, not both.")
	}
	if err := text.CheckText("exception", in.Exception, MaxText); err != nil {
		return event.Event{}, err
	}
	if tookPart && text.IsBlank(in.Exception) {
		return event.Event{}, problem.Invalid("exception", "A facilitator is somebody who did not take part in the response.").
			Next("Choose somebody else, or say why this exception helps.")
	}
	pm.Owner, pm.Facilitator, pm.FacilitatedBy, pm.Exception = in.Owner, in.Facilitator, in.FacilitatedBy, in.Exception
	return pm.happened(by, at, Assigned(in)), nil
}

// Acknowledge records that the Prime Directive was read and is accepted. Twice is once: the
// second time there is no event.
func (pm *Postmortem) Acknowledge(by person.Actor, at time.Time) ([]event.Event, error) {
	if pm.State == NotRequired {
		return nil, problem.Conflict("No postmortem is required here.")
	}
	if !pm.DirectiveAt.IsZero() {
		return nil, nil
	}
	pm.DirectiveAt = at
	return []event.Event{pm.happened(by, at, DirectiveAcknowledged{})}, nil
}

// Overdue says whether a promised date has passed: that of the draft while it is written, that
// of publication until it is published.
func (pm *Postmortem) Overdue(now time.Time) bool {
	switch pm.State {
	case Drafting:
		return pm.PublishedAt.IsZero() && !pm.DraftDue.IsZero() && now.After(pm.DraftDue)
	case InReview, Approved:
		return pm.PublishedAt.IsZero() && !pm.PublishDue.IsZero() && now.After(pm.PublishDue)
	}
	return false
}

func (pm *Postmortem) happened(by person.Actor, at time.Time, body event.Body) event.Event {
	return event.New(pm.Stream(), by, at, body)
}
