package importer

import (
	"regexp"
	"strings"
)

// entry is a line of the timeline while it is being read.
type entry struct {
	when
	until      *when
	literal    string // What stood for the time.
	text, more string
}

// sequence reads the entries of a timeline one after the other and keeps the day.
type sequence struct {
	r       *reader
	stated  day // What the timeline says of all its events.
	today   day // The day that the entries have come to.
	last    int // Minute of the entry before, -1 without one.
	zone    string
	entries []entry
}

// timeline reads the parts that are called so; without any that holds times, every list, table
// and run of paragraphs of which most lines begin with a clock.
func (r *reader) timeline() []entry {
	var all []entry
	r.outline.root.each(func(p *part) {
		if p.kind != KindTimeline || p.parent.kind == KindTimeline && !p.own {
			return
		}
		if r.keyTimes(p) {
			return
		}
		s := r.sequence(p)
		s.part(p)
		all = append(all, s.timed(1)...)
	})
	if len(all) > 0 {
		return all
	}
	r.outline.root.each(func(p *part) {
		if p.kind == KindActions || p.kind == KindAppendix || p.kind == KindTimeline {
			return
		}
		s := r.sequence(p)
		for _, run := range p.runs() {
			if run.mostlyTimed() {
				s.blocks(run)
			}
		}
		all = append(all, s.timed(3)...)
		n, lead := 0, 0
		for _, below := range p.parts { // A run of headings that are times.
			if n++; startsWithTime(below.heading) {
				lead++
			}
		}
		if lead >= 3 && lead*2 > n {
			s := r.sequence(p)
			s.part(&part{kind: KindTimeline, parts: p.parts})
			all = append(all, s.timed(3)...)
		}
	})
	return all
}

// keyTimes says whether a part gives moments by name ("Resolved 2020-09-21 21:41") and is no
// list of what happened.
func (r *reader) keyTimes(p *part) bool {
	named, all := 0, 0
	for _, b := range p.blocks {
		if b.kind != item && b.kind != row {
			continue
		}
		all++
		for _, f := range fieldsOf(b, p.kind) {
			if momentOf(f.label) != noMoment {
				named++
				break
			}
		}
	}
	return named >= 2 && named*3 >= all*2 && len(p.parts) == 0
}

func (r *reader) sequence(p *part) *sequence {
	s := &sequence{r: r, last: -1, zone: r.zone}
	intro := []string{p.heading}
	for _, b := range p.blocks {
		if b.kind != paragraph || startsWithTime(b.line.text) {
			break
		}
		intro = append(intro, b.line.said())
	}
	for _, line := range intro {
		if d := r.dayIn(line); d.whole() && !s.stated.whole() {
			s.stated = d
		}
		if z := zoneOfAll(line); z != "" {
			s.zone = z
		}
	}
	if s.today = s.stated; !s.today.whole() {
		s.today = r.anchor
	}
	return s
}

func (s *sequence) part(p *part) {
	s.blocks(p.blocks)
	timed := 0
	for _, below := range p.parts {
		if startsWithTime(below.heading) {
			timed++
		}
	}
	for _, below := range p.parts {
		if below.kind != KindTimeline && !startsWithTime(below.heading) {
			continue // It is a section of its own.
		}
		switch e, ok := s.read(below.heading); {
		case ok && e.clocked:
			s.under(e, below)
		case ok && e.text == "": // A day, and what happened on it.
			if !s.hasTimes(below) {
				s.under(e, below)
				continue
			}
			s.turn(e.day)
			s.part(below)
		case ok:
			s.under(e, below)
		case s.hasTimes(below):
			s.part(below)
		case timed*2 > len(p.parts) && len(below.heading) < 100:
			s.under(entry{text: below.heading}, below)
		}
	}
}

// hasTimes says whether lines below a heading begin with times of their own.
func (s *sequence) hasTimes(p *part) bool {
	n := 0
	for _, b := range p.blocks {
		if b.leadsWithClock() {
			n++
		}
	}
	for _, below := range p.parts {
		if startsWithTime(below.heading) {
			n++
		}
	}
	return n > 0
}

// under makes an entry of a heading and the text below it.
func (s *sequence) under(e entry, p *part) {
	var below []string
	add := func(q *part) {
		for _, b := range q.blocks {
			if said := b.whole(); said != "" {
				below = append(below, said)
			}
		}
	}
	add(p)
	later := &part{kind: KindTimeline}
	for _, q := range p.parts {
		if startsWithTime(q.heading) {
			later.parts = append(later.parts, q)
			continue
		}
		q.each(func(q *part) {
			below = append(below, q.heading)
			add(q)
		})
	}
	defer s.part(later)
	text := strings.Join(below, " ")
	if e.text == "" || strings.HasPrefix(e.text, "(") && strings.HasSuffix(e.text, ")") {
		aside := e.text
		if len(below) > 0 {
			first, rest := headline(below[0])
			e.text = first
			text = strings.TrimSpace(rest + " " + strings.Join(below[1:], " "))
		}
		text = strings.TrimSpace(aside + " " + text)
	}
	e.more = strings.TrimSpace(e.more + " " + oneLine(text))
	s.add(e)
}

func (s *sequence) blocks(blocks []*block) {
	timed, items := 0, 0
	for _, b := range blocks {
		if b.kind == item {
			if items++; b.leadsWithTime() {
				timed++
			}
		}
	}
	for i, b := range blocks {
		switch b.kind {
		case row:
			s.row(b, blocks, i)
		case quote:
			s.blocks(b.kids)
		case item:
			s.item(b, timed > 0 && timed*3 >= items)
		case paragraph:
			s.lines(b.line.text, false)
		case code:
			if strings.Count(b.line.text, "\n") < 400 {
				s.lines(b.line.text, false)
			}
		}
	}
}

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
		case ok && !e.clocked && e.text == "":
			flush()
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
