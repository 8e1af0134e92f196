package importer

import (
	"regexp"
	"strings"
)

// field is a label with its value: a key of the front matter, "Severity: high", a row of a
// table with two columns, or a bold label with what follows it.
type field struct {
	label string // In plain words.
	value string
	line  string // As it stands.
	kind  Kind   // Of the section.
}

var labelLine = regexp.MustCompile(`^[\s*•+-]*([\p{L}][\p{L}\p{N} /()_'-]{1,48}?)\s*[:=|]\s*(\S.*)$`)

// readFields collects the labelled values of a document, in its order. Those of the timeline
// and of the actions belong to their entries.
func (r *reader) readFields() []field {
	var all []field
	r.outline.root.each(func(p *part) {
		if p.label && p.level == 8 && len(p.blocks) > 0 && p.blocks[0].kind == paragraph {
			all = append(all, field{plainWords(p.heading), p.blocks[0].line.said(), p.heading + ": " + p.blocks[0].line.said(), p.kind})
		}
		if p.level > 1 && p.level < 7 && p.kind != KindTimeline && len(p.blocks) > 0 && p.blocks[0].kind == paragraph && words(p.heading) <= 4 {
			if said := p.blocks[0].line.said(); len(said) <= 60 { // A heading over a value.
				all = append(all, field{plainWords(p.heading), said, p.heading + ": " + said, ""})
			}
		}
		if p.kind == KindActions || p.kind == KindTimeline && !r.keyTimes(p) {
			return
		}
		for _, b := range p.blocks {
			all = append(all, fieldsOf(b, p.kind)...)
		}
	})
	return all
}

func fieldsOf(b *block, kind Kind) []field {
	var all []field
	switch b.kind {
	case row:
		if len(b.heads) == 2 && len(b.cells) == 2 {
			if b.first { // The head of such a table is often its first line.
				all = append(all, field{plainWords(b.heads[0]), b.heads[1], b.heads[0] + ": " + b.heads[1], kind})
			}
			all = append(all, field{plainWords(b.cells[0].text), b.cells[1].said(), b.cells[0].said() + ": " + b.cells[1].said(), kind})
		}
		if len(b.heads) > 2 && b.first { // One line of values under the names of its columns.
			for i, c := range b.cells {
				if i < len(b.heads) {
					all = append(all, field{plainWords(b.heads[i]), c.said(), b.heads[i] + ": " + c.said(), kind})
				}
			}
		}
	case paragraph, item:
		for line := range strings.Lines(b.line.text) {
			line = strings.TrimSpace(line)
			if label, value, ok := labelBeforeTime(line); ok {
				all = append(all, field{label, value, line, kind})
			} else if m := labelLine.FindStringSubmatch(line); m != nil && words(m[1]) <= 6 && !startsWithTime(line) {
				all = append(all, field{plainWords(m[1]), m[2], line, kind})
			}
		}
		for _, k := range b.kids {
			all = append(all, fieldsOf(k, kind)...)
		}
	}
	return all
}

// labelBeforeTime reads "First detected 2020-09-21 18:27": a line that is a few words and a time.
func labelBeforeTime(line string) (label, value string, ok bool) {
	if len(line) > 120 {
		return "", "", false
	}
	found := findWhens(line, order{}, false)
	if len(found) == 0 || found[0].from == 0 || words(line[:found[0].from]) > 4 || strings.TrimSpace(strings.Trim(line[found[len(found)-1].to:], ".)] ")) != "" {
		return "", "", false
	}
	return plainWords(line[:found[0].from]), line[found[0].from:], true
}

var genericWords = map[string]bool{}

func init() {
	for w := range strings.FieldsSeq("incident post mortem postmortem report review rca root cause analysis retrospective template summary document outage blameless pir after action the of a an template overview disclosure notice major internal public final draft writeup write up service") {
		genericWords[w] = true
	}
}

// generic says whether a heading would fit any postmortem.
func generic(heading string) bool {
	plain := strings.Fields(plainWords(heading))
	if len(plain) <= 2 && kindOf(heading) != "" {
		return true
	}
	for _, w := range plain {
		if !genericWords[w] {
			return false
		}
	}
	return true
}

// title is the heading that names this incident, and no other; then what the front matter or a
// label says; then a heading that would fit others too.
func (r *reader) title() string {
	first, any := "", ""
	begin := r.firstText()
	r.outline.root.each(func(p *part) {
		if p.label || p.level == 0 || strings.TrimSpace(p.heading) == "" {
			return
		}
		top := p.level == 1 || any == "" && p.at <= begin
		if any == "" {
			any = oneLine(p.heading)
			if !top {
				any = " " // Text stands in front of it: it names a section.
			}
		}
		if first == "" && top && !generic(p.heading) && !(p.level > 1 && p.own) {
			first = oneLine(p.heading)
		}
	})
	labelled := ""
	for _, f := range r.fieldsEarly() {
		switch f.label {
		case "title", "incident title", "incident name", "incident", "name of incident":
			if labelled == "" && words(f.value) > 1 {
				labelled = f.value
			}
		}
	}
	if any != "" && (kindOf(any) != "" && words(any) <= 3 && !strings.Contains(strings.ToLower(any), "mortem") || any == " ") {
		any = ""
	}
	for _, s := range []string{first, r.matter.first("title", "name"), labelled, any} {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

// fieldsEarly are the labelled values in front of the first section.
func (r *reader) fieldsEarly() []field {
	var all []field
	r.outline.root.each(func(p *part) {
		if len(all) < 50 && (p.level <= 1 || p.kind == KindMetadata) {
			for _, b := range p.blocks {
				all = append(all, fieldsOf(b, p.kind)...)
			}
		}
	})
	return all
}

// firstText is where the document's first line of text begins.
func (r *reader) firstText() int {
	return len(r.outline.src) - len(strings.TrimLeft(r.outline.src, " \t\n"))
}

var (
	severityLabel = regexp.MustCompile(`^(?:incident |outage |issue )?(?:severity|sev|priority|urgency|severity level|sev level|incident level|incident class|severity rating|impact level|criticality|severity priority|priority severity)(?: level| rating)?$`)
	severityWord  = regexp.MustCompile(`(?i)\b(sev(?:erity)?[ :-]{0,2}[0-5]|P[0-5]\b(?:[ -]incident)?|S[0-4] incident)\b`)
)

// severity is what is labelled so; without a label, the one severity that title and prose name.
func (r *reader) severity() string {
	for _, f := range append(append([]field{}, r.matter.keys...), r.fields...) {
		if severityLabel.MatchString(f.label) && f.value != "" && words(f.value) <= 8 {
			return strings.Trim(f.value, " .|*_`")
		}
	}
	named := map[string]bool{}
	last := ""
	look := func(s string) {
		for _, m := range severityWord.FindAllString(s, -1) {
			if m[0] == 'p' || m[0] == 's' && len(m) < 4 {
				continue
			}
			last = strings.TrimSuffix(strings.TrimSuffix(m, " incident"), "-incident")
			named[plainWords(last)] = true
		}
	}
	r.outline.root.each(func(p *part) {
		look(p.heading)
		if p.kind == KindActions || p.kind == KindAppendix || p.kind == KindTimeline || p.kind == KindLessons {
			return
		}
		for _, b := range p.blocks {
			if b.kind == paragraph {
				look(b.line.text)
			}
		}
	})
	if len(named) == 1 {
		return last
	}
	return ""
}

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
