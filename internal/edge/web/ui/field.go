package ui

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// Field is a question to a person: what every kind of field has in common. The ID is the name
// unless ID is given; hint and error are tied to the field for those who listen.
type Field struct {
	Name         string
	ID           string
	Label        string
	Hint         string
	Error        string // The sentence beside the field; empty when it is well.
	Value        string
	Placeholder  string
	Optional     bool // Says so beside the label. What is not optional is required.
	Depends      bool // With Optional: another answer decides whether it is needed, and the hint says which; nothing stands beside the label.
	HideLabel    bool // Keeps the label for those who listen only.
	Size         Size
	Key          string // Keyboard key that leads here.
	Autocomplete string
	MaxLength    int
	Autofocus    bool
	ReadOnly     bool
	Differs      bool   // Somebody saved another answer meanwhile: Saved stands beside what was typed.
	Saved        string // With Differs: the answer as it is saved now.
}

// Size is how wide a field is drawn, as a hint of how much is expected.
type Size string

// The sizes.
const (
	Full  Size = ""
	Short Size = "short"
	Tiny  Size = "tiny"
)

// Option is one of the answers that a Select or Radios offers.
type Option struct{ Value, Label, Hint string }

// TextField asks for one line.
type TextField struct {
	Field
	Type      string // "text" when empty; email, password, url, number, search, date.
	InputMode string
	Pattern   string
	Offers    []string // Answers to choose from; others may be typed.
}

// TextArea asks for several lines. What is typed is kept in the tab until the form is sent,
// unless NoDraft.
type TextArea struct {
	Field
	Rows    int // 3 when zero.
	NoDraft bool
	File    bool   // What is written is read by programs: each character of the same width, nothing corrected.
	Editor  string // The name of the editor that takes its place where there is JavaScript; see Editing. Empty: none.
	Keep    string // URL that keeps what is typed while it is not saved. Empty: none.
}

// Select asks for one of several. An empty Value with None set offers "none of them".
type Select struct {
	Field
	Options []Option
	None    string // Label of the empty answer; empty for no such answer.
}

// Radios asks for one of a few, with room for a hint each.
type Radios struct {
	Field
	Options []Option
}

// Checkbox asks for yes or no. The value sent is "yes" unless Value is given.
type Checkbox struct {
	Field
	Checked bool
}

// Checkboxes asks for any of several.
type Checkboxes struct {
	Field
	Options []Option
	Values  []string // The ones that are ticked.
}

// FileField asks for files. The form around it must be of enctype multipart/form-data.
type FileField struct {
	Field
	Accept   string
	Multiple bool
}

// ErrorSummary stands at the head of a form that was refused: what to mend, each line leading
// to its field. It takes the focus when the page opens. No errors: nothing.
type ErrorSummary struct {
	Title  string // "There is something to mend" when empty.
	Errors []FieldError
}

// FieldError is one sentence of the summary. An empty Field is about the form as a whole.
type FieldError struct{ Field, Say, Hint string }

// Render writes the field.
func (f TextField) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// Render writes the field.
func (f TextArea) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// Render writes the field.
func (f Select) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// Render writes the field.
func (f Radios) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// Render writes the field.
func (f Checkbox) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// Render writes the fields.
func (f Checkboxes) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// Render writes the field.
func (f FileField) Render(ctx context.Context, w io.Writer) error { return f.view().Render(ctx, w) }

// Render writes the summary.
func (s ErrorSummary) Render(ctx context.Context, w io.Writer) error { return s.view().Render(ctx, w) }

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

// control is the attributes that every control shares.
func (f Field) control() templ.Attributes {
	a := templ.Attributes{"id": f.id(), "name": f.Name, "required": !f.Optional && !f.ReadOnly, "autofocus": f.Autofocus, "readonly": f.ReadOnly}
	optional(a, "placeholder", f.Placeholder)
	optional(a, "autocomplete", f.Autocomplete)
	optional(a, "data-key", f.Key)
	if f.MaxLength > 0 {
		a["maxlength"] = f.MaxLength
	}
	for k, v := range f.described() {
		a[k] = v
	}
	return a
}

// described ties hint and error to the control.
func (f Field) described() templ.Attributes {
	a := templ.Attributes{}
	switch {
	case f.Hint != "" && f.Error != "":
		a["aria-describedby"] = f.id() + "-hint " + f.id() + "-error"
	case f.Hint != "":
		a["aria-describedby"] = f.id() + "-hint"
	case f.Error != "":
		a["aria-describedby"] = f.id() + "-error"
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

func optional(a templ.Attributes, name, value string) {
	if value != "" {
		a[name] = value
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (f TextField) attributes() templ.Attributes {
	a := f.control()
	optional(a, "inputmode", f.InputMode)
	optional(a, "pattern", f.Pattern)
	if len(f.Offers) > 0 {
		a["list"] = f.id() + "-offers"
	}
	if f.Type == "password" || f.Type == "email" {
		a["spellcheck"], a["autocapitalize"] = "false", "none"
	}
	return a
}

func (f TextArea) attributes() templ.Attributes {
	a := f.control()
	a["data-draft"] = !f.NoDraft
	if f.File {
		a["spellcheck"], a["autocapitalize"] = "false", "none"
	}
	optional(a, "data-editor", f.Editor)
	optional(a, "data-keep", f.Keep)
	return a
}

func (f TextArea) rows() int {
	if f.Rows == 0 {
		return 3
	}
	return f.Rows
}

// tickBox is one box or round of a group.
type tickBox struct {
	Type, ID, Name    string
	Option            Option
	Checked, Required bool
	Error, Key        string
}

func (t tickBox) described() templ.Attributes {
	f := Field{ID: t.ID, Hint: t.Option.Hint, Error: t.Error}
	a := f.described()
	optional(a, "data-key", t.Key)
	return a
}

func nth(id string, i int) string { return id + "-" + strconv.Itoa(i+1) }

// told is the field with the saved answer in the words of its option.
func (f Select) told() Field {
	f.Saved = worded(f.Options, f.Saved, f.None)
	return f.Field
}

// told is the field with the saved answer in the words of its option.
func (f Radios) told() Field {
	f.Saved = worded(f.Options, f.Saved, "")
	return f.Field
}

func worded(options []Option, value, none string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return or(value, none)
}
