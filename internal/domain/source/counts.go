package source

import "time"

// Counts is what a source has sent so far, or since it was counted last.
type Counts struct {
	Last          time.Time // The last delivery that was proven; zero: none.
	Deliveries    int       // Proven ones.
	Signals       int
	Changes       int
	Known         int // Signals and changes that were known already.
	Ignored       int // Deliveries that tell nothing that is kept.
	Unreadable    int
	Unproven      int // Without the right secret or signature.
	OverQuota     int // Signals and changes that were refused.
	OverQuotaAt   time.Time
	UnreadableAt  time.Time
	UnreadableWhy string
}

// Aside is a delivery of which nothing became a signal or a change.
type Aside struct {
	Source     ID
	ReceivedAt time.Time
	State      string // Ignored or Unreadable.
	Why        string
	Body       string // JSON without persons, cut to MaxAside.
}

// The states of what was set aside.
const (
	Ignored    = "ignored"
	Unreadable = "unreadable"
)

// MaxAside is how much of a body is set aside, in bytes.
const MaxAside = 16 << 10

// Add adds what came later.
func (c *Counts) Add(o Counts) {
	c.Deliveries += o.Deliveries
	c.Signals += o.Signals
	c.Changes += o.Changes
	c.Known += o.Known
	c.Ignored += o.Ignored
	c.Unreadable += o.Unreadable
	c.Unproven += o.Unproven
	c.OverQuota += o.OverQuota
	later(&c.Last, o.Last)
	later(&c.OverQuotaAt, o.OverQuotaAt)
	if later(&c.UnreadableAt, o.UnreadableAt) {
		c.UnreadableWhy = o.UnreadableWhy
	}
}

func later(at *time.Time, o time.Time) bool {
	if !o.After(*at) {
		return false
	}
	*at = o
	return true
}
