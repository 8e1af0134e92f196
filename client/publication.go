package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Publishing is the decision to publish.
type Publishing struct {
	Audience string    `json:"audience,omitempty" enum:"company,responders,members" doc:"Absent: the company, or the members of a private incident."`
	Reason   string    `json:"reason,omitempty" doc:"Why the audience is not the usual one."`
	Until    time.Time `json:"until,omitzero" doc:"When a narrower audience ends."`
	Override string    `json:"override,omitempty" doc:"Why it is published although findings remain."`
	Onward   string    `json:"onward,omitempty" doc:"Why it is published although somebody who was there waits for something. It answers their open corrections."`
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
	Waivers  []Finding `json:"waivers" doc:"Wording that a reason in the text excuses; nothing waits for it."`
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
	Whys         []CopyWhy     `json:"whys,omitempty"`
	Actions      []CopyAction  `json:"actions"`
	Thanks       []CopyThanks  `json:"thanks"`
	Accounts     []CopyAccount `json:"accounts,omitempty" doc:"What those who were there tell in their own words. Each can be taken back at any time."`
	Origin       string        `json:"imported_from,omitempty" doc:"Where the document was that this was taken from."`
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

// CopyWhy is a why as published; 1.2 is the second below 1.
type CopyWhy struct {
	Number     string        `json:"number"`
	Question   string        `json:"question"`
	Answer     string        `json:"answer"`
	Evidence   string        `json:"evidence,omitempty"`
	Factor     string        `json:"factor,omitempty"`
	FactorName string        `json:"factor_name,omitempty" doc:"The name of the factor at the time."`
	Action     string        `json:"action,omitempty"`
	Title      string        `json:"action_title,omitempty"`
	Risk       *AcceptedRisk `json:"accepted_risk,omitempty"`
}

// CopyAction is an action as it stood when the copy was published.
type CopyAction struct {
	Ref   string    `json:"ref"`
	Title string    `json:"title"`
	Type  string    `json:"type"`
	Owner string    `json:"owner"`
	Due   time.Time `json:"due"`
	State string    `json:"state"`

	CoAuthors []string `json:"co_authors,omitempty" doc:"Who took part in the incident and says so, by name or by role. They can withdraw."`
}

// CopyThanks is thanks as published.
type CopyThanks struct {
	To  string `json:"to"`
	For string `json:"for"`
}

// Publications lists the published copies that one may read, newest first.
func (c *Client) Publications(ctx context.Context, p Paging) (Page[Publication], error) {
	return read[Page[Publication]](ctx, c, at("publications"), values(p))
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

// ExportQuery says which form of which edition is wanted.
type ExportQuery struct {
	Format   string // md, html, pdf, json, confluence, table or csv; empty is md.
	Edition  int    // 0 is the newest.
	Draft    bool   // What is being written, for those who write.
	Paper    string // a4 or letter, of a PDF.
	Accounts string // with or without; empty is with, and without for confluence.
}

// Export loads a published copy as a file.
func (c *Client) Export(ctx context.Context, ref, format string, edition int) (File, error) {
	return c.ExportAs(ctx, ref, ExportQuery{Format: format, Edition: edition})
}

// ExportAs loads a published copy or a draft as a file.
func (c *Client) ExportAs(ctx context.Context, ref string, q ExportQuery) (File, error) {
	v := editions(q.Edition, q.Format)
	if q.Draft {
		v.Set("draft", "true")
	}
	if q.Paper != "" {
		v.Set("paper", q.Paper)
	}
	if q.Accounts != "" {
		v.Set("accounts", q.Accounts)
	}
	return c.download(ctx, at("postmortems", ref, "export"), v)
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

// Reach is how often a published copy was read until yesterday; each person counts once a day.
type Reach struct {
	AtLeast int  `json:"at_least" doc:"Readings, in steps of five: there may be up to four more. Zero while they are fewer than five."`
	Few     bool `json:"fewer_than_five"`
}

// Reach tells those who write how often a published copy was read. Nobody is told who read it.
func (c *Client) Reach(ctx context.Context, ref string) (Reach, error) {
	return read[Reach](ctx, c, at("postmortems", ref, "reach"), nil)
}

// Superseding says which postmortem takes the place of another, and why.
type Superseding struct {
	By     string `json:"by" doc:"PM-12 or its ID; it has to be published."`
	Reason string `json:"reason"`
}

// Succession tells that one postmortem has taken the place of another. Both stay readable.
type Succession struct {
	Ref    string    `json:"ref"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Successions is what has taken the place of a postmortem, and whose place it has taken itself,
// as far as one may read them.
type Successions struct {
	By       *Succession  `json:"by,omitempty"`
	Replaces []Succession `json:"replaces"`
}

// SupersedePostmortem records that another published postmortem takes the place of one.
func (c *Client) SupersedePostmortem(ctx context.Context, ref string, in Superseding) error {
	return do(ctx, c, http.MethodPut, at("postmortems", ref, "succession"), in)
}

// Successions tells what has taken the place of a published postmortem.
func (c *Client) Successions(ctx context.Context, ref string) (Successions, error) {
	return read[Successions](ctx, c, at("postmortems", ref, "succession"), nil)
}
