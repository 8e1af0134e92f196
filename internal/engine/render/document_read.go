package render

import (
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// ReadMarkdown reads a document that DocumentMarkdown wrote. Ours says whether its front matter
// says so; nothing else is known of a document that is not. The copy is the one that was written:
// facts and tables come from the front matter, the texts of sections from the body, so that either
// may have been edited meanwhile. Invalid when the head cannot be read, or a section that it names
// is not there.
func ReadMarkdown(src string) (c postmortem.Copy, ours bool, err error) {
	if strings.HasPrefix(src, "---\r\n") { // A copy that some program gave other ends of lines.
		src = strings.ReplaceAll(src, "\r\n", "\n")
	}
	rest, ok := strings.CutPrefix(src, "---\n")
	if !ok {
		return c, false, nil
	}
	head, body, ok := strings.Cut(rest, "\n---\n")
	if !ok || !strings.Contains("\n"+head, "\ncandor:") {
		return c, false, nil
	}
	c, f, err := readFront(head)
	if err != nil {
		return c, true, err
	}
	if f.Candor != frontVersion {
		return c, true, problem.Invalid("candor", "This document is of version %d; this program reads version %d.", f.Candor, frontVersion)
	}
	if len(f.Sections) > maxReadSections {
		return c, true, problem.Invalid("sections", "There are more than %d sections.", maxReadSections)
	}
	if f.MarkedBy != "" {
		return c, true, readMarked(&c, f, body)
	}
	return c, true, readHeaded(&c, f, body)
}

// maxReadSections bounds what is looked for in a document; a postmortem has ten.
const maxReadSections = 100

// readMarked takes the texts from between their comments.
func readMarked(c *postmortem.Copy, f front, body string) error {
	for i, p := range f.Sections {
		if p.Text != "" {
			continue
		}
		_, text, ok := strings.Cut(body, fmt.Sprintf("\n<!-- %s:section %d -->\n", f.MarkedBy, i+1))
		if !ok {
			continue
		}
		text, _, ok = strings.Cut(text, "\n<!-- "+f.MarkedBy+":end")
		if !ok {
			return problem.Invalid("sections", "The section “%s” has no end.", c.Sections[i].Heading)
		}
		if closed := "\n<!-- " + f.MarkedBy + ":end, closed"; strings.Contains(body, text+closed) {
			text = text[:max(0, strings.LastIndexByte(text, '\n'))]
		}
		c.Sections[i].Text = text
	}
	return nil
}

// readHeaded takes the texts from below their headings, each up to the next heading of that level
// or to the line above the end.
func readHeaded(c *postmortem.Copy, f front, body string) error {
	lines := strings.Split(body, "\n")
	var heads []int
	fence, end := "", len(lines)
	for i, l := range lines {
		before := fence
		if fence = fenceAfter(fence, l); before != "" || fence != "" {
			continue
		}
		switch {
		case strings.HasPrefix(l, "## "):
			heads = append(heads, i)
		case l == "---":
			end = i
		}
	}
	at := 0
	for i, p := range f.Sections {
		if p.Text != "" {
			continue
		}
		found := -1
		for k := at; k < len(heads) && found < 0; k++ {
			if lines[heads[k]] == "## "+heading(c.Sections[i]) {
				found = k
			}
		}
		if found < 0 {
			continue // Somebody took it out, or it was empty.
		}
		at = found + 1
		to := end
		if at < len(heads) {
			to = heads[at]
		}
		if from := heads[found] + 1; from < to {
			c.Sections[i].Text = p.Begin + shifted(strings.TrimSpace(strings.Join(lines[from:to], "\n")), -p.Shift) + p.End
		}
	}
	return nil
}
