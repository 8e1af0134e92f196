package client

import (
	"context"
	"net/http"
)

// Wording is a text to be read for wording that puts a person where a system belongs.
type Wording struct {
	Text     string `json:"text"`
	Format   string `json:"format,omitempty" enum:"markdown,plain" doc:"Absent: markdown."`
	Context  string `json:"context,omitempty" doc:"The heading above the text, or what kind of text it is, such as Action items."`
	Gentle   bool   `json:"gentle,omitempty" doc:"The text of a live incident: nothing blocks."`
	Thorough bool   `json:"thorough,omitempty" doc:"Block quotes and tables are read too, as before publication."`
}

// Reading is what was found in a text.
type Reading struct {
	Labels   []string `json:"labels" doc:"The kinds of wording that were found and not waived, once each."`
	Blocks   bool     `json:"blocks" doc:"Publication would wait."`
	Findings []Remark `json:"findings"`
}

// Remark is one place in a text, what is the matter with it, and another wording.
type Remark struct {
	Label string `json:"label" doc:"The kind of wording, such as human-error."`
	Rule  string `json:"rule"`
	Span
	Match    string `json:"match" doc:"The words that are marked."`
	Severity string `json:"severity" enum:"block,advise,waived"`
	Why      string `json:"why"`
	Suggest  string `json:"suggest" doc:"What to put in the place of replace; what nobody knows yet stands in [brackets]."`
	Replace  Span   `json:"replace" doc:"The sentence that suggest stands for."`
	Reason   string `json:"reason,omitempty" doc:"Why it was waived."`
}

// Span is a part of a text, in bytes of UTF-8 and in UTF-16 units as browsers count them.
type Span struct {
	Start      int `json:"start"`
	End        int `json:"end"`
	StartUTF16 int `json:"start_utf16"`
	EndUTF16   int `json:"end_utf16"`
}

// Lint reads a text with the rules of the server, which know the names of its people. Nothing is
// kept.
func (c *Client) Lint(ctx context.Context, in Wording) (Reading, error) {
	return write[Reading](ctx, c, http.MethodPost, at("lint"), in)
}
