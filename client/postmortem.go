package client

import (
	"context"
	"net/http"
	"time"
)

// Postmortem is the review of one incident; its text is in its sections.
type Postmortem struct {
	ID            string    `json:"id"`
	Ref           string    `json:"ref" doc:"The name that people use, such as PM-12."`
	Incident      string    `json:"incident"`
	IncidentRef   string    `json:"incident_ref"`
	Private       bool      `json:"private"`
	Title         string    `json:"title"`
	State         string    `json:"state" enum:"not_required,drafting,in_review,approved,published"`
	Edition       int       `json:"edition"`
	Owner         *Someone  `json:"owner,omitempty"`
	Facilitator   string    `json:"facilitator,omitempty" doc:"The ID of who facilitates, when it is somebody with an account."`
	FacilitatedBy string    `json:"facilitated_by,omitempty" doc:"The name of who facilitates."`
	Exception     string    `json:"exception,omitempty" doc:"Why somebody who took part in the response facilitates."`
	DraftDue      time.Time `json:"draft_due,omitzero"`
	PublishDue    time.Time `json:"publish_due,omitzero"`
	Reason        string    `json:"reason,omitempty" doc:"Why no postmortem is required."`
	DirectiveAt   time.Time `json:"directive_at,omitzero" doc:"When the Prime Directive was acknowledged."`
	DraftedAt     time.Time `json:"drafted_at"`
	ApprovedAt    time.Time `json:"approved_at,omitzero"`
	PublishedAt   time.Time `json:"published_at,omitzero" doc:"Of the newest edition."`
	Origin        string    `json:"imported_from,omitempty" doc:"Where the document was that it was taken from; absent: it was written here."`
	Next          []string  `json:"next" doc:"The states that it can move to from here."`
	Version       int       `json:"version" doc:"Also the ETag."`
}

// Section is a part of the document, with a version of its own.
type Section struct {
	Key       string    `json:"key" enum:"summary,impact,what_happened,response,factors,worked,did_not_work,lucky,surprised,leave_alone"`
	Heading   string    `json:"heading"`
	Asks      string    `json:"asks" doc:"What the section is for."`
	Unasked   bool      `json:"unasked,omitempty" doc:"The template of the document does not ask for it: out of sight until somebody writes it."`
	Text      string    `json:"text" doc:"Markdown."`
	Source    string    `json:"source,omitempty" doc:"Where the draft took it from."`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
	Version   int       `json:"version" doc:"Also the ETag."`
}

// SectionText replaces the text of a section.
type SectionText struct {
	Text string `json:"text" doc:"Markdown."`
}

// Moment is a point in the course of the incident.
type Moment struct {
	Name             string    `json:"name" enum:"impact_start,detected,escalated,diagnosed,stable,resolved"`
	Label            string    `json:"label"`
	Asks             string    `json:"asks" doc:"What the moment is."`
	At               time.Time `json:"at,omitzero"`
	Zone             string    `json:"zone,omitempty" doc:"The IANA zone in which it is told."`
	PrecisionSeconds int       `json:"precision_seconds,omitempty"`
	Evidence         string    `json:"evidence,omitempty"`
	Waived           string    `json:"waived,omitempty" doc:"Why this moment has no time."`
	Source           string    `json:"source,omitempty" doc:"Where the draft took it from."`
	Version          int       `json:"version" doc:"Also the ETag."`
}

// MomentSetting gives a moment its time, or the reason why it has none.
type MomentSetting struct {
	At               time.Time `json:"at,omitzero"`
	Zone             string    `json:"zone,omitempty" doc:"IANA; absent: UTC."`
	PrecisionSeconds int       `json:"precision_seconds,omitempty"`
	Evidence         string    `json:"evidence,omitempty"`
	Waived           string    `json:"waived,omitempty"`
}

// Versioned tells the new version of what was changed.
type Versioned struct {
	Version int `json:"version"`
}

// Duration is the time between two moments.
type Duration struct {
	From             string  `json:"from"`
	To               string  `json:"to"`
	State            string  `json:"state" enum:"known,unknown,invalid"`
	Seconds          float64 `json:"seconds,omitempty"`
	PrecisionSeconds float64 `json:"precision_seconds,omitempty"`
	Why              string  `json:"why,omitempty" doc:"Why it is invalid or not known."`
}

// Finding is a place in a text whose wording does not help people learn.
type Finding struct {
	Section string `json:"section" doc:"A key, title, or the name of an action."`
	Rule    string `json:"rule"`
	Match   string `json:"match"`
	Say     string `json:"say"`
	Suggest string `json:"suggest,omitempty"`
	Start   int    `json:"start" doc:"Byte offset into the text."`
	End     int    `json:"end"`
	Blocks  bool   `json:"blocks" doc:"Publication waits for it."`

	Label    string `json:"label,omitempty" doc:"The kind of wording, such as human-error."`
	Sentence string `json:"sentence,omitempty" doc:"The sentence that suggest stands for."`
	Reason   string `json:"reason,omitempty" doc:"Of a waiver: what the text gives as the reason."`
}

// Missing is something that publication waits for.
type Missing struct {
	Field string `json:"field" doc:"directive, moments.detected, sections.summary, actions.ACT-7, language, audience, reason or until."`
	Say   string `json:"say"`
	Hint  string `json:"hint,omitempty"`
}

// Progress is how far a postmortem has come.
type Progress struct {
	Postmortem Postmortem `json:"postmortem"`
	Sections   []Section  `json:"sections"`
	Moments    []Moment   `json:"moments"`
	Durations  []Duration `json:"durations"`
	Actions    []Action   `json:"actions"`
	Comments   []Comment  `json:"comments"`
	Findings   []Finding  `json:"findings"`
	Waivers    []Finding  `json:"waivers" doc:"Wording that a reason in the text excuses; nothing waits for it."`
	Missing    []Missing  `json:"missing"`
}

// NewPostmortem drafts the postmortem of a resolved incident.
type NewPostmortem struct {
	Incident string `json:"incident" doc:"INC-142 or an ID."`
}

// Waiver says why an incident needs no postmortem.
type Waiver struct {
	Reason string `json:"reason"`
}

// NewTitle gives a postmortem another title.
type NewTitle struct {
	Title string `json:"title"`
}

// Reviewers says who owns a postmortem and who leads its review.
type Reviewers struct {
	Owner         string `json:"owner,omitempty" doc:"The ID of a person."`
	Facilitator   string `json:"facilitator,omitempty" doc:"The ID of a person; or"`
	FacilitatedBy string `json:"facilitated_by,omitempty" doc:"the name of somebody without an account."`
	Exception     string `json:"exception,omitempty" doc:"Needed when the facilitator took part in the response."`
}

// Reason says why.
type Reason struct {
	Reason string `json:"reason"`
}

// PostmortemQuery says which postmortems to list.
type PostmortemQuery struct {
	State string // One, or several with commas.
	Paging
}

// Postmortems lists drafts and everything else that those who write may see; for others it is
// empty, and Publications is theirs.
func (c *Client) Postmortems(ctx context.Context, q PostmortemQuery) (Page[Postmortem], error) {
	return read[Page[Postmortem]](ctx, c, at("postmortems"), values(q.Paging, "state", q.State))
}

// DraftPostmortem drafts the postmortem of a resolved incident; asked again, it returns it.
func (c *Client) DraftPostmortem(ctx context.Context, incident string) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("postmortems"), NewPostmortem{Incident: incident})
}

// WaivePostmortem says why an incident needs no postmortem, and closes it.
func (c *Client) WaivePostmortem(ctx context.Context, incident string, in Waiver) (Created, error) {
	return write[Created](ctx, c, http.MethodPut, at("incidents", incident, "waiver"), in)
}

// Postmortem loads a postmortem without its text: PM-12 or its ID.
func (c *Client) Postmortem(ctx context.Context, ref string) (Postmortem, error) {
	return read[Postmortem](ctx, c, at("postmortems", ref), nil)
}

// Progress loads a postmortem with its text, and what publication waits for.
func (c *Client) Progress(ctx context.Context, ref string) (Progress, error) {
	return read[Progress](ctx, c, at("postmortems", ref, "progress"), nil)
}

// Sections lists the sections in the order of the document.
func (c *Client) Sections(ctx context.Context, ref string) (Page[Section], error) {
	return read[Page[Section]](ctx, c, at("postmortems", ref, "sections"), nil)
}

// Section loads one section.
func (c *Client) Section(ctx context.Context, ref, key string) (Section, error) {
	return read[Section](ctx, c, at("postmortems", ref, "sections", key), nil)
}

// EditSection writes a section over the version that was read.
func (c *Client) EditSection(ctx context.Context, ref, key string, version int, in SectionText) (Versioned, error) {
	return writeOver[Versioned](ctx, c, http.MethodPut, at("postmortems", ref, "sections", key), &version, in)
}

// Moments lists the six moments.
func (c *Client) Moments(ctx context.Context, ref string) (Page[Moment], error) {
	return read[Page[Moment]](ctx, c, at("postmortems", ref, "moments"), nil)
}

// Moment loads one moment.
func (c *Client) Moment(ctx context.Context, ref, name string) (Moment, error) {
	return read[Moment](ctx, c, at("postmortems", ref, "moments", name), nil)
}

// SetMoment sets or waives a moment over the version that was read.
func (c *Client) SetMoment(ctx context.Context, ref, name string, version int, in MomentSetting) (Versioned, error) {
	return writeOver[Versioned](ctx, c, http.MethodPut, at("postmortems", ref, "moments", name), &version, in)
}

// RetitlePostmortem gives the document another title over the version that was read.
func (c *Client) RetitlePostmortem(ctx context.Context, ref string, version int, in NewTitle) (Postmortem, error) {
	return writeOver[Postmortem](ctx, c, http.MethodPut, at("postmortems", ref, "title"), &version, in)
}

// AssignPostmortem names owner and facilitator over the version that was read.
func (c *Client) AssignPostmortem(ctx context.Context, ref string, version int, in Reviewers) (Postmortem, error) {
	return writeOver[Postmortem](ctx, c, http.MethodPut, at("postmortems", ref, "assignment"), &version, in)
}

// AcknowledgeDirective records that the Prime Directive was read and is accepted.
func (c *Client) AcknowledgeDirective(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "directive"), nil)
}

// RequestReview asks others to read the draft.
func (c *Client) RequestReview(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "review"), nil)
}

// ApprovePostmortem says that the document may be published.
func (c *Client) ApprovePostmortem(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "approval"), nil)
}

// SendBack returns a document to its writers.
func (c *Client) SendBack(ctx context.Context, ref string, in Reason) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "return"), in)
}

// BeginEdition opens a published document for writing again.
func (c *Client) BeginEdition(ctx context.Context, ref string, in Reason) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "edition"), in)
}
