package ui

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"
)

// Choice is one of several views of the same page, as a link.
type Choice struct {
	Label string
	Why   string // Said after the label in a lighter tone.
	Href  string
	Now   bool // It is the one that is shown.
}

// Choices is a row of them.
type Choices struct {
	Label string
	List  []Choice
}

// Render writes the row.
func (c Choices) Render(ctx context.Context, w io.Writer) error { return c.view().Render(ctx, w) }

// Ranked is a change in its place among those that may explain an incident.
type Ranked struct {
	Place  int
	Share  float64 // 0 to 1: its share among all of them.
	Change Change
	Tags   []templ.Component
	Detail string
	Paths  []string
}

// Said is the share in words.
func (r Ranked) Said() string {
	if r.Share < 0.01 {
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*r.Share)
}

// Render writes the change as an item of a RankedList.
func (r Ranked) Render(ctx context.Context, w io.Writer) error { return r.view().Render(ctx, w) }

// RankedList is changes by their place; Empty stands in its stead when there are none.
type RankedList struct {
	ID    string
	List  []Ranked
	Empty Empty
}

// Render writes the list.
func (l RankedList) Render(ctx context.Context, w io.Writer) error { return l.view().Render(ctx, w) }
