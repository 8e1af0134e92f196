package picture

import (
	"html"
	"strconv"
	"strings"
)

// Drawing is a picture that is laid out and not yet painted: shapes by their places in pixels,
// from the upper left corner. SVG paints it for pages and mails; whoever prints takes the same
// shapes, so that a picture is the same everywhere.
type Drawing struct {
	Class         string // Added to the picture's class.
	Says          string // What it shows, in words.
	Width, Height float64
	Shapes        []Shape // In the order in which they cover each other.
}

// Shape is a Straight, an Elbow, a Box, a Dot or Words. Class names its paint for a stylesheet; Fill
// and Stroke are the colours as #rrggbb, empty for none.
type Shape interface{ svg(b *strings.Builder) }

type (
	// Straight goes straight from one place to another.
	Straight struct {
		Class          string
		X1, Y1, X2, Y2 float64
		Stroke         string
		Thick          float64 // Zero is one pixel.
		Round          bool    // Its ends are round.
	}
	// Elbow goes down and then to the right.
	Elbow struct {
		Class          string
		X1, Y1, X2, Y2 float64
		Stroke         string
	}
	// Box is a rectangle; Round is the radius of its corners.
	Box struct {
		Class            string
		X, Y, Wide, High float64
		Round            float64
		Fill, Stroke     string
	}
	// Dot is a circle.
	Dot struct {
		Class        string
		X, Y, R      float64
		Fill, Stroke string
		Thick        float64
	}
	// Words stand on a line that begins at X, or ends there.
	Words struct {
		X, Y  float64
		Ends  bool
		Parts []Part
	}
	// Part is words of one look.
	Part struct {
		Class, Fill string
		Bold        bool
		Words       string
	}
)

// SVG paints the drawing. The same drawing gives the same bytes.
func (d Drawing) SVG() string {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg"` + attr("class", "picture "+d.Class) +
		attr("viewBox", "0 0 "+num(d.Width)+" "+num(d.Height)) + at("width", d.Width) + at("height", d.Height) +
		` role="img"` + attr("aria-label", d.Says) + ` font-family="system-ui, sans-serif" font-size="12">`)
	for _, s := range d.Shapes {
		s.svg(&b)
	}
	b.WriteString(`</svg>`)
	return b.String()
}

func (l Straight) svg(b *strings.Builder) {
	b.WriteString("<line" + attr("class", l.Class) + at("x1", l.X1) + at("y1", l.Y1) + at("x2", l.X2) + at("y2", l.Y2) + attr("stroke", l.Stroke))
	if l.Thick > 0 {
		b.WriteString(at("stroke-width", l.Thick))
	}
	if l.Round {
		b.WriteString(` stroke-linecap="round"`)
	}
	b.WriteString("/>")
}

func (e Elbow) svg(b *strings.Builder) {
	b.WriteString("<path" + attr("class", e.Class) + attr("d", "M"+num(e.X1)+" "+num(e.Y1)+"V"+num(e.Y2)+"H"+num(e.X2)) +
		` fill="none"` + attr("stroke", e.Stroke) + "/>")
}

func (x Box) svg(b *strings.Builder) {
	b.WriteString("<rect" + attr("class", x.Class) + at("x", x.X) + at("y", x.Y) + at("width", x.Wide) + at("height", x.High))
	if x.Round > 0 {
		b.WriteString(at("rx", x.Round))
	}
	b.WriteString(attr("fill", orNone(x.Fill)))
	if x.Stroke != "" {
		b.WriteString(attr("stroke", x.Stroke))
	}
	b.WriteString("/>")
}

func (d Dot) svg(b *strings.Builder) {
	b.WriteString("<circle" + attr("class", d.Class) + at("cx", d.X) + at("cy", d.Y) + at("r", d.R) + attr("fill", orNone(d.Fill)))
	if d.Stroke != "" {
		b.WriteString(attr("stroke", d.Stroke) + at("stroke-width", max(d.Thick, 1)))
	}
	b.WriteString("/>")
}

// svg writes the first part into the text itself and the others into spans.
func (w Words) svg(b *strings.Builder) {
	for i, p := range w.Parts {
		look := ""
		if p.Class != "" {
			look = attr("class", p.Class)
		}
		if i == 0 {
			look += at("x", w.X) + at("y", w.Y)
			if w.Ends {
				look += ` text-anchor="end"`
			}
		}
		look += attr("fill", p.Fill)
		if p.Bold {
			look += ` font-weight="600"`
		}
		if i == 0 {
			b.WriteString("<text" + look + ">" + html.EscapeString(p.Words))
			continue
		}
		b.WriteString(" <tspan" + look + ">" + html.EscapeString(p.Words) + "</tspan>")
	}
	b.WriteString("</text>")
}

func attr(name, value string) string { return " " + name + `="` + html.EscapeString(value) + `"` }

func at(name string, v float64) string { return attr(name, num(v)) }

// num is a length to a tenth of a pixel.
func num(v float64) string { return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0") }

func orNone(fill string) string {
	if fill == "" {
		return "none"
	}
	return fill
}
