package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// screen writes for people. What a terminal would obey instead of showing becomes visible: an
// escape code as \x1b, a character that turns the direction of writing as \u202e. So no text of
// an incident can move the cursor, change the title or hide a word.
type screen struct {
	to   io.Writer
	rest []byte // The beginning of a character that a write cut in two.
}

func newScreen(to io.Writer) *screen { return &screen{to: to} }

// Write writes p with every such character made visible.
func (s *screen) Write(p []byte) (int, error) {
	data := append(s.rest, p...)
	s.rest = nil
	var b bytes.Buffer
	for len(data) > 0 {
		n := 0
		for n < len(data) && (data[n] >= ' ' && data[n] < 0x7f || data[n] == '\n' || data[n] == '\t') {
			n++
		}
		if b.Write(data[:n]); n == len(data) {
			break
		}
		data = data[n:]
		if !utf8.FullRune(data) {
			s.rest = bytes.Clone(data)
			break
		}
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, data[0])
		case r == '\n' || r == '\t' || !obeyed(r):
			b.Write(data[:size])
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		data = data[size:]
	}
	if _, err := s.to.Write(b.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// obeyed says whether a terminal acts on r instead of showing it.
func obeyed(r rune) bool {
	if r >= ' ' && r < 0x7f {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// plain is text on one line of a table.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// printJSON prints v as indented JSON in which every such character is escaped as well.
func (sh *shell) printJSON(v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	return sh.printEscaped(raw)
}

// printLine prints v as JSON on one line, for answers that have no end.
func (sh *shell) printLine(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	return sh.printEscaped(raw)
}

func (sh *shell) printEscaped(raw []byte) error {
	_, err := sh.out.to.Write(append(escape(raw), '\n'))
	return err
}

// escape writes as \u.... what a terminal would obey in raw, which is JSON: outside of strings
// JSON has none of these characters but line breaks.
func escape(raw []byte) []byte {
	if !bytes.ContainsFunc(raw, func(r rune) bool { return r != '\n' && obeyed(r) }) {
		return raw // Nearly always.
	}
	var b bytes.Buffer
	for _, r := range string(raw) {
		if obeyed(r) && r != '\n' {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.Bytes()
}
