// Package tell owns how lengths of time and zones are said in words, so that a page, a mail
// and a picture say the same. It refuses to know any noun.
package tell

import (
	"fmt"
	"strings"
	"time"
)

// Duration tells a length of time in at most two units: "40 s", "47 min", "1 h 12 min",
// "2 d 3 h". Smaller parts are cut off, not rounded up.
func Duration(d time.Duration) string {
	if d < 0 {
		return "−" + Duration(-d)
	}
	switch minutes := int(d / time.Minute); {
	case minutes < 1:
		return fmt.Sprintf("%d s", int(d/time.Second))
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes < 24*60:
		return two(minutes/60, "h", minutes%60, "min")
	default:
		return two(minutes/(24*60), "d", minutes/60%24, "h")
	}
}

func two(big int, bigUnit string, small int, smallUnit string) string {
	if small == 0 {
		return fmt.Sprintf("%d %s", big, bigUnit)
	}
	return fmt.Sprintf("%d %s %d %s", big, bigUnit, small, smallUnit)
}

// Zone is the abbreviation of t's zone at t: CET, or UTC−03:00 where the zone has none.
func Zone(t time.Time) string {
	name := t.Format("MST")
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		return "UTC" + strings.Replace(t.Format("-07:00"), "-", "−", 1)
	}
	return name
}
