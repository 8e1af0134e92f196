package signal

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Rules say how alerts become incidents. Their JSON is kept: fields are added, never renamed.
type Rules struct {
	Labels  []string      `json:"labels"`  // What alerts have in common besides source, service and environment.
	Window  time.Duration `json:"window"`  // How long after its last message a group without an incident takes more.
	Opens   Level         `json:"opens"`   // The mildest level that opens an incident; Never opens none.
	Most    int           `json:"most"`    // Incidents that alerts open within an hour, before one storm takes the rest.
	Decline bool          `json:"decline"` // An incident that nobody touched is declined when its alerts have resolved.
	Version int           `json:"-"`
}

// Never is the level of rules that open no incidents.
const Never Level = "never"

// Limits of rules.
const (
	MaxRuleLabels = 8
	MaxMost       = 100
	MaxWindow     = 7 * 24 * time.Hour
	// MostGroups is how many groups may be at work; more alerts than that are gathered by source.
	MostGroups = 500
	// PerHour is the hour that Most counts in.
	PerHour = time.Hour
)

// DefaultRules hold until somebody saves others.
func DefaultRules() Rules {
	return Rules{Labels: []string{}, Window: time.Hour, Opens: Error, Most: 10}
}

// Check returns the rules in their normal form; Invalid names the field.
func (r Rules) Check() (Rules, error) {
	labels := []string{}
	for _, l := range r.Labels {
		if l = strings.TrimSpace(l); l != "" && !slices.Contains(labels, l) {
			labels = append(labels, l)
		}
	}
	r.Labels = labels
	if len(labels) > MaxRuleLabels {
		return r, problem.Invalid("labels", "At most %d labels can be told apart by.", MaxRuleLabels)
	}
	for _, l := range labels {
		if err := text.CheckTitle("labels", l, MaxLabelName); err != nil {
			return r, err
		}
	}
	if r.Window < time.Minute || r.Window > MaxWindow {
		return r, problem.Invalid("window", "The window lies between a minute and seven days.")
	}
	if !slices.Contains([]Level{Critical, Error, Warning, Info, Never}, r.Opens) {
		return r, problem.Invalid("opens", "There is no level named %q.", text.Visible(string(r.Opens))).Next("Choose critical, error, warning, info or never.")
	}
	if r.Most < 1 || r.Most > MaxMost {
		return r, problem.Invalid("most", "The most incidents in an hour lie between 1 and %d.", MaxMost)
	}
	return r, nil
}

// opens says whether an alert of this level opens an incident.
func (r Rules) opens(l Level) bool { return r.Opens != Never && l.AtLeast(r.Opens) }

// key names what belongs together: the alerts of one source about one service in one environment,
// and of the same labels where the rules ask for them.
func (r Rules) key(s *Signal) string {
	parts := []string{string(s.Source), s.Service, s.Environment}
	for _, l := range r.Labels {
		parts = append(parts, l+"="+s.Labels[l])
	}
	return strings.Join(parts, "\x1f")
}

// stormKey names what a source adds to a storm.
func stormKey(s *Signal) string { return string(s.Source) + "\x1fstorm" }
