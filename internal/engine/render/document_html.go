package render

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/text"
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
func DocumentHTML(d Document, md *Markdown) (string, error) {
	c := d.Copy
	p := page{
		Copy: c, Lead: leadOf(d), Readers: readersOf(d), Strip: template.HTML(strip(c).SVG()), // SVG escapes what it shows.
		Moments: momentRows(c), Durations: durationLines(c), Whys: whyRows(c), WhyTree: template.HTML(picture.WhyTree{Whys: c.Whys, Width: 680}.SVG()), Actions: actionRows(c),
	}
	for _, s := range told(c) {
		sec := pageSection{Heading: s.Heading, Body: template.HTML(withImages(md.HTML(s.Text, 3), d.Images))} // Markdown.HTML makes safe markup.
		if beforeTimes(s.Key) {
			p.Before = append(p.Before, sec)
			continue
		}
		p.After = append(p.After, sec)
	}
	for _, a := range c.Accounts {
		p.Accounts = append(p.Accounts, pageSection{Heading: signed(a), Body: template.HTML(withImages(md.HTML(a.Text, 3), d.Images))}) // As above.
	}
	var b strings.Builder
	if err := documentTemplate.Execute(&b, p); err != nil {
		return "", fmt.Errorf("make the page of %s: %w", c.Ref, err)
	}
	return b.String(), nil
}

// shownImage is a picture as Markdown.HTML shows it; nothing that people wrote looks like one.
var shownImage = regexp.MustCompile(`<img src="(/files/[^"]+)" alt="([^"]*)"[^>]*>`)

// withImages puts the pictures into the page itself. One that did not come along is told by its words.
func withImages(page HTML, images map[string]Image) HTML {
	return HTML(shownImage.ReplaceAllStringFunc(string(page), func(tag string) string {
		m := shownImage.FindStringSubmatch(tag)
		img, ok := images[html.UnescapeString(m[1])]
		if !ok || !embeddable[img.MediaType] {
			return "Image, not part of this file: " + orWords(m[2], m[1])
		}
		return `<img src="data:` + img.MediaType + ";base64," + base64.StdEncoding.EncodeToString(img.Data) + `" alt="` + m[2] + `">`
	}))
}

// embeddable are the pictures that a browser shows without running anything.
var embeddable = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

func orWords(s, other string) string {
	if text.IsBlank(s) {
		return other
	}
	return s
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
