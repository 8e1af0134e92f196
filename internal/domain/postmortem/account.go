package postmortem

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Account is what somebody who was there tells in their own words: what they saw, and what made
// sense to them then. It is theirs alone: nobody else edits it, those who write read it once it
// is handed in, and it can be taken back at any time, also from what is published.
type Account struct {
	ID         string
	Postmortem ID
	Person     person.ID
	Text       string // Markdown.
	Signature  Signature
	SignedAs   string    // What stands below it, from when it was handed in.
	ForCompany bool      // Of a private incident: it may go along when the company gets to read.
	HandedInAt time.Time // Zero: nobody else reads it.
	UpdatedAt  time.Time
	Told       bool // A published edition tells it. Filled by the store on reading.
	Version    int
}

// Signature is how somebody signs.
type Signature string

// The signatures.
const (
	ByName  Signature = "name"
	ByRole  Signature = "role"
	Unnamed Signature = "unnamed"
)

// SomebodyThere signs an account that says no more.
const SomebodyThere = "somebody who was there"

// MaxAccount is the longest account, in characters.
const MaxAccount = 20_000

// Signatures tells what each signature would say for a person with this name, who was title in
// the incident; without a title, the role cannot be chosen.
func Signatures(name, title string) map[Signature]string {
	list := map[Signature]string{ByName: name, Unnamed: SomebodyThere}
	if title != "" {
		list[ByRole] = title
	}
	return list
}

// CheckSignature looks a signature up; Invalid at signature when it cannot be chosen.
func CheckSignature(s Signature, choices map[Signature]string) (string, error) {
	signed, known := choices[s]
	if !known {
		return "", problem.Invalid("signature", "Choose how it is signed: name, role, or unnamed.")
	}
	return signed, nil
}

// Write changes the words of an account that is not handed in.
func (a *Account) Write(at time.Time, words string, s Signature, forCompany bool) error {
	if !a.HandedInAt.IsZero() {
		return problem.Conflict("This account is handed in.").Next("Take it back to change it.")
	}
	if err := text.CheckText("text", words, MaxAccount); err != nil {
		return err
	}
	a.Text, a.Signature, a.ForCompany, a.UpdatedAt = words, s, forCompany, at
	return nil
}

// HandIn gives the account to those who write, and to the next edition.
func (a *Account) HandIn(at time.Time, signedAs string) (event.Event, error) {
	if !a.HandedInAt.IsZero() {
		return event.Event{}, problem.Conflict("This account is handed in already.")
	}
	if err := text.CheckWords("text", a.Text, MaxAccount); err != nil {
		return event.Event{}, err
	}
	a.HandedInAt, a.UpdatedAt, a.SignedAs = at, at, signedAs
	return careful(a.Postmortem, at, AccountHandedIn{}), nil
}

// TakeBack takes the account out of everything that tells it; the words stay with their writer.
func (a *Account) TakeBack(at time.Time) (event.Event, error) {
	if a.HandedInAt.IsZero() {
		return event.Event{}, problem.Conflict("This account is not handed in.")
	}
	a.HandedInAt, a.UpdatedAt, a.SignedAs = time.Time{}, at, ""
	return careful(a.Postmortem, at, AccountTakenBack{}), nil
}

// Withdraw records that an account is deleted, unless nobody else ever read it.
func (a *Account) Withdraw(at time.Time) []event.Event {
	if a.HandedInAt.IsZero() {
		return nil
	}
	return []event.Event{careful(a.Postmortem, at, AccountTakenBack{})}
}

// GoesAlong says whether a handed-in account belongs to an edition for this audience.
func (a *Account) GoesAlong(private bool, to Audience) bool {
	return !private || to != Company || a.ForCompany
}

// CareStream is the record of what is between the writers and one person: it tells what happened
// and never to whom, so that nothing in it outlives a withdrawal.
func CareStream(id ID) event.Stream { return event.Stream{Noun: "care", ID: string(id)} }

// careful makes an event without person and subject.
func careful(id ID, at time.Time, body event.Body) event.Event {
	return event.New(CareStream(id), person.Anonymous, at, body)
}

// The events of the care stream about accounts.
type (
	// AccountHandedIn: somebody gave their own account to those who write.
	AccountHandedIn struct{}
	// AccountTakenBack: an account was taken back, from everything that told it.
	AccountTakenBack struct{}
)

// Kind names the event.
func (AccountHandedIn) Kind() string  { return "account.handed_in" }
func (AccountTakenBack) Kind() string { return "account.taken_back" }
