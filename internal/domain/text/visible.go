package text

import (
	"fmt"
	"strings"
)

// Visible returns s with every character that turns the direction of writing replaced by its
// number, such as ⟨U+202E⟩, so that nobody reads something other than what is written.
func Visible(s string) string {
	if !strings.ContainsFunc(s, turnsDirection) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if turnsDirection(r) {
			fmt.Fprintf(&b, "⟨%U⟩", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Nearest returns the candidate that somebody most likely meant by s, or "" when none is
// near: at most a third of its letters differ, or only the case.
func Nearest(s string, candidates []string) string {
	best, least := "", len([]rune(s))/3+1
	for _, c := range candidates {
		if strings.EqualFold(s, c) {
			return c
		}
		if d := distance(strings.ToLower(s), strings.ToLower(c), least); d <= least && (best == "" || d < least) {
			best, least = c, d
		}
	}
	return best
}

// distance is the edit distance of a and b. Lengths that differ by more than limit cannot be
// near and are not compared, which bounds the work for hostile input.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit || len(x) > 100 {
		return limit + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range y {
			cost := diagonal
			if r != s {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(y)]
}
