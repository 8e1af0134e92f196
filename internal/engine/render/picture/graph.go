package picture

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// Graph draws what needs what, from left to right: what stands to the right is needed by what
// stands to the left of it. Circles are drawn too; the line that closes one runs back.
type Graph struct {
	Lines []Line
	Here  Point // Drawn stronger; may be empty.
}

// Point is a service, or a data store, which has another shape.
type Point struct {
	Name  string
	Store bool
}

// Line says that From needs To; Soft: it works without, with less.
type Line struct {
	From, To Point
	Soft     bool
}

// MostPoints is how many points can be told apart.
const MostPoints = 80

// Sizes of the drawing.
const (
	pointHigh   = 26.0
	pointApart  = 8.0
	bendHigh    = 6.0 // Where a line passes through a column.
	columnGap   = 46.0
	mostLetters = 24
)

// spot is a point with its place, or the bend of a line that passes through a column.
type spot struct {
	Point
	bend   bool
	column int
	x, y   float64 // Of the left edge, and of the middle.
	wide   float64
	room   float64 // How wide its column is.
	near   []int   // Spots in the columns beside.
}

// leg is a line with the spots that it goes through, from left to right.
type leg struct {
	spots []int
	back  bool // Its arrow points to the left end.
	soft  bool
}

// Points lists what the lines join, by name.
func (g Graph) Points() []Point {
	seen := map[Point]bool{}
	var list []Point
	for _, l := range g.Lines {
		for _, p := range []Point{l.From, l.To} {
			if !seen[p] {
				seen[p] = true
				list = append(list, p)
			}
		}
	}
	slices.SortFunc(list, func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(fmt.Sprint(a.Store), fmt.Sprint(b.Store)))
	})
	return list
}

// SVG draws the graph; nothing when it has no lines, or more points than can be told apart.
func (g Graph) SVG() string {
	points := g.Points()
	if len(points) == 0 || len(points) > MostPoints {
		return ""
	}
	spots, legs := g.arrange(points)
	width, height := settlePlaces(spots)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="picture graph" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-label="%s" font-family="system-ui, sans-serif" font-size="12">`,
		width, height, width, height, html.EscapeString(g.Describe()))
	for _, l := range legs {
		l.draw(&b, spots)
	}
	for _, s := range spots {
		if !s.bend {
			s.draw(&b, s.Point == g.Here)
		}
	}
	b.WriteString(`</svg>`)
	return b.String()
}

// Describe tells how much there is; what needs what is told beside the picture.
func (g Graph) Describe() string {
	services, stores := 0, 0
	for _, p := range g.Points() {
		if p.Store {
			stores++
		} else {
			services++
		}
	}
	return fmt.Sprintf("What needs what: %s, %s, %s between them.",
		counted(services, "service", "services"), counted(stores, "data store", "data stores"), counted(len(g.Lines), "line", "lines"))
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// arrange gives every point a column and an order within it, so that lines are short and cross
// little.
func (g Graph) arrange(points []Point) ([]*spot, []leg) {
	at := map[Point]int{}
	spots := make([]*spot, len(points))
	for i, p := range points {
		at[p] = i
		spots[i] = &spot{Point: p, wide: float64(min(utf8.RuneCountInString(p.Name), mostLetters))*6.8 + 20}
	}
	forward := g.forward(at, len(points))
	columns(spots, forward)
	var legs []leg
	for _, f := range forward {
		l := leg{soft: g.Lines[f.line].Soft, back: f.back, spots: []int{f.from}}
		for c := spots[f.from].column + 1; c < spots[f.to].column; c++ {
			spots = append(spots, &spot{bend: true, column: c})
			l.spots = append(l.spots, len(spots)-1)
		}
		l.spots = append(l.spots, f.to)
		for j := 1; j < len(l.spots); j++ {
			a, b := l.spots[j-1], l.spots[j]
			spots[a].near, spots[b].near = append(spots[a].near, b), append(spots[b].near, a)
		}
		legs = append(legs, l)
	}
	return spots, legs
}

// way is a line as the columns see it: from left to right, whichever way it points.
type way struct {
	from, to int
	line     int
	back     bool
}

// forward turns the lines that would close a circle, and leaves out those from a point to itself.
func (g Graph) forward(at map[Point]int, n int) (ways []way) {
	out := make([][]int, n)
	for i, l := range g.Lines {
		out[at[l.From]] = append(out[at[l.From]], i)
	}
	state := make([]int, n) // 0: not seen, 1: on the way here, 2: done.
	var walk func(int)
	walk = func(p int) {
		state[p] = 1
		for _, i := range out[p] {
			to := at[g.Lines[i].To]
			switch {
			case to == p:
			case state[to] == 1:
				ways = append(ways, way{to, p, i, true})
			default:
				if state[to] == 0 {
					walk(to)
				}
				ways = append(ways, way{p, to, i, false})
			}
		}
		state[p] = 2
	}
	needed := make([]bool, n)
	for _, l := range g.Lines {
		if l.From != l.To {
			needed[at[l.To]] = true
		}
	}
	for _, first := range []bool{true, false} { // Begin with what nothing needs.
		for p := range n {
			if state[p] == 0 && needed[p] != first {
				walk(p)
			}
		}
	}
	return ways
}

// columns puts every point one column to the right of the last one that needs it, and what
// nothing needs beside the first that it needs.
func columns(spots []*spot, ways []way) {
	for range spots { // The longest way has no more steps than there are points.
		moved := false
		for _, w := range ways {
			if spots[w.to].column <= spots[w.from].column {
				spots[w.to].column, moved = spots[w.from].column+1, true
			}
		}
		if !moved {
			break
		}
	}
	for i, s := range spots {
		first, isNeeded := 1<<30, false
		for _, w := range ways {
			isNeeded = isNeeded || w.to == i
			if w.from == i {
				first = min(first, spots[w.to].column)
			}
		}
		if !isNeeded && first < 1<<30 {
			s.column = first - 1
		}
	}
}

// settlePlaces orders each column by where its neighbours stand, and gives everything its place.
func settlePlaces(spots []*spot) (width, height float64) {
	var cols [][]*spot
	for _, s := range spots {
		for len(cols) <= s.column {
			cols = append(cols, nil)
		}
		cols[s.column] = append(cols[s.column], s)
	}
	tallest := 0.0
	for _, col := range cols {
		tallest = max(tallest, highOf(col))
	}
	stack := func(col []*spot) {
		y := (tallest - highOf(col)) / 2
		for _, s := range col {
			s.y = y + s.high()/2
			y += s.high() + pointApart
		}
	}
	for _, col := range cols {
		stack(col)
	}
	for sweep := range 12 {
		for i := range cols {
			col := cols[i]
			if sweep%2 == 1 {
				col = cols[len(cols)-1-i]
			}
			wish := map[*spot]float64{}
			for _, s := range col {
				wish[s] = s.y
				if sum := 0.0; len(s.near) > 0 {
					for _, n := range s.near {
						sum += spots[n].y
					}
					wish[s] = sum / float64(len(s.near))
				}
			}
			slices.SortStableFunc(col, func(a, b *spot) int { return cmp.Compare(wish[a], wish[b]) })
			stack(col)
		}
	}
	x := 1.0
	for _, col := range cols {
		wide := 0.0
		for _, s := range col {
			s.x, wide = x, max(wide, s.wide)
		}
		for _, s := range col {
			if s.room = wide; s.bend {
				s.wide = wide
			}
		}
		x += wide + columnGap
	}
	return x - columnGap + 1, tallest + 2
}

func (s *spot) high() float64 {
	if s.bend {
		return bendHigh
	}
	return pointHigh
}

func highOf(col []*spot) float64 {
	h := -pointApart
	for _, s := range col {
		h += s.high() + pointApart
	}
	return h
}

func (s *spot) draw(b *strings.Builder, here bool) {
	class, round := "p-node", 5.0
	if s.Store {
		class, round = "p-node p-store", pointHigh/2
	}
	if here {
		class += " p-here"
	}
	name := s.Name
	if r := []rune(name); len(r) > mostLetters {
		name = string(r[:mostLetters-1]) + "…"
	}
	fmt.Fprintf(b, `<g><title>%s</title><rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.0f" rx="%.0f" fill="#ffffff" stroke="#87898a"/><text x="%.1f" y="%.1f" text-anchor="middle" fill="#1a1d21">%s</text></g>`,
		html.EscapeString(s.Name), class, s.x, s.y-pointHigh/2+1, s.wide, pointHigh, round, s.x+s.wide/2, s.y+5, html.EscapeString(name))
}

func (l leg) draw(b *strings.Builder, spots []*spot) {
	class := "p-line"
	if l.soft {
		class = "p-line p-weak"
	}
	first, last := spots[l.spots[0]], spots[l.spots[len(l.spots)-1]]
	x, y := first.x+first.wide, first.y+1
	fmt.Fprintf(b, `<path class="%s" fill="none" stroke="#87898a"`, class)
	if l.soft {
		b.WriteString(` stroke-dasharray="4 4"`)
	}
	fmt.Fprintf(b, ` d="M%.1f %.1fH%.1f`, x, y, first.x+first.room) // Past the others of its column, before it bends.
	x = first.x + first.room
	for _, i := range l.spots[1:] {
		to := spots[i]
		mid := (x + to.x) / 2
		fmt.Fprintf(b, `C%.1f %.1f %.1f %.1f %.1f %.1f`, mid, y, mid, to.y+1, to.x, to.y+1)
		if x, y = to.x, to.y+1; to.bend {
			x += to.wide
			fmt.Fprintf(b, `H%.1f`, x)
		}
	}
	b.WriteString(`"/>`)
	if l.back {
		fmt.Fprintf(b, `<path class="p-head" fill="#87898a" d="M%.1f %.1fl7-3.5v7z"/>`, first.x+first.wide, first.y+1)
	} else {
		fmt.Fprintf(b, `<path class="p-head" fill="#87898a" d="M%.1f %.1fl-7-3.5v7z"/>`, last.x, last.y+1)
	}
}
