package ui

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Problem is what a page says when it cannot do what was asked: calm, what to do next, and the
// number that an operator finds it by. Put it inside Page or Bare.
type Problem struct {
	Status    int // 403, 404, 409, 422, 500 ...
	Title     string
	Say       string // One sentence; the house's own for the status when empty.
	Hint      string // What to do next.
	RequestID string
	Next      []Button // The main one first; "Go home" when empty.
}

// Render writes the page.
func (p Problem) Render(ctx context.Context, w io.Writer) error { return p.view().Render(ctx, w) }

var _ templ.Component = Problem{}

// titles are the headings of problem pages; anything else is "This did not work".
var titles = map[int]string{
	400: "This could not be read",
	401: "Please sign in",
	403: "This is not open to your role",
	404: "There is nothing here, or it is not shared with you",
	409: "This cannot be done now",
	410: "This link was used or has expired",
	412: "Somebody changed this meanwhile",
	413: "This is too large",
	422: "There is something to mend",
	429: "A moment, please",
	500: "Something went wrong on our side",
	503: "Candor cannot reach what it needs",
	507: "There is no space left to keep this",
}

// hints are what to do next where the problem does not say.
var hints = map[int]string{
	404: "Look at the address again, or search for what you expected.",
	412: "Load the page again to see the change, then repeat yours.",
	429: "Wait a little and try again.",
	500: "Nothing that was acknowledged is lost. Try again; if it happens again, give the number below to whoever runs Candor.",
	503: "Try again in a moment. Nothing that was acknowledged is lost.",
	507: "Whoever runs Candor must free some space; reading still works.",
}

func (p Problem) title() string {
	if p.isHeadline() {
		return strings.TrimSuffix(p.Say, ".")
	}
	if p.Title == "" {
		return or(titles[p.Status], "This did not work")
	}
	return p.Title
}

// isHeadline says whether the sentence is the heading: where something is not there or not
// allowed, a heading of the house would only say the same again.
func (p Problem) isHeadline() bool {
	return p.Title == "" && p.Say != "" && (p.Status == 403 || p.Status == 404)
}

func (p Problem) next() []Button {
	if len(p.Next) == 0 {
		return []Button{{Label: "Go home", Href: "/", Look: Main}}
	}
	return p.Next
}

func (p Problem) status() string { return strconv.Itoa(p.Status) }
