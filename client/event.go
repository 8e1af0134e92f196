package client

import (
	"encoding/json"
	"time"
)

// Event is one thing that happened: an entry of a timeline, of the audit stream, of a live
// stream.
type Event struct {
	Seq              int64           `json:"seq" doc:"The number in its stream, from 1 without gaps."`
	Kind             string          `json:"kind" doc:"What happened, past tense: incident.declared, timeline.noted."`
	At               time.Time       `json:"at" doc:"When it happened."`
	PrecisionSeconds int             `json:"precision_seconds,omitempty" doc:"The time is known to plus or minus this."`
	RecordedAt       time.Time       `json:"recorded_at" doc:"When it was written down."`
	By               *Someone        `json:"by,omitempty" doc:"Who did it; absent for the server itself, for whoever is anonymous, and on everything about a report."`
	Subject          string          `json:"subject,omitempty" doc:"The ID of the part that it is about."`
	Replaces         int64           `json:"replaces,omitempty" doc:"The number of the entry that this one supersedes."`
	Body             json.RawMessage `json:"body" doc:"What the kind of event says, as an object."`
}

// Someone is a person as others see them.
type Someone struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}
