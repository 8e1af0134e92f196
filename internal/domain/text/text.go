// Package text owns the rules that every piece of text typed by a person keeps: readable
// characters, a title that says something, a length that people can be told. It refuses to
// judge meaning (that is blameless) and to render (that is engine/render).
//
// Start reading at CheckTitle and CheckText; both count characters, not bytes, and both give
// the same answer whatever database keeps the text.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/problem"
)

// CheckTitle accepts a title or a name: one line that shows at least one character, of at most
// max characters, without control characters and without characters that turn the direction
// of writing. Otherwise Invalid at field, saying what to change.
func CheckTitle(field, s string, max int) error {
	if err := CheckText(field, s, max); err != nil {
		return err
	}
	switch {
	case IsBlank(s):
		return blank(field)
	case strings.ContainsAny(s, "\n\r\t\u2028\u2029"):
		return problem.Invalid(field, "This has to stay on one line.").Next("Remove line breaks and tabs.")
	}
	if i := strings.IndexFunc(s, turnsDirection); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return problem.Invalid(field, "This contains %U, which turns the direction of writing.", r).
			Next("Remove that invisible character.")
	}
	return nil
}

// CheckText accepts prose, which may be empty: valid UTF-8 of at most max characters without
// control characters other than tab and line break. Otherwise Invalid at field. Characters
// that turn the direction of writing are kept here; Visible shows them.
func CheckText(field, s string, max int) error {
	if !utf8.ValidString(s) {
		return problem.Invalid(field, "This is not valid UTF-8 text.")
	}
	if n := utf8.RuneCountInString(s); n > max {
		return problem.Invalid(field, "This has %d characters; at most %d fit.", n, max).Next("Shorten it.")
	}
	if i := strings.IndexFunc(s, IsControl); i >= 0 {
		return problem.Invalid(field, "This contains the control character %U.", s[i]).
			Next("Remove it; tabs and line breaks may stay.")
	}
	return nil
}

// CheckWords accepts prose that must say something: as CheckText, and not blank.
func CheckWords(field, s string, max int) error {
	if err := CheckText(field, s, max); err != nil {
		return err
	}
	if IsBlank(s) {
		return blank(field)
	}
	return nil
}

func blank(field string) error {
	return problem.Invalid(field, "%s needs at least one visible character.", Named(field))
}

// Named is what a sentence calls a field, at its beginning: "The title", "The next test". Of
// fields within fields it names the last one.
func Named(field string) string {
	switch field {
	case "":
		return "This"
	case "services":
		return "The name of a service"
	case "needs":
		return "The name of what it needs"
	case "aliases":
		return "The other name"
	case "links":
		return "A link"
	case "to":
		return "Who is thanked"
	case "for":
		return "What they are thanked for"
	case "from_name":
		return "The name of the sender"
	case "keep_wording":
		return "The reason for the wording"
	}
	return "The " + strings.ReplaceAll(field[strings.LastIndex(field, ".")+1:], "_", " ")
}

// IsControl says whether r is a control character that no text may hold. Tab, line feed and
// carriage return are fine. (NUL would be kept by SQLite and refused by PostgreSQL.)
func IsControl(r rune) bool {
	return (r < 0x20 && r != '\t' && r != '\n' && r != '\r') || r == 0x7f
}

// IsBlank says whether s shows nothing: empty, or only spaces and invisible characters.
func IsBlank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Cc, r) && !drawsNothing(r)
	})
}

// drawsNothing knows the letters and marks that fonts draw as emptiness: the Hangul fillers,
// the blank Braille pattern, the grapheme joiner and the variation selectors.
func drawsNothing(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0:
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r)
}

// turnsDirection knows the embeddings, overrides and isolates of the bidirectional algorithm.
// The plain marks U+200E and U+200F only settle neighbours, so that they may stay.
func turnsDirection(r rune) bool {
	return (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069)
}
