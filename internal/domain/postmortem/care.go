package postmortem

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
)

// LookTime is how long publication waits, from when review was asked for, for somebody who asked
// to see the draft first.
const LookTime = 3 * workspace.Day

// MaxCorrections is how many corrections one person may have open in one postmortem.
const MaxCorrections = 20

// FirstLook is the wish of somebody who took part to see the draft before it is published. It is
// theirs alone: others are told that somebody asked, and never who or how many.
type FirstLook struct {
	Postmortem ID
	Person     person.ID
	AskedAt    time.Time // Zero: they did not ask.
	Said       int       // The edition that they have seen, or said something about; 0 for none.
}

// Asked says whether they asked.
func (l *FirstLook) Asked() bool { return !l.AskedAt.IsZero() }

// Ask asks to see the draft first. Twice is once. The events of these wishes tell what there was
// none of before, or is none of any more: one for each person would count them. So there is none
// while somebody else has asked, too.
func (l *FirstLook) Ask(at time.Time, others bool) []event.Event {
	if l.Asked() {
		return nil
	}
	l.AskedAt = at
	if others {
		return nil
	}
	return []event.Event{careful(l.Postmortem, at, LookAsked{})}
}

// See says that the draft of an edition was seen.
func (l *FirstLook) See(edition int) { l.Said = max(l.Said, edition) }

// TakeBack records that the wish is taken back, unless there was none or somebody else has it, too.
func (l *FirstLook) TakeBack(at time.Time, others bool) []event.Event {
	if !l.Asked() || others {
		return nil
	}
	return []event.Event{careful(l.Postmortem, at, LookTakenBack{})}
}

// Correction is how somebody would tell their own words or acts that a draft tells otherwise.
type Correction struct {
	ID         string
	Postmortem ID
	Person     person.ID // Told to nobody else.
	Section    Key
	Words      string // As they stand.
	Instead    string
	Why        string // May be empty.
	MadeAt     time.Time
	Taken      bool   // The text says it so.
	Answer     string // Why it does not.
	SettledAt  time.Time
}

// Open says whether nobody has taken or answered it.
func (c *Correction) Open() bool { return c.SettledAt.IsZero() }

// Same says whether another correction proposes the same.
func (c *Correction) Same(other Correction) bool {
	return c.Section == other.Section && c.Words == other.Words && c.Instead == other.Instead && c.Why == other.Why
}

// Correct proposes a correction of a draft; saying something is also having seen it.
func (l *FirstLook) Correct(at time.Time, edition int, c Correction) (*Correction, event.Event, error) {
	if _, err := ParseKey(string(c.Section)); err != nil {
		return nil, event.Event{}, err
	}
	if err := text.CheckWords("words", c.Words, MaxQuote); err != nil {
		return nil, event.Event{}, err
	}
	if err := text.CheckWords("instead", c.Instead, MaxText); err != nil {
		return nil, event.Event{}, err
	}
	if err := text.CheckText("why", c.Why, MaxText); err != nil {
		return nil, event.Event{}, err
	}
	c.Postmortem, c.Person, c.MadeAt = l.Postmortem, l.Person, at
	l.See(edition)
	return &c, careful(l.Postmortem, at, CorrectionProposed{}), nil
}

// Take says that the text tells it so now.
func (c *Correction) Take(at time.Time) (event.Event, error) {
	if err := c.settle(at); err != nil {
		return event.Event{}, err
	}
	c.Taken = true
	return careful(c.Postmortem, at, CorrectionTaken{}), nil
}

// Reply says why the text stays as it is. A reason is needed.
func (c *Correction) Reply(at time.Time, reason string) (event.Event, error) {
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	if err := c.settle(at); err != nil {
		return event.Event{}, err
	}
	c.Answer = reason
	return careful(c.Postmortem, at, CorrectionAnswered{}), nil
}

func (c *Correction) settle(at time.Time) error {
	if !c.Open() {
		return problem.Conflict("This correction was taken or answered already.")
	}
	c.SettledAt = at
	return nil
}

// Care is what publication waits for on behalf of those who were there. It tells whether, and
// never who or how many.
type Care struct {
	Unseen   bool         // Somebody asked to see the draft first, and has said nothing yet.
	ReviewAt time.Time    // When review of this edition was asked for; zero: not yet.
	Open     []Correction // Neither taken nor answered, without who proposed them.
}

// Waits says whether publication waits for anything of it now.
func (c Care) Waits(now time.Time) bool { return len(c.Open) > 0 || c.waitsForLook(now) }

func (c Care) waitsForLook(now time.Time) bool {
	return c.Unseen && (c.ReviewAt.IsZero() || now.Before(c.ReviewAt.Add(LookTime)))
}

func (c Care) missing(now time.Time, onward string) []*problem.Problem {
	var list []*problem.Problem
	if !text.IsBlank(onward) {
		return nil
	}
	if c.waitsForLook(now) {
		list = append(list, problem.Conflict("Somebody who was there asked to see it first.").At("care").
			Next("It waits for at most three days from when review was asked for. Publish before that only with a recorded reason."))
	}
	if len(c.Open) > 0 {
		list = append(list, problem.Conflict("A correction by somebody who was there is not answered.").At("care").
			Next("Take it, or answer it with a reason."))
	}
	return list
}

// CoAuthor is somebody who took part in an incident and says so of an action that follows from it.
type CoAuthor struct {
	Action    string
	Person    person.ID
	Signature Signature // By name or by role; empty: they say nothing.
	SignedAs  string
}

// CoSignatures are the signatures of a co-author: there is none without a name or a role.
func CoSignatures(name, title string) map[Signature]string {
	list := Signatures(name, title)
	delete(list, Unnamed)
	return list
}

// Sign makes somebody a co-author, by their own consent; who is one already is told of otherwise
// from now on, without an event.
func (c *CoAuthor) Sign(at time.Time, s Signature, choices map[Signature]string) ([]event.Event, error) {
	signed, known := choices[s]
	if !known {
		return nil, problem.Invalid("signature", "Choose how you are told of: by name, or by role.")
	}
	again := c.Signature != ""
	if c.Signature, c.SignedAs = s, signed; again {
		return nil, nil
	}
	return []event.Event{careful(ID(c.Action), at, CoAuthorSigned{})}, nil
}

// Withdraw records that a co-author is none any more, unless there was none.
func (c *CoAuthor) Withdraw(at time.Time) []event.Event {
	if c.Signature == "" {
		return nil
	}
	return []event.Event{careful(ID(c.Action), at, CoAuthorWithdrawn{})}
}

// The events of the care stream about drafts, and about actions (whose stream has their ID).
type (
	// LookAsked: somebody who was there asked to see the draft first.
	LookAsked struct{}
	// LookTakenBack: they did so no longer.
	LookTakenBack struct{}
	// CorrectionProposed: somebody would tell their own words or acts otherwise.
	CorrectionProposed struct{}
	// CorrectionTaken: the text tells it so.
	CorrectionTaken struct{}
	// CorrectionAnswered: the text stays, and they are told why.
	CorrectionAnswered struct{}
	// CoAuthorSigned: somebody who was there is a co-author of an action.
	CoAuthorSigned struct{}
	// CoAuthorWithdrawn: they are none any more.
	CoAuthorWithdrawn struct{}
)

// Kind names the event.
func (LookAsked) Kind() string          { return "look.asked" }
func (LookTakenBack) Kind() string      { return "look.taken_back" }
func (CorrectionProposed) Kind() string { return "correction.proposed" }
func (CorrectionTaken) Kind() string    { return "correction.taken" }
func (CorrectionAnswered) Kind() string { return "correction.answered" }
func (CoAuthorSigned) Kind() string     { return "co_author.signed" }
func (CoAuthorWithdrawn) Kind() string  { return "co_author.withdrawn" }
