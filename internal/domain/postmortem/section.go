package postmortem

import (
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Key names a section of the document.
type Key string

// The sections in their order.
const (
	Summary      Key = "summary"
	Impact       Key = "impact"
	WhatHappened Key = "what_happened"
	Response     Key = "response"
	Factors      Key = "factors"
	Worked       Key = "worked"
	DidNotWork   Key = "did_not_work"
	Lucky        Key = "lucky"
	Surprised    Key = "surprised"
	LeaveAlone   Key = "leave_alone"
)

// headings lists the sections in the order of the document.
var headings = []struct {
	key     Key
	heading string
	asks    string
}{
	{Summary, "Summary", "What happened, for whom, how long, and what helped: three sentences that stand alone."},
	{Impact, "Impact", "What people outside noticed: minutes, users, orders, data, support contacts. Say where each figure comes from."},
	{WhatHappened, "What happened", "The facts in order, each with its source. What was visible at the time, and to which role."},
	{Response, "How we responded", "How help was found, what was tried, what made it stable, and what brought service and data back."},
	{Factors, "Contributing factors", "The conditions that let it happen, made it worse or made it last. There is always more than one."},
	{Worked, "What worked", "What held, what was quick, what we want to keep."},
	{DidNotWork, "What did not work", "What was missing or slow, told about tools, access and processes."},
	{Lucky, "Where we were lucky", "What could have been worse and was not by chance."},
	{Surprised, "What surprised us", "What nobody expected. This is where learning begins."},
	{LeaveAlone, "What we leave alone", "Ideas that we looked at and do not follow, and why."},
}

// Keys lists the sections in the order of the document.
func Keys() []Key {
	keys := make([]Key, len(headings))
	for i, h := range headings {
		keys[i] = h.key
	}
	return keys
}

// ParseKey reads the key of a section; not found when there is none with that name.
func ParseKey(s string) (Key, error) {
	if slices.Contains(Keys(), Key(s)) {
		return Key(s), nil
	}
	return "", problem.NotFound("section")
}

// Heading is what stands above the section.
func (k Key) Heading() string {
	for _, h := range headings {
		if h.key == k {
			return h.heading
		}
	}
	return ""
}

// Asks says what the section is for, in a sentence beside its field.
func (k Key) Asks() string {
	for _, h := range headings {
		if h.key == k {
			return h.asks
		}
	}
	return ""
}

// Section is one part of the document: Markdown with a version of its own, so that two people
// write two sections without waiting for each other.
type Section struct {
	Key       Key
	Text      string
	Source    string // Where the draft took it from, in words; may be empty.
	UpdatedAt time.Time
	Version   int

	Heading string // How the template asks for it; filled by the store on reading.
	Asks    string
	Place   int  // In the order of the template.
	Unasked bool // The template does not ask for it: out of sight until somebody writes it.
}

// Edit replaces the text of a section. version is the one that the writer has read; Stale when
// somebody has written meanwhile. The same text again is no event. restored is the number of the
// revision whose text this is; 0 when it was written.
func (pm *Postmortem) Edit(by person.Actor, at time.Time, s *Section, version int, words string, restored int64) ([]event.Event, error) {
	if err := pm.editable(); err != nil {
		return nil, err
	}
	words = strings.ReplaceAll(words, "\r\n", "\n")
	if err := text.CheckText("text", words, MaxSection); err != nil {
		return nil, err
	}
	if words == s.Text {
		return nil, nil
	}
	if version != s.Version {
		return nil, problem.Stale(s.Version)
	}
	body := SectionEdited{Section: s.Key, Text: words, Restored: restored}
	if s.Version <= 1 { // As it was drafted: no event has these words.
		body.Before = s.Text
	}
	s.Text, s.UpdatedAt, s.Source = words, at, edited(s.Source)
	return []event.Event{pm.happened(by, at, body).About(string(s.Key))}, nil
}

// edited says of a source that people wrote on since.
func edited(source string) string {
	const since = ", then edited."
	if source == "" || strings.HasSuffix(source, since) {
		return source
	}
	return strings.TrimSuffix(source, ".") + since
}
