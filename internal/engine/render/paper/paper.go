// Package paper sets a document for print: pages of a PDF with their fonts inside, an outline,
// links, and pictures as lines rather than dots. It knows nothing of postmortems.
//
// The same calls give the same bytes. It makes no tagged PDF: the library has no structure tree.
// Start reading at Sheet.
package paper

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Size is the size of the pages.
type Size string

// The sizes.
const (
	A4     Size = "A4"
	Letter Size = "Letter"
)

// About is what a document says of itself. It names no author.
type About struct {
	Title  string
	Made   time.Time // The only time in the file; zero is written as 1970.
	Size   Size      // A4 unless it is told.
	Footer string    // Stands on each page beside its number.
	Mark   string    // Stands at the head of each page, such as DRAFT.
}

// Lengths in points.
const (
	edge     = 64.0 // Beside the text.
	upper    = 62.0
	lower    = 76.0
	bodySize = 10.5
	bodyLine = 15.5
)

type colour struct{ r, g, b int }

var (
	ink    = colour{0x1a, 0x1d, 0x21}
	soft   = colour{0x5b, 0x60, 0x67}
	accent = colour{0x0a, 0x62, 0x63}
	hair   = colour{0xc9, 0xcc, 0xd0}
	ground = colour{0xf3, 0xf4, 0xf5}
	hold   = colour{0x74, 0x53, 0x00}
)

// Sheet takes a document from its beginning to its end and breaks it into pages.
type Sheet struct {
	pdf    *fpdf.Fpdf
	about  About
	added  map[string]bool
	wide   float64 // Of the page.
	high   float64
	left   float64 // Where the text begins and ends now.
	right  float64
	y      float64 // Where the next thing stands.
	fresh  bool    // Nothing stands on this page yet.
	headed float64 // Where the last heading on this page ended.
	level  int     // Of the last entry of the outline.
	bars   []bar
	marker string // Of a list, until the first line of its item is set.
	images map[string]still
}

// bar is the line beside a quotation.
type bar struct{ x, from float64 }

// New begins a document. Images are those that its text may show, by their paths.
func New(a About, images map[string][]byte) *Sheet {
	if a.Size != Letter {
		a.Size = A4
	}
	if a.Made.IsZero() {
		a.Made = time.Unix(0, 0)
	}
	pdf := fpdf.New("P", "pt", string(a.Size), "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(a.Made.UTC())
	pdf.SetModificationDate(a.Made.UTC())
	pdf.SetTitle(a.Title, true)
	pdf.SetCreator("Candor", true)
	pdf.SetProducer("Candor", true)
	pdf.SetLang("en")
	s := &Sheet{pdf: pdf, about: a, added: map[string]bool{}, images: stills(images)}
	s.wide, s.high = pdf.GetPageSize()
	s.left, s.right = edge, s.wide-edge
	s.turn()
	return s
}

// Bytes ends the document.
func (s *Sheet) Bytes() ([]byte, error) {
	s.closeBars()
	s.edges()
	var b bytes.Buffer
	if err := s.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("make the PDF: %w", err)
	}
	return b.Bytes(), nil
}

// turn begins a new page.
func (s *Sheet) turn() {
	s.closeBars()
	s.pdf.AddPage()
	s.y, s.fresh, s.headed = upper, true, 0
	for i := range s.bars {
		s.bars[i].from = s.y
	}
}

func (s *Sheet) closeBars() {
	for _, b := range s.bars {
		s.rule(b.x, b.from, b.x, s.y-4, accent, 1.2)
	}
}

func (s *Sheet) bottom() float64 { return s.high - lower }

// room turns the page unless so much fits on it; on a fresh page nothing helps.
func (s *Sheet) room(high float64) {
	if !s.fresh && s.y+high > s.bottom() {
		s.turn()
	}
}

// Space leaves room, but not at the head of a page.
func (s *Sheet) Space(high float64) {
	if !s.fresh {
		s.y += high
	}
}

// edges writes what stands on each page: its number, what the document is, and its mark.
func (s *Sheet) edges() {
	last := s.pdf.PageCount()
	quiet := look{face: sans, size: 8, ink: soft}
	for n := 1; n <= last; n++ {
		s.pdf.SetPage(n)
		s.pdf.SetFontSize(1) // So that the font is told again on this page.
		y := s.high - 40
		s.rule(edge, y-14, s.wide-edge, y-14, hair, 0.5)
		number := fmt.Sprintf("Page %d of %d", n, last)
		wide := sans.width(number, quiet.size)
		s.text(s.wide-edge-wide, y, quiet, number)
		room := s.wide - 2*edge - wide - 16
		for _, p := range s.cut(quiet, s.about.Footer, room) {
			s.text(edge+p.x, y, p.look, p.words)
		}
		if s.about.Mark != "" {
			mark := look{face: sansBold, size: 9, ink: hold}
			s.text(s.wide-edge-sansBold.width(s.about.Mark, 9), 40, mark, s.about.Mark)
		}
	}
}

func (s *Sheet) rule(x1, y1, x2, y2 float64, c colour, thick float64) {
	s.pdf.SetDrawColor(c.r, c.g, c.b)
	s.pdf.SetLineWidth(thick)
	s.pdf.Line(x1, y1, x2, y2)
}

func (s *Sheet) fill(x, y, wide, high float64, c colour) {
	s.pdf.SetFillColor(c.r, c.g, c.b)
	s.pdf.Rect(x, y, wide, high, "F")
}

// use chooses the font of a look.
func (s *Sheet) use(l look) {
	if !s.added[l.face.name] {
		// A copy: the library writes into what it is given.
		s.pdf.AddUTF8FontFromBytes(l.face.name, "", bytes.Clone(l.face.table().data))
		s.added[l.face.name] = true
	}
	s.pdf.SetFont(l.face.name, "", l.size)
	s.pdf.SetTextColor(l.ink.r, l.ink.g, l.ink.b)
}

// text writes words of one look; all of their signs must be in its face.
func (s *Sheet) text(x, y float64, l look, words string) {
	s.use(l)
	s.pdf.Text(x, y, words)
}
