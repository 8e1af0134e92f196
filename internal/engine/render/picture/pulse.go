package picture

import (
	"fmt"
	"html"
	"strings"
	"time"

	"candor.dev/candor/internal/engine/render/tell"
)

// Beat is how many alerts fired at the end of a minute.
type Beat struct {
	At     time.Time
	Firing int
}

// Pulse is a small strip of how many alerts fired over time.
type Pulse struct {
	Beats []Beat    // The oldest first; where there is none, the number stays.
	Until time.Time // Where the strip ends.
	Zone  *time.Location
	Width int
}

const pulseHeight = 40

// SVG draws the strip: one column for each span of time, as high as the most that fired in it.
func (p Pulse) SVG() string {
	columns := p.columns()
	most := 1
	for _, n := range columns {
		most = max(most, n)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="picture pulse" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s" preserveAspectRatio="none">`,
		p.Width, pulseHeight, p.Width, pulseHeight, html.EscapeString(p.Describe()))
	fmt.Fprintf(&b, `<line class="p-rule" x1="0" y1="%g" x2="%d" y2="%g" stroke="#e3e0d8" stroke-width="1"/>`, pulseHeight-0.5, p.Width, pulseHeight-0.5)
	step := float64(p.Width) / float64(max(1, len(columns)))
	for i, n := range columns {
		if n > 0 {
			high := 2 + float64(n)/float64(most)*(pulseHeight-4)
			fmt.Fprintf(&b, `<rect class="p-alarm" x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="#a3300e"/>`, float64(i)*step, pulseHeight-1-high, max(1, step-1), high)
		}
	}
	b.WriteString(`</svg>`)
	return b.String()
}

// Describe says in words what the strip shows.
func (p Pulse) Describe() string {
	if len(p.Beats) == 0 {
		return "No alerts yet."
	}
	most := p.Beats[0]
	for _, b := range p.Beats {
		if b.Firing > most.Firing {
			most = b
		}
	}
	at := func(t time.Time) string {
		if p.Zone != nil {
			t = t.In(p.Zone)
		}
		return t.Format("15:04 ") + tell.Zone(t)
	}
	return fmt.Sprintf("Alerts that fired, from %s to %s: most at %s, %d; %d at the end.", at(p.Beats[0].At), at(p.Until), at(most.At), most.Firing, p.Beats[len(p.Beats)-1].Firing)
}

// columns is the most that fired in each of at most 60 spans of time.
func (p Pulse) columns() []int {
	if len(p.Beats) == 0 {
		return nil
	}
	first := p.Beats[0].At
	whole := max(10*time.Minute, p.Until.Sub(first))
	spans := min(60, int(whole/time.Minute)+1)
	out, firing, i := make([]int, spans), 0, 0
	for c := range out {
		end := first.Add(whole * time.Duration(c+1) / time.Duration(spans))
		out[c] = firing
		for ; i < len(p.Beats) && p.Beats[i].At.Before(end); i++ {
			firing = p.Beats[i].Firing
			out[c] = max(out[c], firing)
		}
		if p.Until.Before(first.Add(whole * time.Duration(c) / time.Duration(spans))) {
			out[c] = 0
		}
	}
	return out
}
