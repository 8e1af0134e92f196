package client

import (
	"context"
	"net/http"
)

// Import is documents that were written elsewhere, and how they are taken.
type Import struct {
	Documents []ImportDocument `json:"documents" doc:"1 to 50."`
	DryRun    bool             `json:"dry_run,omitempty" doc:"Say what would be done; nothing is."`
	Partial   bool             `json:"partial,omitempty" doc:"Take what can be taken, although others are refused. Without it, one that is refused holds all back."`
	Update    bool             `json:"update,omitempty" doc:"Take the new text of a document that has changed since it was imported, where nobody has worked on it here."`
	Publish   bool             `json:"publish,omitempty" doc:"Publish for the whole company, as they stand; for administrators. Without it they are drafts, for those who write."`
	Zone      string           `json:"zone,omitempty" doc:"IANA zone of the clocks of documents that name none; absent: the organisation's."`
}

// ImportDocument is one document in Markdown.
type ImportDocument struct {
	Origin string `json:"origin" doc:"Where it was, such as postmortems/2024-05-03.md: by it the same document is known again."`
	Text   string `json:"text" doc:"The whole document."`
}

// Imported tells what became of the documents.
type Imported struct {
	DryRun  bool               `json:"dry_run"`
	Written bool               `json:"written" doc:"false: nothing was, since one was refused or since this was a dry run."`
	New     int                `json:"new"`
	Same    int                `json:"same"`
	Changed int                `json:"changed"`
	Updated int                `json:"updated"`
	Refused int                `json:"refused"`
	Items   []ImportedDocument `json:"items" doc:"In the order in which they came."`
}

// ImportedDocument tells what became of one document, and what was understood of it.
type ImportedDocument struct {
	Origin     string     `json:"origin"`
	Outcome    string     `json:"outcome" enum:"new,same,changed,updated,refused"`
	Reason     string     `json:"reason,omitempty" doc:"Why it was refused, or left as it is."`
	Incident   string     `json:"incident,omitempty" doc:"The name that people use, such as INC-142."`
	Postmortem string     `json:"postmortem,omitempty" doc:"The name that people use, such as PM-12."`
	Understood Understood `json:"understood"`
}

// Understood tells what was understood of a document. What it does not tell is absent.
type Understood struct {
	Title      string            `json:"title,omitempty"`
	Date       string            `json:"date,omitempty"`
	Severity   string            `json:"severity,omitempty" doc:"As it stands there."`
	Zone       string            `json:"zone,omitempty" doc:"The IANA zone in which its clocks were read."`
	Moments    map[string]string `json:"moments,omitempty"`
	NotGiven   []string          `json:"not_given,omitempty" doc:"The moments that have no time."`
	Timeline   int               `json:"timeline" doc:"Entries of the timeline that have a time."`
	Undated    int               `json:"undated" doc:"Entries that stay text, since they have no day."`
	Actions    int               `json:"actions"`
	Whys       int               `json:"whys"`
	Factors    []string          `json:"factors,omitempty" doc:"Contributing factors that the text seems to tell of; nobody has decided on them."`
	Sections   []string          `json:"sections,omitempty" doc:"The sections that have text."`
	KeptAsText []string          `json:"kept_as_text,omitempty" doc:"Headings that say nothing that is known; their text stands where it stood."`
	Remarks    []string          `json:"remarks,omitempty"`
}

// ImportPostmortems takes documents that were written elsewhere.
func (c *Client) ImportPostmortems(ctx context.Context, in Import) (Imported, error) {
	return write[Imported](ctx, c, http.MethodPost, at("imports"), in)
}

// Original is the document that a postmortem was taken from, as it was.
func (c *Client) Original(ctx context.Context, ref string) ([]byte, error) {
	return c.bytes(ctx, &call{method: http.MethodGet, path: at("postmortems", ref, "original"), accept: "text/markdown"})
}
