package postmortem

import (
	"fmt"
	"time"

	"candor.dev/candor/internal/domain/workspace"
)

// ReachStep is the smallest number of readings that is told as a number, and the step in which
// numbers are told: of what one day adds, nobody can tell that it was a single reading.
const ReachStep = 5

// Reach is how often a published postmortem was read, until the day before today. Somebody who
// reads it several times on a day is one reading; who it was is not known to anybody.
type Reach struct {
	AtLeast int // So many readings or a few more; zero when they are too few to be told.
	Few     bool
}

// ReachOf makes a reach of what was counted: in steps of five, and fewer than five are not told
// as a number.
func ReachOf(readings int) Reach {
	if readings < ReachStep {
		return Reach{Few: true}
	}
	return Reach{AtLeast: readings - readings%ReachStep}
}

// Words tells the reach in a sentence.
func (r Reach) Words() string {
	if r.Few {
		return "Read fewer than five times until yesterday."
	}
	return fmt.Sprintf("Read at least %d times until yesterday.", r.AtLeast)
}

// Day is the number of the UTC day of an instant, as readings are counted by it.
func Day(t time.Time) int64 { return t.Unix() / int64(workspace.Day/time.Second) }
