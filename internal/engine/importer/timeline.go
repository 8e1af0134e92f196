package importer

import (
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
	if z := zoneAsideOf(p.heading); z != "" {
		s.zone = z
	}
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
	if e.text == "" || inBrackets(e.text) {
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
	atEnd := timed == 0 && items >= 2 && s.mostlyAtEnd(blocks, items)
	for i, b := range blocks {
		if e, ok := s.readEnd(b.line.text); b.kind == item && atEnd && ok {
			e.text, e.more = headline(e.text)
			s.add(e)
			continue
		}
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
