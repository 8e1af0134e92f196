package picture

import (
	"fmt"
	"html"
	"math"
	"strings"
	"time"

	"candor.dev/candor/internal/engine/insight"
	"candor.dev/candor/internal/engine/render/tell"
)

// Dots draws how durations are distributed: every one is a dot on a logarithmic line, the
// quartiles a bar below them, the median a mark on it.
type Dots struct {
	Spread insight.Spread
	About  string // What is measured, for those who listen: "From touch to report".
	Width  int    // In pixels; 640 when zero.
}

// dotTicks are the marks of the line, as far as they lie within what is drawn.
var dotTicks = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour,
}

// SVG draws the dots; nothing when there are too few to say something.
func (d Dots) SVG() string {
	if d.Spread.TooFew() {
		return ""
	}
	width := d.Width
	if width == 0 {
		width = 640
	}
	x := d.scale(float64(width))
	stacks := map[int]int{}
	highest := 0
	var dots strings.Builder
	for _, v := range d.Spread.All {
		column := int(x(v) / 7)
		stacks[column]++
		highest = max(highest, min(stacks[column], 12))
		if stacks[column] > 12 {
			continue // The height is bounded; the sample size tells the rest.
		}
		fmt.Fprintf(&dots, `<circle class="p-accent" cx="%.1f" cy="%%[%d]s" r="2.6" fill="#0a6263" fill-opacity=".75"/>`, x(v), stacks[column])
	}
	base := float64(highest*7 + 6)
	drawn := dots.String()
	for level := highest; level >= 1; level-- {
		drawn = strings.ReplaceAll(drawn, fmt.Sprintf(`%%[%d]s`, level), fmt.Sprintf("%.1f", base-float64(level*7)+2))
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s" font-family="system-ui, sans-serif" font-size="12">`,
		width, int(base)+38, width, int(base)+38, html.EscapeString(d.Describe()))
	b.WriteString(drawn)
	fmt.Fprintf(&b, `<rect class="p-soft" x="%.1f" y="%.1f" width="%.1f" height="4" rx="2" fill="#656a72" fill-opacity=".35"/>`,
		x(d.Spread.Q1), base+4, max(2, x(d.Spread.Q3)-x(d.Spread.Q1)))
	fmt.Fprintf(&b, `<rect class="p-ink" x="%.1f" y="%.1f" width="3" height="10" fill="#1a1d21"/>`, x(d.Spread.Median)-1.5, base+1)
	last := d.Spread.All[len(d.Spread.All)-1]
	for _, t := range dotTicks {
		if t < d.Spread.All[0]/2 || t > last*2 {
			continue
		}
		fmt.Fprintf(&b, `<text class="p-soft" x="%.1f" y="%.1f" text-anchor="middle" fill="#656a72">%s</text>`, x(t), base+32, tell.Duration(t))
	}
	b.WriteString(`</svg>`)
	return b.String()
}

// Describe tells the same in words.
func (d Dots) Describe() string {
	if d.Spread.TooFew() {
		return fmt.Sprintf("%s: too few to say (%d).", d.About, d.Spread.N())
	}
	return fmt.Sprintf("%s: median %s, the middle half between %s and %s, %d in all.", d.About,
		tell.Duration(d.Spread.Median), tell.Duration(d.Spread.Q1), tell.Duration(d.Spread.Q3), d.Spread.N())
}

// scale maps a duration to a place on the line, by its logarithm.
func (d Dots) scale(width float64) func(time.Duration) float64 {
	place := func(v time.Duration) float64 { return math.Log(max(30, v.Seconds())) }
	low, high := place(d.Spread.All[0]), place(d.Spread.All[len(d.Spread.All)-1])
	if high-low < 1 {
		low, high = low-0.5, high+0.5
	}
	return func(v time.Duration) float64 {
		at := (place(v) - low) / (high - low)
		return 16 + min(max(at, 0), 1)*(width-32)
	}
}
