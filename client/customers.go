package client

import (
	"context"
	"net/http"
	"time"
)

// CustomerVersion is the text about an incident for people outside: released, or as it is being
// written.
type CustomerVersion struct {
	Postmortem      string         `json:"postmortem" doc:"Its reference."`
	Edition         int            `json:"edition" doc:"0 while nothing is kept."`
	State           string         `json:"state" doc:"draft, approved or released."`
	Title           string         `json:"title"`
	Zone            string         `json:"zone" doc:"The zone in which times are told beside UTC."`
	Times           []CustomerTime `json:"times"`
	Parts           []CustomerPart `json:"parts"`
	ApprovedAt      time.Time      `json:"approved_at,omitzero"`
	ReleasedAt      time.Time      `json:"released_at,omitzero"`
	SupersededAt    time.Time      `json:"superseded_at,omitzero" doc:"Of a released one: when a later edition took its place."`
	ReleasedEdition int            `json:"released_edition,omitempty" doc:"Of what is being written: the newest that was released."`
	Missing         []Missing      `json:"missing,omitempty" doc:"What a release waits for."`
	Findings        []Finding      `json:"findings,omitempty"`
	Names           []Name         `json:"names,omitempty" doc:"What looks like a colleague's name; a release waits for those that are not unsure."`
	Version         int            `json:"version,omitempty" doc:"0: it is as the record proposes it, and nothing is kept."`
}

// CustomerTime is a moment that matters to people outside.
type CustomerTime struct {
	Name             string    `json:"name"`
	Label            string    `json:"label"`
	At               time.Time `json:"at"`
	PrecisionSeconds float64   `json:"precision_seconds"`
}

// CustomerPart is one part of the text; Markdown.
type CustomerPart struct {
	Key     string `json:"key" doc:"what_happened, affected, done or next."`
	Heading string `json:"heading"`
	Text    string `json:"text"`
	Source  string `json:"source,omitempty" doc:"Where the draft took it from."`
}

// CustomerWords is what somebody writes for people outside.
type CustomerWords struct {
	Title string            `json:"title"`
	Zone  string            `json:"zone,omitempty" doc:"IANA; absent: UTC."`
	Parts map[string]string `json:"parts" doc:"Markdown by key: what_happened, affected, done, next. A part that is absent is empty."`
}

// CustomerRelease is the decision to release.
type CustomerRelease struct {
	Override string   `json:"override,omitempty" doc:"Why it is released although wording remains; recorded."`
	Keep     []string `json:"keep,omitempty" doc:"Keys of what looks like a name, and is none."`
}

// CustomerVersion loads the newest text for people outside that was released.
func (c *Client) CustomerVersion(ctx context.Context, ref string) (CustomerVersion, error) {
	return read[CustomerVersion](ctx, c, at("postmortems", ref, "customer-version"), nil)
}

// CustomerDraft loads the text for people outside as it is being written, for those who write. While
// nothing is kept it is what the record proposes, at version 0.
func (c *Client) CustomerDraft(ctx context.Context, ref string) (CustomerVersion, error) {
	q := editions(0, "")
	q.Set("draft", "true")
	return read[CustomerVersion](ctx, c, at("postmortems", ref, "customer-version"), q)
}

// WriteCustomerVersion keeps the text for people outside, over the version that was read.
func (c *Client) WriteCustomerVersion(ctx context.Context, ref string, version int, in CustomerWords) (CustomerVersion, error) {
	return writeOver[CustomerVersion](ctx, c, http.MethodPut, at("postmortems", ref, "customer-version"), &version, in)
}

// ApproveCustomerVersion says that the text, in the version that was read, may be released.
func (c *Client) ApproveCustomerVersion(ctx context.Context, ref string, version int) error {
	_, err := writeOver[struct{}](ctx, c, http.MethodPut, at("postmortems", ref, "customer-version", "approval"), &version, nil)
	return err
}

// ReleaseCustomerVersion makes the approved text the one that may leave the house.
func (c *Client) ReleaseCustomerVersion(ctx context.Context, ref string, in CustomerRelease) (CustomerVersion, error) {
	return write[CustomerVersion](ctx, c, http.MethodPut, at("postmortems", ref, "customer-version", "release"), in)
}

// ExportCustomerVersion loads the text for people outside as a file: md, html or txt; with draft as
// it is being written.
func (c *Client) ExportCustomerVersion(ctx context.Context, ref, format string, draft bool) (File, error) {
	q := editions(0, format)
	if draft {
		q.Set("draft", "true")
	}
	return c.download(ctx, at("postmortems", ref, "customer-version", "export"), q)
}
