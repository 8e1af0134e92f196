package picture_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/engine/render/picture"
)

func TestPulseDrawsWhatFired(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.October, 2, 14, 0, 0, 0, time.UTC)
	p := picture.Pulse{Width: 240, Until: at.Add(20 * time.Minute), Beats: []picture.Beat{{At: at, Firing: 3}, {At: at.Add(5 * time.Minute), Firing: 8}, {At: at.Add(10 * time.Minute), Firing: 0}}}
	got := p.SVG()
	if n := strings.Count(got, "<rect"); n != 11 {
		t.Errorf("%d columns, want the eleven minutes in which something fired:\n%s", n, got)
	}
	if want := "Alerts that fired, from 14:00 UTC to 14:20 UTC: most at 14:05 UTC, 8; 0 at the end."; p.Describe() != want {
		t.Errorf("it is described as %q", p.Describe())
	}
	if none := (picture.Pulse{Width: 240, Until: at}); strings.Contains(none.SVG(), "<rect") || none.Describe() != "No alerts yet." {
		t.Errorf("nothing is drawn as %s", none.SVG())
	}
}
