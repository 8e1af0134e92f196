package render

import (
	"bytes"
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// headings moves every heading down, so that a page keeps its one h1.
type headings struct{}

// topHeading is where the parser's context keeps the level of the highest heading. (goldmark
// counts such keys in a variable of its own.)
var topHeading = parser.NewContextKey()

// Transform implements parser.ASTTransformer.
func (headings) Transform(doc *ast.Document, _ gtext.Reader, pc parser.Context) {
	top, _ := pc.Get(topHeading).(int)
	highest := 6
	headingsIn(doc, func(h *ast.Heading) { highest = min(highest, h.Level) })
	headingsIn(doc, func(h *ast.Heading) { h.Level = clampLevel(h.Level-highest+1, top) })
}

func headingsIn(n ast.Node, do func(*ast.Heading)) {
	if h, ok := n.(*ast.Heading); ok {
		do(h)
	}
	for c := n.FirstChild(); c != nil && c.Type() == ast.TypeBlock; c = c.NextSibling() {
		headingsIn(c, do)
	}
}

// safeNodes renders what goldmark would render too trustingly.
type safeNodes struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (s safeNodes) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindLink, s.link)
	reg.Register(ast.KindAutoLink, s.autoLink)
	reg.Register(ast.KindImage, s.image)
	reg.Register(ast.KindRawHTML, s.rawHTML)
	reg.Register(ast.KindHTMLBlock, s.htmlBlock)
	reg.Register(extast.KindTaskCheckBox, s.checkBox)
	registerMarks(reg)
}

// link renders a link whose scheme is harmless; of any other, the words alone.
func (safeNodes) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	dest := util.URLEscape(n.Destination, true)
	if !isHarmless(dest) {
		return ast.WalkContinue, nil
	}
	if !entering {
		_, err := w.WriteString("</a>")
		return ast.WalkContinue, err
	}
	open := "<a" + attr("href", dest) + rel(dest)
	if n.Title != nil {
		open += attr("title", unescaped(n.Title))
	}
	_, err := w.WriteString(open + ">")
	return ast.WalkContinue, err
}

func (safeNodes) autoLink(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.AutoLink)
	label := string(util.EscapeHTML(n.Label(source)))
	dest := util.URLEscape(n.URL(source), false)
	if n.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(dest), []byte("mailto:")) {
		dest = append([]byte("mailto:"), dest...)
	}
	if isHarmless(dest) {
		label = "<a" + attr("href", dest) + rel(dest) + ">" + label + "</a>"
	}
	_, err := w.WriteString(label)
	return ast.WalkContinue, err
}

// image loads pictures that this server keeps. Of pictures elsewhere it makes a link: loading
// one would tell its host who reads which page.
func (safeNodes) image(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	dest, alt := util.URLEscape(n.Destination, true), unescaped(textOf(n, source))
	out := ""
	switch {
	case isOurFile(string(dest)):
		out = "<img" + attr("src", dest) + attr("alt", alt) + ` loading="lazy"`
		if n.Title != nil {
			out += attr("title", unescaped(n.Title))
		}
		out += ">"
	default:
		if len(bytes.TrimSpace(alt)) == 0 {
			alt = dest
		}
		out = "Image: " + string(util.EscapeHTML(alt))
		if isHarmless(dest) && !within(n, ast.KindLink) {
			out = "<a" + attr("href", dest) + rel(dest) + ">" + out + "</a>"
		}
	}
	_, err := w.WriteString(out)
	return ast.WalkSkipChildren, err
}

// rawHTML shows markup as the text that was typed, since dropping it would lose words such as
// List<String>. Comments vanish and line breaks break.
func (safeNodes) rawHTML(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	raw := node.(*ast.RawHTML).Segments.Value(source)
	if bytes.HasPrefix(raw, []byte("<!--")) {
		return ast.WalkSkipChildren, nil
	}
	switch strings.ToLower(strings.NewReplacer(" ", "", "/", "").Replace(string(raw))) {
	case "<br>":
		_, err := w.WriteString("<br>")
		return ast.WalkSkipChildren, err
	}
	_, err := w.Write(util.EscapeHTML(raw))
	return ast.WalkSkipChildren, err
}

func (safeNodes) htmlBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.HTMLBlock)
	raw := n.Lines().Value(source)
	if n.HasClosure() {
		raw = append(raw, n.ClosureLine.Value(source)...)
	}
	raw = bytes.TrimSpace(withoutComments(raw))
	if len(raw) == 0 {
		return ast.WalkContinue, nil
	}
	_, err := w.WriteString("<pre>" + string(util.EscapeHTML(raw)) + "</pre>\n")
	return ast.WalkContinue, err
}

func withoutComments(b []byte) []byte {
	var out []byte
	for {
		start := bytes.Index(b, []byte("<!--"))
		if start < 0 {
			return append(out, b...)
		}
		out = append(out, b[:start]...)
		end := bytes.Index(b[start:], []byte("-->"))
		if end < 0 {
			return out
		}
		b = b[start+end+3:]
	}
}

func (safeNodes) checkBox(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	out := `<input type="checkbox" disabled="" aria-label="To do"> `
	if node.(*extast.TaskCheckBox).IsChecked {
		out = `<input type="checkbox" checked="" disabled="" aria-label="Done"> `
	}
	_, err := w.WriteString(out)
	return ast.WalkContinue, err
}

// isHarmless says whether a link may be followed: http, https, mailto, or a place on this site.
func isHarmless(dest []byte) bool {
	u, err := url.Parse(string(dest))
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto", "":
		return true
	}
	return false
}

// rel keeps foreign sites from learning where a reader came from.
func rel(dest []byte) string {
	if u, err := url.Parse(string(dest)); err == nil && u.Scheme == "" && u.Host == "" {
		return ""
	}
	return ` rel="noopener noreferrer nofollow"`
}

func isOurFile(dest string) bool {
	u, err := url.Parse(dest)
	return err == nil && u.Scheme == "" && u.Host == "" && u.RawQuery == "" && strings.HasPrefix(u.Path, "/files/") &&
		path.Clean(u.Path) == u.Path && !strings.ContainsAny(u.Path, "\\%")
}

// unescaped is what a text means: without backslashes, with entities as characters.
func unescaped(b []byte) []byte {
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(b)))
}

func textOf(n ast.Node, source []byte) []byte {
	var out []byte
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch t := c.(type) {
		case *ast.Text:
			out = append(out, t.Segment.Value(source)...)
		case *ast.String:
			out = append(out, t.Value...)
		default:
			out = append(out, textOf(c, source)...)
		}
	}
	return out
}

func within(n ast.Node, kind ast.NodeKind) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == kind {
			return true
		}
	}
	return false
}
