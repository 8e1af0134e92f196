package incident

import (
	"time"

	"candor.dev/candor/internal/domain/person"
)

// The bodies of an incident's events. Their JSON is kept for ever: fields are added, never
// renamed.
type (
	// Declared opens the stream of an incident.
	Declared struct {
		Title       string   `json:"title"`
		Summary     string   `json:"summary,omitempty"`
		Severity    string   `json:"severity"`
		Mode        Mode     `json:"mode"`
		Private     bool     `json:"private,omitempty"`
		Environment string   `json:"environment,omitempty"`
		Services    []string `json:"services,omitempty"`
	}
	// Revised says what became known.
	Revised struct {
		Fields []Field `json:"fields"`
	}
	// Field is one thing that became known.
	Field struct {
		Name string `json:"name"`
		To   string `json:"to"`
	}
	// SeverityChanged tells the old and the new severity.
	SeverityChanged struct {
		From   string `json:"from"`
		To     string `json:"to"`
		Reason string `json:"reason,omitempty"`
	}
	// DiagnosisReached: the working cause is known well enough to act.
	DiagnosisReached struct {
		Note string `json:"note,omitempty"`
	}
	// Stabilised: the harm has stopped or is bounded.
	Stabilised struct {
		Note string `json:"note,omitempty"`
	}
	// ResolutionReached: service and data are back to normal.
	ResolutionReached struct {
		Note string `json:"note,omitempty"`
	}
	// Reopened: it is active again.
	Reopened struct {
		From   State  `json:"from"`
		Reason string `json:"reason"`
	}
	// WasCancelled: it turned out to be no incident.
	WasCancelled struct {
		Reason string `json:"reason"`
	}
	// LearningBegan: the first draft of the review exists.
	LearningBegan struct{}
	// WasClosed: the review is published, or was not required.
	WasClosed struct {
		Reason string `json:"reason,omitempty"`
	}
	// WasMerged: it goes on as another incident, which is not named when it is private.
	WasMerged struct {
		Into ID     `json:"into,omitempty"`
		Ref  string `json:"ref,omitempty"`
	}
	// TookIn: another incident goes on as this one; it is not named when it is private.
	TookIn struct {
		From  ID     `json:"from,omitempty"`
		Ref   string `json:"ref,omitempty"`
		Title string `json:"title,omitempty"`
	}
	// Linked: another incident is related; it is not named when it is private.
	Linked struct {
		To       ID       `json:"to,omitempty"`
		Ref      string   `json:"ref,omitempty"`
		Relation Relation `json:"relation"`
	}
	// ReportJoined: a report of somebody belongs to this incident.
	ReportJoined struct {
		Report   string `json:"report"`
		Words    string `json:"words"`
		NearMiss bool   `json:"near_miss,omitempty"`
	}
	// ChangeMarked: a change was found likely, cleared or confirmed as trigger.
	ChangeMarked struct {
		Change   string `json:"change"`
		Summary  string `json:"summary"`
		Mark     string `json:"mark"`
		Evidence string `json:"evidence,omitempty"`
	}
	// Noted is a timeline entry that a person wrote.
	Noted struct {
		Text      string     `json:"text"`
		Evidence  []Evidence `json:"evidence,omitempty"`
		Withdrawn bool       `json:"withdrawn,omitempty"`
	}
	// RoleTaken: somebody coordinates a part of the work.
	RoleTaken struct {
		Role   string    `json:"role"`
		Person person.ID `json:"person"`
		From   person.ID `json:"from,omitempty"`
		Note   string    `json:"note,omitempty"`
	}
	// RoleReleased: nobody has the role now.
	RoleReleased struct {
		Role string `json:"role"`
		Note string `json:"note,omitempty"`
	}
	// HypothesisRaised: an idea of what might cause it.
	HypothesisRaised struct {
		Text     string `json:"text"`
		NextTest string `json:"next_test,omitempty"`
		WhoLooks string `json:"who_looks,omitempty"`
	}
	// HypothesisMoved: what a test showed.
	HypothesisMoved struct {
		Text     string          `json:"text"`
		From     HypothesisState `json:"from"`
		To       HypothesisState `json:"to"`
		Evidence string          `json:"evidence"`
		NextTest string          `json:"next_test,omitempty"`
		WhoLooks string          `json:"who_looks,omitempty"`
	}
	// NeedPosted: something the responders lack.
	NeedPosted struct {
		Text string `json:"text"`
	}
	// NeedMoved: a need was met or withdrawn.
	NeedMoved struct {
		Text string    `json:"text"`
		To   NeedState `json:"to"`
	}
	// OfferMade: somebody can do or knows something.
	OfferMade struct {
		Text  string    `json:"text"`
		Until time.Time `json:"until,omitzero"`
	}
	// OfferMatched: an offer answers a need.
	OfferMatched struct {
		Offer string `json:"offer"`
		Need  string `json:"need"`
	}
	// OfferThanked: an offer was met with thanks.
	OfferThanked struct {
		Text string `json:"text"`
	}
	// OfferWithdrawn: the offer no longer stands.
	OfferWithdrawn struct {
		Text string `json:"text"`
	}
	// Thanked: thanks to a person or a team.
	Thanked struct {
		To  string `json:"to"`
		For string `json:"for"`
	}
	// UpdatePosted tells an audience how things stand.
	UpdatePosted struct {
		Audience Audience  `json:"audience"`
		Text     string    `json:"text"`
		NextDue  time.Time `json:"next_due,omitzero"`
	}
	// MemberInvited: somebody may see a private incident.
	MemberInvited struct {
		Person person.ID `json:"person"`
	}
	// MemberJoined: an administrator joined a private incident.
	MemberJoined struct {
		Person person.ID `json:"person"`
	}
	// MemberLeft: somebody may no longer see a private incident.
	MemberLeft struct {
		Person person.ID `json:"person"`
	}
)

// Kind names the event.
func (Declared) Kind() string          { return "incident.declared" }
func (Revised) Kind() string           { return "incident.revised" }
func (SeverityChanged) Kind() string   { return "incident.severity_changed" }
func (DiagnosisReached) Kind() string  { return "incident.diagnosed" }
func (Stabilised) Kind() string        { return "incident.stabilised" }
func (ResolutionReached) Kind() string { return "incident.resolved" }
func (Reopened) Kind() string          { return "incident.reopened" }
func (WasCancelled) Kind() string      { return "incident.cancelled" }
func (LearningBegan) Kind() string     { return "incident.learning_began" }
func (WasClosed) Kind() string         { return "incident.closed" }
func (WasMerged) Kind() string         { return "incident.merged" }
func (TookIn) Kind() string            { return "incident.took_in" }
func (Linked) Kind() string            { return "incident.linked" }
func (ReportJoined) Kind() string      { return "report.joined" }
func (ChangeMarked) Kind() string      { return "change.marked" }
func (Noted) Kind() string             { return "timeline.noted" }
func (RoleTaken) Kind() string         { return "role.taken" }
func (RoleReleased) Kind() string      { return "role.released" }
func (HypothesisRaised) Kind() string  { return "hypothesis.raised" }
func (HypothesisMoved) Kind() string   { return "hypothesis.moved" }
func (NeedPosted) Kind() string        { return "need.posted" }
func (NeedMoved) Kind() string         { return "need.moved" }
func (OfferMade) Kind() string         { return "offer.made" }
func (OfferMatched) Kind() string      { return "offer.matched" }
func (OfferThanked) Kind() string      { return "offer.thanked" }
func (OfferWithdrawn) Kind() string    { return "offer.withdrawn" }
func (Thanked) Kind() string           { return "thanks.given" }
func (UpdatePosted) Kind() string      { return "update.posted" }
func (MemberInvited) Kind() string     { return "member.invited" }
func (MemberJoined) Kind() string      { return "member.joined" }
func (MemberLeft) Kind() string        { return "member.left" }
