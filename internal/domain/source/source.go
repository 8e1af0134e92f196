// Package source owns the doors by which tools tell what changed and what is wrong: one source
// per webhook, with a secret of its own. It refuses what the tools' words mean (edge/intake).
//
// Start reading at Source.
package source

import (
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// ID identifies a source (UUIDv7 as text); it is part of the webhook's address.
type ID string

// Source is a tool that sends alerts, changes or both.
type Source struct {
	ID           ID
	Kind         string        // The format: "alertmanager", "github"; edge/intake knows them.
	Name         string        // Unique among sources.
	Service      string        // What its messages are about when they do not say.
	Environment  string        // Likewise.
	Mapping      string        // JSON, for generic sources: where each fact stands. Empty: the plain names.
	SilenceAfter time.Duration // With no message for so long a notice goes up; zero: never.
	Quota        int           // Most messages a minute; zero: DefaultQuota.
	OldUntil     time.Time     // Until when the secret before this one counts too.
	DisabledAt   time.Time     // Zero: it is on.
	CreatedAt    time.Time
	Version      int
}

// Limits of sources.
const (
	MaxSources     = 500
	MaxName        = 80
	MaxMapping     = 20_000
	DefaultQuota   = 60_000 // Signals and changes a minute, per source.
	MaxQuota       = 1_000_000
	OldSecretLasts = 24 * time.Hour
)

// Enabled says whether messages are taken.
func (s Source) Enabled() bool { return s.DisabledAt.IsZero() }

// PerMinute is how many messages a minute are taken.
func (s Source) PerMinute() int {
	if s.Quota > 0 {
		return s.Quota
	}
	return DefaultQuota
}

// Validate checks a source before it is kept. Invalid names the field. Whether the kind is known
// is asked elsewhere.
func (s *Source) Validate() error {
	s.Name = strings.TrimSpace(s.Name)
	if err := text.CheckTitle("name", s.Name, MaxName); err != nil {
		return err
	}
	for field, v := range map[string]string{"service": s.Service, "environment": s.Environment} {
		if err := text.CheckText(field, v, 200); err != nil {
			return err
		}
	}
	if err := text.CheckText("mapping", s.Mapping, MaxMapping); err != nil {
		return err
	}
	if s.SilenceAfter != 0 && s.SilenceAfter < time.Minute {
		return problem.Invalid("silence_after", "Silence is noticed after a minute or more.").Next("Leave it out to hear of none.")
	}
	if s.Quota < 0 || s.Quota > MaxQuota {
		return problem.Invalid("quota", "The quota lies between 1 and %d messages a minute.", MaxQuota)
	}
	return nil
}
