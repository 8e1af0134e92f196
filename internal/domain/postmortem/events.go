package postmortem

import (
	"time"

	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
)

// The bodies of a postmortem's events. Their JSON is kept for ever: fields are added, never
// renamed.
type (
	// Drafted opens the stream of a postmortem.
	Drafted struct {
		Incident incident.ID `json:"incident"`
		Ref      string      `json:"ref"`
		Title    string      `json:"title"`
	}
	// FoundNotRequired: the incident needs no postmortem.
	FoundNotRequired struct {
		Incident incident.ID `json:"incident"`
		Ref      string      `json:"ref"`
		Reason   string      `json:"reason"`
	}
	// Retitled: the document has another title.
	Retitled struct {
		Title string `json:"title"`
	}
	// SectionEdited keeps the new text: the history of revisions.
	SectionEdited struct {
		Section Key    `json:"section"`
		Text    string `json:"text"`
	}
	// MomentSet: a moment has its time, or the reason why there is none.
	MomentSet struct {
		Moment   MomentName `json:"moment"`
		At       time.Time  `json:"at,omitzero"`
		Zone     string     `json:"zone,omitempty"`
		Evidence string     `json:"evidence,omitempty"`
		Waived   string     `json:"waived,omitempty"`
	}
	// DirectiveAcknowledged: the Prime Directive was read and is accepted.
	DirectiveAcknowledged struct{}
	// Assigned: who owns the document and who leads the review.
	Assigned struct {
		Owner         person.ID `json:"owner,omitempty"`
		Facilitator   person.ID `json:"facilitator,omitempty"`
		FacilitatedBy string    `json:"facilitated_by,omitempty"`
		Exception     string    `json:"exception,omitempty"`
	}
	// ReviewRequested: others are asked to read.
	ReviewRequested struct {
		Edition int `json:"edition"`
	}
	// WasApproved: it may be published.
	WasApproved struct {
		Edition int `json:"edition"`
	}
	// SentBack: the writers have it again.
	SentBack struct {
		Reason string `json:"reason"`
	}
	// WasPublished: an edition is public for its audience.
	WasPublished struct {
		Edition  int       `json:"edition"`
		Audience Audience  `json:"audience"`
		Reason   string    `json:"reason,omitempty"`
		Until    time.Time `json:"until,omitzero"`
		Override string    `json:"override,omitempty"` // Why wording stayed that publication waits for.
		Kept     int       `json:"kept,omitempty"`     // In how many places it stayed.
		Waived   int       `json:"waived,omitempty"`   // How many findings a reason in the text excused.
		Private  bool      `json:"private,omitempty"`
	}
	// EditionBegan: the next edition is being written.
	EditionBegan struct {
		Edition int    `json:"edition"`
		Reason  string `json:"reason"`
	}
	// FeedLinkCreated: a private link to the feed was made; in the account stream.
	FeedLinkCreated struct{}
	// FeedLinkRevoked: the private link stopped; in the account stream.
	FeedLinkRevoked struct{}
	// CommentAdded: a reader said something.
	CommentAdded struct {
		Section Key    `json:"section,omitempty"`
		Text    string `json:"text"`
	}
)

// Kind names the event.
func (Drafted) Kind() string               { return "postmortem.drafted" }
func (FoundNotRequired) Kind() string      { return "postmortem.not_required" }
func (Retitled) Kind() string              { return "postmortem.retitled" }
func (SectionEdited) Kind() string         { return "postmortem.section_edited" }
func (MomentSet) Kind() string             { return "postmortem.moment_set" }
func (DirectiveAcknowledged) Kind() string { return "postmortem.directive_acknowledged" }
func (Assigned) Kind() string              { return "postmortem.assigned" }
func (ReviewRequested) Kind() string       { return "postmortem.review_requested" }
func (WasApproved) Kind() string           { return "postmortem.approved" }
func (SentBack) Kind() string              { return "postmortem.sent_back" }
func (WasPublished) Kind() string          { return "postmortem.published" }
func (EditionBegan) Kind() string          { return "postmortem.edition_began" }
func (CommentAdded) Kind() string          { return "comment.added" }
func (FeedLinkCreated) Kind() string       { return "feed.link_created" }
func (FeedLinkRevoked) Kind() string       { return "feed.link_revoked" }
