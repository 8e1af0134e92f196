package signal

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/source"
)

// Alert is what the messages about one fingerprint of a source add up to, from the first that
// fires until its group is over: its present state, and how many messages told of it.
type Alert struct {
	ID          string // UUIDv7 as text.
	Source      source.ID
	Fingerprint string
	Group       string // Empty: its first message was that it resolved.
	State       State
	Level       Level
	Title       string
	Service     string
	Environment string
	URL         string
	StartsAt    time.Time
	EndsAt      time.Time // Zero while it fires.
	At          time.Time // The instant of the present state.
	FirstAt     time.Time // When the first message came in.
	LastAt      time.Time // When the last one did.
	Messages    int
	Present     bool // It is the newest of its fingerprint.
}

// begin makes the alert that a message tells of first.
func begin(id string, s *Signal) *Alert {
	return &Alert{
		ID: id, Source: s.Source, Fingerprint: s.Fingerprint, State: s.State, Level: s.Level, Title: s.Title, Service: s.Service,
		Environment: s.Environment, URL: s.URL, StartsAt: s.StartsAt, EndsAt: s.EndsAt, At: s.told(), FirstAt: s.ReceivedAt,
		LastAt: s.ReceivedAt, Messages: 1, Present: true,
	}
}

// told is the instant of a message's state. What claims to be later than its arrival counts from
// its arrival, so that a clock that is ahead silences nothing that comes after.
func (s *Signal) told() time.Time {
	if s.At.After(s.ReceivedAt) {
		return s.ReceivedAt
	}
	return s.At
}

// Newer says whether a message tells a newer state than the alert has. Of two states of the same
// instant the one that resolved is newer: nothing ends before it began. Of two that
// fire at the same instant the worse one is newer; a repeat of the same is not.
func (a *Alert) Newer(s *Signal) bool {
	at := s.told()
	worse := s.State == Resolved || s.Level.weight() < a.Level.weight()
	return at.After(a.At) || at.Equal(a.At) && a.State == Firing && worse
}

// Take counts a message, and takes its state when it is newer; an older one turns nothing back.
func (a *Alert) Take(s *Signal) {
	a.Messages++
	if s.ReceivedAt.After(a.LastAt) {
		a.LastAt = s.ReceivedAt
	}
	if !a.Newer(s) {
		return
	}
	a.State, a.At, a.StartsAt, a.EndsAt = s.State, s.told(), s.StartsAt, s.EndsAt
	a.Level, a.Title, a.URL = s.Level, s.Title, s.URL
	a.Service, a.Environment = s.Service, s.Environment
}

// levels in the order of weight. What a tool does not say weighs as much as an error: it is better
// looked at.
var levels = []Level{Critical, Error, Warning, Info}

// weight is 0 for the worst.
func (l Level) weight() int {
	if i := slices.Index(levels, l); i >= 0 {
		return i
	}
	return slices.Index(levels, Error)
}

// AtLeast says whether l is as bad as o, or worse.
func (l Level) AtLeast(o Level) bool { return l.weight() <= o.weight() }
