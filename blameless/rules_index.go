package blameless

import (
	"fmt"
	"strings"
)

// index compiles all rules and files their patterns by the words that they begin at.
func (r *Rules) index() error {
	r.byWord, r.byClass = nil, [128][]candidate{}
	r.vocab.close()
	r.vocab.read = map[string]weighted{}
	defer func() { r.vocab.read = nil }()
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
			set, known := r.sets[name]
			if !known {
				return nil, fmt.Errorf("there is no set %q", text)
			}
			more, err := r.compile(set)
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

func (r *Rules) file(c candidate) {
	e := c.pattern.row[c.pattern.anchor]
	for _, w := range e.words {
		for int(w) >= len(r.byWord) {
			r.byWord = append(r.byWord, nil)
		}
		r.byWord[w] = append(r.byWord[w], c)
	}
	for n := range r.byClass {
		if e.class.has(class(n)) {
			r.byClass[n] = append(r.byClass[n], c)
		}
	}
}
