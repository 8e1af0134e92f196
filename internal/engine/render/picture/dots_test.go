package picture_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/engine/insight"
	"candor.dev/candor/internal/engine/render/picture"
)

func TestDotsDrawEveryValueAndSayThemInWords(t *testing.T) {
	t.Parallel()
	var all []time.Duration
	for i := range 9 {
		all = append(all, time.Duration(i*i+1)*3*time.Minute)
	}
	d := picture.Dots{Spread: insight.Of(all), About: `From <touch> to "report"`}
	svg := d.SVG()
	if n := strings.Count(svg, "<circle"); n != len(all) {
		t.Errorf("%d values are %d dots", len(all), n)
	}
	if strings.Contains(svg, "<touch>") || strings.Contains(svg, "style=") || strings.Contains(svg, "%[") {
		t.Errorf("the picture is not clean: %s", svg)
	}
	for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if want := `median 51 min, the middle half between 15 min and 1 h 51 min, 9 in all.`; !strings.Contains(d.Describe(), want) {
		t.Errorf("in words: %s", d.Describe())
	}
	few := picture.Dots{Spread: insight.Of(all[:4]), About: "Delay"}
	if few.SVG() != "" || few.Describe() != "Delay: too few to say (4)." {
		t.Errorf("few are told as %q", few.Describe())
	}
}
