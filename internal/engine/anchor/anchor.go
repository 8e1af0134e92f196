// Package anchor keeps comments on the words that they are about while the text around the words,
// and the words themselves, are edited. It refuses to guess: words that are gone stay gone until
// they stand at exactly one place again.
//
// Start reading at Follow.
package anchor

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/postmortem"
)

// Follow moves anchors from a text to the one that took its place. What is inserted or deleted
// outside of the words never changes them; inside, they widen and narrow; when nothing of them is
// left, they are gone, and come back with their words.
func Follow(was, is string, list []postmortem.Anchor) []postmortem.Anchor {
	moved := make([]postmortem.Anchor, len(list))
	m := &move{was: []rune(was), is: []rune(is), now: is}
	m.head, m.tail = same(m.was, m.is)
	for i, a := range list {
		moved[i] = m.follow(a)
	}
	return moved
}

// move is one edit of a text.
type move struct {
	was, is    []rune
	now        string // What it is, whole: copied once, not for every anchor.
	head, tail int    // How many characters are the same at each end; the two may overlap.
	steps      []step // Made when they are first needed.
	compared   bool
}

func (m *move) follow(a postmortem.Anchor) postmortem.Anchor {
	switch {
	case !a.Set():
		return a
	case a.Gone() || a.Start < 0 || a.Start >= a.End || a.End > len(m.was):
		return m.back(a)
	case a.End <= m.head: // All that changed stands behind the words.
		return m.whole(a)
	case a.Start >= len(m.was)-m.tail:
		return m.whole(at(a, a.Start+len(m.is)-len(m.was), a.End+len(m.is)-len(m.was)))
	}
	start, end, left := m.through(a.Start, a.End)
	if !left {
		return m.back(a)
	}
	return m.whole(at(a, start, end))
}

func at(a postmortem.Anchor, start, end int) postmortem.Anchor {
	a.Start, a.End = start, end
	return a
}

// through takes a range through the steps; left says whether a letter or a digit of it is left.
func (m *move) through(start, end int) (newStart, newEnd int, left bool) {
	if !m.compared {
		m.steps, m.compared = steps(m.was, m.is), true
	}
	kept := make([]bool, end-start)
	for i := range kept {
		kept[i] = true
	}
	newStart, newEnd = start, end
	for _, s := range m.steps {
		to := s.at + s.deleted
		for i := max(s.at, start); i < min(to, end); i++ {
			kept[i-start] = false
		}
		grown := s.inserted - s.deleted
		switch {
		case to <= start: // Before; at the very beginning, too.
			newStart, newEnd = newStart+grown, newEnd+grown
		case s.at >= end: // Behind.
		case s.at >= start && to <= end && (s.deleted > 0 || s.at > start): // Inside.
			newEnd += grown
		case s.at < start && to <= end: // Over the beginning: what was inserted stays outside.
			newStart, newEnd = newStart+s.inserted-(start-s.at), newEnd+grown
		case s.at < start: // Over all.
			return 0, 0, false
		default: // Over the end.
			newEnd -= end - s.at
		}
	}
	return newStart, newEnd, newEnd > newStart && survives(m.was[start:end], kept)
}

// survives says whether a letter or a digit of the words is kept; of words without any, whether
// anything is.
func survives(words []rune, kept []bool) bool {
	some, tells := false, false
	for i, r := range words {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		if letter && kept[i] {
			return true
		}
		some, tells = some || kept[i], tells || letter
	}
	return some && !tells
}

// whole is the anchor on all of its words, when they stand again where a part of them was left.
func (m *move) whole(a postmortem.Anchor) postmortem.Anchor {
	if string(m.is[a.Start:a.End]) == a.Quote {
		return a
	}
	for _, p := range places(m.now, a.Quote) {
		if end := p + len([]rune(a.Quote)); p <= a.Start && end >= a.End {
			return at(a, p, end)
		}
	}
	return a
}

// back finds words that were gone: where they stand at one place only, or at one place only with
// what stood around them.
func (m *move) back(a postmortem.Anchor) postmortem.Anchor { return find(m.now, m.is, a) }

// Find looks for the words of an anchor in a text that they were not followed to. They are gone when
// they stand nowhere, or at several places that look alike.
func Find(section string, a postmortem.Anchor) postmortem.Anchor {
	return find(section, []rune(section), a)
}

// find is Find where the text has been taken apart already.
func find(section string, r []rune, a postmortem.Anchor) postmortem.Anchor {
	n := len([]rune(a.Quote))
	found := places(section, a.Quote)
	if len(found) > 1 {
		var alike []int
		for _, p := range found {
			if around(r, p, p+n, a) {
				alike = append(alike, p)
			}
		}
		found = alike
	}
	if len(found) != 1 {
		return at(a, 0, 0)
	}
	return at(a, found[0], found[0]+n)
}

// nearby is how many characters on each side have to be the same where words stand several times.
const nearby = 12

func around(r []rune, start, end int, a postmortem.Anchor) bool {
	before, after := []rune(a.Before), []rune(a.After)
	before, after = before[max(0, len(before)-nearby):], after[:min(nearby, len(after))]
	return strings.HasSuffix(string(r[max(0, start-nearby):start]), string(before)) && strings.HasPrefix(string(r[end:min(len(r), end+nearby)]), string(after))
}

// mostPlaces is at how many places the same words are told apart; words that stand at more are at
// none for certain.
const mostPlaces = 1_000

// places are the places at which words stand, in characters.
func places(text, quote string) []int {
	if quote == "" {
		return nil
	}
	_, step := utf8.DecodeRuneInString(quote)
	var list []int
	for at, chars := 0, 0; len(list) < mostPlaces; {
		i := strings.Index(text[at:], quote)
		if i < 0 {
			return list
		}
		chars += utf8.RuneCountInString(text[at : at+i])
		list = append(list, chars)
		at, chars = at+i+step, chars+1
	}
	return nil
}
