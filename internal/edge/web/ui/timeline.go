package ui

import (
	"context"
	"io"
	"strconv"
	"time"

	"github.com/a-h/templ"
)

// Group is what the timeline can be narrowed to.
type Group string

// The groups, in the order of the filter. An entry without a group is seen under "all" only.
const (
	People    Group = "people"
	Changes   Group = "changes"
	Signals   Group = "signals"
	Decisions Group = "decisions"
)

// Groups lists the groups in the order of the filter.
func Groups() []Group { return []Group{People, Changes, Signals, Decisions} }

// TimelineID is the ID of the list that entries are appended to.
const TimelineID = "timeline"

// lateAfter is how much later than it happened a fact may be written down without remark.
const lateAfter = 10 * time.Minute

// Entry is one fact on the timeline: when, what kind, what. As a live fragment it carries its
// own place: it replaces the entry of the same ID, or is inserted by Order.
type Entry struct {
	ID         string // "entry-17"; also the anchor of the permalink.
	Order      int64  // Sorts the timeline: microseconds of the moment it happened.
	When       When
	Recorded   When   // Told when it was written down noticeably later.
	Kind       string // One word: script, signal, report, state, plan, offer.
	Group      Group
	Say        string          // The sentence. Line breaks are kept.
	Rich       templ.Component // Rendered text in the sentence's place, such as Markdown.
	By         string          // Who said it, in the living room only; may be empty.
	Remark     string          // Said in small after the words; may be empty.
	Turn       bool            // A change of state: a station on the rail.
	Edited     bool            // Supersedes an earlier wording.
	Gone       bool            // Was withdrawn.
	HistoryURL string          // Where earlier wordings can be read.
	Earlier    []Wording       // Earlier wordings, folded away.
	Evidence   []Evidence
	Do         []templ.Component // What can be done with it; shown on approach.
	Live       bool              // As a fragment of the live stream: carries where it belongs.
}

// Wording is what an entry said before.
type Wording struct {
	Say      string
	Recorded When
}

// Render writes the entry as an item of the timeline.
func (e Entry) Render(ctx context.Context, w io.Writer) error { return e.view().Render(ctx, w) }

// Timeline is the list of entries, oldest first, with its filter. Show is the group asked for
// by the URL, for those without JavaScript; the page then passes only the entries of it.
type Timeline struct {
	Entries []Entry
	Show    Group
	URL     string // Of the page, for the filter's links: URL?show=changes.
	Earlier string // URL of earlier entries when not all are here.
	Empty   Empty
}

// Render writes the timeline.
func (t Timeline) Render(ctx context.Context, w io.Writer) error { return t.view().Render(ctx, w) }

// Evidence is what shows that a fact is so: a link, an image, a file, or a piece of text.
type Evidence struct {
	Kind  EvidenceKind
	Label string // "audit log, lines 12 to 40"; read for images as their description.
	Href  string
	Thumb string // URL of the small image; Href is the large one.
	Width int    // Of the thumbnail as drawn, so that nothing jumps; 0 when unknown.
	Size  string // "120 kB".
	Text  string // The excerpt of a log or the text of a query.
}

// EvidenceKind is what sort of evidence it is.
type EvidenceKind string

// The kinds of evidence.
const (
	EvidenceLink  EvidenceKind = "link"
	EvidenceImage EvidenceKind = "image"
	EvidenceFile  EvidenceKind = "file"
	EvidenceText  EvidenceKind = "text"
)

// EvidenceList is the evidence of one fact, in a row.
type EvidenceList []Evidence

// Render writes the list; nothing when it is empty.
func (l EvidenceList) Render(ctx context.Context, w io.Writer) error { return l.view().Render(ctx, w) }

// TimelineComposer is the form at the foot of the timeline: write what you see.
type TimelineComposer struct {
	Action string
	Hidden []Hidden
	Text   TextArea        // Name "text" and the house's words when its Name is empty.
	At     DateTime        // Happened at; name "at" when empty.
	More   templ.Component // Further evidence, below the link; may be nil.
	Upload string          // Accept list of the file field; empty for no files.
	Open   bool            // With time and evidence unfolded.
	Swift  bool            // Sent without loading the page again.
}

// Render writes the form.
func (c TimelineComposer) Render(ctx context.Context, w io.Writer) error {
	return c.view().Render(ctx, w)
}

// place is where a live fragment belongs; see live.js.
func (e Entry) place() templ.Attributes {
	a := templ.Attributes{"data-order": strconv.FormatInt(e.Order, 10)}
	optional(a, "data-group", string(e.Group))
	if e.Live {
		a["data-live-mode"], a["data-live-into"] = "append", TimelineID
	}
	return a
}

// isLate says whether the entry was written down so much later that one should know.
func (e Entry) isLate() bool {
	return e.Recorded.Known() && e.Recorded.At.Sub(e.When.At) >= lateAfter+e.When.Precision
}

func (t Timeline) sift() Sift {
	s := Sift{Label: "Show on the timeline", Target: TimelineID, Links: []Link{{Label: "all", Href: t.URL, Current: t.Show == ""}}}
	for _, g := range Groups() {
		s.Links = append(s.Links, Link{Label: string(g), Href: t.URL + "?show=" + string(g), Key: string(g), Current: t.Show == g})
	}
	return s
}

func (c TimelineComposer) text() TextArea {
	f := c.Text
	f.Name, f.ID = or(f.Name, "text"), or(f.ID, "say")
	f.Label = or(f.Label, "Add to the timeline")
	f.Placeholder = or(f.Placeholder, "Write what you see.")
	f.Key = or(f.Key, "e")
	if f.Rows == 0 {
		f.Rows = 1
	}
	return f
}

func (c TimelineComposer) at() DateTime {
	f := c.At
	f.Name, f.Label, f.Optional = or(f.Name, "at"), or(f.Label, "When it happened"), true
	f.Hint = or(f.Hint, "Empty means now.")
	return f
}

func (c TimelineComposer) swift() templ.Attributes {
	if !c.Swift {
		return nil
	}
	return Swift(c.Action, "say-form")
}

func (c TimelineComposer) enctype() string {
	if c.Upload == "" {
		return "application/x-www-form-urlencoded"
	}
	return "multipart/form-data"
}

func (e Evidence) width() templ.Attributes {
	if e.Width == 0 {
		return nil
	}
	return templ.Attributes{"width": e.Width}
}

// shown is the group that the server narrowed the list to; the stylesheet hides what the
// stream adds of others.
func (t Timeline) shown() templ.Attributes {
	if t.Show == "" {
		return nil
	}
	return templ.Attributes{"data-show": string(t.Show)}
}
