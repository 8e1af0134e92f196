package importer

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// places are where the clocks with these names hang. What is written as PST is read as the clock
// of the place, in summer too: the clock that the document shows stays the clock that is shown.
var places = map[string]string{
	"UTC": "UTC", "GMT": "UTC", "Z": "UTC", "BST": "Europe/London", "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon",
	"CET": "Europe/Berlin", "CEST": "Europe/Berlin", "EET": "Europe/Athens", "EEST": "Europe/Athens", "MSK": "Europe/Moscow",
	"PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
	"MT": "America/Denver", "MST": "America/Denver", "MDT": "America/Denver",
	"CT": "America/Chicago", "CST": "America/Chicago", "CDT": "America/Chicago",
	"ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York",
	"AKST": "America/Anchorage", "AKDT": "America/Anchorage", "HST": "Pacific/Honolulu", "BRT": "America/Sao_Paulo",
	"IST": "Asia/Kolkata", "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "SGT": "Asia/Singapore", "HKT": "Asia/Hong_Kong",
	"NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
	"AWST": "Australia/Perth", "ACST": "Australia/Adelaide", "ACDT": "Australia/Adelaide",
}

var offset = regexp.MustCompile(`^(?:UTC|GMT)?\s?([+-])(\d{1,2})(?::?(\d{2}))?$`)

// Location is the zone that a document's word for it means; nil when the word is not known.
func Location(word string) *time.Location {
	word = strings.TrimSpace(word)
	if word == "" {
		return nil
	}
	name := places[strings.ToUpper(word)]
	if name == "" && strings.Contains(word, "/") {
		name = word
	}
	if m := offset.FindStringSubmatch(strings.ToUpper(word)); m != nil {
		name = etc(m[1], m[2], m[3])
	}
	if name == "" {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// etc names a whole number of hours from UTC, whose sign is turned there.
func etc(sign, hours, minutes string) string {
	n, err := strconv.Atoi(hours)
	if err != nil || n > 14 || minutes != "" && minutes != "00" {
		return ""
	}
	switch {
	case n == 0:
		return "UTC"
	case sign == "+":
		return "Etc/GMT-" + strconv.Itoa(n)
	}
	return "Etc/GMT+" + strconv.Itoa(n)
}

// Instant reads a time as the document's clock showed it, 2006-01-02T15:04 or a day, in loc; not
// ok without a day. Within is how exactly it is told: a minute, or half a day around noon.
func Instant(shown string, loc *time.Location) (at time.Time, within time.Duration, ok bool) {
	if at, err := time.ParseInLocation("2006-01-02T15:04", shown, loc); err == nil {
		return at.UTC(), time.Minute, true
	}
	if day, err := time.ParseInLocation("2006-01-02", shown, loc); err == nil {
		return day.Add(12 * time.Hour).UTC(), 12 * time.Hour, true
	}
	return time.Time{}, 0, false
}
