package picture

import (
	"fmt"
	"html"
	"strings"
	"time"

	"candor.dev/candor/internal/engine/render/tell"
)

// Density draws how many changes reached the systems over a span of time, as bars of equal width,
// with a mark where it broke.
type Density struct {
	Counts       []int // One bar each, the oldest first.
	Since, Until time.Time
	Broke        time.Time // Zero: no mark.
	Zone         *time.Location
	Width        int    // In pixels; 680 when zero.
	Class        string // Added to the picture's class.
}

const (
	barsHigh   = 34
	densityTop = 14
)

// SVG draws the bars; nothing when there is no time to draw.
func (d Density) SVG() string {
	if len(d.Counts) == 0 || !d.Until.After(d.Since) {
		return ""
	}
	width, most := d.Width, 1
	if width == 0 {
		width = 680
	}
	for _, n := range d.Counts {
		most = max(most, n)
	}
	base, step := float64(densityTop+barsHigh), float64(width)/float64(len(d.Counts))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="picture density %s" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s" font-family="system-ui, sans-serif" font-size="12">`,
		html.EscapeString(d.Class), width, int(base)+18, width, int(base)+18, html.EscapeString(d.Describe()))
	for i, n := range d.Counts {
		if n == 0 {
			continue
		}
		high := max(2, float64(n)/float64(most)*barsHigh)
		fmt.Fprintf(&b, `<rect class="p-accent" x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="#0a6263"/>`,
			float64(i)*step+0.5, base-high, max(1, step-1), high)
	}
	fmt.Fprintf(&b, `<path class="p-rule" d="M0 %.1fH%d" stroke="#d9d9d6"/>`, base+0.5, width)
	d.mark(&b, width, base)
	b.WriteString(`</svg>`)
	return b.String()
}

// mark draws where it broke, and the ends of the time.
func (d Density) mark(b *strings.Builder, width int, base float64) {
	zone := d.Zone
	if zone == nil {
		zone = time.UTC
	}
	shape := "2 Jan 15:04"
	if d.Until.Sub(d.Since) > 4*24*time.Hour {
		shape = "2 Jan"
	}
	fmt.Fprintf(b, `<text class="p-soft" x="0" y="%.1f" fill="#656a72">%s</text>`, base+15, d.Since.In(zone).Format(shape))
	fmt.Fprintf(b, `<text class="p-soft" x="%d" y="%.1f" text-anchor="end" fill="#656a72">%s</text>`, width, base+15, d.Until.In(zone).Format(shape))
	if d.Broke.Before(d.Since) || d.Broke.After(d.Until) {
		return
	}
	x := float64(width) * float64(d.Broke.Sub(d.Since)) / float64(d.Until.Sub(d.Since))
	fmt.Fprintf(b, `<rect class="p-alarm" x="%.1f" y="0" width="2" height="%.1f" fill="#b3261e"/>`, min(max(x-1, 0), float64(width-2)), base)
	anchor, at := "end", x-5
	if x < 60 {
		anchor, at = "start", x+6
	}
	fmt.Fprintf(b, `<text x="%.1f" y="10" text-anchor="%s" fill="#1a1d21">it broke</text>`, at, anchor)
}

// Describe tells the same in words.
func (d Density) Describe() string {
	all, most, at := 0, 0, 0
	for i, n := range d.Counts {
		all += n
		if n > most {
			most, at = n, i
		}
	}
	if all == 0 {
		return "No change in " + tell.Duration(d.Until.Sub(d.Since)) + "."
	}
	part := d.Until.Sub(d.Since) / time.Duration(len(d.Counts))
	said := fmt.Sprintf("%d changes in %s; most, %d, in the %s that ended %s before the end.", all, tell.Duration(d.Until.Sub(d.Since)), most,
		tell.Duration(part), tell.Duration(d.Until.Sub(d.Since)-part*time.Duration(at+1)))
	if all == 1 {
		said = fmt.Sprintf("One change in %s, %s before the end.", tell.Duration(d.Until.Sub(d.Since)), tell.Duration(d.Until.Sub(d.Since)-part*time.Duration(at+1)))
	}
	return said
}
