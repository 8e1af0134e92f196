package importer

import (
	"cmp"
	"regexp"
	"strings"
)

// item reads a line of a list. One without a time is an entry too where most have one; its own
// list belongs to it, unless that begins with times.
func (s *sequence) item(b *block, amongTimes bool) {
	before := len(s.entries)
	s.lines(b.line.text, amongTimes)
	own := runOf(b.kids)
	if own.clocks() > 0 {
		s.blocks(b.kids)
		return
	}
	if len(s.entries) > before {
		e := &s.entries[len(s.entries)-1]
		for _, k := range b.kids {
			if e.text == "" {
				e.text, e.more = headline(k.whole())
				continue
			}
			e.more = strings.TrimSpace(e.more + " " + k.whole())
		}
	}
}

// lines reads text of which one line or several begin with a time; the lines in between belong
// to the entry before them.
func (s *sequence) lines(text string, always bool) {
	var open *entry
	first := true
	flush := func() {
		if open != nil {
			full := open.text
			open.text, open.more = headline(full)
			s.add(*open)
			open = nil
		}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		e, ok := s.read(line)
		switch {
		case ok && !e.clocked && (e.text == "" || inBrackets(e.text) && zoneOfAll(e.text) != ""):
			flush()
			s.zone = cmp.Or(zoneOfAll(e.text), s.zone)
			s.turn(e.day)
		case ok && (first || open != nil && e.clocked && plausibleLine(line)):
			flush()
			open = &e
		case open != nil:
			open.text += " " + line
		case first && always:
			rest := noClock.FindString(line)
			open = &entry{literal: strings.TrimSpace(rest), text: line[len(rest):]}
		}
		first = false
	}
	flush()
}

func inBrackets(s string) bool { return strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") }

// plausibleLine keeps a broken line of prose that happens to begin with a clock in its entry: a
// line of its own begins with the time itself, and something parts it from the text.
func plausibleLine(line string) bool { return ownLine.MatchString(line) }

var (
	ownLine  = regexp.MustCompile(`^[\[(*_~]*\d`)
	parting  = regexp.MustCompile(`^[\s:|>,;.~*_\])}–—-]+`)
	ranging  = regexp.MustCompile(`(?i)^[\s\])]*(?:-|–|—|to|until|till|through|and|→|->)[\s(\[~]*$`)
	another  = regexp.MustCompile(`^\s*[(\[][^()\[\]]{0,40}[)\]]`)
	noClock  = regexp.MustCompile(`^\s*[\[(]?[?xX-]{2,3}[:.]?[?xX-]{0,3}[\])]?\s+`)
	twoZones = regexp.MustCompile(`^\s*/\s*`)
)

// read takes the time from the beginning of a line. It is not ok when there is none.
func (s *sequence) read(line string) (e entry, ok bool) {
	found := findWhens(line, s.r.order, true)
	if len(found) == 0 || !leads(line, found[0].from) {
		return entry{}, false
	}
	e.when = found[0]
	end := e.to
	if len(found) > 1 && ranging.MatchString(line[end:found[1].from]) && (found[1].clocked || !e.clocked) {
		until := found[1]
		e.until = &until
		if e.zone == "" {
			e.zone = until.zone
		}
		end = until.to
	}
	for _, w := range found[1:] { // The same moment by another clock: "6:48 PDT / 12:48 UTC".
		if w.from >= end && twoZones.MatchString(line[end:w.from]) && w.clocked && strings.TrimSpace(strings.Trim(line[end:w.from], "/ ")) == "" {
			end = w.to
		}
	}
	rest := line[end:]
	if m := another.FindString(rest); m != "" {
		if w := findWhens(m, s.r.order, true); len(w) > 0 && w[0].clocked || zoneOnly(m) {
			rest, end = rest[len(m):], end+len(m)
		}
	}
	e.literal = strings.Trim(strings.TrimSpace(line[:end]), " :*_-–—[]")
	rest = parting.ReplaceAllString(rest, "")
	if m := noClock.FindString(rest); !e.clocked && m != "" {
		rest = rest[len(m):]
	}
	e.text = strings.TrimSpace(rest)
	return e, true
}

func zoneOnly(s string) bool {
	inner := strings.Trim(s, " ()[]")
	z, end := zoneAt(inner, 0)
	return z != "" && strings.TrimSpace(inner[end:]) == ""
}

// turn is a line that is only a day: what follows happened then.
func (s *sequence) turn(d day) {
	if d = s.r.placed(d); d.known() {
		s.today, s.stated, s.last = d, day{}, -1
	}
}

// add places an entry on its day: its own; the one that the timeline states for all; or the day
// of the entry before, and the next one when the clock went back by more than three hours, as
// it does at midnight (a smaller step back is a line out of order).
func (s *sequence) add(e entry) {
	e.text, e.more = strings.TrimSpace(e.text), strings.TrimSpace(e.more)
	if e.text == "" && e.more == "" && e.literal == "" || e.text == "" && !e.clocked {
		return
	}
	if e.zone == "" {
		e.zone = s.zone
	}
	if s.zone == "" {
		s.zone = e.zone // Said once, it holds for the lines below.
	}
	switch {
	case e.known():
		e.day = s.r.placed(e.day)
		if !s.stated.whole() {
			s.today, s.last = e.day, -1
		}
	case e.clocked:
		if s.last >= 0 && s.last-e.minute > 180 && !(e.short && s.last < 13*60) && s.today.whole() {
			s.today = s.today.add(1)
		}
		e.day = s.today
	}
	if e.clocked && e.day == s.today {
		s.last = e.minute
	}
	s.entries = append(s.entries, e)
}

// timed are the entries, when at least least of them have a time.
func (s *sequence) timed(least int) []entry {
	n := 0
	for _, e := range s.entries {
		if e.clocked || e.known() {
			n++
		}
	}
	if n < least || n == 0 {
		return nil
	}
	return s.entries
}

// readEnd takes the time from the end of a line: "Alert fired (10:05 UTC)".
func (s *sequence) readEnd(line string) (e entry, ok bool) {
	found := findWhens(line, s.r.order, false)
	if len(found) == 0 || len(line) > 400 {
		return entry{}, false
	}
	w := found[len(found)-1]
	if !w.clocked || w.from == 0 || strings.Trim(line[w.to:], " )].*_") != "" {
		return entry{}, false
	}
	text := strings.TrimRight(line[:w.from], " ([,;:–—-@")
	if words(text) == 0 {
		return entry{}, false
	}
	return entry{when: w, literal: strings.Trim(line[w.from:w.to], " "), text: text}, true
}

// mostlyAtEnd says whether a list gives its times at the ends of its lines.
func (s *sequence) mostlyAtEnd(blocks []*block, items int) bool {
	n := 0
	for _, b := range blocks {
		if _, ok := s.readEnd(b.line.text); b.kind == item && ok {
			n++
		}
	}
	return n*3 >= items*2
}
