package blameless

import (
	"fmt"
	"math/bits"
	"strings"
)

// index compiles all rules and files their patterns by the words that they begin at.
func (r *Rules) index() error {
	r.vocab.close()
	r.vocab.read, r.compiled = map[string]weighted{}, map[string][]*pattern{}
	r.compiling = map[string]bool{}
	defer func() { r.vocab.read, r.compiled = nil, nil }()
	for i, one := range r.rules {
		if one.Off {
			continue
		}
		one.order = i
		var err error
		if one.match, err = r.compile(one.Match); err != nil {
			return fmt.Errorf("rule %s: %w", one.ID, err)
		}
		if one.unless, err = r.compile(one.Unless); err != nil {
			return fmt.Errorf("rule %s: %w", one.ID, err)
		}
		if one.needs, err = r.compile(one.Needs); err != nil {
			return fmt.Errorf("rule %s: %w", one.ID, err)
		}
	}
	r.file()
	return nil
}

func (r *Rules) compile(texts []string) ([]*pattern, error) {
	var list []*pattern
	for _, text := range texts {
		if name, ok := strings.CutPrefix(text, "$"); ok {
			more, err := r.set(name)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
			continue
		}
		more, err := r.vocab.compile(text)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// set compiles the patterns that stand under a name, once for all rules.
func (r *Rules) set(name string) ([]*pattern, error) {
	if list, ok := r.compiled[name]; ok {
		return list, nil
	}
	texts, known := r.sets[name]
	if !known {
		return nil, fmt.Errorf("there is no set %q", "$"+name)
	}
	if r.compiling[name] {
		return nil, fmt.Errorf("the set %q names itself, or a set that names it", "$"+name)
	}
	r.compiling[name] = true
	defer delete(r.compiling, name)
	list, err := r.compile(texts)
	if err == nil {
		r.compiled[name] = list
	}
	return list, err
}

// file files the patterns of all rules by the words and classes that they are found by. The
// lists lie in one piece of memory, which is counted first.
func (r *Rules) file() {
	r.byWord, r.byClass = make([][]candidate, r.vocab.count+1), [128][]candidate{}
	counts, total := make([]int, len(r.byWord)), 0
	r.anchors(func(e *element, _ candidate) {
		total += len(e.words)
		for _, w := range e.words {
			counts[w]++
		}
	})
	all := make([]candidate, total)
	for w, n := range counts {
		r.byWord[w], all = all[:0:n], all[n:]
	}
	r.anchors(func(e *element, c candidate) {
		for _, w := range e.words {
			r.byWord[w] = append(r.byWord[w], c)
		}
		for part, set := range e.class {
			for ; set != 0; set &= set - 1 {
				n := part*64 + bits.TrailingZeros64(set)
				r.byClass[n] = append(r.byClass[n], c)
				r.opening = r.opening.or(class(n))
			}
		}
	})
}

func (r *Rules) anchors(do func(*element, candidate)) {
	for _, one := range r.rules {
		if one.Off {
			continue
		}
		for _, p := range one.match {
			c := candidate{pattern: p, rule: one}
			if i := p.anchor - 1; i >= 0 && p.row[i].kind == word {
				c.last = p.row[i]
			}
			if i := p.anchor + 1; i < len(p.row) && p.row[i].kind == word {
				c.next = p.row[i]
			}
			do(p.row[p.anchor], c)
		}
	}
}
