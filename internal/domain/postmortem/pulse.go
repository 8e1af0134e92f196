package postmortem

import (
	"slices"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
)

// Question is one of the three questions of the pulse.
type Question struct{ Key, Asks string }

// PulseQuestions are asked after a review of those who took part.
func PulseQuestions() []Question {
	return []Question{
		{"safe", "Was it safe to speak openly?"},
		{"learned", "Did we learn something?"},
		{"actions", "Will the actions help?"},
	}
}

// PulseAnswers are what can be answered, in the order in which they are shown.
func PulseAnswers() []Question {
	return []Question{{"yes", "Yes"}, {"partly", "Partly"}, {"no", "No"}}
}

// The limits of a pulse: how long it is open, and from how many answers on it is shown.
const (
	PulseOpen  = 7 * workspace.Day
	PulseShown = 5
)

// Pulse is what those who took part in a review say about it, without anybody knowing who said
// what. It is shown when it has closed and enough have answered, as a whole and in no parts.
type Pulse struct {
	Postmortem ID
	Edition    int
	OpenedAt   time.Time
	ClosesAt   time.Time
	ClosedAt   time.Time      // When its marks were deleted; zero: not yet.
	Counts     map[string]int // By "safe/yes". Only of a closed pulse that may be shown.
}

// OpenAt says whether it can be answered.
func (p Pulse) OpenAt(now time.Time) bool { return now.Before(p.ClosesAt) }

// Answered is how many answered. Every answer has all three questions.
func (p Pulse) Answered() int {
	n := 0
	for _, a := range PulseAnswers() {
		n += p.Counts[PulseQuestions()[0].Key+"/"+a.Key]
	}
	return n
}

// Shown says whether its counts may be shown.
func (p Pulse) Shown(now time.Time) bool { return !p.OpenAt(now) && p.Answered() >= PulseShown }

// CheckPulse refuses answers that are not complete: one of each question, and nothing else.
func CheckPulse(answers map[string]string) error {
	for _, q := range PulseQuestions() {
		if !slices.ContainsFunc(PulseAnswers(), func(a Question) bool { return a.Key == answers[q.Key] }) {
			return problem.Invalid(q.Key, "Answer yes, partly or no.")
		}
	}
	return nil
}

// The events of one's private calendar link, in the account stream.
type (
	// CalendarLinkCreated: a private link to one's calendar was made.
	CalendarLinkCreated struct{}
	// CalendarLinkRevoked: it stopped.
	CalendarLinkRevoked struct{}
)

// Kind names the event.
func (CalendarLinkCreated) Kind() string { return "calendar.link_created" }
func (CalendarLinkRevoked) Kind() string { return "calendar.link_revoked" }
