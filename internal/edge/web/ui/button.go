package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Look is how much a button asks to be pressed.
type Look string

// The looks. A screen has one Main button: the obvious next step.
const (
	Normal  Look = ""
	Main    Look = "main"
	Flat    Look = "quiet" // A link's weight, a button's size.
	Grave   Look = "grave" // What ends or takes away something.
	Little  Look = "little"
	Tiniest Look = "little quiet" // Beside a row.
)

// Button is something to press: a link when it has Href, otherwise the button of its form.
type Button struct {
	Label    string
	More     string // Said after the label in a lighter weight: "due 16:45".
	Href     string
	Name     string // Form field set by pressing it.
	Value    string
	Look     Look
	Key      string // Keyboard key, such as "c" or "g i".
	About    string // What it is about, read out after the label: "I can: a newer snapshot".
	Disabled bool
	Shape    string
}

// Render writes the button.
func (b Button) Render(ctx context.Context, w io.Writer) error { return b.view().Render(ctx, w) }

// Press is a form of one button: a deed without words. Confirm asks for words first.
type Press struct {
	Action string // URL that is posted to.
	Button Button
	Hidden []Hidden
	Swift  bool // Sent without loading the page again; the live stream shows what it did.
}

// Render writes the form.
func (p Press) Render(ctx context.Context, w io.Writer) error { return p.view().Render(ctx, w) }

// Hidden is a hidden form field: the version that the person saw, an idempotency key.
type Hidden struct{ Name, Value string }

// Render writes the field.
func (h Hidden) Render(ctx context.Context, w io.Writer) error { return h.view().Render(ctx, w) }

// Link is a word that leads somewhere.
type Link struct {
	Label   string
	Href    string
	Current bool   // This is where the person is.
	Key     string // Keyboard key.
	Post    bool   // In a menu: posts instead of leading (sign out).
}

var (
	_ templ.Component = Button{}
	_ templ.Component = Press{}
	_ templ.Component = Hidden{}
)

// Confirmation is what Confirm asks.
type Confirmation struct {
	ID     string
	Label  string // On the button that opens it: "Mark resolved".
	About  string // Read out after the label where several stand on a page.
	Look   Look
	Key    string
	Title  string // The question: "Is service back to normal, and verified?"
	Text   string // What will happen, in a full sentence.
	Action string // URL that is posted to.
	Hidden []Hidden
	Do     string // On the button that does it: "Yes, resolved".
	DoLook Look
	Left   bool // Opens to the right of its left edge.
}

func (p Press) swift() templ.Attributes {
	if !p.Swift {
		return nil
	}
	return Swift(p.Action, "")
}

// keyed is the attribute that keys.js listens to.
func keyed(key string) templ.Attributes {
	if key == "" {
		return nil
	}
	return templ.Attributes{"data-key": key}
}

func named(name, value string) templ.Attributes {
	if name == "" {
		return nil
	}
	return templ.Attributes{"name": name, "value": value}
}

func identified(id string) templ.Attributes {
	if id == "" {
		return nil
	}
	return templ.Attributes{"id": id}
}
