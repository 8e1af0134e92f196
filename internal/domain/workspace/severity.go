package workspace

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Day is what the days of a policy are counted in.
const Day = 24 * time.Hour

// Severity is how bad an incident is for the people outside, and what follows from that.
type Severity struct {
	Key           string // Stays for ever: incidents hold it. SEV1.
	Name          string // What people read; may change.
	Description   string // How one recognises it, in plain words.
	Rank          int    // 1 is the most severe.
	UpdateEvery   time.Duration
	DraftWithin   time.Duration // Whole days from resolution to the first draft of the postmortem.
	PublishWithin time.Duration // Whole days from resolution to publication.
	Retired       bool          // No longer offered; kept for incidents that have it.
	Approvals     int           // How many people have to approve a postmortem; 0 and 1: one.
	OthersApprove bool          // The approval of whoever owns the postmortem does not count.
}

// MaxApprovals is how many approvals a policy can ask for.
const MaxApprovals = 10

// ApprovalsNeeded is how many people have to approve a postmortem of this severity: one, unless
// the policy asks for more.
func (s Severity) ApprovalsNeeded() int { return max(1, s.Approvals) }

// Severities is the list that the installation uses, most severe first.
type Severities struct {
	List    []Severity
	Version int // 0 until somebody saves it.
}

// MaxSeverities is how many can be kept, retired ones included.
const MaxSeverities = 12

// DefaultSeverities is what holds until somebody saves something else.
func DefaultSeverities() Severities {
	of := func(rank int, key, says string, updates time.Duration, draft, publish int) Severity {
		return Severity{
			Key: key, Name: key, Description: says, Rank: rank, UpdateEvery: updates,
			DraftWithin: time.Duration(draft) * Day, PublishWithin: time.Duration(publish) * Day,
		}
	}
	return Severities{List: []Severity{
		of(1, "SEV1", "Most people cannot use what they came for, or data is being lost or exposed.", 30*time.Minute, 3, 10),
		of(2, "SEV2", "An important part is down or very slow for many people; no good way around it.", time.Hour, 3, 10),
		of(3, "SEV3", "Something is broken for some people, or there is a way around it.", 4*time.Hour, 5, 14),
		of(4, "SEV4", "Hardly anybody notices yet; worth understanding before it grows.", Day, 7, 21),
	}}
}

// Find returns the severity with this key; Invalid at severity when there is none. Retired
// ones are found: old incidents have them.
func (s Severities) Find(key string) (Severity, error) {
	for _, sev := range s.List {
		if sev.Key == key {
			return sev, nil
		}
	}
	if key == "" {
		return Severity{}, problem.Invalid("severity", "Choose a severity.").Next("It is one of: " + strings.Join(s.keys(), ", ") + ".")
	}
	return Severity{}, problem.Invalid("severity", "There is no severity %q.", shorten(key)).
		Next("Choose one of: " + strings.Join(s.keys(), ", ") + ".")
}

// Choose returns the severity that somebody picks for an incident; Invalid at severity when
// there is none or when it is retired.
func (s Severities) Choose(key string) (Severity, error) {
	sev, err := s.Find(key)
	if err == nil && sev.Retired {
		return Severity{}, problem.Invalid("severity", "The severity %q is no longer used.", key).
			Next("Choose one of: " + strings.Join(s.keys(), ", ") + ".")
	}
	return sev, err
}

// Offered returns the severities that can be chosen, most severe first.
func (s Severities) Offered() []Severity {
	return slices.DeleteFunc(slices.Clone(s.List), func(sev Severity) bool { return sev.Retired })
}

// Follow checks a list that is to follow this one and returns it sorted by rank. A key that
// exists has to stay, since incidents hold it: it can be renamed or retired.
func (s Severities) Follow(next []Severity) (Severities, error) {
	for _, old := range s.List {
		if !slices.ContainsFunc(next, func(n Severity) bool { return n.Key == old.Key }) {
			return s, problem.Invalid("severities", "The severity %q is missing; incidents may have it.", old.Key).
				Next("Keep it and mark it as retired.")
		}
	}
	list := slices.Clone(next)
	slices.SortStableFunc(list, func(a, b Severity) int { return a.Rank - b.Rank })
	for i := range list {
		list[i].Name, list[i].Description = strings.TrimSpace(list[i].Name), strings.TrimSpace(list[i].Description)
		if err := list[i].check(); err != nil {
			return s, err
		}
	}
	return Severities{List: list, Version: s.Version}, distinct(list)
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,15}$`)

func (s Severity) check() error {
	if !keyShape.MatchString(s.Key) {
		return problem.Invalid("key", "The key %q must be 1 to 16 letters, digits, - or _.", shorten(s.Key)).Next("For example SEV1.")
	}
	if err := text.CheckTitle("name", s.Name, 40); err != nil {
		return err
	}
	if err := text.CheckTitle("description", s.Description, 300); err != nil {
		return err
	}
	switch {
	case s.Rank < 1 || s.Rank > 99:
		return problem.Invalid("rank", "The rank of %s must be from 1 (most severe) to 99.", s.Key)
	case s.UpdateEvery < 5*time.Minute || s.UpdateEvery > 7*Day || s.UpdateEvery%time.Minute != 0:
		return problem.Invalid("update_every", "Updates of %s are due every 5 minutes to 7 days, in whole minutes.", s.Key)
	case !wholeDays(s.DraftWithin):
		return problem.Invalid("draft_within", "The first draft for %s is due within 1 to 90 whole days.", s.Key)
	case s.Approvals < 0 || s.Approvals > MaxApprovals:
		return problem.Invalid("approvals", "A postmortem of %s needs between 1 and %d approvals.", s.Key, MaxApprovals)
	case !wholeDays(s.PublishWithin) || s.PublishWithin < s.DraftWithin:
		return problem.Invalid("publish_within", "Publication for %s is due within 1 to 90 whole days, not before the draft.", s.Key)
	}
	return nil
}

func wholeDays(d time.Duration) bool { return d >= Day && d <= 90*Day && d%Day == 0 }

// distinct refuses a list in which two severities cannot be told apart, or none is offered.
func distinct(list []Severity) error {
	keys, names, ranks, offered := map[string]bool{}, map[string]bool{}, map[int]bool{}, 0
	for _, s := range list {
		key, name := strings.ToLower(s.Key), strings.ToLower(s.Name)
		if keys[key] || names[name] || ranks[s.Rank] {
			return problem.Invalid("severities", "Key, name and rank of %s must be its own.", s.Key)
		}
		keys[key], names[name], ranks[s.Rank] = true, true, true
		if !s.Retired {
			offered++
		}
	}
	if offered == 0 || len(list) > MaxSeverities {
		return problem.Invalid("severities", "Between 1 and %d severities are needed, one of them not retired.", MaxSeverities)
	}
	return nil
}

func (s Severities) keys() []string {
	var keys []string
	for _, sev := range s.Offered() {
		keys = append(keys, sev.Key)
	}
	return keys
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
