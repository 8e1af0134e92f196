package render

import (
	"bytes"
	"encoding/json"
	"fmt"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// Format is a way to export a published postmortem.
type Format struct {
	Name      string // As it is asked for: md, html, json.
	MediaType string
	make      func(postmortem.Copy, *Markdown) (string, error)
}

// Formats lists the ways to export a published postmortem.
func Formats() []Format {
	return []Format{
		{"md", "text/markdown; charset=utf-8", func(c postmortem.Copy, _ *Markdown) (string, error) { return DocumentMarkdown(c) }},
		{"html", "text/html; charset=utf-8", DocumentHTML},
		{"json", "application/json", func(c postmortem.Copy, _ *Markdown) (string, error) { return DocumentJSON(c) }},
	}
}

// FormatNamed finds a format; Invalid at format when there is none.
func FormatNamed(name string) (Format, error) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, problem.Invalid("format", "The format must be md, html or json.")
}

// Export makes the document and the name under which it is saved: PM-12.md, PM-12-edition-2.md.
func (f Format) Export(c postmortem.Copy, md *Markdown) (doc, name string, err error) {
	doc, err = f.make(c, md)
	name = c.Ref
	if c.Edition > 1 {
		name += fmt.Sprintf("-edition-%d", c.Edition)
	}
	return doc, name + "." + f.Name, err
}

// DocumentJSON exports a published copy as JSON: the shape of postmortem.Copy, indented. Times are
// RFC 3339 in UTC, durations and precisions are seconds.
func DocumentJSON(c postmortem.Copy) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(c); err != nil {
		return "", fmt.Errorf("encode %s: %w", c.Ref, err)
	}
	return b.String(), nil
}
