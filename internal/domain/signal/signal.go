// Package signal owns what tools say is wrong: an alert that fires and resolves, and how alerts
// are grouped into incidents. It refuses to page anybody.
//
// Start reading at Observed, then Alert.
package signal

import (
	"time"

	"candor.dev/candor/internal/domain/source"
)

// State is what a tool says of an alert.
type State string

// The states.
const (
	Firing   State = "firing"
	Resolved State = "resolved"
)

// Level is how bad a tool says it is, in one scale for all tools; empty when it does not say.
type Level string

// The levels, the worst first.
const (
	Critical Level = "critical"
	Error    Level = "error"
	Warning  Level = "warning"
	Info     Level = "info"
)

// Observed is one message about an alert, as a source tells it. What named a person is gone.
type Observed struct {
	Fingerprint string // Names the alert among those of its source, from firing to resolved.
	Key         string // Names this message; a repeat of it is known.
	State       State
	Level       Level
	Title       string
	Detail      string
	Service     string
	Environment string
	Labels      map[string]string // As the tool has them; grouping rules read them.
	URL         string            // Where the alert can be looked at.
	StartsAt    time.Time
	EndsAt      time.Time // Zero while it fires.
	At          time.Time // The instant of this state, as the tool says it; orders states.
	Raw         []byte    // The tool's own words for this alert, as JSON, without persons.
}

// Signal is a message as it is kept.
type Signal struct {
	ID         string // UUIDv7 as text.
	Source     source.ID
	ReceivedAt time.Time
	Observed
}

// Limits of a message. What a tool sends beyond them is cut, and ends with a mark.
const (
	MaxTitle       = 300
	MaxDetail      = 4_000
	MaxFingerprint = 200
	MaxLabels      = 64
	MaxLabelName   = 100
	MaxLabelValue  = 500
	MaxRaw         = 32 << 10
)
