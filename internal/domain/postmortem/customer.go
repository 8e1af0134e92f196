package postmortem

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// CustomerKey names a part of the version for customers.
type CustomerKey string

// The parts in their order.
const (
	ForHappened CustomerKey = "what_happened"
	ForAffected CustomerKey = "affected"
	ForDone     CustomerKey = "done"
	ForNext     CustomerKey = "next"
)

var customerWords = []struct {
	key           CustomerKey
	heading, asks string
}{
	{ForHappened, "What happened", "In words that people outside use: what stopped working, since when, and that it is over."},
	{ForAffected, "How it affected you", "What they noticed, what became of their data, and what they have to do, if anything."},
	{ForDone, "What we did", "What brought it back. A few sentences are enough."},
	{ForNext, "What we do so that it is less likely", "What is done, and what is promised, with its date."},
}

// CustomerKeys lists the parts in the order of the text.
func CustomerKeys() []CustomerKey {
	keys := make([]CustomerKey, len(customerWords))
	for i, w := range customerWords {
		keys[i] = w.key
	}
	return keys
}

// Heading is what stands above the part.
func (k CustomerKey) Heading() string {
	for _, w := range customerWords {
		if w.key == k {
			return w.heading
		}
	}
	return ""
}

// Asks says what the part is for.
func (k CustomerKey) Asks() string {
	for _, w := range customerWords {
		if w.key == k {
			return w.asks
		}
	}
	return ""
}

// CustomerState is where the version for customers stands.
type CustomerState string

// The states. A text that is changed is a draft again; one that is released stays as it is, and
// the change begins the next edition.
const (
	CustomerDraft    CustomerState = "draft"
	CustomerApproved CustomerState = "approved"
	CustomerReleased CustomerState = "released"
)

// CustomerPart is one part of the text; Markdown.
type CustomerPart struct {
	Key    CustomerKey `json:"key"`
	Text   string      `json:"text"`
	Source string      `json:"source,omitempty"` // Where the draft took it from, in words.
}

// CustomerVersion is the text about an incident for people outside, as it is being written.
type CustomerVersion struct {
	Postmortem ID
	Edition    int // The one that is being written, or was released last; from 1.
	State      CustomerState
	Title      string
	Zone       string // The IANA zone in which times are told beside UTC.
	Parts      []CustomerPart
	Approved   *CustomerCopy // What was approved; nil while it is a draft.
	ApprovedAt time.Time
	ReleasedAt time.Time
	UpdatedAt  time.Time
	Version    int // 0: it is as the record proposes it, and nothing is kept yet.
}

// MaxCustomerPart is the longest part, in characters.
const MaxCustomerPart = 20_000

// CustomerWords is what somebody writes.
type CustomerWords struct {
	Title string
	Zone  string // Empty: UTC.
	Parts map[CustomerKey]string
}

// check says whether the words can be kept.
func (in CustomerWords) check() error {
	if err := text.CheckTitle("title", in.Title, MaxTitle); err != nil {
		return err
	}
	if err := person.CheckZone("zone", in.Zone); err != nil {
		return err
	}
	for _, key := range CustomerKeys() {
		if err := text.CheckText(string(key), in.Parts[key], MaxCustomerPart); err != nil {
			return err
		}
	}
	return nil
}

// Write replaces the text. version is the one that the writer has read; Stale when somebody has
// written meanwhile. What was approved is a draft again; after a release it begins the next
// edition. The same words again are no event, unless nothing was kept yet.
func (c *CustomerVersion) Write(pm *Postmortem, by person.Actor, at time.Time, version int, in CustomerWords) ([]event.Event, error) {
	if pm.State == NotRequired {
		return nil, problem.Conflict("No postmortem is required here.")
	}
	in.Title, in.Zone = strings.TrimSpace(in.Title), cmp.Or(in.Zone, "UTC")
	if err := in.check(); err != nil {
		return nil, err
	}
	body := CustomerWritten{Parts: map[CustomerKey]string{}}
	next := make([]CustomerPart, 0, len(CustomerKeys()))
	for _, key := range CustomerKeys() {
		p := c.Part(key)
		words := strings.ReplaceAll(in.Parts[key], "\r\n", "\n")
		if words != p.Text {
			p.Text, p.Source = words, edited(p.Source)
			body.Parts[key] = words
		} else if c.Version == 0 {
			body.Parts[key] = words
		}
		next = append(next, p)
	}
	if c.Version > 0 && len(body.Parts) == 0 && in.Title == c.Title && in.Zone == c.Zone {
		return nil, nil
	}
	if version != c.Version {
		return nil, problem.Stale(c.Version)
	}
	if c.State == CustomerReleased || c.Edition == 0 {
		c.Edition++
	}
	c.Title, c.Zone, c.Parts, c.State = in.Title, in.Zone, next, CustomerDraft
	c.Approved, c.ApprovedAt, c.UpdatedAt = nil, time.Time{}, at
	body.Edition, body.Title, body.Zone = c.Edition, c.Title, c.Zone
	return []event.Event{pm.happened(by, at, body)}, nil
}

// Part is one part of the text; empty when nothing was written.
func (c *CustomerVersion) Part(key CustomerKey) CustomerPart {
	if i := slices.IndexFunc(c.Parts, func(p CustomerPart) bool { return p.Key == key }); i >= 0 {
		return c.Parts[i]
	}
	return CustomerPart{Key: key}
}

// Approve says that this text, with these times, may be released.
func (c *CustomerVersion) Approve(pm *Postmortem, by person.Actor, at time.Time, approved CustomerCopy) (event.Event, error) {
	switch {
	case c.Version == 0:
		return event.Event{}, problem.Conflict("Nothing is written for customers yet.").Next("Save the draft first.")
	case c.State == CustomerReleased:
		return event.Event{}, problem.Conflict("This text is released.").Next("Change it to begin the next edition.")
	case c.State == CustomerApproved && c.Approved.Same(approved):
		return event.Event{}, problem.Conflict("This text is approved already.")
	}
	c.State, c.Approved, c.ApprovedAt = CustomerApproved, &approved, at
	return pm.happened(by, at, CustomerWasApproved{Edition: c.Edition}), nil
}

// CustomerReleasing is the decision to release.
type CustomerReleasing struct {
	Override string   // Why it is released although wording remains that does not help; recorded.
	Keep     []string // Keys of what looks like names, and is none.

	kept int // In how many places.
}

// Release makes the approved text the one that leaves the house. Whether anything is missing has
// been asked before with CustomerWaits.
func (c *CustomerVersion) Release(pm *Postmortem, by person.Actor, at time.Time, in CustomerReleasing) (event.Event, error) {
	switch {
	case c.State == CustomerReleased:
		return event.Event{}, problem.Conflict("This text is released already.")
	case c.State != CustomerApproved:
		return event.Event{}, problem.Conflict("This text is not approved.").At("approval").Next("Read it as customers will, and approve it.")
	}
	if err := text.CheckText("override", in.Override, MaxText); err != nil {
		return event.Event{}, err
	}
	c.State, c.ReleasedAt = CustomerReleased, at
	return pm.happened(by, at, CustomerWasReleased{Edition: c.Edition, Override: in.Override, Kept: in.kept}), nil
}

// CustomerRelease is one released edition: a text that never changes.
type CustomerRelease struct {
	Postmortem   ID
	Ref          string // Of the postmortem.
	Edition      int
	ReleasedAt   time.Time
	SupersededAt time.Time // Zero: this is the newest.
	Copy         CustomerCopy
}

// The bodies of the events.
type (
	// CustomerWritten keeps what changed in the version for customers.
	CustomerWritten struct {
		Edition int                    `json:"edition"`
		Title   string                 `json:"title"`
		Zone    string                 `json:"zone"`
		Parts   map[CustomerKey]string `json:"parts,omitempty"` // Those that have other words now.
	}
	// CustomerWasApproved: the text may be released.
	CustomerWasApproved struct {
		Edition int `json:"edition"`
	}
	// CustomerWasReleased: the text is for people outside from now on.
	CustomerWasReleased struct {
		Edition  int    `json:"edition"`
		Override string `json:"override,omitempty"` // Why wording stayed that it waits for.
		Kept     int    `json:"kept,omitempty"`     // In how many places it stayed.
	}
)

// Kind names the event.
func (CustomerWritten) Kind() string     { return "customer_version.written" }
func (CustomerWasApproved) Kind() string { return "customer_version.approved" }
func (CustomerWasReleased) Kind() string { return "customer_version.released" }
