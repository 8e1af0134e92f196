package postmortem

import (
	"fmt"
	"time"

	"candor.dev/candor/internal/domain/workspace"
)

// FewestTold is the smallest number of readings that is told as a number.
const FewestTold = 5

// Reach is how often a published postmortem was read, until the day before today. Somebody who
// reads it several times on a day is one reading; who it was is not known to anybody.
type Reach struct {
	Readings int // Zero when they are too few to be told, too.
	Few      bool
}

// ReachOf makes a reach of what was counted; fewer than five are not told as a number.
func ReachOf(readings int) Reach {
	if readings < FewestTold {
		return Reach{Few: true}
	}
	return Reach{Readings: readings}
}

// Words tells the reach in a sentence.
func (r Reach) Words() string {
	if r.Few {
		return "Read fewer than five times until yesterday."
	}
	return fmt.Sprintf("Read %d times until yesterday.", r.Readings)
}

// Day is the number of the UTC day of an instant, as readings are counted by it.
func Day(t time.Time) int64 { return t.Unix() / int64(workspace.Day/time.Second) }
