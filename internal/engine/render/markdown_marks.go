package render

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"candor.dev/candor/internal/domain/text"
)

// Mark is a range of a document, in characters of its source, that somebody said something about.
type Mark struct {
	ID         string // Lower case and hyphens; "about-" and the ID lead to the words.
	Start, End int
}

// MarkedHTML is HTML with ranges softly marked. The marks are made in the parsed document, so that
// they keep to its structure; a range within code that stands as a block marks the block. What
// covers nothing that is shown marks nothing.
func (m *Markdown) MarkedHTML(src string, top int, marks []Mark) HTML {
	if len(marks) == 0 || CheckMarkdown("", src) != nil {
		return m.HTML(src, top)
	}
	source := []byte(src)
	pc := parser.NewContext()
	pc.Set(topHeading, min(max(top, 2), 6))
	doc := m.engine.Parser().Parse(gtext.NewReader(source), parser.WithContext(pc))
	(&markPen{source: source, marks: inBytes(src, marks), begun: map[string]bool{}}).mark(doc)
	var out bytes.Buffer
	if err := m.engine.Renderer().Render(&out, source, doc); err != nil {
		return Plain(src) // A Buffer takes every write; this is for engines to come.
	}
	return HTML(text.Visible(string(m.policy.SanitizeBytes(out.Bytes()))))
}

// inBytes counts marks in bytes, as the parser does, and leaves out what has no length.
func inBytes(src string, marks []Mark) []Mark {
	at := make([]int, 0, len(src)+1)
	for i := range src {
		at = append(at, i)
	}
	at = append(at, len(src))
	var list []Mark
	for _, k := range marks {
		if k.Start >= 0 && k.Start < k.End && k.End < len(at) {
			list = append(list, Mark{ID: k.ID, Start: at[k.Start], End: at[k.End]})
		}
	}
	slices.SortStableFunc(list, func(a, b Mark) int { return a.Start - b.Start })
	return list
}

// markPen puts marks into a parsed document.
type markPen struct {
	source []byte
	marks  []Mark
	begun  map[string]bool // Whose first words are marked already.
}

func (k *markPen) mark(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; {
		next := n.NextSibling()
		switch n := n.(type) {
		case *ast.Text:
			k.splitText(parent, n)
		case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
			if l := n.Lines(); l.Len() > 0 {
				k.wrap(parent, n, &markedBlock{}, l.At(0).Start, l.At(l.Len()-1).Stop)
			}
		case *ast.CodeSpan, *ast.Image:
			if start, stop := extent(n); stop > start {
				k.wrap(parent, n, &markedWords{}, start, stop)
			}
		case *ast.RawHTML:
			if n.Segments.Len() > 0 {
				k.wrap(parent, n, &markedWords{}, n.Segments.At(0).Start, n.Segments.At(n.Segments.Len()-1).Stop)
			}
		case *ast.AutoLink:
			if start, stop := k.label(n); stop > start {
				k.wrap(parent, n, &markedWords{}, start, stop)
			}
		default:
			k.mark(n)
		}
		n = next
	}
}

// extent is where the text inside of a node begins and ends.
func extent(n ast.Node) (start, stop int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		from, to := extent(c)
		if t, ok := c.(*ast.Text); ok {
			from, to = t.Segment.Start, t.Segment.Stop
		}
		if stop == 0 {
			start = from
		}
		stop = max(stop, to)
	}
	return start, stop
}

// label is where an address that is a link by itself stands: behind whatever stands before it.
func (k *markPen) label(n *ast.AutoLink) (start, stop int) {
	from := 0
	if b := n.Parent(); b != nil {
		for b.Type() == ast.TypeInline && b.Parent() != nil {
			b = b.Parent()
		}
		if l := b.Lines(); l != nil && l.Len() > 0 {
			from = l.At(0).Start
		}
	}
	for p := n.PreviousSibling(); p != nil; p = p.PreviousSibling() {
		if t, ok := p.(*ast.Text); ok {
			from = t.Segment.Stop
			break
		}
	}
	label := n.Label(k.source)
	i := bytes.Index(k.source[from:], label)
	if i < 0 {
		return 0, 0
	}
	return from + i, from + i + len(label)
}

// over are the marks that lie over a range.
func (k *markPen) over(start, stop int) (list []Mark) {
	for _, m := range k.marks {
		if m.Start < stop && m.End > start {
			list = append(list, m)
		}
	}
	return list
}

// begin are the marks among those that have not begun.
func (k *markPen) begin(list []Mark) (ids []string) {
	for _, m := range list {
		if !k.begun[m.ID] {
			k.begun[m.ID] = true
			ids = append(ids, m.ID)
		}
	}
	return ids
}

type marked interface {
	ast.Node
	about(ids []string)
}

func (k *markPen) wrap(parent, n ast.Node, by marked, start, stop int) {
	list := k.over(start, stop)
	if len(list) == 0 {
		return
	}
	by.about(k.begin(list))
	parent.ReplaceChild(parent, n, by)
	by.AppendChild(by, n)
}

// splitText cuts a text where marks begin and end.
func (k *markPen) splitText(parent ast.Node, t *ast.Text) {
	seg := t.Segment
	list := k.over(seg.Start, seg.Stop)
	if len(list) == 0 || seg.Start == seg.Stop { // A line break may stand in a text of its own.
		return
	}
	cuts := []int{seg.Start, seg.Stop}
	for _, m := range list {
		cuts = append(cuts, k.whole(seg, m.Start), k.whole(seg, m.End))
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	for i := range cuts[:len(cuts)-1] {
		piece := ast.NewTextSegment(gtext.NewSegment(cuts[i], cuts[i+1]))
		piece.SetRaw(t.IsRaw())
		if i == 0 {
			piece.Segment.Padding = seg.Padding
		}
		if i == len(cuts)-2 {
			piece.SetSoftLineBreak(t.SoftLineBreak())
			piece.SetHardLineBreak(t.HardLineBreak())
		}
		over := k.over(cuts[i], cuts[i+1])
		ids := k.begin(over)
		switch before, ok := t.PreviousSibling().(*markedWords); {
		case len(over) == 0:
			parent.InsertBefore(parent, t, piece)
		case ok && before.stop == cuts[i] && len(ids) == 0: // It goes on.
			before.AppendChild(before, piece)
			before.stop = cuts[i+1]
		default:
			by := &markedWords{ids: ids, stop: cuts[i+1]}
			by.AppendChild(by, piece)
			parent.InsertBefore(parent, t, by)
		}
	}
	parent.RemoveChild(parent, t)
}

var entity = regexp.MustCompile(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// whole moves a cut out of an entity or an escape, which are one character together.
func (k *markPen) whole(seg gtext.Segment, cut int) int {
	cut = min(max(cut, seg.Start), seg.Stop)
	if cut == seg.Start || cut == seg.Stop {
		return cut
	}
	if k.source[cut-1] == '\\' && util.IsPunct(k.source[cut]) {
		return cut - 1
	}
	from := max(seg.Start, cut-34)
	for _, at := range entity.FindAllIndex(k.source[from:min(seg.Stop, cut+34)], -1) {
		if from+at[0] < cut && cut < from+at[1] {
			return from + at[0]
		}
	}
	return cut
}

// markedWords and markedBlock stand around what somebody said something about.
type (
	markedWords struct {
		ast.BaseInline
		ids  []string
		stop int // Where the text ends that it holds; 0 for anything else.
	}
	markedBlock struct {
		ast.BaseBlock
		ids []string
	}
)

var (
	kindMarkedWords = ast.NewNodeKind("MarkedWords")
	kindMarkedBlock = ast.NewNodeKind("MarkedBlock")
)

func (n *markedWords) about(ids []string) { n.ids = ids }
func (n *markedBlock) about(ids []string) { n.ids = ids }

// Kind implements ast.Node.
func (n *markedWords) Kind() ast.NodeKind { return kindMarkedWords }

// Kind implements ast.Node.
func (n *markedBlock) Kind() ast.NodeKind { return kindMarkedBlock }

// Dump implements ast.Node.
func (n *markedWords) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// Dump implements ast.Node.
func (n *markedBlock) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// registerMarks tells how marks are written.
func registerMarks(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindMarkedWords, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		return around(w, "mark", n.(*markedWords).ids, entering)
	})
	reg.Register(kindMarkedBlock, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		return around(w, "div", n.(*markedBlock).ids, entering)
	})
}

// around writes one element for each that begins here, and one when none does.
func around(w util.BufWriter, tag string, ids []string, entering bool) (ast.WalkStatus, error) {
	out := ""
	for i := range max(1, len(ids)) {
		switch {
		case !entering:
			out += "</" + tag + ">"
		case len(ids) > 0:
			out += "<" + tag + ` class="about" id="about-` + ids[i] + `">`
		default:
			out += "<" + tag + ` class="about">`
		}
	}
	_, err := w.WriteString(out)
	return ast.WalkContinue, err
}
