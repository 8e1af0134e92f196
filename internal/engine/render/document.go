package render

import (
	"fmt"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/render/tell"
)

// row is a line of a document's table.
type row []string

// momentRows tells the six moments: name, time with zone, precision, evidence.
func momentRows(c postmortem.Copy) []row {
	rows := make([]row, len(c.Moments))
	for i, m := range c.Moments {
		at := "not known"
		switch {
		case m.Waived != "":
			at = "waived: " + line(m.Waived)
		case !m.At.IsZero():
			at = localTime(m)
		}
		rows[i] = row{m.Label, at, plusMinus(m), line(m.Evidence)}
	}
	return rows
}

func localTime(m postmortem.CopyMoment) string {
	t := postmortem.Moment{At: m.At, Zone: m.Zone}.Local()
	return t.Format("2006-01-02 15:04:05 ") + tell.Zone(t)
}

func plusMinus(m postmortem.CopyMoment) string {
	switch {
	case m.At.IsZero():
		return ""
	case m.Precision == 0:
		return "exact"
	}
	return "± " + tell.Duration(seconds(m.Precision))
}

// durationLines tells the times between the moments. One that rests on an order that is not
// possible is invalid and says why.
func durationLines(c postmortem.Copy) []string {
	var lines []string
	for _, d := range c.Durations {
		s := d.From.Label() + " to " + strings.ToLower(d.To.Label()) + ": "
		switch d.State {
		case "known":
			s += tell.Duration(seconds(d.Seconds))
			if d.Precision > 0 {
				s += " (± " + tell.Duration(seconds(d.Precision)) + ")"
			}
		case "invalid":
			s += "invalid. " + d.Why
		default:
			s += "not known. " + d.Why
		}
		lines = append(lines, s)
	}
	return lines
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// actionRows tells what will be done: reference, title, type, owner, date, state.
func actionRows(c postmortem.Copy) []row {
	rows := make([]row, len(c.Actions))
	for i, a := range c.Actions {
		due := "no date"
		if !a.Due.IsZero() {
			due = a.Due.UTC().Format("2006-01-02")
		}
		rows[i] = row{a.Ref, line(a.Told()), words(a.Type), line(a.Owner), due, words(a.State)}
	}
	return rows
}

// leadOf is the line beside the title.
func leadOf(d Document) string {
	if !d.Draft {
		return lead(d.Copy)
	}
	c := d.Copy
	return line(strings.Join(append([]string{"Draft, not published", c.Ref, c.Incident, c.Severity}, c.Services...), " · "))
}

func lead(c postmortem.Copy) string {
	parts := []string{c.Ref, c.Incident, c.Severity, c.PublishedAt.UTC().Format("2 January 2006")}
	if len(c.Services) > 0 {
		parts = append(parts, line(strings.Join(c.Services, ", ")))
	}
	if c.Edition > 1 {
		parts = append(parts, editionWords(c))
	}
	return strings.Join(parts, " · ")
}

func editionWords(c postmortem.Copy) string { return fmt.Sprintf("edition %d", c.Edition) }

func readersOf(d Document) string {
	if d.Draft {
		return "This is a draft. It is not published."
	}
	return readers(d.Copy)
}

// readers says for whom a copy was published.
func readers(c postmortem.Copy) string {
	s := "Published for " + audience(c.Audience)
	if !c.Until.IsZero() {
		s += " until " + day(c.Until) + ", then for the whole company"
	}
	return s + "."
}

// told are the sections that say something.
func told(c postmortem.Copy) []postmortem.CopySection {
	var list []postmortem.CopySection
	for _, s := range c.Sections {
		if !text.IsBlank(s.Text) {
			list = append(list, s)
		}
	}
	return list
}
