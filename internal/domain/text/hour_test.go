package text_test

import (
	"testing"
	"time"

	"candor.dev/candor/internal/domain/text"
)

func TestATimeOfDayMeansTodayOrYesterday(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("CET", 3600)
	now := time.Date(2026, time.November, 21, 15, 40, 0, 0, berlin)
	for in, want := range map[string]struct {
		at     string
		within time.Duration
		rest   string
	}{
		"15:30 I see":                 {"2026-11-21T15:30:00+01:00", 0, "I see"},
		"15:44 clocks differ":         {"2026-11-21T15:44:00+01:00", 0, "clocks differ"},
		"15:50 I see":                 {"2026-11-20T15:50:00+01:00", 0, "I see"},
		"at 9:05:30 ±5 min - it fell": {"2026-11-21T09:05:30+01:00", 5 * time.Minute, "it fell"},
		"15:50":                       {"", 0, "15:50"}, // Nothing was said.
		"24:00 no":                    {"", 0, "24:00 no"},
		"we saw it at 15:30":          {"", 0, "we saw it at 15:30"},
	} {
		at, within, rest := text.LeadingHour(in, now)
		got := ""
		if !at.IsZero() {
			got = at.Format(time.RFC3339)
		}
		if got != want.at || within != want.within || rest != want.rest {
			t.Errorf("%q is %s ± %s %q, want %+v", in, got, within, rest, want)
		}
	}
}
