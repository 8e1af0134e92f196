package recap

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// mostReasons bounds what is told of one change.
const mostReasons = 4

// reasons tells in words what speaks for candidate i, the strongest first. They say what the change is
// and does, never who made it. There is always one: when it was.
func (v *view) reasons(i int, w Weights) []string {
	out := v.wordReasons(i, w)
	out = append(out, "changed "+span(v.read[i].age)+" before")
	return out[:min(len(out), mostReasons)]
}

// wordReasons are the two most telling words that the change shares with the case.
func (v *view) wordReasons(i int, w Weights) []string {
	type shared struct {
		term, field int32
		worth       float64
	}
	var all []shared
	for _, h := range v.read[i].hits {
		field := [fields]float64{w["title"], w["body"], w["paths"]}[h.field]
		at := slices.IndexFunc(all, func(s shared) bool { return s.term == h.term })
		worth := field * v.terms[h.term].weight
		if at < 0 {
			all = append(all, shared{h.term, h.field, worth})
		} else if all[at].worth < worth {
			all[at].field, all[at].worth = h.field, worth
		}
	}
	slices.SortFunc(all, func(a, b shared) int { return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.term, b.term)) })
	var out []string
	for _, s := range all[:min(2, len(all))] {
		t := v.terms[s.term]
		if s.worth <= 0 {
			break
		}
		verb := "mentions"
		if s.field == inPaths {
			verb = "touches"
		}
		switch n := len(v.among); {
		case t.df == 1 && n > 1:
			out = append(out, fmt.Sprintf("%s %q, which only 1 of %d changes does", verb, t.typed, n))
		case t.df*10 <= n:
			out = append(out, fmt.Sprintf("%s %q, which %d of %d changes do", verb, t.typed, t.df, n))
		default:
			out = append(out, fmt.Sprintf("%s %q", verb, t.typed))
		}
	}
	return out
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
