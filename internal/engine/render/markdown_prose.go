package render

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/render/prose"
)

// Prose reads src as HTML does, for those who print it or write it for another program: the same
// headings at level top, the same links, and markup as the words that were typed.
func (m *Markdown) Prose(src string, top int) []prose.Block {
	if CheckMarkdown("", src) != nil {
		return []prose.Block{{Kind: prose.Code, Text: text.Visible(src)}}
	}
	pc := parser.NewContext()
	pc.Set(topHeading, min(max(top, 2), 6))
	w := proseWalk{source: []byte(src)}
	return w.blocks(m.engine.Parser().Parse(gtext.NewReader(w.source), parser.WithContext(pc)))
}

type proseWalk struct{ source []byte }

func (w proseWalk) blocks(parent ast.Node) []prose.Block {
	var list []prose.Block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		list = append(list, w.block(n)...)
	}
	return list
}

func (w proseWalk) block(n ast.Node) []prose.Block {
	switch n := n.(type) {
	case *ast.Heading:
		return []prose.Block{{Kind: prose.Heading, Level: n.Level, Spans: w.spans(n, prose.Span{})}}
	case *ast.Paragraph:
		return []prose.Block{{Kind: prose.Paragraph, Spans: w.spans(n, prose.Span{})}}
	case *ast.TextBlock:
		return []prose.Block{{Kind: prose.Paragraph, Spans: w.spans(n, prose.Span{}), Tight: true}}
	case *ast.FencedCodeBlock:
		return []prose.Block{{Kind: prose.Code, Text: w.code(n), Language: string(n.Language(w.source))}}
	case *ast.CodeBlock:
		return []prose.Block{{Kind: prose.Code, Text: w.code(n)}}
	case *ast.HTMLBlock:
		raw := n.Lines().Value(w.source)
		if n.HasClosure() {
			raw = append(raw, n.ClosureLine.Value(w.source)...)
		}
		if raw = bytes.TrimSpace(withoutComments(raw)); len(raw) > 0 {
			return []prose.Block{{Kind: prose.Code, Text: text.Visible(string(raw))}}
		}
		return nil
	case *ast.Blockquote:
		return []prose.Block{{Kind: prose.Quote, Blocks: w.blocks(n)}}
	case *ast.List:
		return []prose.Block{{Kind: prose.List, Ordered: n.IsOrdered(), Start: n.Start, Blocks: w.blocks(n)}}
	case *ast.ListItem:
		return []prose.Block{{Kind: prose.Item, Blocks: w.blocks(n)}}
	case *ast.ThematicBreak:
		return []prose.Block{{Kind: prose.Rule}}
	case *extast.Table:
		return []prose.Block{{Kind: prose.Table, Rows: w.rows(n)}}
	}
	return w.blocks(n)
}

func (w proseWalk) code(n ast.Node) string {
	return strings.TrimRight(text.Visible(string(n.Lines().Value(w.source))), "\n")
}

func (w proseWalk) rows(table ast.Node) [][]prose.Cell {
	var rows [][]prose.Cell
	for r := table.FirstChild(); r != nil; r = r.NextSibling() {
		var cells []prose.Cell
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			cell := prose.Cell{Spans: w.spans(c, prose.Span{})}
			if t, ok := c.(*extast.TableCell); ok && t.Alignment != extast.AlignNone {
				cell.Align = t.Alignment.String()
			}
			cells = append(cells, cell)
		}
		rows = append(rows, cells)
	}
	return rows
}

// spans are the words below n, in the look that they have from what stands around them.
func (w proseWalk) spans(n ast.Node, look prose.Span) []prose.Span {
	var list []prose.Span
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		list = append(list, w.span(c, look)...)
	}
	return list
}

func (w proseWalk) span(n ast.Node, look prose.Span) []prose.Span {
	switch n := n.(type) {
	case *ast.Text:
		raw := n.Segment.Value(w.source)
		if !n.IsRaw() {
			raw = unescaped(raw)
		}
		list := []prose.Span{said(look, raw)}
		switch {
		case n.HardLineBreak():
			list = append(list, prose.Span{Break: true})
		case n.SoftLineBreak():
			list = append(list, said(look, []byte(" ")))
		}
		return list
	case *ast.String:
		return []prose.Span{said(look, n.Value)}
	case *ast.CodeSpan:
		look.Mono = true
		return []prose.Span{said(look, bytes.ReplaceAll(textOf(n, w.source), []byte("\n"), []byte(" ")))}
	case *ast.Emphasis:
		if n.Level > 1 {
			look.Bold = true
		} else {
			look.Italic = true
		}
	case *extast.Strikethrough:
		look.Struck = true
	case *extast.TaskCheckBox:
		if n.IsChecked {
			return []prose.Span{said(look, []byte("\u2611 "))}
		}
		return []prose.Span{said(look, []byte("\u2610 "))}
	case *ast.Link:
		if dest := util.URLEscape(n.Destination, true); isHarmless(dest) {
			look.Link = string(dest)
		}
	case *ast.AutoLink:
		dest := util.URLEscape(n.URL(w.source), false)
		if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(dest), []byte("mailto:")) {
			dest = append([]byte("mailto:"), dest...)
		}
		if isHarmless(dest) {
			look.Link = string(dest)
		}
		return []prose.Span{said(look, n.Label(w.source))}
	case *ast.Image:
		return w.image(n, look)
	case *ast.RawHTML:
		return raw(n.Segments.Value(w.source), look)
	}
	return w.spans(n, look)
}

// image is a picture that is kept here, or the link that HTML makes of any other.
func (w proseWalk) image(n *ast.Image, look prose.Span) []prose.Span {
	dest, alt := util.URLEscape(n.Destination, true), unescaped(textOf(n, w.source))
	if isOurFile(string(dest)) {
		s := said(look, alt)
		s.Picture = string(dest)
		return []prose.Span{s}
	}
	if len(bytes.TrimSpace(alt)) == 0 {
		alt = dest
	}
	if look.Link == "" && isHarmless(dest) {
		look.Link = string(dest)
	}
	return []prose.Span{said(look, append([]byte("Image: "), alt...))}
}

func raw(src []byte, look prose.Span) []prose.Span {
	switch {
	case bytes.HasPrefix(src, []byte("<!--")):
		return nil
	case strings.ToLower(strings.NewReplacer(" ", "", "/", "").Replace(string(src))) == "<br>":
		return []prose.Span{{Break: true}}
	}
	return []prose.Span{said(look, src)}
}

func said(look prose.Span, words []byte) prose.Span {
	look.Text = text.Visible(string(words))
	return look
}
