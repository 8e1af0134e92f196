package importer

import (
	"regexp"
	"strings"
)

var (
	// cause says that one thing led to another.
	cause = regexp.MustCompile(`(?i)\b(?:due to|caused|causing|because|as a result of|result(?:ed|ing) (?:in|from)|led to|leading to|triggered|contribut\w+|stems? from|stemmed from|root cause|correlated with|introduced|as part of|identified that|found that|turned out)\b`)
	// lack says that something was missing, wrong or not as it was taken to be: how conditions are worded.
	lack = regexp.MustCompile(`(?i)\b(?:never|not|no|lack\w*|missing|without|insufficient|incorrect\w*|wrong\w*|unable|absent|bug|failed|fails|failure|rejected|expired|exceeded|exhausted|misconfigur\w+|malicious|unreviewed|untested|undocumented|outdated|broken|limit|overload\w*|leak\w*|race|regress\w+|reduced|don.t|doesn.t|didn.t|couldn.t|wasn.t|weren.t|hadn.t|isn.t|aren.t|cannot|can.t)\b`)
	// backward is a sentence whose subject is the one before it: "This caused 40 minutes of outage."
	backward    = regexp.MustCompile(`(?i)^(?:this|that|which|it|these|the result)\b[^.]{0,60}\b(?:caused?|led to|resulted in|meant|triggered|went unnoticed)\b`)
	effectSplit = regexp.MustCompile(`,? (?:so|and so|which (?:caused|led|meant|resulted)|resulting in|leading to|causing|until it)\b`)
	clauseSplit = regexp.MustCompile(`(?:, (?:but|and|while|yet)|;| so) `)
	factorsLead = regexp.MustCompile(`(?i)\b(?:causes?|caused by|factors?|reasons?|because|due to)\b(?:\W+\w+){0,5}\W*:\s*$`)
)

// factors are what the sections on causes say: the items of a list, what a paragraph sets in
// bold, and of prose the clauses that tell a lack or a cause. A document without such a section
// is asked for sentences that join cause and effect.
func (r *reader) factors() []string {
	all, known := []string{}, map[string]bool{}
	add := func(s string) {
		s = strings.Trim(oneLine(s), " \t-–—;,")
		if words(s) >= 2 && len(s) < 600 && !ofTheForm.MatchString(s) && !known[s] && !empty(s) {
			all, known[s] = append(all, s), true
		}
	}
	otherwise := r.causesOtherwise()
	r.outline.root.each(func(p *part) {
		if p.kind == KindFactors {
			if strings.Contains(plainWords(p.heading), "why") && otherwise {
				return // A chain of questions: the section on causes sums it up.
			}
			causesIn(p, add)
			return
		}
		if p.kind == KindSummary && p.own && p.level > 1 && analysing.MatchString(plainWords(p.heading)) {
			for _, b := range p.blocks { // An analysis tells conditions in the words of a lack.
				if b.kind == paragraph {
					lacksIn(b.line.text, add)
				}
			}
		}
		for i, b := range p.blocks {
			if b.kind == paragraph && i+1 < len(p.blocks) && p.blocks[i+1].kind == item && factorsLead.MatchString(lastSentence(b)) && p.kind != KindActions && p.kind != KindImpact {
				for _, it := range p.blocks[i+1:] {
					if it.kind != item {
						break
					}
					add(it.whole())
				}
			}
		}
	})
	for _, f := range r.fields {
		if kindOf(f.label) == KindFactors && f.kind != KindFactors && f.kind != KindTimeline && words(f.label) <= 4 && words(f.value) > 2 {
			add(f.value)
		}
	}
	r.wrongs(add)
	if len(all) == 0 {
		r.causesToldInPassing(add)
	}
	return all
}

// causesOtherwise says whether a section on causes stands beside the chains of whys.
func (r *reader) causesOtherwise() bool {
	other := false
	r.outline.root.each(func(q *part) {
		if q.own && q.kind == KindFactors && len(q.blocks) > 0 && !strings.Contains(plainWords(q.heading), "why") {
			other = true
		}
	})
	return other
}

func causesIn(p *part, add func(string)) {
	listed := false
	for _, b := range p.blocks {
		listed = listed || b.kind == item || b.kind == row
	}
	for _, b := range p.blocks {
		switch b.kind {
		case item:
			if label, rest := b.line.labelled(); words(label) >= 3 && rest.text != "" {
				add(label)
			} else {
				first, rest := headline(b.line.text) // What follows explains it, or answers it.
				if strings.HasSuffix(first, "?") && rest != "" {
					first = rest
				}
				add(first)
			}
			for _, k := range b.kids { // Below a lead such as "Two things came together:" stand the factors.
				if k.kind == item && strings.HasSuffix(b.line.said(), ":") {
					add(k.line.said())
				}
			}
		case row:
			add(b.whole())
		case paragraph:
			for _, bold := range b.line.loud {
				if words(bold) >= 3 {
					add(bold)
				}
			}
			if strings.HasSuffix(strings.TrimSpace(b.line.text), ":") && listed {
				continue
			}
			clauses(b.line.text, add)
		}
	}
}

// clauses are the parts of a paragraph that tell a lack or a cause. Of "A, so B" it is A: what
// follows is the effect. A paragraph without such a part is taken as it begins.
func clauses(text string, add func(string)) {
	found := lacksIn(text, add)
	all := sentences(text)
	for _, s := range all {
		if words(s) < 4 || strings.HasPrefix(s, "(image:") {
			continue
		}
		for _, c := range clauseSplit.Split(withoutConcession(effectCut(s)), 8) {
			if !lack.MatchString(c) && cause.MatchString(c) {
				add(c)
				found = true
			}
		}
	}
	if !found && len(all) > 0 && !strings.HasPrefix(all[0], "(image:") {
		add(all[0])
	}
}

// lacksIn adds the clauses of a paragraph that tell a lack, and says whether there was one.
func lacksIn(text string, add func(string)) bool {
	found := false
	for _, s := range sentences(text) {
		if words(s) < 4 {
			continue
		}
		for _, c := range clauseSplit.Split(withoutConcession(effectCut(s)), 8) {
			if lack.MatchString(c) && words(c) >= 3 {
				add(c)
				found = true
			}
		}
	}
	return found
}

// effectCut is a sentence without the effect that it tells at its end.
func effectCut(s string) string {
	if m := effectSplit.FindStringIndex(s); m != nil && words(s[:m[0]]) >= 5 {
		return s[:m[0]]
	}
	return s
}

var concession = regexp.MustCompile(`^(?:While|Although|Though|Even though|Whilst|Despite) [^,]{8,160}, `)

// withoutConcession leaves out what a sentence grants before it tells: of "While monitoring was
// in place, no alert was configured" the second half is the condition.
func withoutConcession(s string) string {
	if m := concession.FindString(s); m != "" && words(s[len(m):]) >= 3 {
		return s[len(m):]
	}
	return s
}

// ofTheForm is what a template says of itself to the one who fills it in.
var ofTheForm = regexp.MustCompile(`(?i)\b(?:(?:purpose of )?this (?:document|section|template|list)\b|list of things|for example,?$|fill in|to be (?:written|filled))`)

var analysing = regexp.MustCompile(`\b(?:postmortem|analysis|diagnosis|investigation)\b`)

// wrongs are the short names that "what went wrong" gives to its points in front of a colon.
func (r *reader) wrongs(add func(string)) {
	r.outline.root.each(func(p *part) {
		if p.kind != KindWrong {
			return
		}
		for _, b := range p.blocks {
			if said := b.line.said(); b.kind == paragraph && strings.HasSuffix(said, ":") && words(said) <= 10 && lack.MatchString(said) {
				add(strings.TrimSuffix(said, ":"))
			}
		}
	})
}

// causesToldInPassing reads prose that is about no cause in particular.
func (r *reader) causesToldInPassing(add func(string)) {
	last, n := "", 0
	r.prose(func(p *part, s string, _ day) {
		defer func() { last = s }()
		if n >= 8 || words(s) > 60 || p.kind == KindImpact || p.kind == KindMetadata || p.kind == KindFigures {
			return
		}
		switch {
		case backward.MatchString(s) && last != "":
			add(last)
			n++
		case cause.MatchString(s), p.kind == KindSummary && lack.MatchString(s) && strings.Contains(s, ","):
			add(s)
			n++
		}
	})
}
