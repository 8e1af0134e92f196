package lsp

import (
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"
)

// pieces are what texts in these tests consist of: every kind of line end, and characters of
// every width.
var pieces = rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "é", "€", "😀", "\n", "\r\n", "\r", "\u200b", " ", "human error"}))

// An editor that counts UTF-16 units and we hold the same text after any edits.
func TestEditsAreCarriedOutAsTheEditorMeansThem(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		doc := strings.Join(pieces.Draw(t, "doc"), "")
		ours := newText("file:///a.md", "markdown", 1, doc)
		theirs := utf16.Encode([]rune(doc))
		for range rapid.IntRange(1, 8).Draw(t, "edits") {
			from := boundary(theirs, rapid.IntRange(0, len(theirs)).Draw(t, "from"))
			to := boundary(theirs, rapid.IntRange(from, len(theirs)).Draw(t, "to"))
			with := strings.Join(pieces.Draw(t, "with"), "")
			ours.change(contentChange{Range: &textRange{positionIn(theirs, from), positionIn(theirs, to)}, Text: with}, false)
			theirs = append(append(append([]uint16{}, theirs[:from]...), utf16.Encode([]rune(with))...), theirs[to:]...)
			if want := string(utf16.Decode(theirs)); ours.doc != want {
				t.Fatalf("we hold %q, the editor %q", ours.doc, want)
			}
		}
	})
}

// boundary moves a place out of the middle of a character and of a line end.
func boundary(units []uint16, at int) int {
	for at > 0 && at < len(units) && (units[at] >= 0xdc00 && units[at] < 0xe000 || units[at] == '\n' && units[at-1] == '\r') {
		at--
	}
	return at
}

func positionIn(units []uint16, at int) position {
	var p position
	for i := 0; i < at; i++ {
		p.Character++
		if units[i] == '\n' || units[i] == '\r' && (i+1 == len(units) || units[i+1] != '\n') {
			p = position{p.Line + 1, 0}
		}
	}
	return p
}

func TestPlacesGoThereAndBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := newText("a.md", "", 1, strings.Join(pieces.Draw(t, "doc"), ""))
		inBytes := rapid.Bool().Draw(t, "in bytes")
		walk := newWalk(text, inBytes)
		for at, r := range text.doc {
			if r == '\n' || r == '\r' {
				continue
			}
			p := text.position(at, inBytes)
			if back := text.offset(p, inBytes); back != at {
				t.Fatalf("%d of %q is %v, which is %d", at, text.doc, p, back)
			}
			if w := walk.position(at); w != p {
				t.Fatalf("%d of %q is %v, walking %v", at, text.doc, p, w)
			}
		}
	})
}

// Places that do not exist become the nearest that do.
func TestPlacesOutsideOfTheTextAreMovedIntoIt(t *testing.T) {
	t.Parallel()
	text := newText("a.md", "", 1, "é😀b\r\nc")
	for _, c := range []struct {
		at          position
		inBytes     bool
		want        int
		explanation string
	}{
		{position{0, 2}, false, 2, "the middle of a pair is its beginning"},
		{position{0, 1}, true, 0, "the middle of a character is its beginning"},
		{position{0, 99}, false, 7, "behind the line is its end"},
		{position{0, 5}, false, 7, "the line end is no part of the line"},
		{position{9, 9}, false, 10, "behind the text is its end"},
		{position{-1, 5}, false, 0, "in front of the text is its beginning"},
		{position{1, -5}, false, 9, "in front of the line is its beginning"},
	} {
		if got := text.offset(c.at, c.inBytes); got != c.want {
			t.Errorf("%s: %v is %d, want %d", c.explanation, c.at, got, c.want)
		}
	}
}

func TestTheFormatFollowsTheLanguageOrTheName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		uri, language string
		want          format
	}{
		{"file:///a.txt", "markdown", markdown},
		{"file:///a.md", "", markdown},
		{"file:///a%20b.MD", "other", markdown},
		{"untitled:Untitled-1", "plaintext", plainText},
		{"untitled:Untitled-1", "", plainText},
		{"file:///a.txt", "", plainText},
		{"file:///COMMIT_EDITMSG", "gitcommit", plainText},
		{"file:///a.go", "go", unread},
		{"file:///Makefile", "make", unread},
		{"%zz", "", unread},
	} {
		if got := formatOf(c.uri, c.language); got != c.want {
			t.Errorf("%s as %q is %d, want %d", c.uri, c.language, got, c.want)
		}
	}
}
