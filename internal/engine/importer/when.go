package importer

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// day is a date; the year is 0 where the text gives none.
type day struct{ year, month, date int }

func (d day) known() bool { return d.month != 0 }
func (d day) whole() bool { return d.month != 0 && d.year != 0 }

func (d day) String() string {
	if !d.whole() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.date)
}

func (d day) real() bool {
	if d.year != 0 && (d.year < 1970 || d.year > 2100) {
		return false
	}
	year := d.year
	if year == 0 {
		year = 2000 // A leap year: 29 February may be meant.
	}
	t := time.Date(year, time.Month(d.month), d.date, 0, 0, 0, 0, time.UTC)
	return d.date > 0 && t.Day() == d.date && int(t.Month()) == d.month
}

func (d day) add(days int) day {
	t := time.Date(d.year, time.Month(d.month), d.date+days, 0, 0, 0, 0, time.UTC)
	return day{t.Year(), int(t.Month()), t.Day()}
}

// when is a date, a clock, or both, as a text gives them.
type when struct {
	day
	clocked bool
	minute  int  // Of the day.
	short   bool // A clock of twelve hours, perhaps: one figure for the hour, and no am or pm.
	zone    string
	from    int // Where it stands in the text.
	to      int
}

var (
	monthName = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
	dates     = regexp.MustCompile(`(?i)` +
		`(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})` + // 1-3: year first.
		`|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2}\b)` + // 4-6: the order is a question.
		`|(` + monthName + `)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*\([^)\s]{1,10}\))?(?:,?\s+(\d{4})\b)?` + // 7-9: month first.
		`|(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+(?:of\s+)?(` + monthName + `)\b\.?(?:,?[\s-]+(\d{4})\b)?` + // 10-12: day first.
		`|(\d{2})[-/](\d{2})`) // 13-14: only next to a clock.
	clocks = regexp.MustCompile(`(?i)` +
		`(\d{1,2})\s?[:h]\s?(\d{2})(?::\d{2}(?:[.,]\d+)?)?(?:\s?([ap])\.?m\b\.?)?` + // 1-3
		`|(\d{1,2})\s?([ap])\.?m\b\.?` + // 4-5: 3pm
		`|(\d{2})(\d{2})\s?(?:hrs|hours|h|utc|gmt|z)\b` + // 6-7: 1405 UTC
		`|(\d{1,2})\.(\d{2})(?:\s?([ap])\.?m\b|\b)`) // 8-10: 2.30pm; 15.26, where a time is expected.
	zones  = regexp.MustCompile(`^\s*[(\[]?\s*((?i:UTC|GMT)(?:\s?[+-−]\d{1,2}(?::?\d{2})?)?|Z\b|CES?T|BST|WES?T|EES?T|MSK|[PEMC][SD]?T|AKST|AKDT|HST|IST|JST|KST|SGT|HKT|NZ[SD]T|A[EWC][SD]T|BRT|[+-]\d{2}:?\d{2})(?:\s*\((?i:UTC|GMT)?\s?[+-−]\d{1,2}(?::?\d{2})?\))?\s*[)\]]?`)
	filler = regexp.MustCompile(`(?i)^[\s,;:(\[~@\-–—|]*(?:(?:t|on|at|about|around|approximately|approx\.?|ca\.?|circa|roughly|of|the|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b[\s,.;:(\[~@\-–—]*){0,4}$`)
)

// findWhens reads the times that a text gives, in its order. A lone pair of figures such as
// "03-26" is a date, and "15.26" is a clock, only where lead is set: at the beginning of an
// entry of a timeline. Addresses are not read.
func findWhens(text string, o order, lead bool) []when {
	if !strings.ContainsAny(text, "0123456789") {
		return nil
	}
	masked := withoutAddresses(text)
	var found []when
	days := findDays(masked, o, lead)
	hours := findClocks(masked, lead)
	for len(days) > 0 || len(hours) > 0 {
		switch {
		case len(days) > 0 && len(hours) > 0 && overlap(days[0], hours[0]):
			if days[0].to-days[0].from >= hours[0].to-hours[0].from {
				hours = hours[1:]
			} else {
				days = days[1:]
			}
		case len(days) > 0 && len(hours) > 0 && days[0].from < hours[0].from && near(masked, days[0], hours[0]):
			w := hours[0]
			w.day, w.from = days[0].day, days[0].from
			found, days, hours = append(found, w), days[1:], hours[1:]
		case len(days) > 0 && len(hours) > 0 && hours[0].from < days[0].from && near(masked, hours[0], days[0]) &&
			!(len(hours) > 1 && near(masked, days[0], hours[1])):
			w := hours[0]
			w.day, w.to = days[0].day, days[0].to
			if w.zone == "" {
				w.zone, w.to = zoneAt(masked, w.to)
			}
			found, days, hours = append(found, w), days[1:], hours[1:]
		case len(hours) == 0 || len(days) > 0 && days[0].from < hours[0].from:
			if days[0].year != -1 {
				found = append(found, days[0])
			}
			days = days[1:]
		default:
			found, hours = append(found, hours[0]), hours[1:]
		}
	}
	for i := range found {
		found[i].year = max(found[i].year, 0)
		if i > 0 && found[i].from < found[i-1].to {
			found[i-1].to = max(found[i].from, found[i-1].from)
		}
	}
	return found
}

func overlap(a, b when) bool { return a.from < b.to && b.from < a.to }

func near(text string, a, b when) bool {
	return b.from >= a.to && b.from-a.to < 40 && filler.MatchString(text[a.to:b.from])
}

func findDays(text string, o order, lead bool) []when {
	var found []when
	for _, m := range dates.FindAllStringSubmatchIndex(text, -1) {
		w := when{from: m[0], to: m[1]}
		if !bounded(text, m[0], m[1]) {
			continue
		}
		n := func(group int) int { return number(text, m, group) }
		switch {
		case m[2] >= 0:
			w.day = day{n(1), n(2), n(3)}
		case m[8] >= 0:
			if m[13]-m[12] == 2 && text[m[9]] == '.' {
				continue // 1.14.22 is a version.
			}
			w.day = o.read(n(4), n(5), fullYear(n(6), m[13]-m[12]))
		case m[14] >= 0:
			w.day = day{n(9), monthOf(text[m[14]:m[15]]), n(8)}
		case m[22] >= 0:
			w.day = day{n(12), monthOf(text[m[22]:m[23]]), n(10)}
		default:
			if !lead || m[0] > 3 {
				continue
			}
			w.day = o.read(n(13), n(14), 0)
			if !o.known {
				w.day = day{0, n(13), n(14)}
			}
			if !w.real() {
				continue
			}
			w.year = -1 // Stands only beside a clock.
			found = append(found, w)
			continue
		}
		if w.real() {
			found = append(found, w)
		}
	}
	return found
}

func fullYear(year, figures int) int {
	if figures == 2 {
		return 2000 + year
	}
	return year
}

func number(text string, m []int, group int) int {
	if m[2*group] < 0 {
		return 0
	}
	n, _ := strconv.Atoi(text[m[2*group]:m[2*group+1]])
	return n
}

func monthOf(name string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))/3 + 1
}

func findClocks(text string, lead bool) []when {
	var found []when
	for _, m := range clocks.FindAllStringSubmatchIndex(text, -1) {
		if !bounded(text, m[0], m[1]) || len(found) > 0 && m[0] < found[len(found)-1].to { // The figures of its zone.
			continue
		}
		n := func(group int) int { return number(text, m, group) }
		w := when{from: m[0], to: m[1], clocked: true}
		hour, minute, half := n(1), n(2), ""
		switch {
		case m[8] >= 0:
			hour, minute, half = n(4), 0, text[m[10]:m[11]]
		case m[12] >= 0:
			hour, minute = n(6), n(7)
			w.to = m[15] // The zone is read below.
		case m[16] >= 0:
			hour, minute = n(8), n(9)
			if m[20] >= 0 {
				half = text[m[20]:m[21]]
			} else if !lead || m[0] > 20 || m[17]-m[16] < 2 {
				continue
			}
		case m[6] >= 0:
			half = text[m[6]:m[7]]
		}
		switch strings.ToLower(half) {
		case "p":
			if hour < 12 {
				hour += 12
			}
		case "a":
			if hour == 12 {
				hour = 0
			}
		default:
			w.short = m[2] >= 0 && m[3]-m[2] == 1
		}
		if hour > 23 || minute > 59 {
			continue
		}
		w.minute = hour*60 + minute
		end := w.to
		if w.zone, w.to = zoneAt(text, end); strings.HasPrefix(w.zone, "-") && !(m[0] > 0 && text[m[0]-1]|0x20 == 't') {
			w.zone, w.to = "", end // 10:00-11:30 is a range; only behind an ISO date it is an offset.
		}
		found = append(found, w)
	}
	return found
}

func zoneAt(text string, at int) (string, int) {
	m := zones.FindStringSubmatchIndex(text[at:])
	if m == nil || at+m[1] < len(text) && isWordByte(text[at+m[1]]) && isWordByte(text[at+m[1]-1]) {
		return "", at
	}
	end := at + m[1]
	if trimmed := strings.TrimRight(text[at:end], " \t\n"); !strings.HasPrefix(strings.TrimSpace(text[at:end]), "(") {
		end = at + len(strings.TrimRight(trimmed, ")]"))
		if strings.Count(trimmed, "(") > 0 {
			end = at + len(trimmed)
		}
	}
	return zoneName(text[at+m[2] : at+m[3]]), end
}

func zoneName(z string) string {
	z = strings.ReplaceAll(strings.ToUpper(strings.Join(strings.Fields(z), "")), "−", "-")
	switch z {
	case "Z", "+00:00", "+0000", "UTC+0", "GMT+0":
		return "UTC"
	}
	return z
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

// bounded says whether text[from:to] stands free: figures inside a word, a version or a longer
// number are no time. A T may stand between a date and a clock.
func bounded(text string, from, to int) bool {
	if from > 0 {
		c := text[from-1]
		t := (c == 'T' || c == 't') && from > 1 && text[from-2] >= '0' && text[from-2] <= '9'
		if !t && c < 0x80 && isWordByte(c) || strings.IndexByte(":$#=%", c) >= 0 {
			return false
		}
		if strings.IndexByte(".,/-+", c) >= 0 && from > 1 && text[from-2] >= '0' && text[from-2] <= '9' && (c != '-' || from < 3) {
			return false
		}
	}
	if to < len(text) {
		c := text[to]
		if c == 'Z' || c == 'T' {
			return true
		}
		if c < 0x80 && isWordByte(c) && !strings.HasPrefix(text[to:], "UTC") || c == '%' {
			return false
		}
		if strings.IndexByte(".,/:", c) >= 0 && to+1 < len(text) && text[to+1] >= '0' && text[to+1] <= '9' {
			return false
		}
	}
	return true
}

var address = regexp.MustCompile(`\b[a-z]{2,6}://\S+`)

// withoutAddresses blanks out what is not language, in place.
func withoutAddresses(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	return address.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("_", len(s)) })
}
