package render

import (
	"fmt"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"candor.dev/candor/internal/domain/postmortem"
)

// frontMatter is what tools read at the head of an exported document. Fields are added, never
// renamed.
type frontMatter struct {
	Title       string            `yaml:"title"`
	Ref         string            `yaml:"ref"`
	Edition     int               `yaml:"edition"`
	Incident    string            `yaml:"incident"`
	Severity    string            `yaml:"severity"`
	Environment string            `yaml:"environment,omitempty"`
	Services    []string          `yaml:"services"`
	Published   string            `yaml:"published_at"`
	Audience    string            `yaml:"audience"`
	Until       string            `yaml:"until,omitempty"`
	Moments     map[string]string `yaml:"moments"`
}

// DocumentMarkdown exports a published copy as Markdown with YAML front matter. The same copy
// always gives the same bytes. Headings that people wrote stand below those of the sections.
func DocumentMarkdown(c postmortem.Copy) (string, error) {
	head, err := yaml.Marshal(frontOf(c))
	if err != nil {
		return "", fmt.Errorf("encode the front matter: %w", err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\n%s---\n\n# %s\n\n%s\n\n", head, inline(c.Title), inline(lead(c)))
	fmt.Fprintf(&b, "> **The Prime Directive.** %s\n", c.Directive)
	for _, s := range told(c) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", s.Heading, lowered(strings.TrimSpace(s.Text), 3))
		if s.Key == postmortem.Impact {
			writeTimes(&b, c)
		}
	}
	if !hasImpact(c) {
		writeTimes(&b, c)
	}
	if len(c.Whys) > 0 {
		writeWhys(&b, c)
	}
	if len(c.Actions) > 0 {
		b.WriteString("\n## Actions\n\n")
		writeTable(&b, row{"Action", "What", "Type", "Owner", "Due", "State"}, actionRows(c))
	}
	writeAccounts(&b, c)
	if len(c.Thanks) > 0 {
		b.WriteString("\n## Thanks\n\n")
		for _, t := range c.Thanks {
			fmt.Fprintf(&b, "- %s: %s\n", inline(line(t.To)), inline(line(t.For)))
		}
	}
	fmt.Fprintf(&b, "\n---\n\n%s\n\n%s\n", strings.TrimSpace(c.Statement), readers(c))
	return b.String(), nil
}

func frontOf(c postmortem.Copy) frontMatter {
	f := frontMatter{
		Title: c.Title, Ref: c.Ref, Edition: c.Edition, Incident: c.Incident, Severity: c.Severity, Environment: c.Environment,
		Services: c.Services, Published: c.PublishedAt.UTC().Format(time.RFC3339), Audience: string(c.Audience), Moments: map[string]string{},
	}
	if f.Services == nil {
		f.Services = []string{}
	}
	if !c.Until.IsZero() {
		f.Until = c.Until.UTC().Format(time.RFC3339)
	}
	for _, m := range c.Moments {
		if !m.At.IsZero() {
			f.Moments[string(m.Name)] = postmortem.Moment{At: m.At, Zone: m.Zone}.Local().Format(time.RFC3339)
		}
	}
	return f
}

func hasImpact(c postmortem.Copy) bool {
	for _, s := range told(c) {
		if s.Key == postmortem.Impact {
			return true
		}
	}
	return false
}

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
func lowered(src string, top int) string {
	lines := strings.Split(src, "\n")
	highest := 7
	eachHeading(lines, func(i, level int) { highest = min(highest, level) })
	if highest >= top {
		return src
	}
	eachHeading(lines, func(i, level int) {
		lines[i] = strings.Repeat("#", min(6, level+top-highest)) + strings.TrimLeft(strings.TrimLeft(lines[i], " "), "#")
	})
	return strings.Join(lines, "\n")
}

// eachHeading calls fn for every line that is a heading, outside of fenced code.
func eachHeading(lines []string, fn func(i, level int)) {
	fence := ""
	for i, l := range lines {
		l = strings.TrimLeft(l, " ")
		switch {
		case fence != "":
			if strings.HasPrefix(l, fence) {
				fence = ""
			}
		case strings.HasPrefix(l, "```"), strings.HasPrefix(l, "~~~"):
			fence = l[:3]
		default:
			level := len(l) - len(strings.TrimLeft(l, "#"))
			if level > 0 && level < 7 && (len(l) == level || l[level] == ' ') {
				fn(i, level)
			}
		}
	}
}
