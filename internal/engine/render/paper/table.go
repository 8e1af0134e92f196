package paper

import (
	"math"
	"strings"

	"candor.dev/candor/internal/engine/render/prose"
)

const (
	cellGap = 9.0 // Between columns.
	cellPad = 3.5 // Above and below the words of a row.
)

// Table sets rows, the first of which is the head and stands on each page again. Columns share
// the page by what they hold; a table too wide for that is set row by row, each cell after the
// name of its column.
func (s *Sheet) Table(rows [][]prose.Cell) {
	if len(rows) == 0 {
		return
	}
	s.Space(4)
	for _, size := range []float64{9, 8, 7} {
		st := style{look{face: sans, size: size, ink: ink}, size * 1.38, sansBold}
		if wide, ok := s.columns(st, rows); ok {
			s.grid(st, rows, wide)
			s.Space(8)
			return
		}
	}
	s.records(rows)
}

// columns are the widths of the columns; not ok when words would have to be broken.
func (s *Sheet) columns(st style, rows [][]prose.Cell) (wide []float64, ok bool) {
	n := 0
	for _, r := range rows {
		n = max(n, len(r))
	}
	least, most := make([]float64, n), make([]float64, n)
	for i, r := range rows {
		for c, cell := range r {
			whole := 0.0
			for _, w := range wordsOf(headed(st, i), pictureless(cell.Spans)) {
				whole += w.space.wide + w.wide
				least[c] = max(least[c], min(w.wide, 130)+0.5) // An address may be broken.
			}
			most[c] = max(most[c], whole+0.5)
		}
	}
	room := s.right - s.left - float64(n-1)*cellGap
	sumLeast, sumMost := sum(least), sum(most)
	if sumLeast > room {
		return nil, false
	}
	wide = least
	if sumMost <= room {
		copy(wide, most)
		wide[n-1] += room - sumMost
		return wide, true
	}
	want := make([]float64, n) // What is left goes to those that need more; one long cell does not take all.
	for c := range want {
		want[c] = math.Sqrt(max(0, most[c]-least[c]))
	}
	for c, total := 0, sum(want); c < n && total > 0; c++ {
		wide[c] += (room - sumLeast) * want[c] / total
	}
	return wide, true
}

func sum(list []float64) float64 {
	total := 0.0
	for _, v := range list {
		total += v
	}
	return total
}

func headed(st style, row int) style {
	if row == 0 {
		st.face, st.ink = sansBold, soft
	}
	return st
}

func (s *Sheet) grid(st style, rows [][]prose.Cell, wide []float64) {
	head := s.row(headed(st, 0), rows[0], wide)
	s.room(head.high + 3*st.line)
	s.draw(st, head, wide)
	for _, r := range rows[1:] {
		row := s.row(st, r, wide)
		if !s.fresh && s.y+row.high > s.bottom() && row.high < s.bottom()-upper-head.high {
			s.turn()
			s.draw(st, head, wide)
		}
		for row.rest() { // A row longer than a page goes on, below the head.
			if s.y+st.line+2*cellPad > s.bottom() {
				s.turn()
				s.draw(st, head, wide)
			}
			s.draw(st, row.head(max(1, int((s.bottom()-s.y-2*cellPad)/st.line))), wide)
		}
	}
}

// tableRow is a row that is broken into lines.
type tableRow struct {
	cells [][][]run
	align []string
	line  float64
	high  float64
}

func (s *Sheet) row(st style, cells []prose.Cell, wide []float64) *tableRow {
	row := &tableRow{line: st.line}
	most := 1
	for c, cell := range cells {
		set := lines(wordsOf(st, pictureless(cell.Spans)), wide[c])
		row.cells, row.align = append(row.cells, set), append(row.align, cell.Align)
		most = max(most, len(set))
	}
	row.high = float64(most)*st.line + 2*cellPad
	return row
}

func (r *tableRow) rest() bool {
	return r.high > 0
}

// head takes at most n lines off each cell.
func (r *tableRow) head(n int) *tableRow {
	h := &tableRow{line: r.line, align: r.align}
	most, left := 1, 0
	for c, cell := range r.cells {
		k := min(n, len(cell))
		h.cells = append(h.cells, cell[:k])
		r.cells[c] = cell[k:]
		most, left = max(most, k), max(left, len(cell)-k)
	}
	h.high = float64(most)*r.line + 2*cellPad
	r.high = 0
	if left > 0 {
		r.high = float64(left)*r.line + 2*cellPad
	}
	return h
}

func (s *Sheet) draw(st style, row *tableRow, wide []float64) {
	x := s.left
	for c, cell := range row.cells {
		for i, line := range cell {
			base := s.y + cellPad + (float64(i)+0.5)*st.line + st.size*0.34
			at := x
			if n := len(line); n > 0 {
				free := wide[c] - line[n-1].x - line[n-1].wide
				switch row.align[c] {
				case "right":
					at += free
				case "center":
					at += free / 2
				}
			}
			s.mark(base)
			s.runs(at, base, line)
		}
		x += wide[c] + cellGap
	}
	s.y += row.high
	s.rule(s.left, s.y, min(x-cellGap, s.right), s.y, hair, 0.5)
	s.fresh = false
}

// records sets each row as lines of the name of a column and its cell.
func (s *Sheet) records(rows [][]prose.Cell) {
	st := style{look{face: sans, size: 9, ink: ink}, 12.5, sansBold}
	for _, r := range rows[1:] {
		s.room(3 * st.line)
		for c, cell := range r {
			var spans []prose.Span
			if c < len(rows[0]) {
				for _, p := range rows[0][c].Spans {
					p.Bold = true
					spans = append(spans, p)
				}
				spans = append(spans, prose.Span{Text: ": "})
			}
			s.lines(st, wordsOf(st, append(pictureless(spans), pictureless(cell.Spans)...)))
		}
		s.y += 3
		s.rule(s.left, s.y, s.right, s.y, hair, 0.5)
		s.y += 4
	}
}

// pictureless tells pictures by their words, where there is no room for them.
func pictureless(spans []prose.Span) []prose.Span {
	var out []prose.Span
	for _, p := range spans {
		if p.Picture != "" {
			p.Text, p.Picture = "Image: "+orElse(strings.TrimSpace(p.Text), p.Picture), ""
		}
		out = append(out, p)
	}
	return out
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
