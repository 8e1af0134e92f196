package picture_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/engine/render/picture"
)

func TestDensityDrawsABarForEachPartThatHasChanges(t *testing.T) {
	t.Parallel()
	since := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	d := picture.Density{Counts: []int{0, 3, 1, 0, 9, 0}, Since: since, Until: since.Add(6 * time.Hour), Broke: since.Add(5 * time.Hour)}
	svg := d.SVG()
	if n := strings.Count(svg, "p-accent"); n != 3 {
		t.Errorf("%d bars", n)
	}
	if !strings.Contains(svg, "it broke") || strings.Contains(svg, "style=") {
		t.Errorf("drawn %s", svg)
	}
	if got, want := d.Describe(), "13 changes in 6 h; most, 9, in the 1 h that ended 1 h before the end."; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, odd := range []picture.Density{{}, {Counts: []int{1}}, {Counts: []int{1}, Since: since, Until: since.Add(-time.Hour)}} {
		if odd.SVG() != "" {
			t.Errorf("%+v is drawn", odd)
		}
	}
	if none := (picture.Density{Counts: []int{0, 0}, Since: since, Until: since.Add(time.Hour), Broke: since.Add(-time.Hour)}); strings.Contains(none.SVG(), "it broke") {
		t.Error("what broke outside is marked")
	}
}
