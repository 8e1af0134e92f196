package importer

import (
	"strings"
	"testing"
)

func TestTimesInManySpellings(t *testing.T) {
	t.Parallel()
	american := order{true, true}
	british := order{true, false}
	tests := []struct {
		text, want string // Moment and zone of each time, parted by semicolons.
		order      order
	}{
		{text: "2020-09-21 18:27", want: "2020-09-21T18:27"},
		{text: "2020/9/1", want: "2020-09-01"},
		{text: "2021-06-08T09:47:00Z", want: "2021-06-08T09:47 UTC"},
		{text: "2021-06-08T09:47:00.123+02:00", want: "2021-06-08T09:47 +02:00"},
		{text: "May 10th, 2021 at 09:15 UTC", want: "2021-05-10T09:15 UTC"},
		{text: "09:15:04 Monday May 10th (UTC), 2021", want: "2021-05-10T09:15"},
		{text: "14:17 PM PST Saturday Oct 30th: wave", want: "10-30 14:17 PST"},
		{text: "21st of September 2020, 3pm", want: "2020-09-21T15:00"},
		{text: "4. April, 14:30", want: "04-04 14:30"},
		{text: "12:45 AM (PDT)", want: "00:45 PDT"},
		{text: "12:05 p.m. ET", want: "12:05 ET"},
		{text: "at 1405 UTC and 14h20", want: "14:05 UTC; 14:20"},
		{text: "10:00 UTC+2", want: "10:00 UTC+2"},
		{text: "All times PDT (UTC-7): 10:00", want: "10:00"},
		{text: "between 12:17 and 12:30 UTC on 2023-07-20", want: "12:17; 2023-07-20T12:30 UTC"},
		{text: "10:00-11:30 and 2024-05-03T10:00-03:00", want: "10:00; 11:30; 2024-05-03T10:00 -03:00"},
		{text: "02/03/2024", want: ""},
		{text: "02/03/2024", order: american, want: "2024-02-03"},
		{text: "02/03/2024", order: british, want: "2024-03-02"},
		{text: "25/03/2024 9:05", want: "2024-03-25T09:05"},
		{text: "5-26-21", want: "2021-05-26"},
		{text: "25:00, 10:61, 2024-02-30, 13:00:00:00", want: ""},
		{text: "version 1.14.22, 10.12.5.36, ratio 3.5:10, port :8080", want: ""},
		{text: "https://example.com/2020-01-01/10:00", want: ""},
		{text: "issue-2020-01-01x and 0:59", want: "00:59"},
		{text: "may 5 errors an hour", want: "05-05"},
	}
	for _, tt := range tests {
		var got []string
		for _, w := range findWhens(tt.text, tt.order, false) {
			s := w.String()
			if s == "" && w.known() {
				s = strings.TrimPrefix(day{2000, w.month, w.date}.String(), "2000-")
			}
			if w.clocked && !strings.Contains(s, "T") {
				s = strings.TrimSpace(s + " " + clockOf(w.minute))
			}
			got = append(got, strings.TrimSpace(s+" "+w.zone))
		}
		if s := strings.Join(got, "; "); s != tt.want {
			t.Errorf("%q: %q, not %q", tt.text, s, tt.want)
		}
	}
}

func TestZonesOfAllTimes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"All times in UTC.":                        "UTC",
		"All times are in PDT (UTC-7)":             "PDT",
		"Timeline (all times UTC ) Monday":         "UTC",
		"Date and Time in CET":                     "CET",
		"Time (GMT+2)":                             "GMT+2",
		"UTC":                                      "UTC",
		"Timezone: Etc":                            "",
		"We met many times in the best of spirits": "",
	} {
		if got := zoneOfAll(text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

// The timeline keeps its day: a day on a line of its own, a day that holds for all, and the day
// that begins when the clock goes back by hours.
func TestDaysOfATimeline(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ src, want string }{
		"over midnight":        {"# 2024-05-03 Outage\n## Timeline\n- 23:50 a\n- 00:10 b\n- 00:05 c\n", "2024-05-03T23:50 2024-05-04T00:10 2024-05-04T00:05"},
		"days as headings":     {"## Timeline\n### May 3, 2024\n- 10:00 a\n### May 5\n- 09:00 b\n", "2024-05-03T10:00 2024-05-05T09:00"},
		"days as lines":        {"## Timeline\n2024-05-03\n\n- 10:00 a\n\n2024-05-05\n\n- 09:00 b\n", "2024-05-03T10:00 2024-05-05T09:00"},
		"one day for all":      {"## Timeline\nAll events are of 2024-05-03.\n\n- 2024-05-02 08:00 a\n- 09:00 b\n", "2024-05-02T08:00 2024-05-03T09:00"},
		"carried on":           {"## Timeline\n- 2024-05-03 08:00 a\n- 09:00 b\n", "2024-05-03T08:00 2024-05-03T09:00"},
		"the year is near":     {"# Outage on 2 January 2024\n## Timeline\n- Dec 31, 23:00 a\n- Jan 1, 02:00 b\n", "2023-12-31T23:00 2024-01-01T02:00"},
		"no year anywhere":     {"## Timeline\n- May 3, 10:00 a\n- 11:00 b\n", "10:00 11:00"},
		"a clock of 12 hours":  {"# 2024-05-03\n## Timeline\n- 11:50 a\n- 12:10 b\n- 1:15 c\n", "2024-05-03T11:50 2024-05-03T12:10 2024-05-03T01:15"},
		"two columns":          {"## Timeline\n| Date | Time | Event |\n|-|-|-|\n| 2024-05-03 | 10:00 | a |\n| 2024-05-04 | 09:00 | b |\n", "2024-05-03T10:00 2024-05-04T09:00"},
		"lines of a paragraph": {"# 2024-05-03\n## Timeline\n10:00 - a\n10:05 - b\nmore of b\n", "2024-05-03T10:00 2024-05-03T10:05"},
		"times at the end":     {"# 2024-05-03\n## Timeline\n- Alert fired (10:05 UTC)\n- All was well again, 11:00.\n", "2024-05-03T10:05 2024-05-03T11:00"},
		"time above its text":  {"# 2024-05-03\n## Timeline\n- **10:05**\n  - Alert fired\n- **11:00**<br>All was well\n", "2024-05-03T10:05 2024-05-03T11:00"},
		"signs and words":      {"# 2024-05-03\n## Timeline\n- 🔥 10:05 a\n- Shortly after 10:10, b\n- ~10:20: c\n", "2024-05-03T10:05 2024-05-03T10:10 2024-05-03T10:20"},
		"not called timeline":  {"# 2024-05-03\n## What happened\n* 10:00 UTC: a\n* 10:05 UTC: b\n* 10:07 UTC: c\n", "2024-05-03T10:00 2024-05-03T10:05 2024-05-03T10:07"},
	}
	for name, tt := range tests {
		var got []string
		for _, e := range Read(tt.src).Timeline {
			got = append(got, e.At)
			if e.Text == "" {
				t.Errorf("%s: an entry without text: %+v", name, e)
			}
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: %s, not %s", name, s, tt.want)
		}
	}
}

func TestLabelsOfMoments(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]momentName{
		"incident start time utc": started, "first detected": detected, "fault occurs": started, "repaired": mitigated,
		"end of impact": resolved, "incident declared": declared, "time to recovery": noMoment, "start end": noMoment,
		"detected by": noMoment, "time": noMoment,
	} {
		if got := momentOf(label); got != want {
			t.Errorf("%q: %v, not %v", label, got, want)
		}
	}
}
