package importer

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// part is a section: a heading, the blocks below it, and the parts below those. A bold label
// in front of a paragraph or of a list item opens a part as a heading does.
type part struct {
	heading string
	level   int
	kind    Kind
	own     bool // The kind is its own; otherwise it is the one of the part it stands in.
	label   bool // Opened by a bold label; the text stands in the section around it.
	blocks  []*block
	parts   []*part
	parent  *part
	at      int // Where its heading line begins; -1 of a label.
	from    int // Where its label begins; -1 of a heading.
}

type blockKind int

const (
	paragraph blockKind = iota
	item                // Of a list; kids are what stands below it.
	row                 // Of a table, under the heads of its columns.
	quote
	code
)

type block struct {
	kind  blockKind
	line  inline
	task  *bool
	first bool // The first item of a list or the first row of a table.
	kids  []*block
	cells []inline
	heads []string
}

type outline struct {
	src  string
	root *part // What stands above the first heading.
}

var engine = goldmark.New(goldmark.WithExtensions(extension.Linkify, extension.Strikethrough, extension.TaskList, extension.Table))

func readOutline(src string) *outline {
	source := []byte(src)
	b := &builder{src: source, root: &part{}}
	b.here = b.root
	for n := engine.Parser().Parse(text.NewReader(source)).FirstChild(); n != nil; n = n.NextSibling() {
		b.add(n)
	}
	return &outline{src: src, root: b.root}
}

type builder struct {
	src        []byte
	root, here *part
}

func (b *builder) add(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		b.open(inlineOf(n, b.src).text, n.Level, b.lineOf(n), false)
		return
	case *ast.Paragraph:
		line := inlineOf(n, b.src)
		if line.bold != "" && line.bold == strings.TrimSpace(line.text) && len(line.bold) < 80 && kindOf(line.bold) != "" {
			b.open(strings.TrimSuffix(line.bold, ":"), 7, -1, true)
			b.here.from = b.lineOf(n)
			return
		}
		if label, rest := line.labelled(); label != "" && kindOf(label) != "" && len(label) < 60 {
			b.open(label, 8, -1, true)
			b.here.from = b.lineOf(n)
			if rest.text != "" {
				b.here.blocks = append(b.here.blocks, &block{kind: paragraph, line: rest})
			}
			return
		}
	case *ast.List:
		if b.labelledItems(n) {
			return
		}
	}
	if b.here.level == 8 && n.Kind() == ast.KindParagraph { // A labelled paragraph ends with its list.
		b.here = b.here.parent
	}
	b.here.blocks = append(b.here.blocks, blocksOf(n, b.src)...)
}

// labelledItems opens a part for each item that begins with a known bold label, such as
// "**Impact**:". It does so only for a list in which that is the rule: one item among others
// that is written in bold is a line of its list. An item without a label belongs to the label
// above it.
func (b *builder) labelledItems(list *ast.List) bool {
	known, all := 0, 0
	for li := list.FirstChild(); li != nil; li = li.NextSibling() {
		all++
		if first := li.FirstChild(); first != nil && isText(first) {
			if label, _ := inlineOf(first, b.src).labelled(); label != "" && kindOf(label) != "" {
				known++
			}
		}
	}
	styled := b.here.lastLabel() != nil
	if last := b.here.lastLabel(); known == 0 && last != nil && len(last.blocks) > 0 && last.blocks[len(last.blocks)-1].kind == item {
		last.blocks = append(last.blocks, blocksOf(list, b.src)...)
		return true // The list of the label above, broken in two by something that stands further left.
	}
	if known == 0 || !styled && known < 3 && known*2 < all || (b.here.kind != "" && b.here.kind != KindSummary && b.here.kind != KindMetadata) {
		return false
	}
	outer, last := b.here, b.here
	if styled {
		last = outer.lastLabel()
	}
	for li := list.FirstChild(); li != nil; li = li.NextSibling() {
		first := li.FirstChild()
		if first == nil {
			continue
		}
		var label string
		var rest inline
		if isText(first) {
			label, rest = inlineOf(first, b.src).labelled()
		}
		if label == "" {
			last.blocks = append(last.blocks, itemOf(li, b.src, false))
			continue
		}
		p := &part{heading: label, level: 8, label: true, parent: outer, at: -1, from: b.lineOf(first)}
		p.setKind()
		outer.parts = append(outer.parts, p)
		last = p
		if rest.text != "" {
			p.blocks = append(p.blocks, &block{kind: paragraph, line: rest})
		}
		for n := first.NextSibling(); n != nil; n = n.NextSibling() {
			p.blocks = append(p.blocks, blocksOf(n, b.src)...)
		}
	}
	return true
}

// lastLabel is the part that the last bold label of an item opened here; nil without one.
func (p *part) lastLabel() *part {
	if n := len(p.parts); n > 0 && p.parts[n-1].label {
		return p.parts[n-1]
	}
	return nil
}

func isText(n ast.Node) bool { return n.Kind() == ast.KindParagraph || n.Kind() == ast.KindTextBlock }

func (b *builder) open(heading string, level, at int, label bool) {
	entry := !label && startsWithTime(heading) && kindOf(heading) == ""
	up := b.here
	for up.parent != nil && up.level >= level {
		if entry && up.kind == KindTimeline && up.own && !up.label {
			break // A time behind a timeline is an entry of it, whatever its level.
		}
		up = up.parent
	}
	p := &part{heading: strings.TrimSpace(heading), level: level, label: label, parent: up, at: at, from: -1}
	p.setKind()
	if level == 1 && len(b.root.parts) == 0 && !generic(p.heading) {
		p.kind, p.own = "", false // The title.
	}
	up.parts = append(up.parts, p)
	b.here = p
}

// setKind names a part by its heading, or by the part it stands in: "Process" under "Action
// items" holds actions. The title of a document names nothing.
func (p *part) setKind() {
	p.kind = kindOf(p.heading)
	p.own = p.kind != ""
	above := p.parent.kind
	if above == KindTimeline && !p.label {
		if p.kind != "" && !startsWithTime(p.heading) {
			return
		}
		p.kind, p.own = above, false
		return
	}
	if !p.own && p.parent.level > 0 {
		p.kind = above
	}
}

// lineOf is where the line of a heading begins.
func (b *builder) lineOf(n ast.Node) int {
	if n.Lines().Len() == 0 {
		// An empty heading such as "##" has no text to stand anywhere: it opens no section.
		return -1
	}
	at := min(n.Lines().At(0).Start, len(b.src))
	return bytes.LastIndexByte(b.src[:at], '\n') + 1
}

// blocksOf are the blocks of a node: a list gives its items, a table its rows.
func blocksOf(n ast.Node, src []byte) []*block {
	switch n := n.(type) {
	case *ast.List:
		var items []*block
		for li := n.FirstChild(); li != nil; li = li.NextSibling() {
			items = append(items, itemOf(li, src, li == n.FirstChild()))
		}
		return items
	case *east.Table:
		return rowsOf(n, src)
	case *ast.Blockquote:
		q := &block{kind: quote}
		for kid := n.FirstChild(); kid != nil; kid = kid.NextSibling() {
			q.kids = append(q.kids, blocksOf(kid, src)...)
		}
		return []*block{q}
	case *ast.Paragraph, *ast.TextBlock:
		return []*block{{kind: paragraph, line: inlineOf(n, src)}}
	case *ast.Heading:
		return []*block{{kind: paragraph, line: inlineOf(n, src)}}
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		return []*block{{kind: code, line: inline{text: linesOf(n, src)}}}
	}
	return nil
}

func itemOf(li ast.Node, src []byte, first bool) *block {
	it := &block{kind: item, first: first}
	for n := li.FirstChild(); n != nil; n = n.NextSibling() {
		if n == li.FirstChild() && isText(n) {
			it.line = inlineOf(n, src)
			it.task = it.line.task
			continue
		}
		it.kids = append(it.kids, blocksOf(n, src)...)
	}
	return it
}

func rowsOf(table *east.Table, src []byte) []*block {
	var rows []*block
	var heads []string
	for n := table.FirstChild(); n != nil; n = n.NextSibling() {
		var cells []inline
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, inlineOf(c, src))
		}
		if n.Kind() == east.KindTableHeader {
			for _, c := range cells {
				heads = append(heads, c.text)
			}
			continue
		}
		rows = append(rows, &block{kind: row, cells: cells, heads: heads, first: len(rows) == 0})
	}
	if len(rows) == 0 && len(heads) > 0 { // A table of one line.
		return nil
	}
	return rows
}

func linesOf(n ast.Node, src []byte) string {
	var out strings.Builder
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		out.Write(seg.Value(src))
	}
	return out.String()
}

// each calls f for every part, in the order of the document.
func (p *part) each(f func(*part)) {
	f(p)
	for _, below := range p.parts {
		below.each(f)
	}
}

// sections cuts the text at its headings; the entries of a timeline that are written as
// headings stay in their section.
func (o *outline) sections() []Section {
	return o.cut(func(p *part) int { return p.at })
}

// pieces cuts the text at its headings and at its labels.
func (o *outline) pieces() []Section {
	return o.cut(func(p *part) int { return max(p.at, p.from) })
}

func (o *outline) cut(begins func(*part) int) []Section {
	var cuts []*part
	o.root.each(func(p *part) {
		if begins(p) >= 0 && p.parent != nil && (p.own || p.kind != KindTimeline) {
			cuts = append(cuts, p)
		}
	})
	var all []Section
	add := func(heading string, kind Kind, text string) {
		if strings.TrimSpace(text) != "" {
			all = append(all, Section{Heading: heading, Kind: kind, Text: text})
		}
	}
	last, heading, kind := 0, "", Kind("")
	for _, p := range cuts {
		at := begins(p)
		if at < last {
			continue
		}
		add(heading, kind, o.src[last:at])
		last, heading, kind = at, p.heading, p.kind
	}
	add(heading, kind, o.src[last:])
	return all
}
