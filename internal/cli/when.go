package cli

import (
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/internal/domain/text"
)

// when is a flag that takes an instant: 2026-10-02T16:15:00+02:00, "2026-10-02 16:15" or 16:15 in
// the zone of this machine, 10m for ten minutes ago, or in 30m.
type when struct {
	time.Time
	said string
	past bool // It has happened: a time of day is today's, or yesterday's when today's is to come.
	sh   *shell
}

// String is empty until the flag was given.
func (w *when) String() string {
	if w == nil || w.IsZero() {
		return ""
	}
	return w.Format(time.RFC3339)
}

// Set reads an instant.
func (w *when) Set(s string) error {
	w.said = s
	return w.by(w.sh.now())
}

// by reads what was said again, as if it were now.
func (w *when) by(now time.Time) (err error) {
	if w.Time, err = parseWhen(w.said, now); err != nil || !w.past {
		return err
	}
	if t, err := time.Parse("15:04", strings.TrimSpace(w.said)); err == nil {
		w.Time = text.Hour(t.Hour(), t.Minute(), 0, now)
	}
	if w.After(now.Add(text.Skew)) {
		return usage("%q lies in the future.", w.said).next("Say when it happened; without a time it is now.")
	}
	return nil
}

// Type names the kind of value in the help.
func (w *when) Type() string { return "time" }

func (sh *shell) whenFlag(cmd *cobra.Command, name, say string) *when {
	w := &when{sh: sh}
	cmd.Flags().Var(w, name, say)
	return w
}

// pastFlag takes an instant at which something has happened.
func (sh *shell) pastFlag(cmd *cobra.Command, name, say string) *when {
	w := sh.whenFlag(cmd, name, say)
	w.past = true
	return w
}

func parseWhen(s string, now time.Time) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "now" {
		return now, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, now.Location()); err == nil {
			return t, nil
		}
	}
	if t, err := time.Parse("15:04", s); err == nil {
		y, m, d := now.Date()
		return time.Date(y, m, d, t.Hour(), t.Minute(), 0, 0, now.Location()), nil
	}
	ahead, isAhead := strings.CutPrefix(s, "in ")
	if d, err := parseLong(strings.TrimSuffix(ahead, " ago")); err == nil {
		if isAhead {
			return now.Add(d), nil
		}
		return now.Add(-d), nil
	}
	return time.Time{}, usage("%q is not a time.", s).
		next("Write it like 2026-10-02T16:15:00Z, \"2026-10-02 16:15\", 16:15, 10m (ago) or \"in 30m\".")
}

// parseLong reads a duration that may be in days or weeks.
func parseLong(s string) (time.Duration, error) {
	for unit, day := range map[string]int{"d": 1, "w": 7} {
		if number, ok := strings.CutSuffix(s, unit); ok {
			if n, err := strconv.Atoi(number); err == nil && n >= 0 && n < 100_000 {
				return time.Duration(n*day) * 24 * time.Hour, nil
			}
		}
	}
	return parseSpan(s)
}

// clock is an instant as people read it, in the zone of this machine.
func (sh *shell) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(sh.now().Location()).Format("2006-01-02 15:04 MST")
}

// short is a duration without the units that are zero.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
