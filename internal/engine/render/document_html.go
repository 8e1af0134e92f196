package render

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render/picture"
)

//go:embed document.html
var documentPage string

var documentTemplate = template.Must(template.New("document").Parse(documentPage))

type page struct {
	Copy      postmortem.Copy
	Lead      string
	Readers   string
	Strip     template.HTML
	Before    []pageSection // Up to the impact.
	After     []pageSection
	Moments   []row
	Durations []string
	Whys      []row
	WhyTree   template.HTML
	Actions   []row
	Accounts  []pageSection // Headed by who signed them.
}

type pageSection struct {
	Heading string
	Body    template.HTML
}

// DocumentHTML exports a published copy as one HTML file that needs nothing else: its style is
// inside, it has no script, and it asks no other host for anything. It is meant to be saved and
// sent; where it is served, it is served as a download, since its style is inline.
func DocumentHTML(c postmortem.Copy, md *Markdown) (string, error) {
	p := page{
		Copy: c, Lead: lead(c), Readers: readers(c), Strip: template.HTML(strip(c).SVG()), // SVG escapes what it shows.
		Moments: momentRows(c), Durations: durationLines(c), Whys: whyRows(c), WhyTree: template.HTML(picture.WhyTree{Whys: c.Whys, Width: 680}.SVG()), Actions: actionRows(c),
	}
	for _, s := range told(c) {
		sec := pageSection{Heading: s.Heading, Body: template.HTML(md.HTML(s.Text, 3))} // Markdown.HTML makes safe markup.
		if s.Key == postmortem.Summary || s.Key == postmortem.Impact {
			p.Before = append(p.Before, sec)
			continue
		}
		p.After = append(p.After, sec)
	}
	for _, a := range c.Accounts {
		p.Accounts = append(p.Accounts, pageSection{Heading: signed(a), Body: template.HTML(md.HTML(a.Text, 3))}) // As above.
	}
	var b strings.Builder
	if err := documentTemplate.Execute(&b, p); err != nil {
		return "", fmt.Errorf("make the page of %s: %w", c.Ref, err)
	}
	return b.String(), nil
}

// strip draws the moments of a copy.
func strip(c postmortem.Copy) picture.Strip {
	s := picture.Strip{Width: 680}
	names := map[postmortem.MomentName]string{postmortem.ImpactStart: "impact began"}
	turns := map[postmortem.MomentName]picture.Turn{postmortem.Stable: picture.Repair, postmortem.Resolved: picture.Over}
	for _, m := range c.Moments {
		name := names[m.Name]
		if name == "" {
			name = strings.ToLower(m.Label)
		}
		s.Moments = append(s.Moments, picture.Moment{Is: m.Name, Name: name, At: m.At, Waived: m.Waived != "", Turn: turns[m.Name]})
		if s.Zone == nil && !m.At.IsZero() {
			s.Zone = postmortem.Moment{At: m.At, Zone: m.Zone}.Local().Location()
		}
	}
	return s
}
