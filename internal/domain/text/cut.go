package text

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Cut makes what a tool sent fit to be kept: valid, without control characters other than line
// breaks and tabs, and at most max bytes. What is longer ends with "…" and, so that two long texts
// stay apart, with the beginning of the SHA-256 of the whole.
func Cut(s string, max int) string {
	s = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if len(s) <= max {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	mark := fmt.Sprintf("… (%x)", sum[:4])
	end := max - len(mark)
	if end < 0 { // Not even the mark has room.
		mark, end = "", max
	}
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + mark
}

// Line is Cut for what stands on one line: breaks and runs of spaces become one space.
func Line(s string, max int) string { return Cut(strings.Join(strings.Fields(s), " "), max) }

// Link is the address if it can be shown as a link, else empty.
func Link(url string) string {
	if !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://") || len(url) > 2000 {
		return ""
	}
	return Line(url, 2000)
}
