package blameless

import (
	"fmt"
	"math/bits"
	"strings"
)

// index compiles all rules and files their patterns by the words that they begin at.
func (r *Rules) index() error {
	r.byWord, r.byClass = nil, [128][]candidate{}
	r.vocab.close()
	r.vocab.read, r.compiled = map[string]weighted{}, map[string][]pattern{}
	r.compiling = map[string]bool{}
	defer func() { r.vocab.read, r.compiled = nil, nil }()
	for i, one := range r.rules {
		if one.Off {
			continue
		}
		one.order = i
		match, err := r.compile(one.Match)
		if err != nil {
			return fmt.Errorf("rule %s: %w", one.ID, err)
		}
		if one.unless, err = r.compile(one.Unless); err != nil {
			return fmt.Errorf("rule %s: %w", one.ID, err)
		}
		if one.needs, err = r.compile(one.Needs); err != nil {
			return fmt.Errorf("rule %s: %w", one.ID, err)
		}
		for _, p := range match {
			r.file(candidate{p, one})
		}
	}
	return nil
}

func (r *Rules) compile(texts []string) ([]pattern, error) {
	var list []pattern
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
func (r *Rules) set(name string) ([]pattern, error) {
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

func (r *Rules) file(c candidate) {
	e := c.pattern.row[c.pattern.anchor]
	for _, w := range e.words {
		for int(w) >= len(r.byWord) {
			r.byWord = append(r.byWord, nil)
		}
		r.byWord[w] = append(r.byWord[w], c)
	}
	for part, set := range e.class {
		for ; set != 0; set &= set - 1 {
			n := part*64 + bits.TrailingZeros64(set)
			r.byClass[n] = append(r.byClass[n], c)
		}
	}
}
