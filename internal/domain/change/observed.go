package change

import (
	"cmp"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/text"
)

// Observed is a change as a source tells it. What named a person is gone before it becomes one:
// there is no field for it, and free text was cleaned of names.
type Observed struct {
	Change        // ID, RecordedAt and Source are given when it is kept; Key is the source's own.
	Raw    []byte // The source's own words for this change, as JSON, without persons. May be nil.
}

// Fit completes a change that a source told of and cuts what is too long, so that it can be kept
// whatever a tool sent: an unknown kind is a deploy, a missing or impossible time is now.
func (o *Observed) Fit(now time.Time) {
	if !slices.Contains(Kinds(), o.Kind) {
		o.Kind = "deploy"
	}
	if o.OccurredAt.IsZero() || o.OccurredAt.Year() < now.Year()-50 || o.OccurredAt.After(now.Add(24*time.Hour)) {
		o.OccurredAt = now
	}
	o.OccurredAt = o.OccurredAt.UTC().Truncate(time.Microsecond)
	o.Summary, o.Detail = cmp.Or(text.Line(o.Summary, MaxSummary), "A change without a summary"), text.Cut(o.Detail, MaxDetail)
	o.Service, o.Environment, o.Ref, o.Key = text.Line(o.Service, 200), text.Line(o.Environment, 200), text.Line(o.Ref, 200), text.Line(o.Key, 400)
	o.Before, o.After = text.Cut(o.Before, 4_000), text.Cut(o.After, 4_000)
	o.URL, o.RollbackURL = text.Link(o.URL), text.Link(o.RollbackURL)
	o.Additions, o.Deletions = max(0, o.Additions), max(0, o.Deletions)
	if !slices.Contains([]Outcome{Started, Succeeded, Failed}, o.Outcome) {
		o.Outcome = ""
	}
	o.Paths = slices.Clone(o.Paths[:min(len(o.Paths), MaxPaths)])
	for i := range o.Paths {
		o.Paths[i] = text.Line(o.Paths[i], MaxPath)
	}
	if len(o.Raw) > MaxRaw {
		o.Raw = []byte(text.Cut(string(o.Raw), MaxRaw))
	}
}

// MaxRaw is how much of a source's own words is kept, in bytes.
const MaxRaw = 32 << 10
