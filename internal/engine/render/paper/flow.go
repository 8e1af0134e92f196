package paper

import (
	"strconv"
	"strings"

	"candor.dev/candor/internal/engine/render/prose"
)

// Title is the head of the document.
func (s *Sheet) Title(over, title string) {
	s.lines(noted, wordsOf(noted, prose.Words(over)))
	s.Space(4)
	st := style{look{face: sansBold, size: 21, ink: ink}, 26, sansBold}
	s.entry(title, 0)
	s.lines(st, wordsOf(st, prose.Words(title)))
	s.Space(10)
}

// Heading stands above what follows and in the outline; 1 is the highest.
func (s *Sheet) Heading(level int, spans []prose.Span) {
	size := []float64{15, 12, 11, 10, 10}[min(max(level, 1), 5)-1]
	st := style{look{face: sansBold, size: size, ink: ink}, size * 1.3, sansBold}
	if s.y > s.headed { // One that follows another stands close to it.
		s.Space(size * 1.1)
	}
	s.room(st.line + 3*bodyLine) // What it is about begins on its page.
	var words strings.Builder
	for _, p := range spans {
		words.WriteString(p.Text)
	}
	s.entry(words.String(), level)
	s.lines(st, wordsOf(st, spans))
	s.Space(size * 0.3)
	s.headed = s.y
}

// entry puts a place into the outline, whose levels go down one by one.
func (s *Sheet) entry(words string, level int) {
	words = strings.Join(strings.Fields(words), " ")
	if words == "" {
		return
	}
	s.use(look{face: sans, size: 9, ink: ink}) // The library asks the font how to encode the words.
	s.level = min(level, s.level+1)
	if level == 0 {
		s.level = 0
	}
	s.pdf.Bookmark(bmp(words), s.level, s.y-4)
}

// bmp is s without the signs that take two units, which the outline cannot carry here.
func bmp(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xffff {
			return '\ufffd'
		}
		return r
	}, s)
}

// Text sets a passage.
func (s *Sheet) Text(blocks []prose.Block) { s.blocks(body, blocks) }

// Quote sets a quotation, with a line beside it.
func (s *Sheet) Quote(blocks []prose.Block) {
	s.Space(4)
	s.quoting(func() { s.blocks(quoted, blocks) })
	s.Space(4)
}

// Note sets words that stand back.
func (s *Sheet) Note(words string) { s.paragraph(noted, prose.Words(words)) }

// Bullets sets a list of plain words.
func (s *Sheet) Bullets(list []string) {
	b := prose.Block{Kind: prose.List}
	for _, l := range list {
		b.Blocks = append(b.Blocks, prose.Block{Kind: prose.Item, Blocks: []prose.Block{{Spans: prose.Words(l), Tight: true}}})
	}
	s.list(body, b)
}

// Line draws a line from side to side.
func (s *Sheet) Line() {
	s.room(20)
	s.Space(8)
	s.rule(s.left, s.y, s.right, s.y, hair, 0.6)
	s.y += 14
}

func (s *Sheet) blocks(st style, blocks []prose.Block) {
	for _, b := range blocks {
		switch b.Kind {
		case prose.Heading:
			s.Heading(b.Level-1, b.Spans)
		case prose.Code:
			s.code(b.Text)
		case prose.Quote:
			s.quoting(func() { s.blocks(quoted, b.Blocks) })
		case prose.List:
			s.list(st, b)
		case prose.Item:
			s.blocks(st, b.Blocks)
		case prose.Table:
			s.Table(b.Rows)
		case prose.Rule:
			s.Line()
		default:
			s.paragraph(st, b.Spans)
			if b.Tight {
				s.Space(-st.line * 0.3)
			}
		}
	}
}

// paragraph sets words; pictures among them stand below each other where they come.
func (s *Sheet) paragraph(st style, spans []prose.Span) {
	from := 0
	for i, p := range spans {
		if p.Picture == "" {
			continue
		}
		s.words(st, spans[from:i])
		s.picture(p)
		from = i + 1
	}
	s.words(st, spans[from:])
}

func (s *Sheet) words(st style, spans []prose.Span) {
	if words := wordsOf(st, spans); len(words) > 0 {
		s.lines(st, words)
		s.Space(st.line * 0.45)
	}
}

// lines sets words line by line. No page begins or ends with a single line of several.
func (s *Sheet) lines(st style, words []word) {
	all := lines(words, s.right-s.left)
	for len(all) > 0 {
		fits := int((s.bottom() - s.y) / st.line)
		if s.fresh {
			fits = max(fits, 1)
		}
		n := min(len(all), max(fits, 0))
		if n < len(all) {
			if n == 1 && !s.fresh {
				n = 0
			}
			if len(all)-n == 1 && n > 2 {
				n--
			}
		}
		for _, l := range all[:n] {
			s.line(st, l)
		}
		if all = all[n:]; len(all) > 0 {
			s.turn()
		}
	}
}

func (s *Sheet) line(st style, runs []run) {
	base := s.y + st.line*0.5 + st.size*0.34
	s.mark(base)
	s.runs(s.left, base, runs)
	s.y += st.line
	s.fresh = false
}

// runs writes a line, its links and what is struck out.
func (s *Sheet) runs(x, base float64, runs []run) {
	for _, r := range runs {
		s.text(x+r.x, base, r.look, r.words)
		if r.link != "" {
			s.pdf.LinkString(x+r.x, base-r.size, r.wide, r.size*1.25, r.link)
			s.rule(x+r.x, base+1.6, x+r.x+r.wide, base+1.6, accent, 0.35)
		}
		if r.struck {
			s.rule(x+r.x, base-r.size*0.27, x+r.x+r.wide, base-r.size*0.27, r.ink, 0.6)
		}
	}
}

// mark writes the marker of a list's item before its first line.
func (s *Sheet) mark(base float64) {
	if s.marker == "" {
		return
	}
	l := look{face: serif, size: bodySize, ink: soft}
	for _, r := range runs(l, s.marker) {
		s.text(s.left-5-l.face.width(s.marker, l.size), base, r.look, r.words)
	}
	s.marker = ""
}

func (s *Sheet) list(st style, b prose.Block) {
	left := s.left
	step := 16.0
	if b.Ordered {
		step = 10 + serif.width(strconv.Itoa(b.Start+len(b.Blocks))+".", bodySize)
	}
	if s.right-left-step > 120 { // Deeper ones stand below each other.
		s.left += step
	}
	for i, item := range b.Blocks {
		s.marker = "•"
		if b.Ordered {
			s.marker = strconv.Itoa(b.Start+i) + "."
		}
		s.blocks(st, item.Blocks)
		s.marker = ""
	}
	if s.left = left; left == edge { // Lists inside of lists stand close.
		s.Space(st.line * 0.3)
	}
}

func (s *Sheet) quoting(do func()) {
	left := s.left
	if s.right-left > 140 {
		s.left += 14
	}
	s.room(2 * bodyLine)
	s.bars = append(s.bars, bar{s.left - 11, s.y})
	do()
	last := s.bars[len(s.bars)-1]
	s.bars = s.bars[:len(s.bars)-1]
	if s.y > last.from {
		s.rule(last.x, last.from, last.x, s.y-5, accent, 1.2)
	}
	s.left = left
}

// code sets what was typed, on a ground of its own; a long line goes on below.
func (s *Sheet) code(text string) {
	const size, high = 8.3, 11.6
	l := look{face: mono, size: size, ink: ink}
	s.Space(2)
	s.room(3 * high)
	for _, typed := range strings.Split(text, "\n") {
		typed = strings.ReplaceAll(strings.TrimRight(typed, "\r"), "\t", "    ")
		for first := true; first || typed != ""; first = false {
			if s.y+high > s.bottom() {
				s.turn()
			}
			var line []run
			line, typed = codeLine(l, typed, s.right-s.left-16)
			s.fill(s.left, s.y, s.right-s.left, high, ground)
			s.mark(s.y + high*0.72)
			s.runs(s.left+8, s.y+high*0.72, line)
			s.y += high
			s.fresh = false
		}
	}
	s.Space(8)
}

// codeLine is as much as fits, with its spaces, and what remains.
func codeLine(l look, typed string, wide float64) (line []run, rest string) {
	x := 0.0
	for i, r := range typed {
		for _, part := range runs(l, string(r)) {
			if x+part.wide > wide && i > 0 {
				return line, typed[i:]
			}
			part.x = x
			x += part.wide
			if n := len(line); n > 0 && line[n-1].look == part.look {
				line[n-1].words, line[n-1].wide = line[n-1].words+part.words, line[n-1].wide+part.wide
				continue
			}
			line = append(line, part)
		}
	}
	return line, ""
}
