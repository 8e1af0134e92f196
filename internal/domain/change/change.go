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
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/domain/text"
)

// ID identifies a change (UUIDv7 as text).
type ID string

// Kinds lists what a change can be, one enumeration for all sources. Code is what was merged into
// the branch that is deployed from, a release or a build what was made of it: none of them has
// reached an environment yet, and each explains what the next deploy brings.
func Kinds() []string {
	return []string{
		"deploy", "rollback", "config", "feature_flag", "migration", "infrastructure", "secret_rotation", "scaling",
		"dependency", "data_script", "restore", "certificate", "dns", "traffic_shift", "vendor", "schedule",
		"code", "release", "build",
	}
}

// Change is an alteration of a system, not itself a problem.
type Change struct {
	ID          ID
	Kind        string
	Summary     string
	Detail      string // What the source says beyond the summary; no names.
	Service     string
	Environment string
	Ref         string // A commit, a version, a ticket.
	URL         string
	RollbackURL string
	Before      string
	After       string
	Paths       []string // What was touched: files, keys, resources. At most MaxPaths.
	Additions   int      // Lines, where the source counts them.
	Deletions   int
	Outcome     Outcome
	OccurredAt  time.Time
	RecordedAt  time.Time
	Source      source.ID // The webhook that told of it; empty when people or scripts did.
	Key         string    // The source's own key; the same key of one source is recorded once. May be empty.
}

// Outcome says how far a change came; empty when the source does not tell.
type Outcome string

// The outcomes.
const (
	Started   Outcome = "started"
	Succeeded Outcome = "succeeded"
	Failed    Outcome = "failed"
)

// Limits of a change. What a source sends beyond them is cut, and ends with a mark.
const (
	MaxSummary = 1024
	MaxDetail  = 8_000
	MaxPaths   = 300
	MaxPath    = 300
)

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
	if err := text.CheckTitle("summary", c.Summary, MaxSummary); err != nil {
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
	if err := c.checkReach(); err != nil {
		return err
	}
	if c.OccurredAt.After(now.Add(24 * time.Hour)) {
		return problem.Invalid("occurred_at", "A change cannot lie more than a day ahead.")
	}
	return nil
}

// checkReach checks what was touched, and how far it came.
func (c *Change) checkReach() error {
	if err := text.CheckText("detail", c.Detail, MaxDetail); err != nil {
		return err
	}
	if len(c.Paths) > MaxPaths {
		return problem.Invalid("paths", "A change names at most %d paths.", MaxPaths).Next("Name the folders instead of each file.")
	}
	for _, p := range c.Paths {
		if err := text.CheckText("paths", p, MaxPath); err != nil {
			return err
		}
	}
	if c.Additions < 0 || c.Deletions < 0 {
		return problem.Invalid("additions", "Lines are counted from 0.")
	}
	if !slices.Contains([]Outcome{"", Started, Succeeded, Failed}, c.Outcome) {
		return problem.Invalid("outcome", "The outcome is started, succeeded or failed, or left out.")
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
