package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
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
	Next          []string  `json:"next" doc:"The states that it can move to from here."`
	Version       int       `json:"version" doc:"Also the ETag."`
}

// Section is a part of the document, with a version of its own.
type Section struct {
	Key       string    `json:"key" enum:"summary,impact,what_happened,response,factors,worked,did_not_work,lucky,surprised,leave_alone"`
	Heading   string    `json:"heading"`
	Asks      string    `json:"asks" doc:"What the section is for."`
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

// Comment is what a reader says about the document.
type Comment struct {
	ID      string    `json:"id"`
	Section string    `json:"section,omitempty" doc:"Absent: about the whole."`
	Text    string    `json:"text"`
	By      *Someone  `json:"by,omitempty"`
	MadeAt  time.Time `json:"made_at"`
}

// NewComment comments on a postmortem.
type NewComment struct {
	Section string `json:"section,omitempty"`
	Text    string `json:"text"`
}

// Publishing is the decision to publish.
type Publishing struct {
	Audience string    `json:"audience,omitempty" enum:"company,responders,members" doc:"Absent: the company, or the members of a private incident."`
	Reason   string    `json:"reason,omitempty" doc:"Why the audience is not the usual one."`
	Until    time.Time `json:"until,omitzero" doc:"When a narrower audience ends."`
	Override string    `json:"override,omitempty" doc:"Why it is published although findings remain."`
	Keep     []string  `json:"keep,omitempty" doc:"Keys of names that stay as they are written."`
	Replace  []string  `json:"replace,omitempty" doc:"Keys of names that the preview was not sure of, and that become roles."`
}

// Name is a name in the text, and the role that takes its place.
type Name struct {
	Key     string `json:"key" doc:"For keep and replace; valid while the text stays the same."`
	Field   string `json:"field"`
	Found   string `json:"found"`
	Becomes string `json:"becomes"`
	Before  string `json:"before,omitempty"`
	After   string `json:"after,omitempty"`
	Unsure  bool   `json:"unsure" doc:"A common word that may be a name; it stays unless replace names it."`
}

// Preview is a published copy as it would be now.
type Preview struct {
	Copy     Copy      `json:"copy"`
	Names    []Name    `json:"names"`
	Missing  []Missing `json:"missing"`
	Findings []Finding `json:"findings"`
}

// Published tells which edition was published.
type Published struct {
	ID      string `json:"id"`
	Ref     string `json:"ref"`
	Edition int    `json:"edition"`
}

// Publication is a published copy in a list.
type Publication struct {
	ID          string    `json:"id" doc:"Of the postmortem."`
	Ref         string    `json:"ref"`
	IncidentRef string    `json:"incident_ref"`
	Title       string    `json:"title"`
	Severity    string    `json:"severity"`
	Edition     int       `json:"edition"`
	Audience    string    `json:"audience"`
	PublishedAt time.Time `json:"published_at"`
}

// Copy is the text of a published edition, with roles instead of names.
type Copy struct {
	Ref          string        `json:"ref"`
	Edition      int           `json:"edition"`
	Title        string        `json:"title"`
	Incident     string        `json:"incident"`
	Severity     string        `json:"severity"`
	Environment  string        `json:"environment,omitempty"`
	Services     []string      `json:"services"`
	Organisation string        `json:"organisation"`
	PublishedAt  time.Time     `json:"published_at"`
	Audience     string        `json:"audience"`
	Until        time.Time     `json:"until,omitzero"`
	Directive    string        `json:"prime_directive"`
	Statement    string        `json:"cultural_statement"`
	Sections     []CopySection `json:"sections"`
	Moments      []CopyMoment  `json:"moments"`
	Durations    []Duration    `json:"durations"`
	Actions      []CopyAction  `json:"actions"`
	Thanks       []CopyThanks  `json:"thanks"`
}

// CopySection is a section as published; Markdown.
type CopySection struct {
	Key     string `json:"key"`
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// CopyMoment is a moment as published.
type CopyMoment struct {
	Name             string    `json:"name"`
	Label            string    `json:"label"`
	At               time.Time `json:"at,omitzero"`
	Zone             string    `json:"zone,omitempty"`
	PrecisionSeconds float64   `json:"precision_seconds"`
	Evidence         string    `json:"evidence,omitempty"`
	Waived           string    `json:"waived,omitempty"`
}

// CopyAction is an action as it stood when the copy was published.
type CopyAction struct {
	Ref   string    `json:"ref"`
	Title string    `json:"title"`
	Type  string    `json:"type"`
	Owner string    `json:"owner"`
	Due   time.Time `json:"due"`
	State string    `json:"state"`
}

// CopyThanks is thanks as published.
type CopyThanks struct {
	To  string `json:"to"`
	For string `json:"for"`
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

// Publications lists the published copies that one may read, newest first.
func (c *Client) Publications(ctx context.Context, p Paging) (Page[Publication], error) {
	return read[Page[Publication]](ctx, c, at("publications"), values(p))
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

// Comments lists what readers said.
func (c *Client) Comments(ctx context.Context, ref string) (Page[Comment], error) {
	return read[Page[Comment]](ctx, c, at("postmortems", ref, "comments"), nil)
}

// CommentPostmortem adds a comment.
func (c *Client) CommentPostmortem(ctx context.Context, ref string, in NewComment) (Created, error) {
	return write[Created](ctx, c, http.MethodPost, at("postmortems", ref, "comments"), in)
}

// PreviewPublication shows the copy as it would be published; nothing is kept.
func (c *Client) PreviewPublication(ctx context.Context, ref string, in Publishing) (Preview, error) {
	return write[Preview](ctx, c, http.MethodPost, at("postmortems", ref, "preview"), in)
}

// PublishPostmortem publishes an approved postmortem and closes the incident.
func (c *Client) PublishPostmortem(ctx context.Context, ref string, in Publishing) (Published, error) {
	return write[Published](ctx, c, http.MethodPut, at("postmortems", ref, "publication"), in)
}

// PublishedCopy loads a published copy; edition 0 is the newest.
func (c *Client) PublishedCopy(ctx context.Context, ref string, edition int) (Copy, error) {
	return read[Copy](ctx, c, at("postmortems", ref, "publication"), editions(edition, ""))
}

// Export loads a published copy as a file: md, html or json.
func (c *Client) Export(ctx context.Context, ref, format string, edition int) (File, error) {
	return c.download(ctx, at("postmortems", ref, "export"), editions(edition, format))
}

func editions(edition int, format string) url.Values {
	q := url.Values{}
	if edition > 0 {
		q.Set("edition", strconv.Itoa(edition))
	}
	if format != "" {
		q.Set("format", format)
	}
	return q
}
