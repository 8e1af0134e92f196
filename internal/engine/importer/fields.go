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

// betweenFields parts several labels on one line: "Severity: high · Status: closed".
var betweenFields = regexp.MustCompile(`\s[·•|]\s`)

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
	case quote:
		for _, k := range b.kids {
			all = append(all, fieldsOf(k, kind)...)
		}
	case paragraph, item:
		for line := range strings.SplitSeq(betweenFields.ReplaceAllString(b.line.text, "\n"), "\n") {
			line = strings.TrimSpace(line)
			if label, value, ok := labelBeforeTime(line); ok {
				all = append(all, field{label, value, line, kind})
			} else if label, value, ok := answered(line); ok {
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

var (
	whenAsked = regexp.MustCompile(`(?i)^[\s*•+-]*(?:when|at what time|what time)\b([^?]{3,100})\?[\s*_]*(\S.*)$`)
	asksOf    = []struct {
		label string
		is    *regexp.Regexp
	}{
		{"detected", regexp.MustCompile(`(?i)\b(?:learn\w*|notice\w*|detect\w*|aware|alert\w*|find|found|discover\w*|know)\b`)},
		{"resolved", regexp.MustCompile(`(?i)\b(?:end|ended|over|resolve\w*|recover\w*|restored?|fixed)\b`)},
		{"started", regexp.MustCompile(`(?i)\b(?:start\w*|begin|began|occur\w*|happen\w*)\b`)},
	}
)

// answered reads a question after a moment with its answer: "When did you learn of it? 09:21 UTC".
func answered(line string) (label, value string, ok bool) {
	m := whenAsked.FindStringSubmatch(line)
	if m == nil {
		return "", "", false
	}
	for _, a := range asksOf {
		if a.is.MatchString(m[1]) {
			return a.label, m[2], true
		}
	}
	return "", "", false
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
