package render

import (
	"bytes"
	"html"
	"regexp"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"candor.dev/candor/internal/domain/text"
)

// HTML is markup that was made here and may be put into a page as it is. Nothing else makes
// one, so that a page can tell it from text.
type HTML string

// Markdown renders documents. It is safe for concurrent use, and it remembers what it
// rendered lately, by content.
type Markdown struct {
	engine goldmark.Markdown
	policy *bluemonday.Policy
	recent *recent
}

// NewMarkdown makes a renderer that remembers up to 8 MiB.
func NewMarkdown() *Markdown {
	engine := goldmark.New(
		goldmark.WithExtensions(extension.Linkify, extension.Strikethrough, extension.TaskList,
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(headings{}, 100))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(safeNodes{}, 1))),
	)
	return &Markdown{engine: engine, policy: sanitizer(), recent: newRecent(1024, 8<<20)}
}

// HTML renders src with its highest heading at level top, from 2 to 6, since a page has its
// own h1. A text that CheckMarkdown would refuse (it may have been stored by an older
// version) is shown as plain text.
func (m *Markdown) HTML(src string, top int) HTML {
	key := keyOf(src, top)
	if h, ok := m.recent.get(key); ok {
		return h
	}
	h := m.render(src, min(max(top, 2), 6))
	m.recent.put(key, h)
	return h
}

func (m *Markdown) render(src string, top int) HTML {
	if CheckMarkdown("", src) != nil {
		return Plain(src)
	}
	pc := parser.NewContext()
	pc.Set(topHeading, top)
	var out bytes.Buffer
	if err := m.engine.Convert([]byte(src), &out, parser.WithContext(pc)); err != nil {
		return Plain(src) // A Buffer takes every write; this is for engines to come.
	}
	// Last, since an entity may have become a character that turns the direction of writing.
	return HTML(text.Visible(string(m.policy.SanitizeBytes(out.Bytes()))))
}

// Plain shows text as it was typed.
func Plain(src string) HTML {
	return HTML(`<pre class="plain">` + html.EscapeString(text.Visible(src)) + "</pre>\n")
}

// sanitizer is the second net: it knows only the markup that safeNodes and goldmark make.
func sanitizer() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "blockquote",
		"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowElements("pre")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[A-Za-z0-9_+#.-]{1,40}$`)).OnElements("code")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|right|center)$`)).OnElements("th", "td")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^noopener noreferrer nofollow$`)).OnElements("a")
	p.AllowAttrs("title").OnElements("a", "img")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^/files/[A-Za-z0-9._~/%-]+$`)).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("loading").Matching(regexp.MustCompile(`^lazy$`)).OnElements("img")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").Matching(regexp.MustCompile(`^$`)).OnElements("input")
	p.AllowElements("mark", "div")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^about$`)).OnElements("mark", "div")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^about-[a-z0-9-]{1,40}$`)).OnElements("mark", "div")
	p.AllowAttrs("aria-label").Matching(regexp.MustCompile(`^(Done|To do)$`)).OnElements("input")
	return p
}

func clampLevel(level, top int) int { return min(level+top-1, 6) }

func attr(name string, value []byte) string {
	return " " + name + `="` + string(util.EscapeHTML(value)) + `"`
}
