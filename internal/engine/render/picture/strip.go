// Package picture draws what an incident was like, as SVG text: the same bytes stand on the
// page, in an export and in a mail. Colours are presentation attributes, so that a picture is
// whole by itself; classes let the page's stylesheet repaint it for the dark. Nothing here
// uses a style attribute, an identifier or a script.
//
// Start reading at Strip.
package picture

import (
	"strings"
	"time"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render/tell"
)

// Moment is a turning point of an incident. The zero time is not known; Waived says that
// nobody needs to know it.
type Moment struct {
	Is     postmortem.MomentName // Which one it is, for the rule of their order; may be empty.
	Name   string                // "detected"; "impact began" for the first.
	At     time.Time
	Waived bool
	Turn   Turn
}

// Turn is what a moment means for the strip's colour from there on.
type Turn int

// The turns: harm goes on until the stable moment, then only repair.
const (
	Harm Turn = iota
	Repair
	Over
)

// Six makes the six moments of a postmortem in their order from their times.
func Six(impact, detected, escalated, diagnosed, stable, resolved time.Time) []Moment {
	return []Moment{
		{Is: postmortem.ImpactStart, Name: "impact began", At: impact},
		{Is: postmortem.Detected, Name: "detected", At: detected},
		{Is: postmortem.Escalated, Name: "escalated", At: escalated},
		{Is: postmortem.Diagnosed, Name: "diagnosed", At: diagnosed},
		{Is: postmortem.Stable, Name: "stable", At: stable, Turn: Repair},
		{Is: postmortem.Resolved, Name: "resolved", At: resolved, Turn: Over},
	}
}

// Strip is the durations strip: six moments on one line, to scale.
type Strip struct {
	Moments []Moment
	Zone    *time.Location // Nil means UTC.
	Width   int            // In pixels; 680 for a page, 320 for a phone.
	Class   string         // Added to the picture's class.
}

const (
	letter  = 7.3 // Upper bound of the mean width of a letter at 12 px in the fonts named.
	tierUp  = 17
	lineGap = 17
	margin  = 8.0

	soft = "#656a72" // Of words that stand back.
	ink  = "#1a1d21"
	rule = "#87898a"
)

// SVG draws the strip.
func (s Strip) SVG() string { return s.Drawing().SVG() }

// Drawing lays the strip out. Labels never overlap and no leader crosses a label: where there is no
// room for that, they stand in a line below the strip instead. Moments that are
// out of order are drawn hollow, and every duration that rests on them is "invalid".
func (s Strip) Drawing() Drawing {
	known, bad := s.known(), s.disorder()
	labels := s.place(known)
	top := float64(tiers(labels)*tierUp + 12)
	words := wrap(s.summary(bad), int(float64(s.Width)/6.6))
	if labels == nil {
		words = append(wrap(s.hours(known), int(float64(s.Width)/6.6)), words...)
	}
	d := Drawing{Class: s.Class, Says: s.Describe(), Width: float64(s.Width), Height: top + 16 + float64(len(words)*lineGap)}
	d.Shapes = s.line(known, top)
	for _, l := range labels {
		d.Shapes = append(d.Shapes, l.shapes(top)...)
	}
	for _, m := range known {
		d.Shapes = append(d.Shapes, s.dot(m, s.x(known, m.At), top, bad[m.Name]))
	}
	for i, line := range words {
		d.Shapes = append(d.Shapes, Words{X: margin, Y: top + 26 + float64(i*lineGap), Parts: []Part{{Class: "p-soft", Fill: soft, Words: line}}})
	}
	return d
}

// Describe says in words what the strip shows, for those who listen.
func (s Strip) Describe() string {
	var parts []string
	for _, m := range s.Moments {
		switch {
		case !m.At.IsZero():
			parts = append(parts, m.Name+" "+s.local(m.At).Format("2 Jan 2006 15:04:05 ")+tell.Zone(s.local(m.At)))
		case m.Waived:
			parts = append(parts, m.Name+" waived")
		default:
			parts = append(parts, m.Name+" not known yet")
		}
	}
	return strings.Join(append(parts, strings.Join(s.summary(s.disorder()), ", ")), "; ")
}

// Valid says whether the known moments are in a possible order.
func (s Strip) Valid() bool { return len(s.disorder()) == 0 }

// disorder is the names of the moments that contradict another one, by the rule of the
// postmortem.
func (s Strip) disorder() map[string]bool {
	bad, moments, name := map[string]bool{}, []postmortem.Moment{}, map[postmortem.MomentName]string{}
	for _, m := range s.known() {
		if m.Is != "" {
			moments, name[m.Is] = append(moments, postmortem.Moment{Name: m.Is, At: m.At}), m.Name
		}
	}
	for _, d := range postmortem.OutOfOrder(moments) {
		bad[name[d.Earlier.Name]], bad[name[d.Later.Name]] = true, true
	}
	return bad
}

func (s Strip) known() []Moment {
	var known []Moment
	for _, m := range s.Moments {
		if !m.At.IsZero() {
			known = append(known, m)
		}
	}
	return known
}

// summary is the durations from the first moment to each later one, by its endpoint, then the
// day and zone, then what is missing.
func (s Strip) summary(bad map[string]bool) []string {
	known := s.known()
	if len(known) == 0 {
		return []string{"No times are known yet."}
	}
	var said []string
	for _, m := range known[1:] {
		if bad[m.Name] || bad[known[0].Name] {
			said = append(said, m.Name+" after: invalid")
			continue
		}
		said = append(said, m.Name+" after "+tell.Duration(m.At.Sub(known[0].At)))
	}
	at := s.local(known[0].At)
	said = append(said, at.Format("2 January 2006, ")+tell.Zone(at))
	if missing := s.missing(); missing != "" {
		said = append(said, "not known yet: "+missing)
	}
	if len(bad) > 0 {
		said = append(said, "the order of these times is not possible")
	}
	return said
}

func (s Strip) missing() string {
	var names []string
	for _, m := range s.Moments {
		if m.At.IsZero() && !m.Waived {
			names = append(names, m.Name)
		}
	}
	return strings.Join(names, ", ")
}

func (s Strip) local(t time.Time) time.Time {
	if s.Zone == nil {
		return t.UTC()
	}
	return t.In(s.Zone)
}

// line is the ground and, between neighbours in time, the colour of what went on.
func (s Strip) line(known []Moment, y float64) []Shape {
	list := []Shape{Straight{Class: "p-rule", X1: margin, Y1: y, X2: float64(s.Width) - margin, Y2: y, Stroke: "#e3e0d8", Thick: 6, Round: true}}
	if !s.Valid() {
		return list
	}
	for i := 0; i+1 < len(known); i++ {
		from, to := s.x(known, known[i].At), s.x(known, known[i+1].At)
		paint := paints[known[i].Turn]
		list = append(list, Box{Class: paint.class, X: from, Y: y - 3, Wide: max(0, to-from), High: 6, Fill: paint.fill})
	}
	return list
}

func (s Strip) dot(m Moment, x, y float64, isBad bool) Dot {
	if isBad {
		return Dot{Class: "p-paper", X: x, Y: y, R: 5, Fill: "#fff", Stroke: "#745300", Thick: 2}
	}
	return Dot{Class: paints[m.Turn].class, X: x, Y: y, R: 5, Fill: paints[m.Turn].fill}
}

// hours tells each moment with its time of day.
func (s Strip) hours(known []Moment) []string {
	var said []string
	for _, m := range known {
		said = append(said, m.Name+" "+s.hour(m))
	}
	return said
}

// x is where an instant stands on the line.
func (s Strip) x(known []Moment, at time.Time) float64 {
	first, last := known[0].At, known[0].At
	for _, m := range known {
		if m.At.Before(first) {
			first = m.At
		}
		if m.At.After(last) {
			last = m.At
		}
	}
	whole := last.Sub(first)
	if whole <= 0 {
		return margin + 4
	}
	return margin + 4 + float64(at.Sub(first))/float64(whole)*(float64(s.Width)-2*margin-8)
}

type paint struct{ class, fill string }

var paints = map[Turn]paint{
	Harm:   {"p-alarm", "#a3300e"},
	Repair: {"p-accent", "#0a6263"},
	Over:   {"p-calm", "#28643a"},
}

// wrap joins short sentences by dots into lines of at most n letters.
func wrap(parts []string, n int) []string {
	var lines []string
	for _, p := range parts {
		last := len(lines) - 1
		if last >= 0 && len([]rune(lines[last]))+3+len([]rune(p)) <= n {
			lines[last] += " · " + p
			continue
		}
		lines = append(lines, p)
	}
	return lines
}
