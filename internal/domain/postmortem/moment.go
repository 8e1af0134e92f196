package postmortem

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
)

// MomentName names one of the six moments.
type MomentName string

// The moments in their usual order.
const (
	ImpactStart MomentName = "impact_start"
	Detected    MomentName = "detected"
	Escalated   MomentName = "escalated"
	Diagnosed   MomentName = "diagnosed"
	Stable      MomentName = "stable"
	Resolved    MomentName = "resolved"
)

// momentWords says what each moment is.
var momentWords = []struct {
	name        MomentName
	label, asks string
}{
	{ImpactStart, "Impact start", "When harm began for somebody."},
	{Detected, "Detected", "When a monitor or a person noticed."},
	{Escalated, "Escalated", "When help beyond the first responder was called."},
	{Diagnosed, "Diagnosed", "When the working cause was known well enough to act."},
	{Stable, "Stable", "When the harm had stopped or was bounded."},
	{Resolved, "Resolved", "When service and data were back to normal, and that was verified."},
}

// MomentNames lists the moments in their usual order.
func MomentNames() []MomentName {
	names := make([]MomentName, len(momentWords))
	for i, m := range momentWords {
		names[i] = m.name
	}
	return names
}

// ParseMoment reads the name of a moment; not found when there is none with that name.
func ParseMoment(s string) (MomentName, error) {
	if slices.Contains(MomentNames(), MomentName(s)) {
		return MomentName(s), nil
	}
	return "", problem.NotFound("moment")
}

// Label is the name as people read it.
func (n MomentName) Label() string {
	for _, m := range momentWords {
		if m.name == n {
			return m.label
		}
	}
	return ""
}

// Asks says what the moment is, in a sentence beside its fields.
func (n MomentName) Asks() string {
	for _, m := range momentWords {
		if m.name == n {
			return m.asks
		}
	}
	return ""
}

// Moment is a point in the course of the incident: a time with its zone, how exactly it is
// known and what shows it; or the reason why there is none.
type Moment struct {
	Name      MomentName
	At        time.Time // UTC; zero: not known, or waived.
	Zone      string    // The IANA zone in which it is told.
	Precision time.Duration
	Evidence  string // A link, or in words what shows it.
	Waived    string // Why this moment has no time.
	Source    string // Where the draft took it from, in words; may be empty.
	Version   int
}

// Given says whether there is a time.
func (m Moment) Given() bool { return !m.At.IsZero() }

// Settled says whether publication no longer waits for the moment.
func (m Moment) Settled() bool { return m.Given() || m.Waived != "" }

// Local is the time in its own zone; in UTC when the zone is not known here.
func (m Moment) Local() time.Time {
	if loc, err := time.LoadLocation(m.Zone); err == nil {
		return m.At.In(loc)
	}
	return m.At.UTC()
}

// SetMoment gives a moment its time, or waives it with a reason. version is the one that the
// writer has read; Stale when somebody has changed the moment meanwhile.
func (pm *Postmortem) SetMoment(by person.Actor, at time.Time, m *Moment, version int, in Moment) (event.Event, error) {
	if err := pm.editable(); err != nil {
		return event.Event{}, err
	}
	if err := in.check(at); err != nil {
		return event.Event{}, err
	}
	if version != m.Version {
		return event.Event{}, problem.Stale(m.Version)
	}
	if in.Zone == "" {
		in.Zone = "UTC"
	}
	m.At, m.Zone, m.Precision, m.Evidence, m.Waived, m.Source = in.At, in.Zone, in.Precision, in.Evidence, in.Waived, ""
	body := MomentSet{Moment: m.Name, At: m.At, Zone: m.Zone, Evidence: m.Evidence, Waived: m.Waived}
	return pm.happened(by, at, body).About(string(m.Name)).Within(m.Precision), nil
}

func (m Moment) check(now time.Time) error {
	if err := person.CheckZone("zone", m.Zone); err != nil {
		return err
	}
	for field, s := range map[string]string{"evidence": m.Evidence, "waived": m.Waived} {
		if err := text.CheckText(field, s, MaxText); err != nil {
			return err
		}
	}
	switch {
	case m.Given() && m.Waived != "":
		return problem.Invalid("waived", "Give the time or say why there is none, not both.")
	case !m.Given() && text.IsBlank(m.Waived):
		return problem.Invalid("at", "Give the time, or say why there is none.").Next("For example 2026-10-02T16:15:00+02:00.")
	case m.At.After(now.Add(workspace.Day)):
		return problem.Invalid("at", "This time lies more than a day ahead.")
	case m.Precision < 0 || m.Precision > 7*workspace.Day:
		return problem.Invalid("precision", "The precision must be between exact and 7 days.")
	}
	return nil
}
