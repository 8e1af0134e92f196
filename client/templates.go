package client

import (
	"context"
	"net/http"
)

// Templates are the templates that postmortems can be begun with.
type Templates struct {
	Text    string            `json:"text" doc:"The organisation's file in YAML: which template a severity uses, and its own templates."`
	Use     map[string]string `json:"use" doc:"The key of the template by severity; default for all others."`
	Items   []Template        `json:"items" doc:"Those that are built in, and the organisation's own."`
	Version int               `json:"version" doc:"Also the ETag."`
}

// Template says which sections a postmortem asks for, and how.
type Template struct {
	Key      string            `json:"key"`
	Name     string            `json:"name"`
	Says     string            `json:"says,omitempty"`
	Sections []TemplateSection `json:"sections" doc:"In the order in which they are asked for. Others are out of sight until somebody writes them."`
}

// TemplateSection is a section as a template asks for it.
type TemplateSection struct {
	Key     string `json:"key" enum:"summary,impact,what_happened,response,factors,worked,did_not_work,lucky,surprised,leave_alone"`
	Heading string `json:"heading"`
	Asks    string `json:"asks"`
	Starter string `json:"starter,omitempty" doc:"What stands there before anybody writes; Markdown."`
}

// TemplateFile replaces the organisation's file.
type TemplateFile struct {
	Text string `json:"text"`
}

// Templates loads the templates.
func (c *Client) Templates(ctx context.Context) (Templates, error) {
	return read[Templates](ctx, c, at("settings", "templates"), nil)
}

// SaveTemplates replaces the organisation's file over the version that was read.
func (c *Client) SaveTemplates(ctx context.Context, version int, in TemplateFile) (Templates, error) {
	return writeOver[Templates](ctx, c, http.MethodPut, at("settings", "templates"), &version, in)
}
