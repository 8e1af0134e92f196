package blameless

import (
	"slices"
	"strings"
)

// mostRounds bounds how often a sentence is reworded: once for each thing that is the matter.
const mostRounds = 5

// suggest returns a wording for the whole sentence: reworded step by step until the rules find
// nothing in it, with every number, time and name of a system that stood there and no name of a
// person. Where no rewording does that, it is what the first rule suggests, with the facts of
// the sentence in brackets. It never ends with a full stop: the sentence keeps its own.
func (r *Rules) suggest(s sentence, found []Finding) string {
	facts := r.facts(s)
	if text := r.reword(s, found, facts); text != "" {
		return text
	}
	return r.outline(found[0], facts, s)
}

// reword applies the rewordings of what is found until nothing is left.
func (r *Rules) reword(s sentence, found []Finding, facts []string) string {
	text := s.doc[s.start():s.end()]
	for range mostRounds {
		next := ""
		r.each(text, func(now sentence) {
			if next == "" {
				next = r.first(now, found)
			}
		})
		if next == "" || next == text {
			return ""
		}
		text = next
		if found = r.plain(text); len(found) == 0 {
			if r.holds(text, facts) {
				return text
			}
			return ""
		}
	}
	return ""
}

// first returns the first rewording that fits what is found. Rewordings look at the sentence
// and not at the finding, so that those of a label are tried once.
func (r *Rules) first(s sentence, found []Finding) string {
	var tried []string
	for _, f := range found {
		if slices.Contains(tried, f.Label) {
			continue
		}
		tried = append(tried, f.Label)
		for _, try := range rewordings[f.Label] {
			if text := try(r, s); text != "" {
				return text
			}
		}
	}
	return ""
}

// each reads text as one passage.
func (r *Rules) each(text string, do func(sentence)) {
	around := readAround(text, Options{Passage: true})
	l := lexer{doc: text, skip: around.skip, vocab: r.vocab}
	l.read(0, len(text), do)
}

// plain is what the rules find in a passage, without rewordings.
func (r *Rules) plain(text string) []Finding {
	c := newChecker(r, text, Options{Passage: true})
	c.bare = true
	c.run()
	return c.found
}

// facts are the numbers, times, pieces of code and names of systems in a sentence, as they are
// written there, each once.
func (r *Rules) facts(s sentence) []string {
	var facts []string
	for i := 0; i < len(s.tokens); i++ {
		if !r.isFact(s, i) {
			continue
		}
		j := i + 1
		for j < len(s.tokens) && (r.isFact(s, j) || isUnit(s.lower(j))) && s.doc[s.tokens[j-1].end:s.tokens[j].start] == " " {
			j++
		}
		if fact := s.text(i, j); !slices.Contains(facts, fact) {
			facts = append(facts, fact)
		}
		i = j - 1
	}
	return facts
}

func (r *Rules) isFact(s sentence, i int) bool {
	t := &s.tokens[i]
	switch {
	case t.class.has(handle) || t.class.has(given) || t.kind == markToken:
		return false
	case t.kind == numberToken || t.kind == codeToken || t.class.has(codeThing):
		return true
	case t.class.has(stranger):
		return !t.first || t.shout
	case strings.ContainsAny(s.text(i, i+1), "0123456789"):
		return true
	}
	return t.shout && t.end-t.start > 2 && !t.class.has(person) && (t.word == 0 || r.is(s, i, "machine"))
}

// isUnit knows words that belong to the number before them.
func isUnit(w string) bool {
	switch w {
	case "am", "pm", "utc", "gmt", "cet", "seconds", "second", "minutes", "minute", "hours", "hour", "days", "day", "weeks", "months", "years", "percent", "users", "customers", "ms", "gb", "mb", "tb",
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december":
		return true
	}
	return false
}

// holds says whether text keeps the facts and names nobody.
func (r *Rules) holds(text string, facts []string) bool {
	for _, f := range facts {
		if !strings.Contains(text, f) {
			return false
		}
	}
	named := false
	r.each(text, func(s sentence) {
		for i := range s.tokens {
			named = named || s.tokens[i].class.has(given.or(handle))
		}
	})
	return !named
}

// outline is what the rule suggests, with the facts of the sentence beside it.
func (r *Rules) outline(f Finding, facts []string, s sentence) string {
	text := strings.TrimSuffix(r.topic(f, s), ".")
	if len(facts) == 0 {
		return text
	}
	whole := text + " (" + strings.Join(facts, ", ") + ")"
	if len(r.plain(whole)) > 0 {
		return text
	}
	return whole
}
