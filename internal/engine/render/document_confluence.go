package render

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render/prose"
)

// DocumentConfluence exports a copy in the storage format of Confluence: the XHTML that its API
// takes as body.storage.value, a fragment whose prefixes ac and ri Confluence declares. It has a
// table of contents, panels and code as macros. A file alone can carry no attachments, so the
// pictures of times and whys are the tables beside them, and other pictures are told by their words.
func DocumentConfluence(d Document, md *Markdown) (string, error) {
	c := d.Copy
	w := &storage{}
	w.element("p", func() { w.element("em", func() { w.text(leadOf(d)) }) })
	if d.Draft {
		w.panel("warning", "This is a draft. It is not published.")
	}
	w.panel("info", c.Directive)
	w.raw(`<ac:structured-macro ac:name="toc"><ac:parameter ac:name="maxLevel">3</ac:parameter></ac:structured-macro>`)
	section := func(before bool) {
		for _, s := range told(c) {
			if beforeTimes(s.Key) == before {
				w.heading(2, prose.Words(s.Heading))
				w.blocks(md.Prose(s.Text, 3))
			}
		}
	}
	section(true)
	w.heading(2, prose.Words("Times"))
	w.table(cells(momentHead, momentRows(c)))
	w.list(durationLines(c))
	section(false)
	if len(c.Whys) > 0 {
		w.heading(2, prose.Words("Whys"))
		w.table(cells(whyHead, numbered(whyRows(c))))
	}
	if len(c.Actions) > 0 {
		w.heading(2, prose.Words("Actions"))
		w.table(cells(actionHead, actionRows(c)))
	}
	if len(c.Accounts) > 0 {
		w.heading(2, prose.Words(AccountsHeading))
	}
	for _, a := range c.Accounts {
		w.blocks(md.Prose(a.Text, 3))
		w.element("p", func() { w.element("em", func() { w.text(signed(a)) }) })
	}
	if len(c.Thanks) > 0 {
		w.heading(2, prose.Words("Thanks"))
		w.list(thanksLines(c))
	}
	w.raw("<hr />")
	w.element("p", func() { w.text(c.Statement) })
	w.element("p", func() { w.text(readersOf(d)) })
	return w.String() + "\n", nil
}

func thanksLines(c postmortem.Copy) []string {
	var list []string
	for _, t := range c.Thanks {
		list = append(list, line(t.To)+": "+line(t.For))
	}
	return list
}

// storage writes the elements that the format documents, and no others.
type storage struct{ bytes.Buffer }

func (w *storage) raw(markup string) { w.WriteString(markup) }

func (w *storage) text(s string) {
	_ = xml.EscapeText(w, []byte(s)) // A Buffer takes every write; what XML cannot hold becomes U+FFFD.
}

func (w *storage) element(name string, inside func()) {
	w.raw("<" + name + ">")
	inside()
	name, _, _ = strings.Cut(name, " ")
	w.raw("</" + name + ">")
}

func (w *storage) panel(kind, words string) {
	w.raw(`<ac:structured-macro ac:name="` + kind + `"><ac:rich-text-body>`)
	w.element("p", func() { w.text(words) })
	w.raw(`</ac:rich-text-body></ac:structured-macro>`)
}

func (w *storage) heading(level int, spans []prose.Span) {
	w.element(fmt.Sprintf("h%d", level), func() { w.spans(spans) })
}

func (w *storage) list(lines []string) {
	if len(lines) == 0 {
		return
	}
	w.element("ul", func() {
		for _, l := range lines {
			w.element("li", func() { w.text(l) })
		}
	})
}

func (w *storage) blocks(blocks []prose.Block) {
	for _, b := range blocks {
		switch b.Kind {
		case prose.Heading:
			w.heading(min(b.Level, 6), b.Spans)
		case prose.Code:
			w.code(b.Language, b.Text)
		case prose.Quote:
			w.element("blockquote", func() { w.blocks(b.Blocks) })
		case prose.List:
			name := "ul"
			if b.Ordered {
				name = fmt.Sprintf(`ol start="%d"`, b.Start)
			}
			w.element(name, func() { w.blocks(b.Blocks) })
		case prose.Item:
			w.element("li", func() { w.blocks(b.Blocks) })
		case prose.Table:
			w.table(b.Rows)
		case prose.Rule:
			w.raw("<hr />")
		default:
			w.element("p", func() { w.spans(b.Spans) })
		}
	}
}

func (w *storage) table(rows [][]prose.Cell) {
	w.raw("<table><tbody>")
	for i, r := range rows {
		w.element("tr", func() {
			for _, c := range r {
				name := "td"
				if i == 0 {
					name = "th"
				}
				w.element(name, func() { w.element("p", func() { w.spans(c.Spans) }) })
			}
		})
	}
	w.raw("</tbody></table>")
}

// languages are those that the code macro documents.
var languages = []string{
	"actionscript3", "bash", "csharp", "coldfusion", "cpp", "css", "delphi", "diff", "erlang", "groovy", "java", "javafx", "javascript",
	"perl", "php", "powershell", "python", "ruby", "scala", "sql", "vb", "xml",
}

func (w *storage) code(language, text string) {
	w.raw(`<ac:structured-macro ac:name="code">`)
	if slices.Contains(languages, language) {
		w.raw(`<ac:parameter ac:name="language">` + language + `</ac:parameter>`)
	}
	clean := strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return '\ufffd'
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\ufffd"))
	w.raw(`<ac:plain-text-body><![CDATA[` + strings.ReplaceAll(clean, "]]>", "]]]]><![CDATA[>") + `]]></ac:plain-text-body></ac:structured-macro>`)
}

func (w *storage) spans(spans []prose.Span) {
	for _, p := range spans {
		switch {
		case p.Break:
			w.raw("<br />")
			continue
		case p.Picture != "":
			w.element("em", func() { w.text("Image, not part of this file: " + orWords(p.Text, p.Picture)) })
			continue
		}
		var end []string
		open := func(is bool, name string) {
			if is {
				w.raw("<" + name + ">")
				end = append(end, "</"+name+">")
			}
		}
		if p.Link != "" && (strings.Contains(p.Link, "://") || strings.HasPrefix(p.Link, "mailto:")) {
			w.raw(`<a href="`)
			w.text(p.Link)
			w.raw(`">`)
			end = append(end, "</a>")
		}
		open(p.Bold, "strong")
		open(p.Italic, "em")
		open(p.Struck, "del")
		open(p.Mono, "code")
		w.text(p.Text)
		slices.Reverse(end)
		w.raw(strings.Join(end, ""))
	}
}
