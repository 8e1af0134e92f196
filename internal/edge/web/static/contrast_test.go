package static

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

// TestInkIsReadableOnEveryGround measures the tokens against WCAG 2.2 AA, in both lights.
func TestInkIsReadableOnEveryGround(t *testing.T) {
	t.Parallel()
	css, err := files.ReadFile("css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	tokens := map[string][2]string{}
	for _, m := range regexp.MustCompile(`--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)`).FindAllStringSubmatch(string(css), -1) {
		tokens[m[1]] = [2]string{m[2], m[3]}
	}
	for ground, inks := range map[string][]string{
		"paper":       {"ink", "ink-2", "ink-3", "accent", "accent-strong", "alarm", "hold", "calm"},
		"raised":      {"ink", "ink-2", "ink-3", "accent", "alarm"},
		"sunk":        {"ink", "ink-2", "ink-3", "accent"},
		"fill":        {"ink", "ink-2"},
		"accent-soft": {"ink", "accent", "accent-strong", "ink-2"},
		"alarm-soft":  {"ink", "alarm"}, "hold-soft": {"ink", "hold"}, "calm-soft": {"ink", "calm"},
		"blue-soft": {"ink", "blue"}, "violet-soft": {"ink", "violet"},
		"accent": {"on-accent"}, "accent-strong": {"on-accent"}, "alarm": {"paper"}, "ink": {"paper"},
	} {
		for _, ink := range inks {
			for light := range 2 {
				if c := contrast(t, tokens[ink][light], tokens[ground][light]); c < 4.5 {
					t.Errorf("%s on %s has a contrast of %.2f (light %d)", ink, ground, c, light)
				}
			}
		}
	}
	for _, ground := range []string{"paper", "raised"} {
		for light := range 2 {
			if c := contrast(t, tokens["edge"][light], tokens[ground][light]); c < 3 {
				t.Errorf("the edge of a field on %s has a contrast of %.2f (light %d)", ground, c, light)
			}
		}
	}
}

func contrast(tb testing.TB, a, b string) float64 {
	tb.Helper()
	x, y := luminance(tb, a), luminance(tb, b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(tb testing.TB, hex string) float64 {
	tb.Helper()
	if len(hex) != 7 {
		tb.Fatalf("%q is not a colour", hex)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			tb.Fatal(err)
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
