package importer

import (
	"regexp"
	"strings"
)

var dateLabel = regexp.MustCompile(`^(?:incident |outage |event |start )?(?:date|dates|day|when|date time|date and time|start|started|start date|date of (?:the )?(?:incident|outage|event)|occurred|occurred on|incident date)(?: utc)?$`)

// date is the day of the incident: what is labelled so, what the title says, when it began,
// the first day that the text names, and last what a front matter calls its date.
func (r *reader) date(title string, t Times) string {
	for _, f := range r.matter.keys {
		switch f.label {
		case "incident date", "start time", "started at", "started", "start", "start date", "incident start", "date of incident", "occurred at":
			if d := r.dayIn(f.value); d.whole() {
				return d.String()
			}
		}
	}
	for _, f := range r.fields {
		if dateLabel.MatchString(f.label) {
			if d := r.dayIn(f.value); d.whole() {
				return d.String()
			}
		}
	}
	if d := r.dayIn(title); d.whole() {
		return d.String()
	}
	first := r.firstDay()
	for _, k := range []string{t.Started, t.Detected, t.Declared, t.Resolved} {
		if k == "" {
			continue
		}
		if k == t.Started && t.Detected != "" && t.Detected[:10] == first.String() {
			return first.String() // It began unseen; the text is about the day on which it was seen.
		}
		return k[:10]
	}
	if first.whole() {
		return first.String()
	}
	for _, e := range r.entries {
		if e.day.whole() {
			return e.day.String()
		}
	}
	return r.dayIn(r.matter.first("date", "created", "published", "published at")).String()
}

func (r *reader) dayIn(s string) day {
	for _, w := range findWhens(s, r.order, true) {
		if w.known() {
			return r.placed(w.day)
		}
	}
	return day{}
}

// placed gives a date without a year the year that brings it nearest to the document's own.
func (r *reader) placed(d day) day {
	if !d.known() || d.year != 0 || r.anchor.year == 0 {
		return d
	}
	best, far := day{}, 1<<30
	for _, y := range []int{r.anchor.year, r.anchor.year - 1, r.anchor.year + 1} {
		c := day{y, d.month, d.date}
		if n := abs(c.number() - r.anchor.number()); c.real() && n < far {
			best, far = c, n
		}
	}
	return best
}

// number orders days, near enough to a count of them.
func (d day) number() int { return d.year*372 + d.month*31 + d.date }

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

var notOfTheIncident = regexp.MustCompile(`(?i)\b(last (modified|updated|edited)|created|published|written|updated|posted|review(ed)? (on|date))\b`)

// firstDay is the first whole date of the summary and of what stands above all sections.
func (r *reader) firstDay() day {
	var d day
	r.outline.root.each(func(p *part) {
		if d.whole() || p.level > 1 && p.kind != KindSummary && p.kind != KindImpact {
			return
		}
		for _, b := range p.blocks {
			for line := range strings.Lines(b.whole()) {
				if !d.whole() && !notOfTheIncident.MatchString(line) {
					for _, w := range findWhens(line, r.order, false) {
						if w.whole() && !d.whole() {
							d = w.day
						}
					}
				}
			}
		}
	})
	return d
}

// datedBy is a whole date near which the document's other dates lie.
func (r *reader) datedBy(title string) day {
	for _, s := range []string{title, r.matter.first("incident date", "start time", "started at", "started", "start")} {
		if d := r.dayIn(s); d.whole() {
			return d
		}
	}
	for _, f := range r.fields {
		if d := r.dayIn(f.value); d.whole() && (dateLabel.MatchString(f.label) || momentOf(f.label) != noMoment) {
			return d
		}
	}
	if d := r.firstDay(); d.whole() {
		return d
	}
	var found day
	r.outline.root.each(func(p *part) {
		if found.whole() || p.kind == KindAppendix || p.kind == KindActions {
			return
		}
		if d := r.dayIn(p.heading); d.whole() {
			found = d
		}
		for _, b := range p.blocks {
			if d := r.dayIn(b.whole()); !found.whole() && d.whole() && b.kind != code && !notOfTheIncident.MatchString(b.whole()) {
				found = d
			}
		}
	})
	return found
}
