// Package incident owns an unplanned interruption and how people bring it back under control:
// its states, roles, timeline, hypotheses, needs and offers of help, and updates. It refuses
// severities' meaning (workspace), changes (change) and the lessons afterwards (postmortem).
//
// Start reading at Incident, then moves.go.
package incident

import (
	"fmt"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// ID identifies an incident (UUIDv7 as text).
type ID string

// Incident is an interruption, a loss of quality, or damage to data that needs a coordinated
// response.
type Incident struct {
	ID          ID
	Number      int
	Title       string
	Summary     string // What is happening, in a few sentences; Markdown.
	Severity    string // A key of workspace.Severity.
	State       State
	Phase       Phase // Only while active.
	Mode        Mode
	Private     bool
	Environment string // Empty when not known.
	Services    []string
	Affected    string // How many users suffer, in words: "about 41,000".
	DataLost    string // What is known about lost data; empty: not known yet.

	ImpactStart     time.Time // When harm began; zero when not known.
	ImpactPrecision time.Duration
	LastGood        time.Time // When it last worked; zero when not known.
	DeclaredAt      time.Time
	Dating          Dating // What DeclaredAt is worth.
	StableAt        time.Time
	ResolvedAt      time.Time
	NextUpdateDue   time.Time // Zero: nothing is promised.
	MergedInto      ID
	Version         int
}

// Ref is the name that people use: INC-142.
func (inc *Incident) Ref() string { return fmt.Sprintf("INC-%d", inc.Number) }

// Stream is the sequence of everything that happened in the incident.
func (inc *Incident) Stream() event.Stream { return StreamOf(inc.ID) }

// StreamOf is the stream of the incident with the given ID.
func StreamOf(id ID) event.Stream { return event.Stream{Noun: "incident", ID: string(id)} }

// Mode says what kind of event this is.
type Mode string

// The modes. Drills stay out of statistics.
const (
	Real          Mode = "real"
	Drill         Mode = "drill"
	Retrospective Mode = "retrospective"
)

// Declaration is what somebody says when declaring an incident.
type Declaration struct {
	Title           string
	Summary         string
	Severity        string
	Mode            Mode
	Private         bool
	Environment     string
	Services        []string
	ImpactStart     time.Time
	ImpactPrecision time.Duration
	LastGood        time.Time
}

// Limits of what people write, in characters.
const (
	MaxTitle = 200
	MaxText  = 20_000
	MaxName  = 80
	maxNames = 50
)

// Declare makes a new active incident. Invalid names the field.
func Declare(id ID, number int, by person.Actor, at time.Time, in Declaration) (*Incident, event.Event, error) {
	if in.Mode == "" {
		in.Mode = Real
	}
	if err := in.Check(at); err != nil {
		return nil, event.Event{}, err
	}
	inc := &Incident{
		ID: id, Number: number, Title: in.Title, Summary: in.Summary, Severity: in.Severity, State: Active, Phase: Investigating,
		Mode: in.Mode, Private: in.Private, Environment: in.Environment, Services: tidy(in.Services),
		ImpactStart: in.ImpactStart, ImpactPrecision: in.ImpactPrecision, LastGood: in.LastGood, DeclaredAt: at, Version: 1,
	}
	ev := inc.happened(by, at, Declared{
		Title: inc.Title, Summary: inc.Summary, Severity: inc.Severity, Mode: inc.Mode, Private: inc.Private,
		Environment: inc.Environment, Services: inc.Services,
	})
	return inc, ev, nil
}

// Check says everything that is the matter with what somebody declares; the severity is the
// desk's to find.
func (in Declaration) Check(now time.Time) error {
	return problem.All(text.CheckTitle("title", in.Title, MaxTitle), checkNames(in.Services, in.Environment),
		text.CheckText("summary", in.Summary, MaxText), checkTimes(in.ImpactStart, in.LastGood, now), checkMode(in.Mode))
}

func checkMode(m Mode) error {
	if !slices.Contains([]Mode{"", Real, Drill, Retrospective}, m) {
		return problem.Invalid("mode", "The mode must be real, drill or retrospective.")
	}
	return nil
}

func checkNames(services []string, environment string) error {
	return problem.All(checkServices(services), checkEnvironment(environment))
}

func checkServices(services []string) error {
	if len(services) > maxNames {
		return problem.Invalid("services", "At most %d services can be named.", maxNames)
	}
	for _, s := range services {
		if err := text.CheckTitle("services", s, MaxName); err != nil {
			return err
		}
	}
	return nil
}

func checkEnvironment(name string) error {
	if name == "" {
		return nil
	}
	return text.CheckTitle("environment", name, MaxName)
}

func checkTimes(impactStart, lastGood, now time.Time) error {
	if impactStart.After(now.Add(24 * time.Hour)) {
		return problem.Invalid("impact_start", "The impact cannot begin more than a day from now.")
	}
	if !impactStart.IsZero() && !lastGood.IsZero() && lastGood.After(impactStart) {
		return problem.Invalid("last_good", "It last worked before the impact began, not after.")
	}
	return nil
}

// tidy drops repeats and empty names, keeping the order.
func tidy(names []string) []string {
	out := []string{}
	for _, n := range names {
		if n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// Revision is a change of what is known about the incident; nil fields stay as they are.
type Revision struct {
	Title           *string
	Summary         *string
	Environment     *string
	Services        *[]string
	Affected        *string
	DataLost        *string
	ImpactStart     *time.Time
	ImpactPrecision *time.Duration
	LastGood        *time.Time
}

// Revise applies what is newly known. The event says which fields changed and to what.
func (inc *Incident) Revise(by person.Actor, at time.Time, in Revision) (event.Event, error) {
	next, body := *inc, Revised{}
	set(&next.Title, in.Title, &body, "title")
	set(&next.Summary, in.Summary, &body, "summary")
	set(&next.Environment, in.Environment, &body, "environment")
	set(&next.Affected, in.Affected, &body, "affected")
	set(&next.DataLost, in.DataLost, &body, "data_lost")
	if in.Services != nil && !slices.Equal(tidy(*in.Services), next.Services) {
		next.Services = tidy(*in.Services)
		body.Fields = append(body.Fields, Field{Name: "services", To: fmt.Sprint(next.Services)})
	}
	setTime(&next.ImpactStart, in.ImpactStart, &body, "impact_start")
	setTime(&next.LastGood, in.LastGood, &body, "last_good")
	if in.ImpactPrecision != nil {
		next.ImpactPrecision = *in.ImpactPrecision
	}
	if err := next.check(at); err != nil {
		return event.Event{}, err
	}
	*inc = next
	return inc.happened(by, at, body), nil
}

func (inc *Incident) check(now time.Time) error {
	if err := text.CheckTitle("title", inc.Title, MaxTitle); err != nil {
		return err
	}
	for field, s := range map[string]string{"summary": inc.Summary, "affected": inc.Affected, "data_lost": inc.DataLost} {
		if err := text.CheckText(field, s, MaxText); err != nil {
			return err
		}
	}
	if err := checkNames(inc.Services, inc.Environment); err != nil {
		return err
	}
	return checkTimes(inc.ImpactStart, inc.LastGood, now)
}

func set(dst *string, src *string, body *Revised, name string) {
	if src != nil && *src != *dst {
		*dst = *src
		body.Fields = append(body.Fields, Field{Name: name, To: *src})
	}
}

func setTime(dst, src *time.Time, body *Revised, name string) {
	if src != nil && !src.Equal(*dst) {
		*dst = src.UTC().Truncate(time.Microsecond)
		body.Fields = append(body.Fields, Field{Name: name, To: dst.Format(time.RFC3339)})
	}
}

// ChangeSeverity sets another severity, which the desk has found among the configured ones.
func (inc *Incident) ChangeSeverity(by person.Actor, at time.Time, severity, reason string) (event.Event, error) {
	if severity == inc.Severity {
		return event.Event{}, problem.Conflict("The severity is already %s.", severity)
	}
	if err := text.CheckText("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	from := inc.Severity
	inc.Severity = severity
	return inc.happened(by, at, SeverityChanged{From: from, To: severity, Reason: reason}), nil
}

func (inc *Incident) happened(by person.Actor, at time.Time, body event.Body) event.Event {
	return event.New(inc.Stream(), by, at, body)
}
