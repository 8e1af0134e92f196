package render

import (
	"fmt"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/text"
)

// DocumentMarkdown exports a published copy as Markdown with YAML front matter, which ReadMarkdown
// reads back. The same copy always gives the same bytes. Headings that people wrote stand below
// those of the sections; where a text could be taken for what stands around it, comments mark where
// it begins and ends, and it stands as it was written.
func DocumentMarkdown(c postmortem.Copy) (string, error) {
	doc, err := markdownOf(c, "")
	if err != nil {
		return "", err
	}
	if back, _, err := ReadMarkdown(doc); err == nil && sameTexts(c, back) {
		return doc, nil
	}
	mark := "candor"
	for n := 1; strings.Contains(doc, "<!-- "+mark); n++ {
		mark = fmt.Sprintf("candor-%d", n)
	}
	return markdownOf(c, mark)
}

// sameTexts says whether the sections of two copies say the same, sign by sign.
func sameTexts(a, b postmortem.Copy) bool { return slices.Equal(a.Sections, b.Sections) }

// markdownOf writes a copy; with comments around its texts when a mark is given.
func markdownOf(c postmortem.Copy, mark string) (string, error) {
	parts := make([]part, len(c.Sections))
	var body strings.Builder
	timed := false
	for i, s := range c.Sections {
		if text.IsBlank(s.Text) {
			parts[i].Text = s.Text
			continue
		}
		fmt.Fprintf(&body, "\n## %s\n\n", heading(s))
		if mark != "" {
			closing, end := openFence(s.Text), "end"
			if closing != "" {
				closing, end = "\n"+closing, "end, closed"
			}
			fmt.Fprintf(&body, "<!-- %s:section %d -->\n%s%s\n<!-- %s:%s -->\n", mark, i+1, s.Text, closing, mark, end)
		} else {
			core := strings.TrimSpace(s.Text)
			parts[i].Shift = shiftOf(core, 3)
			parts[i].Begin, parts[i].End, _ = strings.Cut(s.Text, core)
			body.WriteString(shifted(core, parts[i].Shift) + "\n")
		}
		if s.Key == postmortem.Impact && !timed {
			timed = true
			writeTimes(&body, c)
		}
	}
	if !timed {
		writeTimes(&body, c)
	}
	head, err := frontMatter(c, mark, parts)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\n%s---\n\n# %s\n\n%s\n\n> **The Prime Directive.** %s\n", head, inline(c.Title), inline(lead(c)), inline(c.Directive))
	b.WriteString(body.String())
	writeRest(&b, c)
	return b.String(), nil
}

func writeRest(b *strings.Builder, c postmortem.Copy) {
	if len(c.Whys) > 0 {
		writeWhys(b, c)
	}
	if len(c.Actions) > 0 {
		b.WriteString("\n## Actions\n\n")
		writeTable(b, row{"Action", "What", "Type", "Owner", "Due", "State"}, actionRows(c))
	}
	writeAccounts(b, c)
	if len(c.Thanks) > 0 {
		b.WriteString("\n## Thanks\n\n")
		for _, t := range c.Thanks {
			fmt.Fprintf(b, "- %s: %s\n", inline(line(t.To)), inline(line(t.For)))
		}
	}
	fmt.Fprintf(b, "\n---\n\n%s\n\n%s\n", inline(c.Statement), readers(c))
}

// heading is that of a section on one line, as it stands in the body.
func heading(s postmortem.CopySection) string { return line(s.Heading) }

func writeTimes(b *strings.Builder, c postmortem.Copy) {
	b.WriteString("\n## Times\n\n")
	writeTable(b, row{"Moment", "Time", "Precision", "Evidence"}, momentRows(c))
	b.WriteByte('\n')
	for _, l := range durationLines(c) {
		fmt.Fprintf(b, "- %s\n", inline(l))
	}
}

func writeTable(b *strings.Builder, head row, rows []row) {
	writeRow(b, head)
	b.WriteString("|" + strings.Repeat(" --- |", len(head)) + "\n")
	for _, r := range rows {
		writeRow(b, r)
	}
}

func writeRow(b *strings.Builder, r row) {
	b.WriteByte('|')
	for _, cell := range r {
		b.WriteString(" " + strings.ReplaceAll(line(cell), "|", `\|`) + " |")
	}
	b.WriteByte('\n')
}

// inline keeps one line from being read as a heading, a list or a rule.
func inline(s string) string {
	s = line(s)
	if s != "" && strings.ContainsAny(s[:1], "#>-*+=`~") {
		return `\` + s
	}
	return s
}

// lowered moves the headings of a text so that the highest is at level top. Code stays as it is.
func lowered(src string, top int) string { return shifted(src, shiftOf(src, top)) }

// shiftOf says by how many levels the headings of a text have to be moved down.
func shiftOf(src string, top int) int {
	highest := 7
	eachHeading(strings.Split(src, "\n"), func(_, level int) { highest = min(highest, level) })
	return max(0, min(top-highest, top-1))
}

// shifted moves the headings of a text down by so many levels, or up again.
func shifted(src string, by int) string {
	if by == 0 {
		return src
	}
	lines := strings.Split(src, "\n")
	eachHeading(lines, func(i, level int) {
		lines[i] = strings.Repeat("#", min(6, max(1, level+by))) + strings.TrimLeft(strings.TrimLeft(lines[i], " "), "#")
	})
	return strings.Join(lines, "\n")
}

// openFence is the fence that a text leaves open, or nothing.
func openFence(src string) string {
	fence := ""
	for l := range strings.Lines(src) {
		fence = fenceAfter(fence, l)
	}
	return fence
}

// fenceAfter is the fence that is open after a line: the open one before it, one that it begins, or none.
func fenceAfter(fence, l string) string {
	l = strings.TrimRight(l, "\r\n")
	rest := strings.TrimLeft(l, " ")
	if len(l)-len(rest) > 3 || len(rest) < 3 || rest[0] != '`' && rest[0] != '~' {
		return fence
	}
	mark := rest[:len(rest)-len(strings.TrimLeft(rest, rest[:1]))]
	switch {
	case len(mark) < 3:
	case fence == "" && !(mark[0] == '`' && strings.Contains(rest[len(mark):], "`")):
		return mark
	case strings.HasPrefix(mark, fence) && strings.TrimSpace(rest[len(mark):]) == "":
		if fence != "" {
			return ""
		}
	}
	return fence
}

// eachHeading calls fn for every line that is a heading, outside of fenced code.
func eachHeading(lines []string, fn func(i, level int)) {
	fence := ""
	for i, l := range lines {
		before := fence
		if fence = fenceAfter(fence, l); before != "" || fence != "" {
			continue
		}
		rest := strings.TrimLeft(l, " ")
		level := len(rest) - len(strings.TrimLeft(rest, "#"))
		if len(l)-len(rest) < 4 && level > 0 && level < 7 && (len(rest) == level || rest[level] == ' ') {
			fn(i, level)
		}
	}
}
