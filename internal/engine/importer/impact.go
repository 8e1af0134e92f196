package importer

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	figureLabel = regexp.MustCompile(`\b(?:time to|ttd|ttr|ttm|mttr|mttd|duration|downtime|users? affected|affected users?|customers? affected|requests? (?:failed|affected)|failed requests?|error rate|data lost|revenue|cost|outage|availability|impact(?:ed)?)\b`)
	quantity    = regexp.MustCompile(`(?i)\d[\d.,]*\s*[kKmMbB]?\s*(?:%|percent\b|-?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)\b|h\s?\d+\s*m|(?:\w+ ){0,2}(?:users?|customers?|requests?|orders?|accounts?|clients?|tenants?|people|errors?|failures?|messages?|emails?|records?|rows?|services?|sites?|tests?|jobs?|PRs)\b)`)
	extent      = regexp.MustCompile(`(?i)\b(?:outage|downtime|down|unavailab\w+|unusable|affected|impact\w*|fail\w*|lost|loss|total|disrupt\w+|degrad\w+|period|lasted|duration|recover\w*|longer|unable|interrupt\w+|resolution|experienced?)\b`)
	estimate    = regexp.MustCompile(`(?i)\b(?:around|about|approximately|roughly|nearly|almost|up to|at (?:most|least)|more than|less than|over|under|~)\s?\d[\d.,–-]*\s?(?:seconds?|minutes?|mins?|hours?|hrs?|days?)\b`)
)

// impact is what the document says of the harm: the section that is called so, figures under a
// label such as "Time to recovery", and sentences of the prose with a quantity and a word of harm.
func (r *reader) impact() []string {
	all, known := []string{}, map[string]bool{}
	add := func(s string) {
		if s = oneLine(s); s != "" && !known[s] {
			all, known[s] = append(all, s), true
		}
	}
	r.outline.root.each(func(p *part) {
		if p.kind != KindImpact || !p.own && !p.parent.own {
			return
		}
		for _, b := range p.blocks {
			if b.kind == code {
				continue
			}
			if b.kind == paragraph {
				for _, s := range sentences(b.line.text) {
					add(s)
				}
				continue
			}
			add(b.whole())
		}
	})
	for _, f := range append(append([]field{}, r.fields...), r.matter.keys...) {
		if figureLabel.MatchString(f.label) && momentOf(f.label) == noMoment && words(f.line) < 60 && !empty(f.value) && !known[firstSentence(f.value)] {
			if f.line == "" {
				f.line = f.label + ": " + f.value
			}
			add(f.line)
		}
	}
	r.prose(func(p *part, sentence string, _ day) {
		if p.kind == KindFactors || p.kind == KindMetadata || p.kind == KindFigures || p.kind == KindImpact {
			return
		}
		told := extent.MatchString(sentence) || (p.kind == KindSummary || p.kind == "") && estimate.MatchString(sentence)
		if told && quantity.MatchString(sentence) && words(sentence) < 80 {
			add(sentence)
		}
	})
	return all
}

// firstSentence is the first sentence of a text.
func firstSentence(s string) string {
	first, _ := headline(s)
	return first
}

func empty(s string) bool {
	switch plainWords(s) {
	case "", "n a", "na", "none", "tbd", "todo", "unknown", "nil", "not applicable", "no":
		return true
	}
	return false
}

// remarks are what a reader of the report should know before trusting it.
func (r *reader) remarks(d Document) []string {
	var all []string
	say := func(format string, a ...any) { all = append(all, fmt.Sprintf(format, a...)) }
	if d.Title == "" {
		say("The document has no title.")
	}
	if d.Date == "" {
		say("The document gives no whole date.")
	}
	if d.Times.TZ == "" && (d.Times.Started != "" || len(d.Timeline) > 0) {
		say("The document does not say in which zone its times are.")
	}
	bare, zones := 0, map[string]bool{}
	for _, e := range d.Timeline {
		if len(e.At) < len("2006-01-02T15:04") {
			bare++
		}
		if e.TZ != "" {
			zones[e.TZ] = true
		}
	}
	if bare > 0 {
		say("%d of %d entries of the timeline have no date or no clock.", bare, len(d.Timeline))
	}
	if len(zones) > 1 {
		say("The timeline mixes %d zones.", len(zones))
	}
	if !r.order.known && unsure.MatchString(r.outline.src) {
		say("Dates such as 03/04 may be meant either way, and were not read.")
	}
	t := d.Times
	for _, pair := range [][2]string{{t.Started, t.Detected}, {t.Started, t.Mitigated}, {t.Started, t.Resolved}, {t.Detected, t.Resolved}, {t.Declared, t.Resolved}, {t.Mitigated, t.Resolved}} {
		if pair[0] != "" && pair[1] != "" && pair[1] < pair[0] {
			say("The moments of the document contradict each other: %s stands before %s.", pair[1], pair[0])
			break
		}
	}
	if strings.TrimSpace(r.outline.src) != "" && len(d.Timeline)+len(d.Actions)+len(d.Factors)+len(d.Impact) == 0 {
		say("Nothing but text was understood.")
	}
	return all
}
