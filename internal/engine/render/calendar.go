package render

import (
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/postmortem"
)

// CalendarType is the media type of a calendar (RFC 5545).
const CalendarType = "text/calendar; charset=utf-8"

// Calendar is a set of entries for calendar programs.
type Calendar struct {
	Name      string // Of a feed; empty for an invitation.
	Method    string // PUBLISH or CANCEL for what is sent or downloaded; empty for a feed.
	Organiser string // The mail address that invitations come from; empty: none is known.
	PublicURL string // The address of the server; empty when nobody said.
	Now       time.Time
	Entries   []CalendarEntry
}

// CalendarEntry is a meeting, or a date by which something was promised.
type CalendarEntry struct {
	UID       string
	Sequence  int
	Starts    time.Time
	Lasts     time.Duration // Zero: a whole day.
	Zone      *time.Location
	Summary   string
	About     string
	Place     string
	Path      string // Of its page.
	Cancelled bool
}

// MeetingEntry is a review meeting in a calendar. Of a private incident it says no more than the
// reference, the time and the place.
func MeetingEntry(m *postmortem.Meeting, pm *postmortem.Postmortem) CalendarEntry {
	e := CalendarEntry{
		UID: "meeting-" + string(m.ID) + "@candor", Sequence: m.Sequence, Starts: m.StartsAt, Lasts: m.Lasts,
		Summary: "Review of " + pm.Ref(), Place: m.Place, Path: "/postmortems/" + pm.Ref() + "/meeting", Cancelled: !m.CancelledAt.IsZero(),
	}
	if !pm.Private {
		e.Summary, e.About = e.Summary+": "+pm.Title, m.Agenda
	}
	return e
}

// Invitation is the calendar file of one meeting: what puts it into a calendar, or takes it out
// again.
func Invitation(m *postmortem.Meeting, pm *postmortem.Postmortem) Calendar {
	c := Calendar{Method: "PUBLISH", Entries: []CalendarEntry{MeetingEntry(m, pm)}}
	if c.Entries[0].Cancelled {
		c.Method = "CANCEL"
	}
	return c
}

// Uninvitation is the calendar file that takes a meeting out of the calendar of somebody who is
// no longer invited, though it takes place.
func Uninvitation(m *postmortem.Meeting, pm *postmortem.Postmortem) Calendar {
	e := MeetingEntry(m, pm)
	e.Cancelled = true
	return Calendar{Method: "CANCEL", Entries: []CalendarEntry{e}}
}

// PostmortemEntries are the dates by which a postmortem was promised.
func PostmortemEntries(pm *postmortem.Postmortem, zone *time.Location) []CalendarEntry {
	entry := func(what string, of postmortem.Promise, at time.Time) CalendarEntry {
		e := CalendarEntry{
			UID: "due-" + string(pm.ID) + "-" + string(of) + "@candor", Starts: at, Zone: zone, Sequence: pm.Version,
			Summary: what + " of " + pm.Ref() + " due", Path: "/postmortems/" + pm.Ref() + "/draft",
		}
		if !pm.Private {
			e.Summary += ": " + pm.Title
		}
		return e
	}
	var list []CalendarEntry
	if pm.State == postmortem.Drafting && !pm.DraftDue.IsZero() {
		list = append(list, entry("Draft", postmortem.OfDraft, pm.DraftDue))
	}
	if !pm.PublishDue.IsZero() {
		list = append(list, entry("Publication", postmortem.OfPublication, pm.PublishDue))
	}
	return list
}

// ActionEntry is the date of an action. Of a private incident it says only the reference.
func ActionEntry(a *action.Action, private bool, zone *time.Location) CalendarEntry {
	e := CalendarEntry{UID: "due-" + string(a.ID) + "@candor", Starts: a.Due, Zone: zone, Sequence: a.Version, Summary: a.Ref() + " due", Path: "/actions/" + a.Ref()}
	if !private {
		e.Summary += ": " + a.Title
	}
	return e
}

// ICalendar writes a calendar as RFC 5545 asks for it: times in UTC, lines folded at 75 bytes and
// ended by CR LF.
func ICalendar(c Calendar) []byte {
	var w folder
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Candor//Review//EN")
	w.line("CALSCALE", "GREGORIAN")
	if c.Method != "" {
		w.line("METHOD", c.Method)
	}
	if c.Name != "" {
		w.text("NAME", c.Name)
		w.text("X-WR-CALNAME", c.Name)
		w.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
	}
	for _, e := range c.Entries {
		w.entry(c, e)
	}
	w.line("END", "VCALENDAR")
	return []byte(w.b.String())
}

const inUTC = "20060102T150405Z"

func (w *folder) entry(c Calendar, e CalendarEntry) {
	w.line("BEGIN", "VEVENT")
	w.line("UID", e.UID)
	w.line("DTSTAMP", c.Now.UTC().Format(inUTC))
	w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	if e.Lasts > 0 {
		w.line("DTSTART", e.Starts.UTC().Format(inUTC))
		w.line("DTEND", e.Starts.Add(e.Lasts).UTC().Format(inUTC))
	} else {
		zone := e.Zone
		if zone == nil {
			zone = time.UTC
		}
		day := e.Starts.In(zone)
		w.line("DTSTART;VALUE=DATE", day.Format("20060102"))
		w.line("DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format("20060102"))
		w.line("TRANSP", "TRANSPARENT")
	}
	w.text("SUMMARY", e.Summary)
	page := ""
	if c.PublicURL != "" {
		page = c.PublicURL + e.Path
		w.line("URL", page)
	}
	if about := strings.TrimSpace(e.About + "\n\n" + page); about != "" {
		w.text("DESCRIPTION", about)
	}
	if e.Place != "" {
		w.text("LOCATION", e.Place)
	}
	switch {
	case c.Organiser != "":
		w.line("ORGANIZER;CN=Candor", "mailto:"+(&url.URL{Path: c.Organiser}).EscapedPath())
	case c.Method != "" && page != "": // RFC 5546 asks for one; a calendar address is any URI.
		w.line("ORGANIZER;CN=Candor", page)
	case c.Method != "":
		w.line("ORGANIZER;CN=Candor", "mailto:candor@invalid")
	}
	if e.Cancelled {
		w.line("STATUS", "CANCELLED")
	} else if e.Lasts > 0 {
		w.line("STATUS", "CONFIRMED")
	}
	w.line("END", "VEVENT")
}

// folder writes content lines, folded where they are longer than 75 bytes and never inside a
// character.
type folder struct{ b strings.Builder }

func (w *folder) line(name, value string) {
	rest, room := name+":"+value, 75
	for len(rest) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.b.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], 74 // The space counts.
	}
	w.b.WriteString(rest + "\r\n")
}

// text writes a value of the type TEXT: escaped, without what no calendar may hold.
func (w *folder) text(name, value string) {
	value = strings.ReplaceAll(strings.ReplaceAll(value, "\r\n", "\n"), "\r", "\n")
	value = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, value)
	w.line(name, strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(value))
}
