package web

import (
	"time"

	"candor.dev/candor/internal/edge/web/ui"
)

// Small turns of a field, so that a form reads as a list of questions.

func optional(f ui.Field) ui.Field { f.Optional = true; return f }

// depends is a field that is needed with one answer of the form and not with another; the hint
// tells with which.
func depends(f ui.Field, hint string) ui.Field {
	f.Optional, f.Depends, f.Hint = true, true, hint
	return f
}

func hinted(f ui.Field, hint string) ui.Field { f.Hint = hint; return f }

func focused(f ui.Field) ui.Field { f.Autofocus = true; return f }

// limited says how many characters fit; the browser stops there.
func limited(f ui.Field, n int) ui.Field { f.MaxLength = n; return f }

func short(f ui.Field) ui.Field { f.Size = ui.Short; return f }

// cut shortens what somebody typed to n characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// completed names what a browser may fill in by itself.
func completed(f ui.Field, what string) ui.Field { f.Autocomplete = what; return f }

// password asks for a password. What was typed never comes back.
func password(f ui.Field, what string) ui.TextField {
	f.Value, f.Autocomplete = "", what
	return ui.TextField{Field: f, Type: "password"}
}

// What password managers are told.
const (
	currentPassword = "current-password"
	newPassword     = "new-password"
)

func tiny(f ui.Field) ui.Field { f.Size = ui.Tiny; return f }

// withID sets a field apart from another one of the same name on the page.
func withID(f ui.Field, id string) ui.Field { f.ID = id; return f }

// minute is an instant for lists in which seconds say nothing.
func (v *visit) minute(t time.Time) ui.When { return v.clock.At(t.Truncate(time.Minute)) }
