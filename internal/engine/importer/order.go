package importer

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// order says how a document writes 03/04/2021.
type order struct {
	known      bool
	monthFirst bool
}

func (o order) read(a, b, year int) day {
	monthFirst := day{year, a, b}
	dayFirst := day{year, b, a}
	switch {
	case !dayFirst.real():
		return monthFirst
	case !monthFirst.real() || monthFirst == dayFirst:
		return dayFirst
	case !o.known:
		return day{} // Either may be meant: neither is taken.
	case o.monthFirst:
		return monthFirst
	}
	return dayFirst
}

var (
	unsure    = regexp.MustCompile(`\b(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4})\b`)
	american  = regexp.MustCompile(`\b(?:[PEMC][SD]T|[PEMC]T)\b`)
	elsewhere = regexp.MustCompile(`\b(?:CES?T|BST|WES?T|EES?T|IST|A[EWC][SD]T|NZ[SD]T)\b`)
)

// dateOrder looks at the dates of a document that can only be read one way; without any, at
// its zones: clocks of North America stand beside dates that begin with the month.
func dateOrder(src string) order {
	month, date := 0, 0
	for _, m := range unsure.FindAllStringSubmatch(src, -1) {
		a, _ := strconv.Atoi(m[1])
		b, _ := strconv.Atoi(m[2])
		switch {
		case a > 12 && b <= 12:
			date++
		case b > 12 && a <= 12:
			month++
		}
	}
	switch {
	case month > 0 && date == 0:
		return order{true, true}
	case date > 0 && month == 0:
		return order{true, false}
	case month > 0:
		return order{}
	case american.MatchString(src) && !elsewhere.MatchString(src):
		return order{true, true}
	case elsewhere.MatchString(src) && !american.MatchString(src):
		return order{true, false}
	}
	return order{}
}

func startsWithTime(s string) bool {
	if len(s) > 120 {
		s = s[:120]
	}
	w := findWhens(s, order{}, true)
	return len(w) > 0 && leads(s, w[0].from)
}

var opening = regexp.MustCompile(`(?i)^[^\p{L}\p{N}]{0,8}(?:(?:shortly|just|then|later|at|on|about|around|approximately|approx\.?|ca\.?|circa|roughly|by|from|between|before|after|since|the|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|day \d+)\b[\s,.~:(]*){0,4}$`)

// leads says whether nothing but a word of time stands before position at.
func leads(s string, at int) bool { return at < 48 && opening.MatchString(s[:at]) }

func clockOf(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// String is a moment as far as it is known: 2006-01-02T15:04, 2006-01-02, or nothing.
func (w when) String() string {
	if !w.whole() {
		return ""
	}
	if !w.clocked {
		return w.day.String()
	}
	return w.day.String() + "T" + clockOf(w.minute)
}

// moment is the minute that w is, counted from some day; false when it is not known.
func (w when) moment() (int, bool) {
	if !w.whole() || !w.clocked {
		return 0, false
	}
	return int(time.Date(w.year, time.Month(w.month), w.date, 0, 0, 0, 0, time.UTC).Unix()/60) + w.minute, true
}
