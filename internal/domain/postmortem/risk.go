package postmortem

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
)

// RiskID identifies an accepted risk (UUIDv7 as text).
type RiskID string

// Risk is an accepted risk with its life: it stands until it is ended, is due when its date has
// passed, and open again when a new incident matches.
type Risk struct {
	ID         RiskID
	Number     int
	Postmortem ID
	Incident   incident.ID
	Why        WhyID
	AcceptedRisk
	AcceptedAt time.Time
	LookedAt   time.Time // When it was last decided upon.
	EndedAt    time.Time // Zero while it stands.
	Reason     string    // Of the last look, or of the end.
	Action     string    // The ID of the action that it was turned into.
	Version    int

	PostmortemRef string // These are filled by the store on reading.
	IncidentRef   string
	ActionRef     string
	Question      string
	Matches       []RiskMatch // Those since the last look that the reader may see.
}

// RiskMatch is a new incident that brings an accepted risk up again: it touches the same service,
// and its why-tree names the same contributing factor.
type RiskMatch struct {
	Incident    incident.ID
	IncidentRef string
	Title       string
	Services    []string
	Factor      string
	At          time.Time
}

// RiskState is how an accepted risk stands to a reader.
type RiskState string

// The states of a risk.
const (
	RiskStanding RiskState = "standing"
	RiskDue      RiskState = "due"
	RiskReopened RiskState = "reopened"
	RiskEnded    RiskState = "ended"
)

// RiskStates lists them in the order of a list.
func RiskStates() []RiskState { return []RiskState{RiskReopened, RiskDue, RiskStanding, RiskEnded} }

// Ref is the name that people use: RISK-3.
func (r *Risk) Ref() string { return fmt.Sprintf("RISK-%d", r.Number) }

// Says tells whether the risk has these words, costs, approver and date.
func (r *Risk) Says(other AcceptedRisk) bool {
	same := r.ReviewAt.Equal(other.ReviewAt)
	other.ReviewAt = r.ReviewAt
	return same && r.AcceptedRisk == other
}

// State is how the risk stands now, to whoever loaded it.
func (r *Risk) State(now time.Time) RiskState {
	switch {
	case !r.EndedAt.IsZero():
		return RiskEnded
	case len(r.Matches) > 0:
		return RiskReopened
	case !r.ReviewAt.After(now):
		return RiskDue
	}
	return RiskStanding
}

// Look is what a look at an accepted risk decides: it stands until another date, or it ends, by
// an action or with a reason alone.
type Look struct {
	ReviewAt time.Time
	Reason   string
	End      bool
	Action   string // The ID of the action that takes its place, with its reference.
	Ref      string
}

// Review decides anew about a risk. Conflict when it has ended.
func (r *Risk) Review(by person.Actor, at time.Time, in Look) (event.Event, error) {
	if !r.EndedAt.IsZero() {
		return event.Event{}, problem.Conflict("%s has ended; nothing is left to decide.", r.Ref())
	}
	in.Reason = strings.TrimSpace(in.Reason)
	if in.Action == "" || in.Reason != "" {
		if err := text.CheckWords("reason", in.Reason, MaxText); err != nil {
			return event.Event{}, err
		}
	}
	next := r.AcceptedRisk
	next.ReviewAt = in.ReviewAt
	switch {
	case in.Action != "" || in.End:
		r.EndedAt, r.Action, r.ActionRef = at, in.Action, in.Ref
	default:
		if err := next.check(at); err != nil {
			return event.Event{}, err
		}
		r.AcceptedRisk = next
	}
	r.LookedAt, r.Reason, r.Matches = at, in.Reason, nil
	body := RiskWasReviewed{Risk: r.ID, Ref: r.Ref(), Until: in.ReviewAt, Ended: !r.EndedAt.IsZero(), Action: in.Ref, Reason: in.Reason}
	if body.Ended {
		body.Until = time.Time{}
	}
	return event.New(event.Stream{Noun: "postmortem", ID: string(r.Postmortem)}, by, at, body).About(string(r.ID)), nil
}

// Matched says whether an incident with these services, whose whys name these factors, brings up
// a risk of an incident with others; it returns what they share.
func Matched(services, others []string, factor string, factors []string) (shared []string, ok bool) {
	if factor == "" || !slices.Contains(factors, factor) {
		return nil, false
	}
	for _, s := range services {
		if slices.ContainsFunc(others, func(o string) bool { return strings.EqualFold(o, s) }) {
			shared = append(shared, s)
		}
	}
	return shared, len(shared) > 0
}

type (
	// RiskWasReviewed: an accepted risk was looked at again.
	RiskWasReviewed struct {
		Risk   RiskID    `json:"risk"`
		Ref    string    `json:"ref"`
		Until  time.Time `json:"until,omitzero"`
		Ended  bool      `json:"ended,omitempty"`
		Action string    `json:"action,omitempty"` // The reference of the action that takes its place.
		Reason string    `json:"reason,omitempty"`
	}
	// RiskCameUp: an incident brings an accepted risk up again; in the stream of the postmortem
	// of that incident. Without Ref when the risk is one of a private incident.
	RiskCameUp struct {
		Risk   RiskID `json:"risk"`
		Ref    string `json:"ref,omitempty"`
		Factor string `json:"factor"`
	}
)

// Kind names the event.
func (RiskWasReviewed) Kind() string { return "risk.reviewed" }
func (RiskCameUp) Kind() string      { return "risk.reopened" }
