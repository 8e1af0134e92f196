// Package insight turns measured durations into honest numbers: every one shown, median and
// quartiles beside them, the sample size always, and silence when there are too few. It refuses
// means, league tables and everything that counts people.
//
// Start reading at Spread.
package insight

import (
	"slices"
	"time"
)

// Enough is how many values there must be before anything is said about them.
const Enough = 5

// Spread is how a number of durations are distributed.
type Spread struct {
	All            []time.Duration // Ascending.
	Q1, Median, Q3 time.Duration   // Zero when TooFew.
}

// Of sorts what was measured and finds median and quartiles, by linear interpolation.
func Of(measured []time.Duration) Spread {
	s := Spread{All: slices.Sorted(slices.Values(measured))}
	if s.TooFew() {
		return s
	}
	s.Q1, s.Median, s.Q3 = s.quantile(0.25), s.quantile(0.5), s.quantile(0.75)
	return s
}

// N is how many values there are.
func (s Spread) N() int { return len(s.All) }

// TooFew says whether there are too few values to say anything.
func (s Spread) TooFew() bool { return len(s.All) < Enough }

func (s Spread) quantile(q float64) time.Duration {
	place := q * float64(len(s.All)-1)
	low := int(place)
	if low+1 >= len(s.All) {
		return s.All[low]
	}
	return s.All[low] + time.Duration((place-float64(low))*float64(s.All[low+1]-s.All[low]))
}
