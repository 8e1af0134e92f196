package text

import (
	"regexp"
	"strconv"
	"time"
)

// Skew is how far a clock may run ahead of ours: what lies further ahead lies in the future.
const Skew = 5 * time.Minute

// leading is a time at the beginning of an entry: "15:50", "15:50:30 ±5 min", "15:50 –".
var leading = regexp.MustCompile(`^(?i:at )?([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?:\s*(?:±|\+-|\+/-)\s*(\d{1,3})\s*(?:min|m)\b)?[\s:,–—-]+(\S)`)

// LeadingHour understands a time of day at the beginning of what somebody writes, as Hour does,
// with its precision. It returns the rest of the text. Without one, the zero time and the text
// as it is.
func LeadingHour(s string, now time.Time) (at time.Time, within time.Duration, rest string) {
	m := leading.FindStringSubmatchIndex(s)
	if m == nil {
		return time.Time{}, 0, s
	}
	number := func(group int) int {
		if m[2*group] < 0 {
			return 0
		}
		n, _ := strconv.Atoi(s[m[2*group]:m[2*group+1]]) // The pattern has digits there.
		return n
	}
	return Hour(number(1), number(2), number(3), now), time.Duration(number(4)) * time.Minute, s[m[10]:]
}

// Hour is what a time of day means: today in the zone of now, or yesterday when that would lie
// in the future.
func Hour(hour, minute, second int, now time.Time) time.Time {
	at := time.Date(now.Year(), now.Month(), now.Day(), hour, minute, second, 0, now.Location())
	if at.After(now.Add(Skew)) {
		at = time.Date(now.Year(), now.Month(), now.Day()-1, hour, minute, second, 0, now.Location())
	}
	return at
}
