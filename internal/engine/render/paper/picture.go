package paper

import (
	"bytes"
	"strconv"

	"codeberg.org/go-pdf/fpdf"

	"candor.dev/candor/internal/engine/render/picture"
	"candor.dev/candor/internal/engine/render/prose"
)

// Draw paints a drawing over the width of the text. One that is higher than the page goes on
// overleaf, cut between its boxes.
func (s *Sheet) Draw(d picture.Drawing) {
	if d.Width <= 0 {
		return
	}
	scale := (s.right - s.left) / d.Width
	s.Space(4)
	if high := d.Height * scale; high < (s.bottom()-upper)*0.6 {
		s.room(high)
	}
	for from := 0.0; from < d.Height; {
		to := min(d.Height, from+(s.bottom()-s.y)/scale)
		if to < d.Height {
			if to = gap(d, from, to); to <= from {
				if !s.fresh {
					s.turn()
					continue
				}
				to = min(d.Height, from+(s.bottom()-s.y)/scale)
			}
		}
		s.part(d, from, to, scale)
		s.y += (to - from) * scale
		s.fresh = false
		if from = to; from < d.Height {
			s.turn()
		}
	}
	s.Space(8)
}

// gap is the last place up to to at which no box and no words are cut.
func gap(d picture.Drawing, from, to float64) float64 {
	for again := true; again; {
		again = false
		for _, sh := range d.Shapes {
			top, end := 0.0, 0.0
			switch x := sh.(type) {
			case picture.Box:
				top, end = x.Y-5, x.Y+x.High
			case picture.Words:
				top, end = x.Y-12, x.Y+4
			default:
				continue
			}
			if top < to && to < end {
				to, again = top, true
			}
		}
		if to <= from {
			return from
		}
	}
	return to
}

// part paints what lies between from and to.
func (s *Sheet) part(d picture.Drawing, from, to, scale float64) {
	x, y := s.left, s.y-from*scale
	s.pdf.ClipRect(x-2, s.y, (s.right-s.left)+4, (to-from)*scale, false)
	for _, sh := range d.Shapes {
		switch p := sh.(type) {
		case picture.Straight:
			s.stroke(p.Stroke, max(p.Thick, 1)*scale)
			if p.Round {
				s.pdf.SetLineCapStyle("round")
			}
			s.pdf.Line(x+p.X1*scale, y+p.Y1*scale, x+p.X2*scale, y+p.Y2*scale)
			s.pdf.SetLineCapStyle("butt")
		case picture.Elbow:
			s.stroke(p.Stroke, scale)
			s.pdf.Line(x+p.X1*scale, y+p.Y1*scale, x+p.X1*scale, y+p.Y2*scale)
			s.pdf.Line(x+p.X1*scale, y+p.Y2*scale, x+p.X2*scale, y+p.Y2*scale)
		case picture.Box:
			s.pdf.RoundedRect(x+p.X*scale, y+p.Y*scale, p.Wide*scale, p.High*scale, p.Round*scale, "1234", s.paint(p.Fill, p.Stroke, scale))
		case picture.Dot:
			s.pdf.Circle(x+p.X*scale, y+p.Y*scale, p.R*scale, s.paint(p.Fill, p.Stroke, max(p.Thick, 1)*scale))
		case picture.Words:
			if p.Y > from && p.Y <= to {
				s.label(p, x, y, scale)
			}
		}
	}
	s.pdf.ClipEnd()
}

func (s *Sheet) label(p picture.Words, x, y, scale float64) {
	var set []run
	wide := 0.0
	for i, part := range p.Parts {
		l := look{face: sans, size: 12 * scale, ink: colourOf(part.Fill)}
		if part.Bold {
			l.face = sansBold
		}
		words := part.Words
		if i > 0 {
			words = " " + words
		}
		for _, r := range runs(l, words) {
			r.x = wide
			wide += r.wide
			set = append(set, r)
		}
	}
	at := x + p.X*scale
	if p.Ends {
		at -= wide
	}
	s.runs(at, y+p.Y*scale, set)
}

func (s *Sheet) stroke(stroke string, thick float64) {
	c := colourOf(stroke)
	s.pdf.SetDrawColor(c.r, c.g, c.b)
	s.pdf.SetLineWidth(thick)
}

// paint chooses colours and says which of them are used.
func (s *Sheet) paint(fill, stroke string, thick float64) string {
	how := ""
	if fill != "" {
		c := colourOf(fill)
		s.pdf.SetFillColor(c.r, c.g, c.b)
		how += "F"
	}
	if stroke != "" {
		s.stroke(stroke, thick)
		how += "D"
	}
	return how
}

func colourOf(hex string) colour {
	if len(hex) == 4 { // #abc
		hex = "#" + string([]byte{hex[1], hex[1], hex[2], hex[2], hex[3], hex[3]})
	}
	if len(hex) != 7 {
		return ink
	}
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return ink
	}
	return colour{int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff)}
}

// picture shows a file that came along, as wide as the text at most, and says what it shows.
func (s *Sheet) picture(p prose.Span) {
	img, ok := s.images[p.Picture]
	if !ok {
		s.words(noted, []prose.Span{{Text: "Image, not part of this file: " + orElse(p.Text, p.Picture)}})
		return
	}
	info := s.pdf.RegisterImageOptionsReader(p.Picture, fpdf.ImageOptions{ImageType: "png"}, bytes.NewReader(img.png))
	if info == nil || s.pdf.Err() {
		return
	}
	wide, high := img.wide*0.75, img.high*0.75 // Pixels of a screen.
	if most := s.right - s.left; wide > most {
		wide, high = most, high*most/wide
	}
	if most := (s.bottom() - upper) * 0.62; high > most {
		wide, high = wide*most/high, most
	}
	s.Space(4)
	s.room(high + 20)
	s.pdf.ImageOptions(p.Picture, s.left, s.y, wide, high, false, fpdf.ImageOptions{ImageType: "png"}, 0, "")
	s.y += high + 4
	s.fresh = false
	s.words(noted, []prose.Span{{Text: p.Text}})
}
