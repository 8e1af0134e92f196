package render

import (
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/render/prose"
)

// customerText is the text without any markup, for mails and status pages.
func customerText(d CustomerDocument, md *Markdown) string {
	c := d.Copy
	var b strings.Builder
	if !d.ReleasedAt.IsZero() {
		b.WriteString(line(c.Title) + "\n")
	} else {
		b.WriteString(customerDraftMark + "\n\n" + line(c.Title) + "\n")
	}
	b.WriteString(strings.Repeat("=", len([]rune(line(c.Title)))) + "\n\n")
	for _, t := range CustomerTimes(c) {
		fmt.Fprintf(&b, "%s: %s\n", t[0], t[1])
	}
	for _, p := range c.Parts {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", p.Heading, strings.Repeat("-", len([]rune(p.Heading))), PlainText(md.Prose(p.Text, 3)))
	}
	fmt.Fprintf(&b, "\n%s\n", customerFoot(d))
	return text.Visible(b.String())
}

// PlainText is a text as it reads, without markup: lists with dashes or numbers, links with their
// address behind them, tables with bars.
func PlainText(blocks []prose.Block) string { return strings.Join(plainBlocks(blocks), "\n\n") }

func plainBlocks(blocks []prose.Block) []string {
	var list []string
	for _, b := range blocks {
		if s := plainBlock(b); s != "" {
			list = append(list, s)
		}
	}
	return list
}

func plainBlock(b prose.Block) string {
	switch b.Kind {
	case prose.Code:
		return indented(b.Text, "    ", "    ")
	case prose.Quote:
		return indented(PlainText(b.Blocks), "> ", "> ")
	case prose.Item:
		return strings.Join(plainBlocks(b.Blocks), "\n")
	case prose.List:
		var items []string
		for i, it := range b.Blocks {
			mark := "- "
			if b.Ordered {
				mark = fmt.Sprintf("%d. ", b.Start+i)
			}
			items = append(items, indented(plainBlock(it), mark, strings.Repeat(" ", len(mark))))
		}
		return strings.Join(items, "\n")
	case prose.Table:
		var rows []string
		for _, r := range b.Rows {
			var cells []string
			for _, c := range r {
				cells = append(cells, plainSpans(c.Spans))
			}
			rows = append(rows, strings.Join(cells, " | "))
		}
		return strings.Join(rows, "\n")
	case prose.Rule:
		return "---"
	}
	return plainSpans(b.Spans)
}

func plainSpans(spans []prose.Span) string {
	var b strings.Builder
	for i, s := range spans {
		switch {
		case s.Break:
			b.WriteByte('\n')
			continue
		case s.Picture != "":
			b.WriteString("[" + orWords(s.Text, "picture") + "]")
			continue
		}
		b.WriteString(s.Text)
		last := i+1 == len(spans) || spans[i+1].Link != s.Link
		if target := strings.TrimPrefix(s.Link, "mailto:"); last && target != "" && target != s.Text {
			b.WriteString(" (" + target + ")")
		}
	}
	return b.String()
}

// indented puts a mark before the first line of a text and something else before the others.
func indented(s, first, rest string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		before := rest
		if i == 0 {
			before = first
		}
		lines[i] = strings.TrimRight(before+lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
