package importer

import (
	"regexp"
	"strings"
)

// run is blocks of one kind that follow each other.
type runOf []*block

func (p *part) runs() []runOf {
	var all []runOf
	for i, b := range p.blocks {
		if i == 0 || b.kind != p.blocks[i-1].kind {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], b)
	}
	return all
}

func (r runOf) clocks() int {
	n := 0
	for _, b := range r {
		if b.leadsWithClock() {
			n++
		}
	}
	return n
}

// mostlyTimed says whether a run is a timeline though nothing calls it so.
func (r runOf) mostlyTimed() bool {
	n := r.clocks()
	return n >= 3 && n*5 >= len(r)*3
}

func (b *block) leadsWithTime() bool { return startsWithTime(b.start()) }

func (b *block) leadsWithClock() bool {
	s := b.start()
	w := findWhens(s, order{}, true)
	return len(w) > 0 && leads(s, w[0].from) && (w[0].clocked || len(w) > 1 && w[1].clocked && w[1].from-w[0].to < 4)
}

// start is the beginning of what a block says: of a row, its first cell that says something.
func (b *block) start() string {
	s := b.line.text
	if b.kind == row {
		for i, c := range b.cells {
			if c.text != "" && i < 2 {
				s += " " + c.text
			}
		}
	}
	if len(s) > 120 {
		s = s[:120]
	}
	return strings.TrimSpace(s)
}

var (
	timeHead  = regexp.MustCompile(`(?i)^\W*(?:(?:date|time|day|when|timestamp|utc|gmt|hour|clock|start|at)\b|.*\b(?:time|timestamp|date|when)\b)`)
	eventHead = regexp.MustCompile(`(?i)\b(?:events?|descriptions?|what|actions?|activity|details?|happen\w*|message|summary|notes?|update|status|comments?|occurrence|observations?)\b`)
)

// row reads a line of a table: the columns that hold its time, by their heads or, without a
// head that says so, the first that begin with one; then the column of the event.
func (s *sequence) row(b *block, _ []*block, _ int) {
	var clock []string
	textAt := -1
	used := map[int]bool{}
	for i, c := range b.cells {
		head := ""
		if i < len(b.heads) {
			head = b.heads[i]
		}
		cell := c.said()
		isTime := timeHead.MatchString(head) && !eventHead.MatchString(head) || head == "" && i == 0
		if (isTime || i == 0) && (cell == "" || startsWithTime(cell) && words(cell) < 9) || isTime && len(cell) < 12 {
			used[i] = true
			if z := zoneOfAll(head); z != "" && len(clock) == 0 {
				s.zone = z
			}
			if len(clock) == 0 || !hasClock(strings.Join(clock, " ")) {
				clock = append(clock, cell)
			}
			continue
		}
		if textAt < 0 || eventHead.MatchString(head) && !(textAt < len(b.heads) && eventHead.MatchString(b.heads[textAt])) {
			textAt = i
		}
	}
	if textAt < 0 {
		return
	}
	stands := strings.TrimSpace(strings.Join(clock, " "))
	e, ok := s.read(stands)
	if !ok {
		if e, ok = s.read(b.cells[textAt].said()); !ok || !e.clocked || stands != "" {
			e = entry{literal: stands, text: b.cells[textAt].said()}
		}
	} else {
		e.literal, e.text = stands, b.cells[textAt].said()
	}
	e.text, e.more = headline(e.text)
	for i, c := range b.cells {
		if i != textAt && !used[i] && c.text != "" {
			if i < len(b.heads) && b.heads[i] != "" {
				e.more += " " + oneLine(b.heads[i]) + ": " + c.said() + "."
			} else {
				e.more += " " + c.said()
			}
		}
	}
	s.add(e)
}

func hasClock(s string) bool {
	for _, w := range findWhens(s, order{}, true) {
		if w.clocked {
			return true
		}
	}
	return false
}
