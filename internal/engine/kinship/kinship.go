// Package kinship finds which incidents resemble a few words, and says by which words. It is
// deterministic, knows no noun and no database, and reads neither authors nor names: what it
// is handed is all that it compares.
//
// Start reading at Near.
package kinship

import (
	"slices"
	"strings"
	"unicode"
)

// Candidate is something that the words may be about.
type Candidate struct {
	ID   string
	Text string // Title, summary, services: everything that describes it.
}

// Match is a candidate that shares words with what was typed.
type Match struct {
	ID     string
	Shared []string // The words as they were typed, in their order.
}

// Near returns at most most candidates that share a telling word with words, the nearest
// first; among equals the order of the candidates stays.
func Near(words string, among []Candidate, most int) []Match {
	asked := tell(words)
	var found []Match
	for _, c := range among {
		has := map[string]bool{}
		for _, w := range tell(c.Text) {
			has[stem(w)] = true
		}
		m := Match{ID: c.ID}
		for _, w := range asked {
			if has[stem(w)] && !slices.Contains(m.Shared, w) {
				m.Shared = append(m.Shared, w)
			}
		}
		if len(m.Shared) > 0 {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b Match) int { return len(b.Shared) - len(a.Shared) })
	return found[:min(most, len(found))]
}

// tell splits s into its telling words: lower case, three letters or more, none that every
// report has. Only the beginning of a long text is looked at.
func tell(s string) []string {
	if r := []rune(s); len(r) > 4000 {
		s = string(r[:4000])
	}
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < 3 || common[w] })
}

// stem lets "payments" meet "payment" and "failing" meet "fails".
func stem(w string) string {
	r := []rune(w)
	for _, end := range []string{"ing", "ed", "es", "s"} {
		if strings.HasSuffix(w, end) && len(r)-len(end) >= 3 {
			r = r[:len(r)-len(end)]
			break
		}
	}
	return string(r[:min(len(r), 6)])
}

// common are the words that tell nothing about what is broken.
var common = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`the and for are was were but not with from this that there here have has had can cannot cant
		could would what when where which who why how our out off you your they them his her its too all any some one two been being
		will about into over under after before since now then than also very more most get got see saw seems seem looks look
		think maybe may might must something somebody someone anything nothing everyone people users user happening happened
		production please today yesterday morning evening minutes minute hour hours`) {
		m[w] = true
	}
	return m
}()
