package signal

import (
	"time"

	"candor.dev/candor/internal/domain/source"
)

// Group is alerts that belong together by the rules, for as long as they keep coming or their
// incident is open. Its counts are exact.
type Group struct {
	ID          string // UUIDv7 as text.
	Key         string
	Source      source.ID
	Title       string // Of its first alert.
	Service     string
	Environment string
	Level       Level // The worst that fired.
	Storm       bool  // It takes whatever its source tells beyond what the rules let open.
	Wants       bool  // It waits for an incident.
	Dirty       bool  // Its incident has not been told yet how it stands.
	Incident    string
	Open        bool // Its incident is open; not kept with the group.
	OpenedAt    time.Time
	LastAt      time.Time // When its last message came in.
	Alerts      int
	Firing      int
	Messages    int
	Present     bool // It is the newest of its key.
}

// Alive says whether the group takes more alerts. One that waits for an incident does.
func (g *Group) Alive(now time.Time, window time.Duration) bool {
	if g.Incident != "" {
		return g.Open
	}
	return g.Wants || now.Sub(g.LastAt) < window
}

// Minute counts what a group's messages told within one minute.
type Minute struct {
	Group    string
	At       time.Time // The minute's beginning.
	Messages int
	Fired    int // Alerts that began to fire.
	Resolved int
}

// Totals are the counts of all groups of an incident.
type Totals struct{ Groups, Alerts, Firing, Messages int }
