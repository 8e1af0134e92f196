package blameless

import "math/bits"

// hit is a rule that holds, and the tokens that it marks.
type hit struct {
	rule     *rule
	from, to int
}

// finder applies rules to sentences. Its buffers are used again.
type finder struct {
	rules   *Rules
	context string // The heading above, in small letters.
	hits    []hit
	asked   map[*rule]bool // What was decided of a rule in this sentence.
	labels  map[string]bool
}

// find returns what the rules mark in one sentence. The list is good until the next call.
func (f *finder) find(s sentence) []hit {
	f.hits = f.hits[:0]
	clear(f.asked)
	for i := range s.tokens {
		t := &s.tokens[i]
		if int(t.word) < len(f.rules.byWord) {
			f.try(s, i, f.rules.byWord[t.word], false)
		}
		f.classes(s, i, false)
	}
	if len(f.hits) == 0 {
		return nil
	}
	clear(f.labels)
	for _, h := range f.hits {
		f.labels[h.rule.Label] = true
		for _, l := range h.rule.Also {
			f.labels[l] = true
		}
	}
	for i := range s.tokens { // Rules that need another finding beside them.
		t := &s.tokens[i]
		if int(t.word) < len(f.rules.byWord) {
			f.try(s, i, f.rules.byWord[t.word], true)
		}
		f.classes(s, i, true)
	}
	return f.hits
}

func (f *finder) classes(s sentence, i int, second bool) {
	for part, set := range s.tokens[i].class {
		for set &= f.rules.opening[part]; set != 0; set &= set - 1 {
			f.try(s, i, f.rules.byClass[part*64+bits.TrailingZeros64(set)], second)
		}
	}
}

func (f *finder) try(s sentence, i int, list []candidate, second bool) {
	for k := range list {
		c := &list[k]
		if (len(c.rule.With) > 0) != second {
			continue
		}
		if next := c.next; next != nil && (i+1 >= len(s.tokens) || !next.holds(&s.tokens[i+1])) {
			continue
		}
		if last := c.last; last != nil && (i == 0 || !last.holds(&s.tokens[i-1])) {
			continue
		}
		from, to, ok := c.pattern.match(s.tokens, i)
		if ok && f.allows(c.rule, s) {
			f.hits = append(f.hits, hit{c.rule, from, to})
		}
	}
}

// allows says whether a rule whose pattern holds may speak in this sentence.
func (f *finder) allows(r *rule, s sentence) bool {
	ok, known := f.asked[r]
	if !known {
		ok = f.decide(r, s)
		f.asked[r] = ok
	}
	return ok
}

func (f *finder) decide(r *rule, s sentence) bool {
	if len(r.With) > 0 && !f.hasLabel(r.With) {
		return false
	}
	if len(r.Under) > 0 && !f.isUnder(r.Under) {
		return false
	}
	return !stands(r.unless, s) && (len(r.needs) == 0 || stands(r.needs, s))
}

func (f *finder) hasLabel(list []string) bool {
	for _, l := range list {
		if f.labels[l] {
			return true
		}
	}
	return false
}

func (f *finder) isUnder(words []string) bool {
	for _, w := range words {
		if containsFold(f.context, w) {
			return true
		}
	}
	return false
}

// stands says whether one of the patterns holds anywhere in the sentence.
func stands(list []*pattern, s sentence) bool {
	for _, p := range list {
		anchor := p.row[p.anchor]
		for i := range s.tokens {
			if anchor.holds(&s.tokens[i]) {
				if _, _, ok := p.match(s.tokens, i); ok {
					return true
				}
			}
		}
	}
	return false
}
