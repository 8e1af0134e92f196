package render

import (
	"html"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Range is a part of a text, in characters.
type Range struct{ Start, End int }

// mostPlaces is how many places of the same words are told apart.
const mostPlaces = 1_000

// Places finds words in a document as it reads, without its marks, wherever its lines break, and
// says where they stand in its source.
func Places(src, words string) []Range {
	if CheckMarkdown("", src) != nil {
		return WrittenPlaces(src, words)
	}
	r := &reads{source: []byte(src)}
	r.node(parsing().Parse(gtext.NewReader(r.source)))
	return r.places(src, words)
}

// WrittenPlaces finds words in a document as it is written.
func WrittenPlaces(src, words string) []Range {
	r := &reads{source: []byte(src)}
	r.raw(0, len(src))
	return r.places(src, words)
}

var parsing = sync.OnceValue(func() parser.Parser { return NewMarkdown().engine.Parser() })

// reads is what a reader sees of a document, without its white space, and where it stands.
type reads struct {
	source []byte
	shown  strings.Builder
	at     []int // Of each byte that is shown: where its character begins in the source.
	to     []int // And where it ends.
}

func (r *reads) show(c rune, start, stop int) {
	if unicode.IsSpace(c) || c == 0 {
		return
	}
	r.shown.WriteRune(c)
	for range utf8.RuneLen(c) {
		r.at, r.to = append(r.at, start), append(r.to, stop)
	}
}

// raw shows what stands in the source as it stands there.
func (r *reads) raw(start, stop int) {
	for i := start; i < stop; {
		c, n := utf8.DecodeRune(r.source[i:stop])
		r.show(c, i, i+n)
		i += n
	}
}

// prose shows text: a mark behind a backslash is itself, an entity is what it names.
func (r *reads) prose(start, stop int) {
	for i := start; i < stop; {
		c, n := utf8.DecodeRune(r.source[i:stop])
		switch {
		case c == '\\' && i+1 < stop && util.IsPunct(r.source[i+1]):
			r.show(rune(r.source[i+1]), i, i+2)
			n = 2
		case c == '&':
			at := entity.FindIndex(r.source[i:min(stop, i+34)])
			if at == nil || at[0] != 0 {
				r.show(c, i, i+n)
				break
			}
			n = at[1]
			for _, c := range html.UnescapeString(string(r.source[i : i+n])) {
				r.show(c, i, i+n)
			}
		default:
			r.show(c, i, i+n)
		}
		i += n
	}
}

func (r *reads) node(parent ast.Node) {
	if l := parent.Lines; parent.Type() == ast.TypeBlock && parent.Kind() != ast.KindDocument && parent.FirstChild() == nil && l() != nil {
		for i := range l().Len() {
			r.raw(l().At(i).Start, l().At(i).Stop)
		}
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			if parent.Kind() == ast.KindCodeSpan {
				r.raw(n.Segment.Start, n.Segment.Stop)
			} else {
				r.prose(n.Segment.Start, n.Segment.Stop)
			}
		case *ast.AutoLink:
			if start, stop := (&markPen{source: r.source}).label(n); stop > start {
				r.raw(start, stop)
			}
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				r.raw(n.Segments.At(i).Start, n.Segments.At(i).Stop)
			}
		case *ast.Image: // Its words are read to those who do not see it.
		default:
			r.node(n)
		}
	}
}

// places are the ranges of the source, in characters, at which words are shown.
func (r *reads) places(src, words string) []Range {
	shown := r.shown.String()
	words = strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return c
	}, words)
	if words == "" {
		return nil
	}
	var list []Range
	chars, read := 0, 0 // How many characters stand before which byte.
	count := func(to int) int {
		if to < read {
			chars, read = 0, 0
		}
		chars, read = chars+utf8.RuneCountInString(src[read:to]), to
		return chars
	}
	for from := 0; len(list) < mostPlaces; {
		i := strings.Index(shown[from:], words)
		if i < 0 {
			break
		}
		i += from
		start := count(r.at[i])
		list = append(list, Range{Start: start, End: start + utf8.RuneCountInString(src[r.at[i]:r.to[i+len(words)-1]])})
		_, n := utf8.DecodeRuneInString(shown[i:])
		from = i + n
	}
	return list
}

// undescribed is a picture of ours whose description is empty, or still the one that stands there
// until somebody writes one.
var undescribed = regexp.MustCompile(`!\[(?:\s*|What the picture shows)\]\(/files/[^)\s]+\)`)

// Undescribed finds the pictures that say nothing to whoever does not see them, in bytes.
func Undescribed(src string) []Range {
	var list []Range
	for _, at := range undescribed.FindAllStringIndex(src, -1) {
		list = append(list, Range{Start: at[0], End: at[1]})
	}
	return list
}
