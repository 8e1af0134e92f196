package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var friday = time.Date(2026, 11, 13, 15, 15, 0, 0, time.UTC)

func after(minutes int) time.Time { return friday.Add(time.Duration(minutes) * time.Minute) }

func TestStripSaysEachDurationByItsEndpoint(t *testing.T) {
	t.Parallel()
	s := Strip{Width: 680, Moments: Six(friday, friday, after(5), after(47), after(145), after(180))}
	for _, want := range []string{"detected after 0 s", "diagnosed after 47 min", "stable after 2 h 25 min", "resolved after 3 h", "13 November 2026, UTC"} {
		if !strings.Contains(s.SVG(), want) {
			t.Errorf("the strip does not say %q", want)
		}
	}
	if strings.Contains(s.SVG(), "invalid") {
		t.Error("a possible order is called invalid")
	}
}

func TestStripCallsImpossibleOrderInvalid(t *testing.T) {
	t.Parallel()
	s := Strip{Width: 680, Moments: Six(friday, after(60), time.Time{}, after(47), after(145), after(180))}
	svg := s.SVG()
	for _, want := range []string{"detected after: invalid", "diagnosed after: invalid", "stable after 2 h 25 min", "not known yet: escalated"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the strip does not say %q", want)
		}
	}
}

func TestStripWithoutTimesSaysSo(t *testing.T) {
	t.Parallel()
	s := Strip{Width: 320, Moments: Six(time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{})}
	if !strings.Contains(s.SVG(), "No times are known yet.") {
		t.Error(s.SVG())
	}
	if svg := (Strip{Width: 320, Moments: []Moment{{Name: "<b>", At: friday}}}).SVG(); strings.Contains(svg, "<b>") {
		t.Error("a name is not escaped")
	}
}

func TestLabelsStandClearWhateverTheTimes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := func(name string) time.Time {
			seconds := rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(0, 20_000), rapid.IntRange(19_700, 20_000)).Draw(t, name)
			return friday.Add(time.Duration(seconds) * time.Second)
		}
		s := Strip{
			Width:   rapid.SampledFrom([]int{320, 680}).Draw(t, "width"),
			Moments: Six(at("impact"), at("detected"), at("escalated"), at("diagnosed"), at("stable"), at("resolved")),
		}
		labels := s.place(s.known())
		for i, l := range labels {
			if from, to := l.span(); from < 0 || to > float64(s.Width) {
				t.Fatalf("%s stands outside the picture", l.name)
			}
			for _, o := range labels[:i] {
				if l.clashes(o) {
					t.Fatalf("%s %s and %s %s are in each other's way", l.name, l.hour, o.name, o.hour)
				}
			}
		}
		for _, m := range s.known() {
			if !strings.Contains(s.SVG(), m.Name) {
				t.Fatalf("%s is not told", m.Name)
			}
		}
		d := xml.NewDecoder(strings.NewReader(s.SVG()))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatal(err)
			}
		}
	})
}
