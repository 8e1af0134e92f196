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
	asked   map[question]bool // What was decided in this sentence.
	parts   []int             // Where each part of the sentence ends.
	labels  map[string]bool
}

// question is whether a rule may speak in the parts of a sentence from one to another.
type question struct {
	rule     *rule
	from, to int
}

// find returns what the rules mark in one sentence. The list is good until the next call.
func (f *finder) find(s sentence) []hit {
	f.hits = f.hits[:0]
	clear(f.asked)
	f.parts = f.parts[:0]
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
		if ok && f.allows(c.rule, s, from, to) {
			f.hits = append(f.hits, hit{c.rule, from, to})
		}
	}
}

// allows says whether a rule whose pattern holds may speak in this sentence.
func (f *finder) allows(r *rule, s sentence, from, to int) bool {
	if len(f.parts) == 0 {
		f.split(s)
	}
	first, last := f.part(from), f.part(to-1)
	q := question{r, first, last}
	ok, known := f.asked[q]
	if !known {
		begin := 0
		if first > 0 {
			begin = f.parts[first-1]
		}
		ok = f.decide(r, s, begin, f.parts[last])
		f.asked[q] = ok
	}
	return ok
}

// split notes the parts of a sentence: a semicolon ends one, a comma before a word that goes on
// with another statement, and the first comma where the sentence begins with what is granted.
func (f *finder) split(s sentence) {
	granted := grants[s.lower(0)]
	for i := 1; i < len(s.tokens)-1; i++ {
		if s.tokens[i].kind != markToken {
			continue
		}
		switch s.doc[s.tokens[i].start] {
		case ';':
			f.parts = append(f.parts, i+1)
		case ',':
			if granted || goesOn[s.lower(i+1)] {
				f.parts, granted = append(f.parts, i+1), false
			}
		}
	}
	f.parts = append(f.parts, len(s.tokens))
}

// goesOn are the words that begin another statement after a comma.
var goesOn = set("and but so which although though while whereas as because since or then")

// grants are the words that begin a sentence with what is granted, up to a comma.
var grants = set("as although though while whereas because since after once despite following")

// part is the number of the part that a token stands in.
func (f *finder) part(token int) int {
	n := 0
	for f.parts[n] <= token {
		n++
	}
	return n
}

func (f *finder) decide(r *rule, s sentence, from, to int) bool {
	if len(r.With) > 0 && !f.hasLabel(r.With) {
		return false
	}
	if len(r.Under) > 0 && !f.isUnder(r.Under) {
		return false
	}
	return !stands(r.unless, s.tokens[from:to]) && (len(r.needs) == 0 || stands(r.needs, s.tokens))
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

// stands says whether one of the patterns holds among tokens.
func stands(list []*pattern, tokens []token) bool {
	for _, p := range list {
		anchor := p.row[p.anchor]
		for i := range tokens {
			if anchor.holds(&tokens[i]) {
				if _, _, ok := p.match(tokens, i); ok {
					return true
				}
			}
		}
	}
	return false
}
