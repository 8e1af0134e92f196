package postmortem

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// MeetingID identifies a review meeting (UUIDv7 as text).
type MeetingID string

// Meeting is where people go through a postmortem together.
type Meeting struct {
	ID         MeetingID
	Postmortem ID
	Edition    int
	Schedule
	Sequence    int // How often what calendars know of it has changed: SEQUENCE of iCalendar.
	MadeAt      time.Time
	BegunAt     time.Time // When the Prime Directive was read and accepted in it.
	EndedAt     time.Time
	CancelledAt time.Time
	Reason      string // Why it was cancelled.
	Version     int
}

// Schedule says when and where a meeting is, and who is invited.
type Schedule struct {
	StartsAt time.Time
	Zone     string // IANA; empty: UTC.
	Lasts    time.Duration
	Place    string      // A room, or an address on the web.
	Agenda   string      // Plain text; empty: the usual one.
	Guests   []person.ID // Empty: everybody who may read the draft may join.
}

// Limits of a meeting.
const (
	MaxPlace       = 300
	MaxGuests      = 100
	MinMeeting     = 5 * time.Minute
	MaxMeeting     = 8 * time.Hour
	DefaultMeeting = time.Hour
	farAhead       = 366 * 24 * time.Hour
)

// Usual fills in what was left open: an hour in UTC, with the usual agenda.
func (s Schedule) Usual() Schedule {
	if s.Zone == "" {
		s.Zone = "UTC"
	}
	if s.Lasts == 0 {
		s.Lasts = DefaultMeeting
	}
	if text.IsBlank(s.Agenda) {
		s.Agenda = AgendaText()
	}
	s.Place = strings.TrimSpace(s.Place)
	slices.Sort(s.Guests)
	s.Guests = slices.Compact(s.Guests)
	return s
}

// Local is the beginning in the zone of the meeting.
func (s Schedule) Local() time.Time { return Moment{At: s.StartsAt, Zone: s.Zone}.Local() }

// EndsAt is when the meeting is planned to end.
func (s Schedule) EndsAt() time.Time { return s.StartsAt.Add(s.Lasts) }

func (s Schedule) check(now time.Time) error {
	switch {
	case s.StartsAt.IsZero():
		return problem.Invalid("starts_at", "Say when the meeting begins.").Next("With its time zone.")
	case s.StartsAt.Before(now):
		return problem.Invalid("starts_at", "This time has passed already.").Next("Choose a time that is to come.")
	case s.StartsAt.After(now.Add(farAhead)):
		return problem.Invalid("starts_at", "This is more than a year ahead.")
	case s.Lasts < MinMeeting || s.Lasts > MaxMeeting || s.Lasts%time.Minute != 0:
		return problem.Invalid("minutes", "A meeting lasts between 5 minutes and 8 hours.")
	case len(s.Guests) > MaxGuests:
		return problem.Invalid("guests", "At most %d people can be invited by name.", MaxGuests).Next("Without names, everybody who may read the draft may join.")
	}
	if err := person.CheckZone("zone", s.Zone); err != nil {
		return err
	}
	if s.Place != "" {
		if err := text.CheckTitle("place", s.Place, MaxPlace); err != nil {
			return err
		}
	}
	return text.CheckText("agenda", s.Agenda, MaxText)
}

// Open says whether the meeting is still to come, or under way.
func (m *Meeting) Open() bool { return m.EndedAt.IsZero() && m.CancelledAt.IsZero() }

// UnderWay says whether the meeting has begun and is not over.
func (m *Meeting) UnderWay() bool { return m.Open() && !m.BegunAt.IsZero() }

// ScheduleMeeting plans a review meeting.
func (pm *Postmortem) ScheduleMeeting(by person.Actor, at time.Time, id MeetingID, in Schedule) (*Meeting, event.Event, error) {
	if err := pm.reviewable(); err != nil {
		return nil, event.Event{}, err
	}
	in = in.Usual()
	if err := in.check(at); err != nil {
		return nil, event.Event{}, err
	}
	m := &Meeting{ID: id, Postmortem: pm.ID, Edition: pm.Edition, Schedule: in, MadeAt: at, Version: 1}
	return m, pm.happened(by, at, MeetingScheduled{Meeting: id, Planned: in.planned()}).About(string(id)), nil
}

// reviewable says whether there is a document to review.
func (pm *Postmortem) reviewable() error {
	if pm.State == NotRequired {
		return problem.Conflict("No postmortem is required here.")
	}
	return nil
}

// MoveMeeting plans a meeting that has not begun for another time or place. Nothing happens when
// nothing differs.
func (pm *Postmortem) MoveMeeting(by person.Actor, at time.Time, m *Meeting, in Schedule) ([]event.Event, error) {
	if err := m.planned(); err != nil {
		return nil, err
	}
	in = in.Usual()
	if err := in.check(at); err != nil {
		return nil, err
	}
	if m.same(in) {
		return nil, nil
	}
	m.Schedule = in
	m.Sequence++
	return []event.Event{pm.happened(by, at, MeetingMoved{Meeting: m.ID, Sequence: m.Sequence, Planned: in.planned()}).About(string(m.ID))}, nil
}

func (s Schedule) same(t Schedule) bool {
	return s.StartsAt.Equal(t.StartsAt) && s.Zone == t.Zone && s.Lasts == t.Lasts && s.Place == t.Place && s.Agenda == t.Agenda && slices.Equal(s.Guests, t.Guests)
}

// CancelMeeting takes a planned meeting off. A reason is needed.
func (pm *Postmortem) CancelMeeting(by person.Actor, at time.Time, m *Meeting, reason string) (event.Event, error) {
	if err := m.planned(); err != nil {
		return event.Event{}, err
	}
	if err := text.CheckWords("reason", reason, MaxText); err != nil {
		return event.Event{}, err
	}
	m.CancelledAt, m.Reason = at, reason
	m.Sequence++
	return pm.happened(by, at, MeetingCancelled{Meeting: m.ID, Sequence: m.Sequence, Reason: reason}).About(string(m.ID)), nil
}

// planned says whether the meeting can still be moved or cancelled.
func (m *Meeting) planned() error {
	switch {
	case !m.CancelledAt.IsZero():
		return problem.Conflict("This meeting was cancelled.").Next("Plan another one.")
	case !m.EndedAt.IsZero():
		return problem.Conflict("This meeting is over.").Next("Plan another one.")
	case !m.BegunAt.IsZero():
		return problem.Conflict("This meeting has begun.").Next("End it first.")
	}
	return nil
}

// BeginMeeting says that the Prime Directive was read aloud and is accepted, and that the meeting
// goes on from there. Twice is once: the second time there is no event.
func (pm *Postmortem) BeginMeeting(by person.Actor, at time.Time, m *Meeting) ([]event.Event, error) {
	if m.UnderWay() {
		return nil, nil
	}
	if err := m.planned(); err != nil {
		return nil, err
	}
	events, err := pm.Acknowledge(by, at)
	if err != nil {
		return nil, err
	}
	m.BegunAt = at
	return append(events, pm.happened(by, at, MeetingBegun{Meeting: m.ID}).About(string(m.ID))), nil
}

// under returns nil while the meeting goes on.
func (m *Meeting) under() error {
	if m.UnderWay() {
		return nil
	}
	if !m.Open() {
		return problem.Conflict("This meeting is over.")
	}
	return problem.Conflict("The meeting has not begun.").At("directive").Next("Read the Prime Directive together first.")
}

// EndMeeting ends a meeting that has begun.
func (pm *Postmortem) EndMeeting(by person.Actor, at time.Time, m *Meeting, present int) (event.Event, error) {
	if err := m.under(); err != nil {
		return event.Event{}, err
	}
	m.EndedAt = at
	return pm.happened(by, at, MeetingEnded{Meeting: m.ID, Present: present}).About(string(m.ID)), nil
}

// Others are people without an account who were there, by the role they have.
type Others struct {
	Role  string
	Count int
}

// MaxOthers is how many people of one role can be counted.
const MaxOthers = 500

// Attend notes that somebody with an account is there, or is not there after all. was says
// whether it was noted already: then there is no event.
func (pm *Postmortem) Attend(by person.Actor, at time.Time, m *Meeting, here, was bool) ([]event.Event, error) {
	if err := m.under(); err != nil {
		return nil, err
	}
	if here == was {
		return nil, nil
	}
	return []event.Event{pm.happened(by, at, MeetingAttended{Meeting: m.ID, Left: !here}).About(string(m.ID))}, nil
}

// CountOthers notes how many people without an account are there. Zero takes the role off again.
func (pm *Postmortem) CountOthers(by person.Actor, at time.Time, m *Meeting, in Others) (event.Event, error) {
	if err := m.under(); err != nil {
		return event.Event{}, err
	}
	if err := text.CheckTitle("role", in.Role, MaxName); err != nil {
		return event.Event{}, err
	}
	if in.Count < 0 || in.Count > MaxOthers {
		return event.Event{}, problem.Invalid("count", "The number must be between 0 and %d.", MaxOthers)
	}
	return pm.happened(by, at, MeetingCounted{Meeting: m.ID, Role: in.Role, Count: in.Count}).About(string(m.ID)), nil
}

// Outcome is what a decision in a meeting becomes.
type Outcome string

// The outcomes.
const (
	BecomesAction Outcome = "action"
	BecomesRisk   Outcome = "risk"
	BecomesNote   Outcome = "note"
)

// Outcomes lists them in the order in which people choose one.
func Outcomes() []Outcome { return []Outcome{BecomesAction, BecomesRisk, BecomesNote} }

// Decision is what a meeting decided.
type Decision struct {
	Outcome Outcome
	Text    string
	Ref     string // Of the action.
	Why     WhyID  // The why that it answers; empty: none.
}

// Decide writes down what the meeting decided.
func (pm *Postmortem) Decide(by person.Actor, at time.Time, m *Meeting, in Decision) (event.Event, error) {
	if err := m.under(); err != nil {
		return event.Event{}, err
	}
	if !slices.Contains(Outcomes(), in.Outcome) {
		return event.Event{}, problem.Invalid("becomes", "A decision becomes an action, an accepted risk or a note.")
	}
	if err := text.CheckWords("text", in.Text, MaxText); err != nil {
		return event.Event{}, err
	}
	return pm.happened(by, at, MeetingDecided{Meeting: m.ID, Becomes: in.Outcome, Text: in.Text, Ref: in.Ref, Why: in.Why}).About(string(m.ID)), nil
}

// The bodies of the events of a meeting. None of them says who was there.
type (
	// Planned is what people were told of a meeting.
	Planned struct {
		StartsAt time.Time `json:"starts_at"`
		Zone     string    `json:"zone"`
		Minutes  int       `json:"minutes"`
		Place    string    `json:"place,omitempty"`
		Guests   int       `json:"guests,omitempty"` // How many are invited by name.
	}
	// MeetingScheduled: people meet to go through the document.
	MeetingScheduled struct {
		Meeting MeetingID `json:"meeting"`
		Planned
	}
	// MeetingMoved: another time, place, agenda or list of guests.
	MeetingMoved struct {
		Meeting  MeetingID `json:"meeting"`
		Sequence int       `json:"sequence"`
		Planned
	}
	// MeetingCancelled: it does not take place.
	MeetingCancelled struct {
		Meeting  MeetingID `json:"meeting"`
		Sequence int       `json:"sequence"`
		Reason   string    `json:"reason"`
	}
	// MeetingBegun: the Prime Directive was read and accepted, and the meeting went on.
	MeetingBegun struct {
		Meeting MeetingID `json:"meeting"`
	}
	// MeetingAttended: somebody is there, or is not there after all. Who, only the list of those
	// present says: whoever is taken off it is in no record.
	MeetingAttended struct {
		Meeting MeetingID `json:"meeting"`
		Left    bool      `json:"left,omitempty"`
	}
	// MeetingCounted: so many people without an account are there.
	MeetingCounted struct {
		Meeting MeetingID `json:"meeting"`
		Role    string    `json:"role"`
		Count   int       `json:"count"`
	}
	// MeetingDecided: what was decided, and what became of it.
	MeetingDecided struct {
		Meeting MeetingID `json:"meeting"`
		Becomes Outcome   `json:"becomes"`
		Text    string    `json:"text"`
		Ref     string    `json:"ref,omitempty"` // Of the action.
		Why     WhyID     `json:"why,omitempty"`
	}
	// MeetingEnded: it is over.
	MeetingEnded struct {
		Meeting MeetingID `json:"meeting"`
		Present int       `json:"present"`
	}
)

func (s Schedule) planned() Planned {
	return Planned{StartsAt: s.StartsAt, Zone: s.Zone, Minutes: int(s.Lasts / time.Minute), Place: s.Place, Guests: len(s.Guests)}
}

// Kind names the event.
func (MeetingScheduled) Kind() string { return "meeting.scheduled" }
func (MeetingMoved) Kind() string     { return "meeting.moved" }
func (MeetingCancelled) Kind() string { return "meeting.cancelled" }
func (MeetingBegun) Kind() string     { return "meeting.begun" }
func (MeetingAttended) Kind() string  { return "meeting.attended" }
func (MeetingCounted) Kind() string   { return "meeting.counted" }
func (MeetingDecided) Kind() string   { return "meeting.decided" }
func (MeetingEnded) Kind() string     { return "meeting.ended" }
