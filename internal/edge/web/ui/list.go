package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Head is the head of a page: what it is, where it stands, what to do next.
type Head struct {
	Over  string            // A word above the title: "Settings".
	Title string            // The page's one <h1>.
	Lead  string            // A sentence below it.
	Where []templ.Component // Number, tags, times, services, in a row; Text makes one of words.
	Do    []templ.Component // Buttons, the next step first.
}

// Render writes the head.
func (h Head) Render(ctx context.Context, w io.Writer) error { return h.view().Render(ctx, w) }

// Empty stands where there is nothing yet: what the thing is for, and the next step.
type Empty struct {
	Title string // "No open incidents."
	For   string // What will stand here.
	Next  *Button
	Big   bool // When it is all that the page has.
}

// Render writes the state.
func (e Empty) Render(ctx context.Context, w io.Writer) error { return e.view().Render(ctx, w) }

// Row is one line of a list: a title that leads on, a reason below, tags and times at its end.
type Row struct {
	ID    string
	No    string // "INC-142", before the title.
	Title string
	Href  string
	Why   []templ.Component // Words below the title, parted by dots.
	End   []templ.Component
	Faint bool // Ruled out, done, over.
}

// Rows is a list of rows; Empty stands in its place when there are none.
type Rows struct {
	ID    string // Of the list, where live updates append to it.
	Rows  []Row
	Empty Empty
	Ruled bool // With a rule above the first and below the last.
}

// Render writes the list.
func (r Rows) Render(ctx context.Context, w io.Writer) error { return r.view().Render(ctx, w) }

// Render writes the row as an item of a list.
func (r Row) Render(ctx context.Context, w io.Writer) error { return r.view().Render(ctx, w) }

// Fact is a name and what is known; a nil Value is "not known yet".
type Fact struct {
	Name  string
	Value templ.Component
}

// Facts is a list of facts, names left, values right.
type Facts struct {
	Facts []Fact
	Ruled bool
}

// Render writes the facts.
func (f Facts) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// Text is plain words as a component, escaped.
type Text string

// Render writes the words.
func (t Text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, templ.EscapeString(string(t)))
	return err
}

// Num is plain words whose figures line up.
type Num string

// Render writes the words.
func (n Num) Render(ctx context.Context, w io.Writer) error { return n.view().Render(ctx, w) }

// Anchor is a link as a component.
type Anchor Link

// Render writes the link.
func (a Anchor) Render(ctx context.Context, w io.Writer) error { return a.view().Render(ctx, w) }

// Pager leads to older and newer pages of a list; an empty side is not shown.
type Pager struct {
	Newer, Older string // URLs.
	Here         string // "41 to 80 of 1,204", or empty.
}

// Render writes the pager.
func (p Pager) Render(ctx context.Context, w io.Writer) error { return p.view().Render(ctx, w) }

// Sift narrows a list: links of which one is current. With a Target it filters the timeline of
// that ID at once, without a round trip, by each link's Key as the group ("" for all).
type Sift struct {
	Label  string
	Links  []Link
	Target string
}

// Render writes the links.
func (s Sift) Render(ctx context.Context, w io.Writer) error { return s.view().Render(ctx, w) }

// Cell is one cell of a table.
type Cell struct {
	Value templ.Component // Nil for an empty cell.
	Num   bool
}

// Table is a table with a head; on a phone each row becomes a small list.
type Table struct {
	Caption string
	Heads   []string
	Rows    [][]Cell
	Empty   Empty
}

// Render writes the table.
func (t Table) Render(ctx context.Context, w io.Writer) error { return t.view().Render(ctx, w) }

// PanelHead is the head of a Panel or Section.
type PanelHead struct {
	ID    string
	Title string
	Small templ.Component // A remark beside the title: "since it last worked, 15:45".
	Aside templ.Component // At the other end of the line.
}

// Width is how wide a Sheet is.
type Width string

// The widths.
const (
	Wide    Width = ""
	Column  Width = "column"
	Reading Width = "reading"
)

func (s Sift) filters() templ.Attributes {
	if s.Target == "" {
		return nil
	}
	return templ.Attributes{"data-filter": s.Target}
}

func (s Sift) shows(l Link) templ.Attributes {
	if s.Target == "" {
		return nil
	}
	return templ.Attributes{"data-show": l.Key}
}

func (t Table) label(i int) templ.Attributes {
	if i == 0 || i >= len(t.Heads) || t.Heads[i] == "" {
		return nil
	}
	return templ.Attributes{"data-label": t.Heads[i]}
}

// current marks the one of several choices that holds.
func current(on bool) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{"aria-current": "true"}
}
