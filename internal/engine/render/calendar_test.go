package render_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
)

func aMeeting() (*postmortem.Meeting, *postmortem.Postmortem) {
	m := &postmortem.Meeting{ID: "m-1", Sequence: 2, Schedule: postmortem.Schedule{
		StartsAt: time.Date(2026, time.October, 5, 13, 30, 0, 0, time.UTC), Zone: "Europe/Berlin", Lasts: 45 * time.Minute,
		Place:  "Room 4; second floor, left\\right",
		Agenda: "The Prime Directive, read together\nWhat happened\n" + strings.Repeat("Übersicht über alles, was außerhalb zu sehen war; ", 6),
	}}
	return m, &postmortem.Postmortem{ID: "p-1", Number: 12, Title: "Kasse fällt aus, überall — „Freitag“ 🛒"}
}

// events reads a calendar with a program that is not ours.
func events(t *testing.T, doc []byte) (*ical.Calendar, []ical.Event) {
	t.Helper()
	cal, err := ical.NewDecoder(bytes.NewReader(doc)).Decode()
	if err != nil {
		t.Fatalf("%v\n%s", err, doc)
	}
	var out bytes.Buffer
	if err := ical.NewEncoder(&out).Encode(cal); err != nil { // It checks what every component must have.
		t.Errorf("not valid: %v\n%s", err, doc)
	}
	return cal, cal.Events()
}

func TestAnInvitationIsReadByAnotherProgram(t *testing.T) {
	t.Parallel()
	m, pm := aMeeting()
	c := render.Invitation(m, pm)
	c.PublicURL, c.Organiser, c.Now = "https://candor.example.com", "candor@example.com", at
	doc := render.ICalendar(c)
	for line := range strings.SplitSeq(strings.TrimSuffix(string(doc), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	cal, list := events(t, doc)
	if method, _ := cal.Props.Text(ical.PropMethod); method != "PUBLISH" || len(list) != 1 {
		t.Fatalf("%d events, method %s", len(list), method)
	}
	e := list[0]
	for name, want := range map[string]string{
		"UID": "meeting-m-1@candor", "SEQUENCE": "2", "SUMMARY": "Review of PM-12: " + pm.Title, "LOCATION": m.Place, "STATUS": "CONFIRMED",
		"ORGANIZER": "mailto:candor@example.com", "URL": "https://candor.example.com/postmortems/PM-12/meeting",
		"DESCRIPTION": strings.TrimSpace(m.Agenda) + " \n\nhttps://candor.example.com/postmortems/PM-12/meeting",
	} {
		got := e.Props.Get(name).Value
		if s, err := e.Props.Text(name); err == nil {
			got = s
		}
		if got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	starts, err := e.DateTimeStart(nil)
	ends, err2 := e.DateTimeEnd(nil)
	if err != nil || err2 != nil || !starts.Equal(m.StartsAt) || ends.Sub(starts) != m.Lasts {
		t.Errorf("from %v to %v, %v %v", starts, ends, err, err2)
	}
}

func TestACancelledMeetingLeavesTheCalendar(t *testing.T) {
	t.Parallel()
	m, pm := aMeeting()
	m.CancelledAt = at
	cal, list := events(t, render.ICalendar(render.Invitation(m, pm)))
	method, _ := cal.Props.Text(ical.PropMethod)
	if status, _ := list[0].Props.Text(ical.PropStatus); method != "CANCEL" || status != "CANCELLED" {
		t.Errorf("method %s, status %s", method, status)
	}
}

func TestAMeetingLeavesTheCalendarOfWhoeverIsNoLongerInvited(t *testing.T) {
	t.Parallel()
	m, pm := aMeeting()
	first, _ := aMeeting()
	first.Sequence = 1
	_, before := events(t, render.ICalendar(render.Invitation(first, pm)))
	cal, list := events(t, render.ICalendar(render.Uninvitation(m, pm)))
	method, _ := cal.Props.Text(ical.PropMethod)
	if len(list) != 1 || method != "CANCEL" {
		t.Fatalf("%d events, method %s", len(list), method)
	}
	told := func(e ical.Event, name string) string { return e.Props.Get(name).Value }
	if told(list[0], "STATUS") != "CANCELLED" || told(list[0], "UID") != told(before[0], "UID") || told(list[0], "SEQUENCE") <= told(before[0], "SEQUENCE") || told(list[0], "ORGANIZER") != told(before[0], "ORGANIZER") {
		t.Errorf("it is %+v", list[0].Props)
	}
	if still := render.Invitation(m, pm); still.Method != "PUBLISH" || still.Entries[0].Cancelled {
		t.Errorf("for everybody else it is %+v", still)
	}
}

func TestOfAPrivateIncidentACalendarSaysOnlyTheReference(t *testing.T) {
	t.Parallel()
	m, pm := aMeeting()
	pm.Private, pm.State, pm.DraftDue, pm.PublishDue = true, postmortem.Drafting, at, at.Add(time.Hour)
	m.Agenda = "Canary agenda"
	a := &action.Action{ID: "a-1", Number: 7, Title: "Canary action", Due: at}
	c := render.Calendar{Name: "Reviews", Now: at, Entries: append(render.PostmortemEntries(pm, nil), render.MeetingEntry(m, pm), render.ActionEntry(a, true, nil))}
	doc := render.ICalendar(c)
	_, list := events(t, doc)
	if len(list) != 4 || strings.Contains(string(doc), "Canary") || strings.Contains(string(doc), "Kasse") {
		t.Errorf("%d entries:\n%s", len(list), doc)
	}
}

func TestADateIsAWholeDayWhereItsOwnerLives(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	a := &action.Action{ID: "a-1", Number: 7, Title: "a", Due: time.Date(2026, time.October, 2, 20, 0, 0, 0, time.UTC)}
	doc := string(render.ICalendar(render.Calendar{Name: "Dates", Now: at, Entries: []render.CalendarEntry{render.ActionEntry(a, false, tokyo)}}))
	if !strings.Contains(doc, "DTSTART;VALUE=DATE:20261003\r\n") || !strings.Contains(doc, "DTEND;VALUE=DATE:20261004\r\n") {
		t.Error(doc)
	}
}
