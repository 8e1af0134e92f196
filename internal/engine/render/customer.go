package render

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render/tell"
)

// CustomerDocument is a text for people outside that leaves as a file.
type CustomerDocument struct {
	Copy       postmortem.CustomerCopy
	ReleasedAt time.Time // Zero: it is a draft, and says so.
}

// CustomerFormats are the forms in which it leaves: md, html and txt. None of them says where it
// comes from.
func CustomerFormats() []string { return []string{"md", "html", "txt"} }

// CustomerFile is a text for people outside as a file: its media type, its name and its content.
// Invalid at format when there is no such form.
func CustomerFile(d CustomerDocument, format string, md *Markdown) (mediaType, name, doc string, err error) {
	name = "for-customers-draft"
	if !d.ReleasedAt.IsZero() {
		name = "for-customers-" + d.ReleasedAt.UTC().Format("2006-01-02")
	}
	switch format {
	case "md":
		return "text/markdown; charset=utf-8", name + ".md", customerMarkdown(d), nil
	case "html":
		doc, err = customerHTML(d, md)
		return "text/html; charset=utf-8", name + ".html", doc, err
	case "txt":
		return "text/plain; charset=utf-8", name + ".txt", customerText(d, md), nil
	}
	return "", "", "", problem.Invalid("format", "The format must be md, html or txt.")
}

// InTwoZones tells an instant in UTC and, where that is another one, in a zone:
// "2 October 2026, 14:15 UTC (16:15 CEST)".
func InTwoZones(t time.Time, zone string) string {
	const day = "2 January 2006"
	u := t.UTC()
	s := u.Format(day+", 15:04") + " UTC"
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		return s
	}
	there := t.In(loc)
	name := tell.Zone(there)
	if name == "UTC" {
		return s
	}
	if there.Format(day) != u.Format(day) {
		return s + " (" + there.Format(day+", 15:04 ") + name + ")"
	}
	return s + " (" + there.Format("15:04 ") + name + ")"
}

// CustomerTimes tells the times of a text for people outside, each with its label; the last is how
// long it lasted, when that is known.
func CustomerTimes(c postmortem.CustomerCopy) [][2]string {
	var list [][2]string
	for _, t := range c.Times {
		said := InTwoZones(t.At, c.Zone)
		if t.Precision > 0 {
			said += ", ± " + tell.Duration(seconds(t.Precision))
		}
		list = append(list, [2]string{t.Label, said})
	}
	if d, known := c.Lasted(); known {
		said := tell.Duration(d)
		if within := c.Times[0].Precision + c.Times[1].Precision; within > 0 {
			said += ", ± " + tell.Duration(seconds(within))
		}
		list = append(list, [2]string{"It lasted", said})
	}
	return list
}

const customerDraftMark = "Draft, not released"

// customerFoot says who speaks, and since when.
func customerFoot(d CustomerDocument) string {
	var parts []string
	if org := line(d.Copy.Organisation); org != "" {
		parts = append(parts, org)
	}
	if d.ReleasedAt.IsZero() {
		parts = append(parts, customerDraftMark)
	} else {
		parts = append(parts, d.ReleasedAt.UTC().Format("2 January 2006"))
	}
	return strings.Join(parts, " · ")
}

func customerMarkdown(d CustomerDocument) string {
	c := d.Copy
	var b strings.Builder
	if d.ReleasedAt.IsZero() {
		b.WriteString("*" + customerDraftMark + "*\n\n")
	}
	b.WriteString("# " + inline(c.Title) + "\n\n")
	for _, t := range CustomerTimes(c) {
		fmt.Fprintf(&b, "- **%s:** %s\n", t[0], t[1])
	}
	for _, p := range c.Parts {
		text := lowered(strings.TrimSpace(p.Text), 3)
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", p.Heading, text)
		if fence := openFence(text); fence != "" {
			b.WriteString(fence + "\n")
		}
	}
	fmt.Fprintf(&b, "\n---\n\n%s\n", inline(customerFoot(d)))
	return b.String()
}

//go:embed customer.html
var customerPage string

var customerTemplate = template.Must(template.New("customer").Parse(customerPage))

func customerHTML(d CustomerDocument, md *Markdown) (string, error) {
	type part struct {
		Heading string
		Body    template.HTML
	}
	page := struct {
		Copy  postmortem.CustomerCopy
		Draft string
		Times [][2]string
		Parts []part
		Foot  string
	}{Copy: d.Copy, Times: CustomerTimes(d.Copy), Foot: customerFoot(d)}
	if d.ReleasedAt.IsZero() {
		page.Draft = customerDraftMark
	}
	for _, p := range d.Copy.Parts {
		page.Parts = append(page.Parts, part{p.Heading, template.HTML(withImages(md.HTML(p.Text, 3), nil))}) // Markdown.HTML makes safe markup.
	}
	var b strings.Builder
	if err := customerTemplate.Execute(&b, page); err != nil {
		return "", fmt.Errorf("make the page for customers: %w", err)
	}
	return b.String(), nil
}
