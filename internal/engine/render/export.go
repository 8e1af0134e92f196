package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render/prose"
)

// Document is what is exported: a copy, and what its forms need besides.
type Document struct {
	Copy   postmortem.Copy
	Images map[string]Image // By the path under which the text shows them; others are told by their words.
	Draft  bool             // It is not published, and every page says so.
	Letter bool             // Pages of the size Letter; A4 otherwise.
}

// Image is a picture of a document, as it was added.
type Image struct {
	MediaType string
	Data      []byte
}

// Format is a way to export a postmortem.
type Format struct {
	Name      string // As it is asked for: md, html, pdf, json, confluence, table, csv.
	MediaType string
	Images    bool // The pictures stand in the file.
	ending    string
	make      func(Document, *Markdown) (string, error)
}

// Formats lists the ways to export a postmortem.
func Formats() []Format {
	return []Format{
		{"md", "text/markdown; charset=utf-8", false, ".md", func(d Document, _ *Markdown) (string, error) { return DocumentMarkdown(d.Copy) }},
		{"html", "text/html; charset=utf-8", true, ".html", DocumentHTML},
		{"pdf", "application/pdf", true, ".pdf", DocumentPDF},
		{"json", "application/json", false, ".json", func(d Document, _ *Markdown) (string, error) { return DocumentJSON(d.Copy) }},
		{"confluence", "application/xml; charset=utf-8", false, ".storage.xml", DocumentConfluence},
		{"table", "text/markdown; charset=utf-8", false, "-whys.md", func(d Document, _ *Markdown) (string, error) { return DocumentTable(d.Copy), nil }},
		{"csv", "text/csv; charset=utf-8", false, "-whys.csv", func(d Document, _ *Markdown) (string, error) { return DocumentCSV(d.Copy) }},
	}
}

// MediaTypes lists what exports are, each once, without parameters; Markdown first.
func MediaTypes() []string {
	var types []string
	for _, f := range Formats() {
		media, _, _ := strings.Cut(f.MediaType, ";")
		if !slices.Contains(types, media) {
			types = append(types, media)
		}
	}
	return types
}

// FormatNamed finds a format; Invalid at format when there is none.
func FormatNamed(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	last := len(names) - 1
	return Format{}, problem.Invalid("format", "The format must be %s or %s.", strings.Join(names[:last], ", "), names[last])
}

// WithAccounts says whether a file in this form tells the accounts of those who were there: "with" or
// "without" as it is asked for, and otherwise wherever a file stays with whoever took it. Confluence
// shows it to others for good, where nobody can take an account back. Invalid at accounts for
// anything else.
func (f Format) WithAccounts(asked string) (bool, error) {
	switch asked {
	case "":
		return f.Name != "confluence", nil
	case "with", "without":
		return asked == "with", nil
	}
	return false, problem.Invalid("accounts", "This is one of: with, without.")
}

// Export makes the document and the name under which it is saved: PM-12.md, PM-12-edition-2.md,
// PM-12-draft.md.
func (f Format) Export(d Document, md *Markdown) (doc, name string, err error) {
	doc, err = f.make(d, md)
	name = d.Copy.Ref
	switch {
	case d.Draft:
		name += "-draft"
	case d.Copy.Edition > 1:
		name += fmt.Sprintf("-edition-%d", d.Copy.Edition)
	}
	return doc, name + f.ending, err
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

// Pictures are the paths of the files that the texts of a copy show, each once.
func (m *Markdown) Pictures(c postmortem.Copy) []string {
	var list []string
	seen := map[string]bool{}
	var texts []string
	for _, s := range c.Sections {
		texts = append(texts, s.Text)
	}
	for _, a := range c.Accounts {
		texts = append(texts, a.Text)
	}
	for _, text := range texts {
		if !strings.Contains(text, "/files/") {
			continue
		}
		eachSpan(m.Prose(text, 3), func(p prose.Span) {
			if p.Picture != "" && !seen[p.Picture] {
				seen[p.Picture], list = true, append(list, p.Picture)
			}
		})
	}
	return list
}

func eachSpan(blocks []prose.Block, fn func(prose.Span)) {
	for _, b := range blocks {
		for _, s := range b.Spans {
			fn(s)
		}
		for _, r := range b.Rows {
			for _, c := range r {
				for _, s := range c.Spans {
					fn(s)
				}
			}
		}
		eachSpan(b.Blocks, fn)
	}
}
