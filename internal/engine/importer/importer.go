// Package importer reads a postmortem that was written elsewhere: what its headings, lists,
// tables and sentences say becomes times, a timeline, actions and contributing factors.
//
// It is pure, and it holds to two promises. A time that the document does not give is never
// invented: a field that is not understood stays empty. And nothing is lost: Sections hold the
// whole text, in its order, whatever was understood of it.
//
// Read is the way in. outline.go turns Markdown into sections of blocks, kinds.go names the
// sections, when.go reads dates and clocks; one file per field does the rest.
package importer

import (
	"strings"

	"candor.dev/candor/internal/engine/render"
)

// Document is what was understood of a text.
type Document struct {
	Title    string    `json:"title"`
	Date     string    `json:"date"` // 2006-01-02
	Times    Times     `json:"times"`
	Severity string    `json:"severity"`
	Impact   []string  `json:"impact"`
	Timeline []Entry   `json:"timeline"`
	Actions  []Action  `json:"actions"`
	Factors  []string  `json:"factors"`
	Sections []Section `json:"sections"`
	Remarks  []string  `json:"remarks"` // What a reader of the report should know.
	Whys     []Why     `json:"whys,omitempty"`
	pieces   []Section // The sections below the front matter, cut at labels too.
	matter   string    // The front matter as it stands.
}

// Times are the moments of an incident as the document's own clock showed them,
// 2006-01-02T15:04 in the zone TZ, or empty.
type Times struct {
	TZ        string `json:"tz"`
	Started   string `json:"started"`
	Detected  string `json:"detected"`
	Declared  string `json:"declared"`
	Mitigated string `json:"mitigated"`
	Resolved  string `json:"resolved"`
}

// Entry is a line of the timeline. At has a date where the document gives one for it, and is a
// bare clock (15:04) or empty otherwise; When is what stood there. Text is the first sentence,
// More the others.
type Entry struct {
	At    string `json:"at"`
	Until string `json:"until,omitempty"`
	TZ    string `json:"tz,omitempty"`
	When  string `json:"when,omitempty"`
	Text  string `json:"text"`
	More  string `json:"more,omitempty"`
}

// Action is something that somebody meant to do. Done is nil where the document does not say.
type Action struct {
	Text  string `json:"text"`
	Owner string `json:"owner"`
	Link  string `json:"link"`
	Due   string `json:"due,omitempty"`
	Done  *bool  `json:"done"`
	More  string `json:"more,omitempty"`
}

// Section is a part of the document as it stands there, its heading line included. The texts
// of all sections, one after the other, are the document.
type Section struct {
	Heading string `json:"heading"`
	Kind    Kind   `json:"kind"`
	Text    string `json:"text"`
}

// Read understands what it can of a Markdown document. It never fails: of a text that is too
// large or too deeply nested to parse at a bounded cost, only the sections are read.
func Read(src string) Document {
	src = strings.TrimPrefix(strings.ReplaceAll(src, "\r\n", "\n"), "\ufeff")
	matter, body := frontMatter(src)
	doc := Document{Impact: []string{}, Timeline: []Entry{}, Actions: []Action{}, Factors: []string{}, Sections: []Section{}, Remarks: []string{}}
	if matter.raw != "" {
		doc.Sections = append(doc.Sections, Section{Kind: KindMetadata, Text: matter.raw})
		doc.matter = matter.raw
		if matter.first("candor") != "" {
			doc.Remarks = append(doc.Remarks, "Candor exported it: a server takes it as it was, and reads no more into it.")
		}
	}
	if err := render.CheckMarkdown("document", body); err != nil {
		doc.Title = matter.first("title", "name")
		if strings.TrimSpace(body) != "" {
			doc.Sections = append(doc.Sections, Section{Text: body})
			doc.pieces = []Section{{Text: body}}
		}
		doc.Remarks = append(doc.Remarks, "Only kept as text: "+err.Error())
		return doc
	}
	r := &reader{matter: matter, outline: readOutline(body)}
	doc.Sections, doc.pieces = append(doc.Sections, r.outline.sections()...), append(doc.pieces, r.outline.pieces()...)
	r.order = dateOrder(src)
	doc.Title = r.title()
	r.fields = r.readFields()
	r.anchor = r.datedBy(doc.Title)
	doc.Severity = r.severity()
	r.zone = r.zoneStated()
	r.entries = r.timeline()
	doc.Times = r.times()
	doc.Date = r.date(doc.Title, doc.Times)
	doc.Timeline = r.written()
	doc.Impact = r.impact()
	doc.Actions = r.actions()
	doc.Factors = r.factors()
	doc.Whys = r.whys()
	doc.Remarks = append(doc.Remarks, r.remarks(doc)...)
	return doc
}

// reader holds what the fields are read from.
type reader struct {
	matter  matter
	outline *outline
	fields  []field
	entries []entry
	order   order
	zone    string // What the document says of all its times.
	anchor  day    // What a date without a year is near to; zero when the document has none.
}
