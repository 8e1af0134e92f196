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
	// SectionEdited keeps the new text: the history of revisions. The first one of a section
	// also keeps what the draft said, which is in no event of its own.
	SectionEdited struct {
		Section  Key    `json:"section"`
		Text     string `json:"text"`
		Before   string `json:"before,omitempty"`
		Restored int64  `json:"restored,omitempty"` // The number of the revision whose text came back.
		Imported bool   `json:"imported,omitempty"` // It is the text that the imported document has now; nobody wrote it here.
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
		Edition   int    `json:"edition"`
		Given     int    `json:"given,omitempty"`
		Needed    int    `json:"needed,omitempty"`
		Exception string `json:"exception,omitempty"` // Why fewer approvals than needed were enough.
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
		Onward   string    `json:"onward,omitempty"`   // Why it did not wait for somebody who was there.
		Kept     int       `json:"kept,omitempty"`     // In how many places it stayed.
		Waived   int       `json:"waived,omitempty"`   // How many findings a reason in the text excused.
		Private  bool      `json:"private,omitempty"`
		Imported bool      `json:"imported,omitempty"` // As it was written elsewhere; what publication waits for was not asked.
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
		Quote   string `json:"quote,omitempty"`   // The words that it is about.
		Answers string `json:"answers,omitempty"` // The comment that it answers.
	}
	// CommentResolved: nothing more is to be done about a comment.
	CommentResolved struct {
		Section Key    `json:"section,omitempty"`
		Text    string `json:"text"`
	}
	// CommentReopened: a comment is open again.
	CommentReopened struct {
		Section Key    `json:"section,omitempty"`
		Text    string `json:"text"`
	}
	// WhyAdded: a question was asked and answered in the why-tree.
	WhyAdded struct {
		Why      WhyID  `json:"why"`
		Below    WhyID  `json:"below,omitempty"`
		After    WhyID  `json:"after,omitempty"` // The sibling that it was asked beside.
		Question string `json:"question"`
		Answer   string `json:"answer"`
		Evidence string `json:"evidence,omitempty"`
		Factor   string `json:"factor,omitempty"`
		Kept     string `json:"kept_wording,omitempty"`
	}
	// WhyChanged: it has other words.
	WhyChanged struct {
		Why      WhyID  `json:"why"`
		Question string `json:"question"`
		Answer   string `json:"answer"`
		Evidence string `json:"evidence,omitempty"`
		Factor   string `json:"factor,omitempty"`
		Kept     string `json:"kept_wording,omitempty"`
	}
	// WhyMoved: it stands elsewhere, with everything below it.
	WhyMoved struct {
		Why      WhyID  `json:"why"`
		Question string `json:"question"`
		Below    WhyID  `json:"below,omitempty"`
		Position int    `json:"position"`
	}
	// WhyRemoved: it is gone, with everything below it.
	WhyRemoved struct {
		Why      WhyID  `json:"why"`
		Question string `json:"question"`
		Answer   string `json:"answer"`
		Below    int    `json:"below,omitempty"` // How many went with it.
	}
	// WhyEarned: an action or an accepted risk answers it.
	WhyEarned struct {
		Why      WhyID         `json:"why"`
		Question string        `json:"question"`
		Action   string        `json:"action,omitempty"`
		Ref      string        `json:"ref,omitempty"` // Of the action.
		Risk     *AcceptedRisk `json:"risk,omitempty"`
	}
	// WhyLeftOpen: nothing answers it any more.
	WhyLeftOpen struct {
		Why      WhyID  `json:"why"`
		Question string `json:"question"`
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
func (CommentResolved) Kind() string       { return "comment.resolved" }
func (CommentReopened) Kind() string       { return "comment.reopened" }
func (FeedLinkCreated) Kind() string       { return "feed.link_created" }
func (FeedLinkRevoked) Kind() string       { return "feed.link_revoked" }
func (WhyAdded) Kind() string              { return "why.added" }
func (WhyChanged) Kind() string            { return "why.changed" }
func (WhyMoved) Kind() string              { return "why.moved" }
func (WhyRemoved) Kind() string            { return "why.removed" }
func (WhyEarned) Kind() string             { return "why.earned" }
func (WhyLeftOpen) Kind() string           { return "why.left_open" }
