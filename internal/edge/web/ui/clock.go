package ui

import (
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/engine/render/tell"
)

// Clock is how times are told on one page: in which zone, and seen from which instant. Pages
// make one per request from the person's zone (or the zone cookie, see ZoneCookie).
type Clock struct {
	Zone *time.Location // Nil means UTC.
	Now  time.Time
}

// ZoneCookie is the cookie in which theme.js leaves the browser's IANA zone name, so that
// the server can tell times in it from the second page on.
const ZoneCookie = "zone"

// At is an instant that is known exactly.
func (c Clock) At(t time.Time) When { return When{At: t, Clock: c} }

// Within is an instant that is known to plus or minus p.
func (c Clock) Within(t time.Time, p time.Duration) When { return When{At: t, Precision: p, Clock: c} }

// ZoneName is the zone's abbreviation at t: CET, or UTC−03:00 where the zone has none.
func (c Clock) ZoneName(t time.Time) string { return tell.Zone(c.in(t)) }

// FullZone tells the zone at length, for the foot of the page: "Europe/Berlin (CET)".
func (c Clock) FullZone() string {
	if c.Zone == nil || c.Zone == time.UTC {
		return "UTC"
	}
	if name := c.ZoneName(c.Now); name != c.Zone.String() {
		return c.Zone.String() + " (" + name + ")"
	}
	return c.Zone.String()
}

func (c Clock) in(t time.Time) time.Time {
	if c.Zone == nil {
		return t.UTC()
	}
	return t.In(c.Zone)
}

// When is an instant as a page shows it: always with date and zone. The year is left out
// while it is the year of the clock.
type When struct {
	At        time.Time // Zero renders as "not known yet".
	Precision time.Duration
	Clock     Clock
}

// Known says whether there is an instant at all.
func (w When) Known() bool { return !w.At.IsZero() }

// Date is the day in the zone of the page: "13 Nov", or "13 Nov 2024" for another year.
func (w When) Date() string {
	local := w.Clock.in(w.At)
	if local.Year() == w.Clock.in(w.Clock.Now).Year() {
		return local.Format("2 Jan")
	}
	return local.Format("2 Jan 2006")
}

// Hour is the time of day; seconds are told only where they are known.
func (w When) Hour() string {
	local := w.Clock.in(w.At)
	if local.Second() == 0 || w.Precision >= time.Minute {
		return local.Format("15:04")
	}
	return local.Format("15:04:05")
}

// Soon is the time of day, with its day unless that is today.
func (w When) Soon() string {
	if now := (When{Clock: w.Clock, At: w.Clock.Now}); w.Date() != now.Date() {
		return w.Date() + " " + w.Hour()
	}
	return w.Hour()
}

// ZoneName is the abbreviation of the zone at that instant.
func (w When) ZoneName() string { return w.Clock.ZoneName(w.At) }

// Margin is the precision in words: "±5 min"; empty for an exact instant.
func (w When) Margin() string {
	if w.Precision <= 0 {
		return ""
	}
	return "±" + Words(w.Precision)
}

// Machine is the instant for the datetime attribute.
func (w When) Machine() string { return w.At.UTC().Format("2006-01-02T15:04:05Z") }

// Other is the same instant at length in UTC, for those who hover without JavaScript.
func (w When) Other() string { return w.At.UTC().Format("Monday 2 January 2006, 15:04:05 UTC") }

// String is the instant as plain text: "13 Nov 16:15 CET ±2 min".
func (w When) String() string {
	if !w.Known() {
		return "not known yet"
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", w.Date(), w.Hour(), w.ZoneName(), w.Margin()))
}

// Words tells a duration in at most two units: "40 s", "47 min", "1 h 12 min", "2 d 3 h".
func Words(d time.Duration) string { return tell.Duration(d) }

// ahead tells how far away a moment to come is; time.js tells it in the same words.
func ahead(w When) string {
	if left := w.At.Sub(w.Clock.Now); left >= 0 {
		return "in " + Words(left)
	}
	return Words(w.Clock.Now.Sub(w.At)) + " overdue"
}
