package anchor

import (
	"unicode"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// step replaces characters of the old text, from at, by as many new ones.
type step struct{ at, deleted, inserted int }

// same is how many characters are the same at each end; the two may overlap.
func same(a, b []rune) (head, tail int) {
	n := min(len(a), len(b))
	for head < n && a[head] == b[head] {
		head++
	}
	for tail < n && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

// steps lead from one text to another as a reader would tell them: word by word, and letter by
// letter where a word became another that is much like it.
func steps(was, is []rune) []step {
	if one, ok := single(was, is); ok {
		return one
	}
	from, fromAt := split(was)
	to, toAt := split(is)
	var list []step
	for _, d := range lcs.DiffLines(from, to) {
		at := fromAt[d.Start]
		list = append(list, refined(was[at:fromAt[d.End]], is[toAt[d.ReplStart]:toAt[d.ReplEnd]], at)...)
	}
	return list
}

// single is the one step of an edit that only inserted or only deleted, at one place.
func single(was, is []rune) ([]step, bool) {
	head, tail := same(was, is)
	n := min(len(was), len(is))
	tail = min(tail, n-head)
	if head+tail < n {
		return nil, false
	}
	if len(was) == len(is) {
		return nil, true
	}
	return []step{{at: head, deleted: len(was) - head - tail, inserted: len(is) - head - tail}}, true
}

// refined are the steps within words that became others. Words that have less than half of their
// letters in common are others altogether.
func refined(was, is []rune, at int) []step {
	if list, ok := single(was, is); ok {
		for i := range list {
			list[i].at += at
		}
		return list
	}
	var list []step
	equal := len(was)
	for _, d := range lcs.DiffRunes(was, is) {
		equal -= d.End - d.Start
		list = append(list, step{at: at + d.Start, deleted: d.End - d.Start, inserted: d.ReplEnd - d.ReplStart})
	}
	if 2*equal < max(len(was), len(is)) {
		return []step{{at: at, deleted: len(was), inserted: len(is)}}
	}
	return list
}

// split cuts a text into words, each with what follows it up to the next, and says where each
// begins; last, where the text ends.
func split(text []rune) (words []string, at []int) {
	for start := 0; start < len(text); {
		end := start + 1
		for end < len(text) && !begins(text[end-1], text[end]) {
			end++
		}
		words, at = append(words, string(text[start:end])), append(at, start)
		start = end
	}
	return words, append(at, len(text))
}

// begins says whether a word begins at b.
func begins(a, b rune) bool {
	return isWord(b) && !isWord(a) || a == '\n' || !unicode.Is(unicode.Latin, b) && unicode.IsLetter(b)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
