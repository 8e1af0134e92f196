package ui

import (
	"context"
	"io"
	"slices"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/engine/render/picture"
)

// Rail is the progress of a postmortem, beside the prose: what is done, what publication waits
// for. Its children in Postmortem's left column follow below.
type Rail struct {
	State string // drafting, in review, approved, published.
	Due   templ.Component
	Items []RailItem
	Next  *Button // The one next step.
	Waits string  // "Publishing waits for one time and one wording."
}

// RailItem is one line of the rail.
type RailItem struct {
	Name string
	Href string // Where it is mended: "#times".
	Said string // "4 of 6", "read", "1 to look at".
	Done bool
}

// Render writes the rail.
func (r Rail) Render(ctx context.Context, w io.Writer) error { return r.view().Render(ctx, w) }

// DurationsStrip is the picture of the six moments: wide for a desk, slim for a phone. Make
// the moments with picture.Six.
type DurationsStrip struct {
	Moments []picture.Moment
	Clock   Clock
	Caption string
}

// Render writes the figure.
func (d DurationsStrip) Render(ctx context.Context, w io.Writer) error {
	return d.view().Render(ctx, w)
}

// MomentRow is one of the exact times of a postmortem: when, how exactly, on what evidence.
type MomentRow struct {
	ID       string
	Name     string
	When     When
	Waived   string // The reason why nobody needs to know it.
	Words    string // What shows it, in words.
	Evidence []Evidence
	Do       []templ.Component
}

// Moments is the table of exact times, with the durations told between them by the strip.
type Moments []MomentRow

// Render writes the table.
func (m Moments) Render(ctx context.Context, w io.Writer) error { return m.view().Render(ctx, w) }

// Directive is the Prime Directive or another statement that the page stands on.
type Directive string

// Render writes the statement.
func (d Directive) Render(ctx context.Context, w io.Writer) error { return d.view().Render(ctx, w) }

// Finding is a remark about wording, in the margin: what it does, why, what to say instead.
type Finding struct {
	Anchor string // ID of the marked words; may be empty.
	Match  string // The words that it is about.
	Say    string // "“Obviously” judges with hindsight."
	Why    string
	Use    string // The wording offered; may be empty.
	Blocks bool   // Publication waits for it.
	Do     []templ.Component
}

// Findings is the remarks of a page.
type Findings []Finding

// Render writes the remarks; nothing when there are none.
func (f Findings) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// Editing is what a page needs once whose text areas name an Editor: the script, and how a remark
// looks that is made while somebody types. Remarks of the text area with the ID x stand in the
// element RemarksOf(x), which may hold those that were made before.
func Editing() templ.Component { return editing() }

// WhyTree is what a page needs once on which a why-tree is made: its look and its keys.
func WhyTree() templ.Component { return whyTree() }

// Margin is what a page needs once on which words can be commented on: the look of what stands
// beside them, and a button where words are chosen.
func Margin() templ.Component { return marginParts() }

// RemarksOf is around the remarks beside a text area.
func RemarksOf(area string) templ.Component { return remarksOf(area) }

// ActionRow is one action of a postmortem.
type ActionRow struct {
	No      string // ACT-7.
	Title   string
	Href    string
	Type    string // prevent, detect, mitigate ...
	Owner   string // Person or team; empty: nobody yet.
	Due     When
	State   string
	Overdue bool
	Ticket  Link
	Do      []templ.Component
}

// Actions is the table of actions.
type Actions struct {
	Rows  []ActionRow
	Empty Empty
}

// Render writes the table.
func (a Actions) Render(ctx context.Context, w io.Writer) error { return a.view().Render(ctx, w) }

// Secret shows a token or link once, with a way to copy it.
type Secret struct {
	ID    string
	Label string
	Value string
	Hint  string
}

// Render writes the secret.
func (s Secret) Render(ctx context.Context, w io.Writer) error { return s.view().Render(ctx, w) }

// Snippet is one thing found: its row, and the words around what was searched, already parted.
type Snippet struct {
	Row   Row
	Parts []SnippetPart
}

// SnippetPart is a piece of the words; Hit marks what was searched for.
type SnippetPart struct {
	Text string
	Hit  bool
}

// Render writes the thing found as an item of a list.
func (s Snippet) Render(ctx context.Context, w io.Writer) error { return s.view().Render(ctx, w) }

func (d DurationsStrip) draw(width int, class string) string {
	return picture.Strip{Moments: d.Moments, Zone: d.Clock.Zone, Width: width, Class: class}.SVG()
}

func (a ActionRow) cells() []Cell {
	return []Cell{
		{Value: actionTitle(a)}, {Value: Text(or(a.Owner, "nobody yet"))}, {Value: Day(a.Due), Num: true}, {Value: actionState(a)},
	}
}

func (a Actions) table() Table {
	t := Table{Heads: []string{"Action", "Owner", "Due", "State"}, Empty: a.Empty}
	for _, r := range a.Rows {
		t.Rows = append(t.Rows, r.cells())
	}
	return t
}

func (m Moments) table() Table {
	t := Table{Heads: []string{"Moment", "When", "Evidence"}}
	canDo := slices.ContainsFunc(m, func(r MomentRow) bool { return len(r.Do) > 0 })
	if canDo {
		t.Heads = append(t.Heads, "What to do")
	}
	for _, r := range m {
		row := []Cell{{Value: Text(r.Name)}, {Value: momentWhen(r)}, r.evidence()}
		if canDo {
			row = append(row, Cell{Value: deedsOf(r.Do)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (r MomentRow) evidence() Cell {
	switch {
	case len(r.Evidence) > 0:
		return Cell{Value: EvidenceList(r.Evidence)}
	case r.Words != "":
		return Cell{Value: Text(r.Words)}
	case r.Waived != "":
		return Cell{}
	}
	return Cell{Value: noneYet()}
}
