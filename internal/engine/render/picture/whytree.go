package picture

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/postmortem"
)

// WhyTree is the questions about an incident as a picture: each below the one that it asks on
// from, with its answer and what it earns. It grows downwards, so that it stays readable however
// many there are and fits a phone.
type WhyTree struct {
	Whys  []postmortem.CopyWhy
	Width int    // In pixels; 680 for a page, 320 for a phone.
	Class string // Added to the picture's class.
}

const (
	whyBold   = 7.6 // Upper bounds of the mean width of a letter at 12 px in the fonts named: bold,
	whyNormal = 6.9 // and normal.
	whyGap    = 10.0
	whyPad    = 8.0
)

// whyBox is one why and the place where it stands.
type whyBox struct {
	x, y, wide, high float64
	lines            []Part
	over             int // The place of the one above; -1 for none.
}

// SVG draws the tree. The same tree gives the same bytes.
func (t WhyTree) SVG() string { return t.Drawing().SVG() }

// Drawing lays the tree out.
func (t WhyTree) Drawing() Drawing {
	boxes, height := t.place()
	d := Drawing{Class: t.Class, Says: t.Describe(), Width: float64(t.Width), Height: height}
	for _, x := range boxes {
		if x.over >= 0 {
			o := boxes[x.over]
			d.Shapes = append(d.Shapes, Elbow{Class: "p-line", X1: o.x + 6, Y1: o.y + o.high, X2: x.x, Y2: x.y + 14, Stroke: rule})
		}
	}
	for _, x := range boxes {
		d.Shapes = append(d.Shapes, Box{Class: "p-node", X: x.x, Y: x.y, Wide: x.wide, High: x.high, Round: 4, Stroke: rule})
		for i, l := range x.lines {
			d.Shapes = append(d.Shapes, Words{X: x.x + whyPad, Y: x.y + whyPad + 11 + float64(i*lineGap), Parts: []Part{l}})
		}
	}
	return d
}

// Describe says in words what the picture shows; the list beside it holds every word.
func (t WhyTree) Describe() string {
	first := 0
	for _, w := range t.Whys {
		if !strings.Contains(w.Number, ".") {
			first++
		}
	}
	return fmt.Sprintf("Why-tree, questions: %d, first questions: %d", len(t.Whys), first)
}

func (t WhyTree) place() (boxes []whyBox, height float64) {
	step, at, y := 22.0, map[string]int{}, 1.0
	if t.Width < 500 {
		step = 10
	}
	for i, w := range t.Whys {
		at[w.Number] = i
		x := whyBox{x: 1 + float64(strings.Count(w.Number, "."))*step, y: y, over: -1}
		if n := strings.LastIndexByte(w.Number, '.'); n > 0 {
			if over, ok := at[w.Number[:n]]; ok {
				x.over = over
			}
		}
		x.wide = float64(t.Width) - x.x - 1
		x.lines = whyLines(w, x.wide-2*whyPad)
		x.high = float64(len(x.lines)*lineGap) + 2*whyPad - 4
		y += x.high + whyGap
		boxes = append(boxes, x)
	}
	return boxes, y
}

// whyLines are the words of a why in lines of at most so many pixels.
func whyLines(w postmortem.CopyWhy, wide float64) []Part {
	var list []Part
	add := func(class, fill string, bold bool, words string) {
		letter := whyNormal
		if bold {
			letter = whyBold
		}
		for _, l := range folded(words, int(wide/letter)) {
			list = append(list, Part{Class: class, Fill: fill, Bold: bold, Words: l})
		}
	}
	add("p-soft", soft, false, w.Number+" "+w.Question)
	add("p-ink", ink, true, w.Answer)
	switch {
	case w.Risk != nil:
		add("p-hold", "#745300", false, "Accepted risk: "+w.Risk.Statement)
	case w.Action != "":
		add("p-accent", "#0a6263", false, w.Action+": "+w.Title)
	}
	return list
}

// folded breaks a text between its words into lines of at most n letters, and a word that is
// longer than a line within it.
func folded(s string, n int) []string {
	n = max(n, 8)
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		for utf8.RuneCountInString(word) > n {
			if line != "" {
				lines, line = append(lines, line), ""
			}
			r := []rune(word)
			lines, word = append(lines, string(r[:n])), string(r[n:])
		}
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= n:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
