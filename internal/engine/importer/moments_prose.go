package importer

import (
	"regexp"
	"strings"
)

// What a sentence says of the clock that stands behind it ("began at 09:47") or in front of it
// ("at 14:05 we noticed").
var (
	proseStart = regexp.MustCompile(`(?i)\b(?:began|begins|beginning|begun|started|starting|starts|since|went down|stopped (?:working|responding)|first (?:failed|occurred)|occurred)\b`)
	proseNote  = regexp.MustCompile(`(?i)\b(?:(?:began|started) (?:reporting|complaining|to report)|noticed|detected|alerted|paged|became aware|made aware|was reported(?: (?:by|to|at|around))?|were reported (?:by|to|at|around)|reported (?:an?|that|the)|received (?:\w+ ){0,3}(?:alerts?|reports?|pages?|tickets?)|alerts? (?:fired|triggered)|notified (?:us|by|of)|discovered|identified the issue)\b`)
	proseDecl  = regexp.MustCompile(`(?i)\b(?:declared (?:an? |the )?(?:\w+ ){0,2}incident|incident was declared)\b`)
	proseMit   = regexp.MustCompile(`(?i)\b(?:mitigated|stabili[sz]ed|contained|mitigation was)\b`)
	proseEnd   = regexp.MustCompile(`(?i)\b(?:(?:fully |completely |been |was |were |is )(?:restored|recovered|resolved|mitigated|operational|fixed)|resolved|service was restored|back to normal|returned to normal|(?:outage|incident|disruption) (?:ended|was over|concluded)|ended|recovered)\b`)
)

var clauseBegins = regexp.MustCompile(`(?i)(?:^|[,;:]|\band)\s*(?:at|around|by)\s+(?:(?:about|around|approximately)\s+)?$`)

// fromProse fills what is still open from sentences: the word that names a moment has to stand
// within a few words of a clock, with no other clock between them.
func (r *reader) fromProse(put func(momentName, when), at [moments]*when) {
	said := []struct {
		name momentName
		is   *regexp.Regexp
	}{{declared, proseDecl}, {detected, proseNote}, {started, proseStart}, {resolved, proseEnd}, {mitigated, proseMit}}
	var last *when // The end is the last that is told, the others the first.
	found := map[momentName]when{}
	r.prose(func(p *part, sentence string, today day) {
		whens := findWhens(sentence, r.order, false)
		for i, w := range whens {
			if !w.clocked || r.otherZone(w) || at[started] != nil && w.zone != "" && at[started].zone != "" && w.zone != at[started].zone {
				continue
			}
			before, after := 0, len(sentence)
			if i > 0 {
				before = whens[i-1].to
			}
			if i+1 < len(whens) {
				after = whens[i+1].from
			}
			left := sentence[max(before, w.from-60):w.from]
			right := sentence[w.to:min(after, w.to+60)]
			if !w.known() {
				w.day = today
			}
			w.day = r.placed(w.day)
			name := noMoment
			opens := i == 0 && leads(sentence, w.from) || clauseBegins.MatchString(left)
			for _, k := range said {
				if opens {
					break
				}
				if m := lastMatch(k.is, left); m >= 0 && !farOff(left[m:]) {
					name = k.name
					break
				}
			}
			if opens {
				for _, k := range said {
					if m := k.is.FindStringIndex(right); m != nil && !notYet.MatchString(right[:m[0]]) {
						name = k.name
						break
					}
				}
			}
			if name == resolved || name == mitigated && proseEnd.MatchString(left) {
				c := w
				last = &c
				continue
			}
			if old, ok := found[name]; name != noMoment && (!ok || name == started && earlier(w, old)) {
				found[name] = w
			}
		}
	})
	for name, w := range found {
		if name == started && len(r.entries) == 0 || name != started {
			put(name, w)
		}
	}
	if last != nil && (at[started] == nil || !earlier(*last, *at[started])) {
		put(resolved, *last)
	}
}

func earlier(a, b when) bool {
	m, ok := a.moment()
	n, also := b.moment()
	return ok && also && m < n
}

func lastMatch(re *regexp.Regexp, s string) int {
	all := re.FindAllStringIndex(s, -1)
	if len(all) == 0 {
		return -1
	}
	return all[len(all)-1][0]
}

// farOff says whether another statement begins between a word and the clock.
func farOff(between string) bool {
	return strings.Contains(between, ", ") && strings.Contains(between, " and ") || strings.Contains(between, ";")
}
