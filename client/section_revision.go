package client

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// SectionRevision is a wording that a section had.
type SectionRevision struct {
	Version    int       `json:"version" doc:"Of the section, while it had this wording."`
	WrittenAt  time.Time `json:"written_at"`
	Characters int       `json:"characters"`
	Drafted    bool      `json:"drafted,omitempty" doc:"What the draft said, before anybody wrote."`
	Restored   bool      `json:"restored,omitempty" doc:"An earlier wording that came back."`
	Erased     bool      `json:"erased,omitempty" doc:"Its words were erased."`
}

// SectionRevisionText is a wording in full.
type SectionRevisionText struct {
	SectionRevision
	Text    string      `json:"text" doc:"Markdown."`
	Changes []TextPiece `json:"changes,omitempty" doc:"What changed from the version that it is compared with to this one."`
}

// TextPiece is a part of a comparison.
type TextPiece struct {
	Op    string `json:"op" enum:"stays,out,in,gap" doc:"gap: lines that stay and are not repeated here."`
	Text  string `json:"text,omitempty"`
	Lines int    `json:"lines,omitempty" doc:"Of a gap."`
}

// SectionRevisions lists the wordings of a section, newest first.
func (c *Client) SectionRevisions(ctx context.Context, ref, key string, p Paging) (Page[SectionRevision], error) {
	return read[Page[SectionRevision]](ctx, c, at("postmortems", ref, "sections", key, "revisions"), values(p))
}

// SectionRevision loads the wording that a section had in one of its versions.
func (c *Client) SectionRevision(ctx context.Context, ref, key string, version int) (SectionRevisionText, error) {
	return read[SectionRevisionText](ctx, c, at("postmortems", ref, "sections", key, "revisions", strconv.Itoa(version)), nil)
}

// CompareSectionRevisions loads a wording with what changed from another version of the section to it.
func (c *Client) CompareSectionRevisions(ctx context.Context, ref, key string, version, against int) (SectionRevisionText, error) {
	return read[SectionRevisionText](ctx, c, at("postmortems", ref, "sections", key, "revisions", strconv.Itoa(version)), values(Paging{}, "against", strconv.Itoa(against)))
}

// RestoreSection writes the wording of an earlier version over the version that was read; it is
// an edit like any other.
func (c *Client) RestoreSection(ctx context.Context, ref, key string, wording, version int) (Versioned, error) {
	return writeOver[Versioned](ctx, c, http.MethodPost, at("postmortems", ref, "sections", key, "revisions", strconv.Itoa(wording), "restore"), &version, nil)
}
