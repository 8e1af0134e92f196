// Package change owns what altered a system: a deploy, a flag, a configuration, a migration or
// a script that reached an environment. It has no author, and no field that could hold one.
//
// Start reading at Change.
package change

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// ID identifies a change (UUIDv7 as text).
type ID string

// Kinds lists what a change can be, one enumeration for all sources (integrations.md 2.2).
func Kinds() []string {
	return []string{
		"deploy", "rollback", "config", "feature_flag", "migration", "infrastructure", "secret_rotation", "scaling",
		"dependency", "data_script", "restore", "certificate", "dns", "traffic_shift", "vendor", "schedule",
	}
}

// Change is an alteration of a system, not itself a problem.
type Change struct {
	ID          ID
	Kind        string
	Summary     string
	Service     string
	Environment string
	Ref         string // A commit, a version, a ticket.
	URL         string
	RollbackURL string
	Before      string
	After       string
	OccurredAt  time.Time
	RecordedAt  time.Time
	Key         string // The source's own key; the same key is recorded once. May be empty.
}

// Mark says what a change turned out to be for an incident.
type Mark string

// The marks.
const (
	Unmarked  Mark = ""
	Likely    Mark = "likely"
	Cleared   Mark = "cleared"
	Confirmed Mark = "confirmed"
)

// Marks lists what people can set.
func Marks() []Mark { return []Mark{Likely, Cleared, Confirmed} }

// Marked is a change as one incident sees it.
type Marked struct {
	Change
	Mark     Mark
	Evidence string
}

// Validate checks a change before it is kept. Invalid names the field.
func (c *Change) Validate(now time.Time) error {
	if !slices.Contains(Kinds(), c.Kind) {
		return problem.Invalid("kind", "The kind must be one of: %s.", strings.Join(Kinds(), ", "))
	}
	if err := text.CheckTitle("summary", c.Summary, 1024); err != nil {
		return err
	}
	for field, s := range map[string]string{"service": c.Service, "environment": c.Environment, "ref": c.Ref, "key": c.Key} {
		if err := text.CheckText(field, s, 200); err != nil {
			return err
		}
	}
	for field, s := range map[string]string{"before": c.Before, "after": c.After} {
		if err := text.CheckText(field, s, 4_000); err != nil {
			return err
		}
	}
	for field, s := range map[string]string{"url": c.URL, "rollback_url": c.RollbackURL} {
		if s != "" && !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
			return problem.Invalid(field, "A link must begin with https:// or http://.")
		}
	}
	if c.OccurredAt.After(now.Add(24 * time.Hour)) {
		return problem.Invalid("occurred_at", "A change cannot lie more than a day ahead.")
	}
	return nil
}

// CheckMark says whether a mark can be set: clearing needs evidence.
func CheckMark(m Mark, evidence string) error {
	if !slices.Contains(Marks(), m) {
		return problem.Invalid("mark", "A change is marked likely, cleared or confirmed.")
	}
	if m == Cleared && text.IsBlank(evidence) {
		return problem.Invalid("evidence", "Say what clears it: a rollback without effect, a graph, a test.")
	}
	return text.CheckText("evidence", evidence, 20_000)
}
