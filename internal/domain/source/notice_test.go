package source_test

import (
	"slices"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/source"
)

// One notice of each sort, whatever number of messages it is about; it goes when its reason does.
func TestNoticesStandWhileTheirReasonDoes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.October, 2, 14, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	s := source.Source{SilenceAfter: 10 * time.Minute, CreatedAt: ago(24 * time.Hour)}
	for _, c := range []struct {
		name   string
		source source.Source
		counts source.Counts
		want   []string
	}{
		{"it speaks", s, source.Counts{Last: ago(time.Minute)}, nil},
		{"it was heard long ago", s, source.Counts{Last: ago(11 * time.Minute)}, []string{source.Silent}},
		{"it was never heard", s, source.Counts{}, []string{source.Silent}},
		{"it is new", source.Source{SilenceAfter: 10 * time.Minute, CreatedAt: ago(time.Minute)}, source.Counts{}, nil},
		{"nobody asked", source.Source{CreatedAt: ago(time.Hour)}, source.Counts{}, nil},
		{"it is switched off", source.Source{SilenceAfter: time.Minute, DisabledAt: ago(time.Hour)}, source.Counts{}, nil},
		{"many were refused", s, source.Counts{Last: now, OverQuota: 90_000, OverQuotaAt: ago(time.Minute)}, []string{source.Crowded}},
		{"some were refused yesterday", s, source.Counts{Last: now, OverQuota: 9, OverQuotaAt: ago(20 * time.Hour)}, nil},
		{"the last could not be read", s, source.Counts{Last: ago(time.Minute), Unreadable: 70, UnreadableAt: ago(time.Minute)}, []string{source.Unread}},
		{"one was read since", s, source.Counts{Last: now, Unreadable: 70, UnreadableAt: ago(time.Minute)}, nil},
	} {
		var got []string
		for _, n := range c.source.Notices(c.counts, now) {
			got = append(got, n.Sort)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
