package recap

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	mostReasons = 4
	telling     = 0.2 // What a signal adds before it is told.
)

// reason is something to tell, and how much it adds over what it adds for the candidates on average.
type reason struct {
	adds float64
	say  string
}

// reasons tells in words what speaks for candidate i, the strongest first, and when it was. They say what the
// change is and does, never who made it. usual is what each signal adds on average among the candidates.
func (v *view) reasons(i int, w, usual []float64) []string {
	row := make([]float64, len(names))
	v.measure(i, row)
	said := v.wordReasons(i, w)
	for k, s := range signals {
		if adds := w[k]*row[k] - usual[k]; s.say != nil && row[k] > 0 && adds > telling {
			if say := s.say(v, i); say != "" {
				said = append(said, reason{adds, say})
			}
		}
	}
	slices.SortStableFunc(said, func(a, b reason) int { return cmp.Compare(b.adds, a.adds) })
	out := make([]string, 0, mostReasons)
	for _, r := range said[:min(len(said), mostReasons-1)] {
		out = append(out, r.say)
	}
	return append(out, v.sayAge(i))
}

func (v *view) sayAge(i int) string {
	say := span(v.read[i].age) + " before"
	if v.read[i].newer == 0 && len(v.among) > 1 {
		return "the newest change, " + say
	}
	return say
}

func saySize(v *view, i int) string {
	s := v.read[i].shape
	if s.lines < 50 {
		return ""
	}
	return fmt.Sprintf("changes %d lines in %s", s.lines, count(s.files, "file"))
}

// wordReasons are the two most telling words that the change shares with the case.
func (v *view) wordReasons(i int, w []float64) []reason {
	type shared struct {
		term, field int32
		adds        float64
	}
	var all []shared
	for _, h := range v.read[i].hits { // Title, body and paths are the first three signals.
		adds := max(w[h.field], 0.05) * v.terms[h.term].weight
		at := slices.IndexFunc(all, func(s shared) bool { return s.term == h.term })
		if at < 0 {
			all = append(all, shared{h.term, h.field, adds})
		} else if all[at].adds < adds {
			all[at].field, all[at].adds = h.field, adds
		}
	}
	slices.SortFunc(all, func(a, b shared) int { return cmp.Or(cmp.Compare(b.adds, a.adds), cmp.Compare(a.term, b.term)) })
	var out []reason
	for _, s := range all {
		if len(out) == 2 || s.adds < telling/2 {
			break
		}
		t := v.terms[s.term]
		verb := "mentions"
		if s.field == inPaths {
			verb = "touches"
		}
		say := fmt.Sprintf("%s %q", verb, t.typed)
		switch n := len(v.among); {
		case t.df == 1 && n > 1:
			say += fmt.Sprintf(", which only 1 of %d changes does", n)
		case t.df*10 <= n:
			say += fmt.Sprintf(", which %d of %d changes do", t.df, n)
		}
		if len(out) == 1 && v.within(t.word, all[0].term) {
			continue // A part of what was told.
		}
		out = append(out, reason{s.adds, say})
	}
	return out
}

// within says whether word is a part of a term, or the other way round.
func (v *view) within(word string, of int32) bool {
	other := v.terms[of].word
	return len(word) > 2 && len(other) > 2 && (strings.Contains(other, word) || strings.Contains(word, other))
}

// span says how long d is, roughly.
func span(d time.Duration) string {
	switch {
	case d < 90*time.Second:
		return "a minute"
	case d < 90*time.Minute:
		return fmt.Sprintf("%d minutes", int(d.Round(time.Minute)/time.Minute))
	case d < 36*time.Hour:
		return fmt.Sprintf("%d hours", max(2, int(d.Round(time.Hour)/time.Hour)))
	}
	return fmt.Sprintf("%d days", max(2, int(d.Round(24*time.Hour)/(24*time.Hour))))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
