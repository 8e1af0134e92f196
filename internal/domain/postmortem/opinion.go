package postmortem

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
)

// Answer is what somebody says after reading a draft.
type Answer string

// The answers.
const (
	NothingToAdd Answer = "nothing_to_add"
	Approves     Answer = "approve"
	PleaseChange Answer = "please_change"
)

// Answers lists them in the order in which people choose one.
func Answers() []Answer { return []Answer{NothingToAdd, Approves, PleaseChange} }

// Words is the answer as people read it.
func (a Answer) Words() string {
	return map[Answer]string{NothingToAdd: "read, nothing to add", Approves: "approves", PleaseChange: "asks for a change"}[a]
}

// Opinion is what one person was asked and has said about an edition.
type Opinion struct {
	Person     person.ID
	Name       string    // Filled by the store on reading.
	AskedAt    time.Time // Zero: was not asked by name.
	Until      time.Time // The date until which an answer is hoped for; zero: none.
	Answer     Answer    // Empty: none yet.
	Reason     string    // Why a change is asked for.
	AnsweredAt time.Time
	Text       string // The fingerprint of the text that was read.
}

// Stands says whether the answer is about the text as it is now.
func (o Opinion) Stands(fingerprint string) bool { return o.Answer != "" && o.Text == fingerprint }

// Waits says whether the person was asked and has not said anything about the text as it is.
func (o Opinion) Waits(fingerprint string) bool {
	return !o.AskedAt.IsZero() && !o.Stands(fingerprint)
}

// Fingerprint tells one text of a document from another: the title, what the sections, the times,
// the whys and the accepted risks say. What becomes of actions is no part of it.
func (d Dossier) Fingerprint(title string) string {
	h := sha256.New()
	say := func(parts ...string) {
		for _, p := range parts {
			fmt.Fprintf(h, "%d:%s", len(p), p)
		}
	}
	say(title)
	for _, s := range d.Sections {
		say(string(s.Key), s.Text)
	}
	for _, m := range d.Moments {
		say(string(m.Name), fmt.Sprint(m.At.UnixMicro()), m.Zone, fmt.Sprint(int64(m.Precision)), m.Evidence, m.Waived)
	}
	numbers := d.Whys.Numbers()
	for i, w := range d.Whys.Whys {
		say(numbers[i], w.Question, w.Answer, w.Evidence, w.Factor)
		if r := w.Risk; r != nil {
			say("risk", r.Statement, r.Prevent, r.Suffer, r.Approver, fmt.Sprint(r.ReviewAt.UnixMicro()))
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

// Tally is how the approvals of a postmortem stand.
type Tally struct {
	Needed  int
	Given   int // Approvals of the text as it is.
	Able    int // How many people could approve.
	Changes int // How many ask for a change of the text as it is.
	Lapsed  int // Answers that were given before the text changed.
	Others  bool
}

// Count counts the approvals by the policy of a severity. able are those who could approve.
func (pm *Postmortem) Count(sev workspace.Severity, fingerprint string, opinions []Opinion, able []person.ID) Tally {
	t := Tally{Needed: sev.ApprovalsNeeded(), Others: sev.OthersApprove}
	for _, id := range able {
		if !t.Others || id != pm.Owner {
			t.Able++
		}
	}
	for _, o := range opinions {
		switch {
		case o.Answer == "":
		case !o.Stands(fingerprint):
			t.Lapsed++
		case o.Answer == PleaseChange:
			t.Changes++
		case o.Answer == Approves && slices.Contains(able, o.Person) && (!t.Others || o.Person != pm.Owner):
			t.Given++
		}
	}
	return t
}

// Met says whether the policy is met.
func (t Tally) Met() bool { return t.Given >= t.Needed && t.Changes == 0 }

// TooFew says whether fewer people could approve than the policy asks for.
func (t Tally) TooFew() bool { return t.Able < t.Needed }

// Lacks says what the approval still waits for, and what helps; nil when nothing.
func (t Tally) Lacks() *problem.Problem {
	switch {
	case t.Met():
		return nil
	case t.Changes > 0:
		return problem.Conflict("%s asked for.", changes(t.Changes)).At("approvals").
			Next("Change the text, or ask whoever asked for it to read again.")
	case t.TooFew():
		return problem.Conflict("%d of %d approvals are given, and only %d could approve here.", t.Given, t.Needed, t.Able).At("approvals").
			Next("Approve with a reason for the exception, or let an administrator change the policy of the severity.")
	}
	return problem.Conflict("%d of %d approvals are given.", t.Given, t.Needed).At("approvals").Next("Ask somebody else to read it.")
}

func changes(n int) string {
	if n == 1 {
		return "A change is"
	}
	return fmt.Sprintf("%d changes are", n)
}

// MaxReviewers is how many people can be asked at once.
const MaxReviewers = 50

// AskReviewers names people who are asked to read, and until when.
func (pm *Postmortem) AskReviewers(by person.Actor, at time.Time, people []person.ID, until time.Time) (event.Event, error) {
	if pm.State != InReview {
		return event.Event{}, problem.Conflict("This postmortem is %s; people are asked while it is in review.", pm.State.Words())
	}
	switch {
	case len(people) == 0:
		return event.Event{}, problem.Invalid("people", "Name at least one person.")
	case len(people) > MaxReviewers:
		return event.Event{}, problem.Invalid("people", "At most %d people can be asked at once.", MaxReviewers)
	case !until.IsZero() && until.Before(at):
		return event.Event{}, problem.Invalid("until", "This date has passed already.").Next("Choose one that is to come, or leave it empty.")
	case until.After(at.Add(farAhead)):
		return event.Event{}, problem.Invalid("until", "This is more than a year ahead.")
	}
	return pm.happened(by, at, ReviewersAsked{People: people, Until: until, Edition: pm.Edition}), nil
}

// Say keeps what somebody says after reading: an answer that does not complete the approval.
func (pm *Postmortem) Say(by person.Actor, at time.Time, o Opinion) (event.Event, error) {
	if err := pm.CheckAnswer(o); err != nil {
		return event.Event{}, err
	}
	return pm.happened(by, at, ReviewAnswered{Answer: o.Answer, Reason: o.Reason, Edition: pm.Edition}), nil
}

// CheckAnswer says whether an answer can be given now: only in review, a change with its reason.
func (pm *Postmortem) CheckAnswer(o Opinion) error {
	switch {
	case !slices.Contains(Answers(), o.Answer):
		return problem.Invalid("answer", "The answer must be nothing_to_add, approve or please_change.")
	case o.Answer == Approves && pm.State != InReview:
		c := *pm
		return c.move(Approved)
	case pm.State != InReview:
		return problem.Conflict("This postmortem is %s; answers are given while it is in review.", pm.State.Words())
	case o.Answer == PleaseChange:
		return text.CheckWords("reason", o.Reason, MaxText)
	}
	return text.CheckText("reason", o.Reason, MaxText)
}

// Settle approves the document when the policy is met, or when a reason for an exception is given
// because fewer people could approve than the policy asks for.
func (pm *Postmortem) Settle(by person.Actor, at time.Time, t Tally, exception string) (event.Event, error) {
	if err := text.CheckText("exception", exception, MaxText); err != nil {
		return event.Event{}, err
	}
	switch {
	case t.Met():
		exception = ""
	case text.IsBlank(exception):
		return event.Event{}, t.Lacks()
	case t.Changes > 0:
		return event.Event{}, t.Lacks()
	case !t.TooFew():
		return event.Event{}, problem.Invalid("exception", "There are enough people who could approve: %d of %d needed.", t.Able, t.Needed).
			Next("Ask somebody else to read it.")
	case t.Given == 0 && t.Able > 0:
		return event.Event{}, t.Lacks()
	}
	if _, err := pm.Approve(by, at); err != nil {
		return event.Event{}, err
	}
	return pm.happened(by, at, WasApproved{Edition: pm.Edition, Given: t.Given, Needed: t.Needed, Exception: exception}), nil
}

type (
	// ReviewersAsked: these people are asked to read.
	ReviewersAsked struct {
		People  []person.ID `json:"people"`
		Until   time.Time   `json:"until,omitzero"`
		Edition int         `json:"edition"`
	}
	// ReviewAnswered: somebody has read it and says so.
	ReviewAnswered struct {
		Answer  Answer `json:"answer"`
		Reason  string `json:"reason,omitempty"`
		Edition int    `json:"edition"`
	}
	// Reminded: the owner was told of a date.
	Reminded struct {
		Of      Promise   `json:"of"`
		Days    int       `json:"days"` // Before the date: -1; on it: 0; after it: 3.
		Due     time.Time `json:"due"`
		Edition int       `json:"edition"`
		Risk    RiskID    `json:"risk,omitempty"` // Of OfRisk: which one, and its reference.
		Ref     string    `json:"ref,omitempty"`
	}
)

// Kind names the event.
func (ReviewersAsked) Kind() string { return "review.asked" }
func (ReviewAnswered) Kind() string { return "review.answered" }
func (Reminded) Kind() string       { return "postmortem.reminded" }

// Promise is what was promised by a date.
type Promise string

// The promises.
const (
	OfDraft       Promise = "draft"
	OfPublication Promise = "publication"
	OfRisk        Promise = "risk" // That somebody looks at an accepted risk again.
)

// Reminders are the days on which an owner hears of a promised date.
func Reminders() []int { return []int{-1, 0, 3} }

// RemindedFor is how long after a date its owner may still hear of it.
const RemindedFor = 30 * workspace.Day

// Due says which reminder is due now for whoever owns the postmortem, and whether there is one:
// of the draft while it is written, of publication until it is published. What was missed for
// long is told once, by the last of them.
func (pm *Postmortem) Due(now time.Time) (Reminded, bool) {
	if pm.Owner == "" || !pm.PublishedAt.IsZero() {
		return Reminded{}, false
	}
	r := Reminded{Of: OfPublication, Due: pm.PublishDue, Edition: pm.Edition}
	switch pm.State {
	case Drafting:
		r.Of, r.Due = OfDraft, pm.DraftDue
		if !pm.PublishDue.IsZero() && !now.Before(pm.PublishDue.Add(-workspace.Day)) { // What comes last is what counts.
			r.Of, r.Due = OfPublication, pm.PublishDue
		}
	case InReview, Approved:
	default:
		return Reminded{}, false
	}
	return r.due(now)
}

// RiskDue says which reminder of an accepted risk is due now for whoever owns the postmortem, and
// whether there is one, as Due does. One that ended has none.
func (pm *Postmortem) RiskDue(now time.Time, risk *Risk) (Reminded, bool) {
	if pm.Owner == "" || !risk.EndedAt.IsZero() {
		return Reminded{}, false
	}
	return Reminded{Of: OfRisk, Due: risk.ReviewAt, Edition: pm.Edition, Risk: risk.ID, Ref: risk.Ref()}.due(now)
}

// due says on which of its days a reminder is now, and whether it is on one.
func (r Reminded) due(now time.Time) (Reminded, bool) {
	if r.Due.IsZero() || now.After(r.Due.Add(RemindedFor)) {
		return Reminded{}, false
	}
	found := false
	for _, days := range Reminders() {
		if !now.Before(r.Due.Add(time.Duration(days) * workspace.Day)) {
			r.Days, found = days, true
		}
	}
	return r, found
}

// Remind records that the owner is told.
func (pm *Postmortem) Remind(at time.Time, r Reminded) event.Event {
	return pm.happened(person.System, at, r)
}
