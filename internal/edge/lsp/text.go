package lsp

import (
	"net/url"
	"path"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"candor.dev/candor/blameless"
)

// text is an open document.
type text struct {
	uri     string
	version int32
	format  format
	doc     string
	lines   []int // Where each line begins.

	read  bool // found speaks of doc as it is now.
	found []blameless.Finding
	turn  int // Counts the changes, so that an older timer says nothing.
	timer *time.Timer
}

// format says how a text is read.
type format int

const (
	unread format = iota // Code and the like, which an editor may send all the same.
	markdown
	plainText
)

func newText(uri, language string, version int32, doc string) *text {
	t := &text{uri: uri, version: version, format: formatOf(uri, language)}
	t.put(doc)
	return t
}

// formatOf goes by the language that the editor names, and else by the name of the file.
func formatOf(uri, language string) format {
	switch strings.ToLower(language) {
	case "markdown", "mdx", "quarto", "rmd", "pandoc", "vimwiki":
		return markdown
	case "plaintext", "text", "txt", "gitcommit", "git-commit":
		return plainText
	}
	u, err := url.Parse(uri)
	if err != nil {
		return unread
	}
	switch strings.ToLower(path.Ext(u.Path)) {
	case ".md", ".markdown", ".mdown", ".mkd":
		return markdown
	case ".txt":
		return plainText
	case "":
		if language == "" {
			return plainText
		}
	}
	return unread
}

func (t *text) put(doc string) {
	t.doc, t.read = strings.ToValidUTF8(doc, "\ufffd"), false
	t.lines = t.lines[:0]
	for at := 0; ; {
		t.lines = append(t.lines, at)
		i := strings.IndexAny(t.doc[at:], "\r\n")
		if i < 0 {
			return
		}
		at += i + 1
		if t.doc[at-1] == '\r' && at < len(t.doc) && t.doc[at] == '\n' {
			at++
		}
	}
}

// change carries out what was typed. A place that does not exist becomes the nearest that does.
func (t *text) change(c contentChange, inBytes bool) {
	if c.Range == nil {
		t.put(c.Text)
		return
	}
	from, to := t.offset(c.Range.Start, inBytes), t.offset(c.Range.End, inBytes)
	if from > to {
		from, to = to, from
	}
	t.put(t.doc[:from] + c.Text + t.doc[to:])
}

// offset is where a position is, in bytes; never inside a character, nor behind its line.
func (t *text) offset(p position, inBytes bool) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(t.lines) {
		return len(t.doc)
	}
	at := t.lines[p.Line]
	end := len(t.doc)
	if p.Line+1 < len(t.lines) {
		end = t.lines[p.Line+1]
		end = at + len(strings.TrimRight(t.doc[at:end], "\r\n"))
	}
	for units := 0; at < end; {
		r, size := utf8.DecodeRuneInString(t.doc[at:])
		if units += width(r, size, inBytes); units > p.Character {
			break
		}
		at += size
	}
	return at
}

func width(r rune, size int, inBytes bool) int {
	if inBytes {
		return size
	}
	return utf16.RuneLen(r)
}

// position is where an offset is.
func (t *text) position(offset int, inBytes bool) position {
	line := sort.Search(len(t.lines), func(i int) bool { return t.lines[i] > offset }) - 1
	units := 0
	for _, r := range t.doc[t.lines[line]:offset] {
		units += width(r, utf8.RuneLen(r), inBytes)
	}
	return position{line, units}
}

func (t *text) between(start, end int, inBytes bool) textRange {
	return textRange{t.position(start, inBytes), t.position(end, inBytes)}
}

// findings reads the text unless it was read already. What is waived is left out.
func (t *text) findings(rules *blameless.Rules, thorough bool) []blameless.Finding {
	if !t.read {
		t.read, t.found = true, nil
		if t.format != unread {
			t.found = rules.Check(t.doc, blameless.Options{Plain: t.format == plainText, Thorough: thorough})
			t.found = slices.DeleteFunc(t.found, func(f blameless.Finding) bool { return f.Severity == blameless.Waived })
		}
	}
	return t.found
}
