package postmortem

import (
	"fmt"
	"slices"
	"time"
)

// Duration is the time between two named moments. When the order of the moments is not
// logical, it is invalid and says why: no number is better than a wrong one.
type Duration struct {
	From, To  MomentName
	Length    time.Duration // Only when known.
	Precision time.Duration // How far the length may be off, either way.
	Known     bool
	Invalid   bool
	Why       string // Why it is invalid or not known.
}

// spans lists the durations that are told. Their ends are always shown.
var spans = [][2]MomentName{
	{ImpactStart, Detected},
	{Detected, Escalated},
	{Detected, Diagnosed},
	{ImpactStart, Stable},
	{Stable, Resolved},
	{ImpactStart, Resolved},
}

// order lists which moment cannot lie after which. A diagnosis may come after the harm stopped
// (a rollback first, the reason later), and help may be called before or after it.
var order = [][2]MomentName{
	{ImpactStart, Detected},
	{ImpactStart, Escalated},
	{ImpactStart, Diagnosed},
	{ImpactStart, Stable},
	{ImpactStart, Resolved},
	{Detected, Escalated},
	{Detected, Diagnosed},
	{Detected, Resolved},
	{Escalated, Resolved},
	{Diagnosed, Resolved},
	{Stable, Resolved},
}

// Durations tells the times between the moments. One that touches a moment out of order is
// invalid, since nobody knows which of the two is wrong.
func Durations(moments []Moment) []Duration {
	broken := OutOfOrder(moments)
	list := make([]Duration, len(spans))
	for i, span := range spans {
		list[i] = duration(find(moments, span[0]), find(moments, span[1]))
		for _, b := range broken {
			if list[i].Known && (b.touches(span[0]) || b.touches(span[1])) {
				list[i] = Duration{From: span[0], To: span[1], Invalid: true, Why: b.Say()}
			}
		}
	}
	return list
}

func duration(from, to Moment) Duration {
	d := Duration{From: from.Name, To: to.Name}
	for _, m := range []Moment{from, to} {
		switch {
		case m.Waived != "":
			d.Why = m.Name.Label() + " was waived."
			return d
		case !m.Given():
			d.Why = m.Name.Label() + " is not known."
			return d
		}
	}
	d.Known, d.Length, d.Precision = true, max(0, to.At.Sub(from.At)), from.Precision+to.Precision
	return d
}

// Disorder is a pair of moments of which the first lies after the second, more than their
// precision explains.
type Disorder struct{ Earlier, Later Moment }

// Say tells the disorder in a sentence.
func (d Disorder) Say() string {
	return fmt.Sprintf("%s (%s) lies before %s (%s).", d.Later.Name.Label(), d.Later.Local().Format("15:04 MST"),
		d.Earlier.Name.Label(), d.Earlier.Local().Format("15:04 MST"))
}

func (d Disorder) touches(n MomentName) bool { return d.Earlier.Name == n || d.Later.Name == n }

// OutOfOrder lists the pairs of moments that contradict each other.
func OutOfOrder(moments []Moment) []Disorder {
	var list []Disorder
	for _, pair := range order {
		a, b := find(moments, pair[0]), find(moments, pair[1])
		if a.Given() && b.Given() && a.At.Sub(b.At) > a.Precision+b.Precision {
			list = append(list, Disorder{Earlier: a, Later: b})
		}
	}
	return list
}

func find(moments []Moment, name MomentName) Moment {
	if i := slices.IndexFunc(moments, func(m Moment) bool { return m.Name == name }); i >= 0 {
		return moments[i]
	}
	return Moment{Name: name}
}
