package picture

import "unicode/utf8"

// label is the words of one moment and where they stand: in a tier above the line, to the
// right of their leader or to its left.
type label struct {
	name, hour string
	x          float64 // Of the dot and its leader.
	wide       float64
	tier       int
	left       bool
}

// span is the ground that the words cover.
func (l label) span() (from, to float64) {
	if l.left {
		return l.x - 5 - l.wide, l.x - 5
	}
	return l.x + 5, l.x + 5 + l.wide
}

// clashes says whether two labels overlap, or the leader of one runs through the other.
func (l label) clashes(o label) bool {
	af, at := l.span()
	bf, bt := o.span()
	switch {
	case l.tier == o.tier:
		return af < bt+4 && bf < at+4
	case l.tier > o.tier:
		return bf-2 < l.x && l.x < bt+2
	default:
		return af-2 < o.x && o.x < at+2
	}
}

// place finds the fewest tiers in which all labels stand clear; nil when there are none.
func (s Strip) place(known []Moment) []label {
	labels := make([]label, len(known))
	for i, m := range known {
		l := label{name: m.Name, hour: s.hour(m), x: s.x(known, m.At)}
		l.wide = float64(utf8.RuneCountInString(l.name+" "+l.hour)) * letter
		labels[i] = l
	}
	for n := 1; n <= len(labels); n++ {
		if s.settle(labels, len(labels)-1, n) {
			return labels
		}
	}
	return nil
}

// settle tries the places of label i and those before it, within n tiers. It begins with the
// last, so that of moments close together the first stands on top.
func (s Strip) settle(labels []label, i, n int) bool {
	if i < 0 {
		return true
	}
	for tier := range n {
		for _, left := range []bool{false, true} {
			labels[i].tier, labels[i].left = tier, left
			if s.isClear(labels, i) && s.settle(labels, i-1, n) {
				return true
			}
		}
	}
	return false
}

func (s Strip) isClear(labels []label, i int) bool {
	from, to := labels[i].span()
	if from < 0 || to > float64(s.Width) {
		return false
	}
	for _, other := range labels[i+1:] {
		if labels[i].clashes(other) {
			return false
		}
	}
	return true
}

// hour is the time of day, with the day where it is not the first one's, and seconds where
// they are known.
func (s Strip) hour(m Moment) string {
	at, first := s.local(m.At), s.local(s.known()[0].At)
	layout := "15:04"
	if at.Second() != 0 {
		layout = "15:04:05"
	}
	if at.YearDay() != first.YearDay() || at.Year() != first.Year() {
		layout = "2 Jan " + layout
	}
	return at.Format(layout)
}

func tiers(labels []label) int {
	n := 0
	for _, l := range labels {
		n = max(n, l.tier+1)
	}
	return n
}

// shapes are the leader and the words.
func (l label) shapes(y float64) []Shape {
	base := y - 10 - float64(l.tier*tierUp)
	from := l.x + 5
	if l.left {
		from = l.x - 5
	}
	return []Shape{
		Straight{Class: "p-lead", X1: l.x, Y1: y, X2: l.x, Y2: base - 9, Stroke: rule},
		Words{X: from, Y: base, Ends: l.left, Parts: []Part{{Fill: ink, Words: l.name}, {Class: "p-soft", Fill: soft, Words: l.hour}}},
	}
}
