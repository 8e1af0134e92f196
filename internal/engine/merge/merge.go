// Package merge brings two texts together that were written over the same one, and tells two
// texts apart. It works on plain text: by lines first, then by sentences, then by words, so that
// two people who mend two words of a paragraph are not asked anything. It never decides between
// two people: where both wrote in the same place, the proposal holds both wordings.
//
// Start reading at Three, then Diff.
package merge

import (
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// Kind says who changed a place.
type Kind string

// The kinds of a place.
const (
	Same    Kind = "same"    // Nobody.
	Mine    Kind = "mine"    // Only the second writer.
	Theirs  Kind = "theirs"  // Only whoever saved first.
	Alike   Kind = "alike"   // Both, in the same way.
	Decided Kind = "decided" // Both, in different ways: a person decides.
)

// Place is a part of the proposal, with what stands there in each of the texts.
type Place struct {
	Kind               Kind
	Base, Mine, Theirs string
}

// Text is what the proposal has in this place: both wordings where a person decides.
func (p Place) Text() string {
	switch p.Kind {
	case Theirs:
		return p.Theirs
	case Decided:
		return Both(p.Theirs, p.Mine)
	}
	return p.Mine
}

// Both are two wordings one after the other, each whole.
func Both(first, second string) string {
	if first == "" || second == "" || strings.HasSuffix(first, "\n") || strings.HasSuffix(first, " ") {
		return first + second
	}
	return first + " " + second
}

// Proposal is the text of all places.
func Proposal(places []Place) string {
	var b strings.Builder
	for _, p := range places {
		b.WriteString(p.Text())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Open says in how many places a person decides.
func Open(places []Place) int {
	n := 0
	for _, p := range places {
		if p.Kind == Decided {
			n++
		}
	}
	return n
}

// Three puts together what two people made of base. What only one of them changed is as they
// changed it; where both wrote, the place is Decided by a person. Read one after the other, the
// places give each of the texts again, with one line break at its end.
func Three(base, mine, theirs string) []Place {
	return joined(three(ended(base), ended(mine), ended(theirs), byLines))
}

// Two is Three when nobody knows what the texts were written over: what is the same in both
// stays, and a person decides about the rest.
func Two(mine, theirs string) []Place {
	mine, theirs = ended(mine), ended(theirs)
	a, b := sentencesOf(theirs), sentencesOf(mine)
	var list []Place
	at := 0
	for _, d := range lcs.DiffLines(a, b) {
		list = append(list, same(strings.Join(a[at:d.Start], "")))
		list = append(list, Place{Kind: Decided, Theirs: strings.Join(a[d.Start:d.End], ""), Mine: strings.Join(b[d.ReplStart:d.ReplEnd], "")})
		at = d.End
	}
	return joined(append(list, same(strings.Join(a[at:], ""))))
}

func same(s string) Place { return Place{Kind: Same, Base: s, Mine: s, Theirs: s} }

// ended is a text whose last line ends like the others, so that a line added below it is one.
func ended(s string) string {
	if s = strings.TrimRight(s, "\n"); s == "" {
		return ""
	}
	return s + "\n"
}

// level is how finely the texts are taken apart.
type level int

const (
	byLines level = iota
	bySentences
	byWords
)

func (l level) split(s string) []string {
	switch l {
	case byLines:
		return linesOf(s)
	case bySentences:
		return sentencesOf(s)
	}
	return wordsOf(s)
}

// change is a part of base that one of them wrote anew.
type change struct {
	start, end int    // In base.
	words      string // What stands there now.
}

func changes(base, text []string) []change {
	var list []change
	for _, d := range lcs.DiffLines(base, text) {
		list = append(list, change{d.Start, d.End, strings.Join(text[d.ReplStart:d.ReplEnd], "")})
	}
	return list
}

func three(base, mine, theirs string, by level) []Place {
	tokens := by.split(base)
	part := func(from, to int) string { return strings.Join(tokens[from:to], "") }
	my, their := changes(tokens, by.split(mine)), changes(tokens, by.split(theirs))
	var list []Place
	at := 0
	for len(my)+len(their) > 0 {
		start, end, m, t := cluster(tokens, my, their, by)
		list = append(list, same(part(at, start)))
		p := Place{Base: part(start, end), Mine: told(tokens, start, end, my[:m]), Theirs: told(tokens, start, end, their[:t])}
		switch {
		case t == 0:
			p.Kind = Mine
		case m == 0:
			p.Kind = Theirs
		case p.Mine == p.Theirs:
			p.Kind = Alike
		default:
			list = append(list, finer(p, by)...)
			my, their, at = my[m:], their[t:], end
			continue
		}
		list = append(list, p)
		my, their, at = my[m:], their[t:], end
	}
	return append(list, same(part(at, len(tokens))))
}

// finer looks at a place that both wrote in, one level down.
func finer(p Place, by level) []Place {
	p.Kind = Decided
	if by == byWords {
		return []Place{p}
	}
	list := three(p.Base, p.Mine, p.Theirs, by+1)
	if by == bySentences && Open(list) > 0 {
		return []Place{p} // Half a sentence of one and half of the other reads as neither.
	}
	return list
}

// cluster takes the changes that belong together from the front of both lists: how many of
// each, and which part of base they cover.
func cluster(tokens []string, my, their []change, by level) (start, end, m, t int) {
	first := func() change {
		if t >= len(their) || m < len(my) && (my[m].start < their[t].start || my[m].start == their[t].start && my[m].end <= their[t].end) {
			m++
			return my[m-1]
		}
		t++
		return their[t-1]
	}
	c := first()
	start, end = c.start, c.end
	point := c.start == c.end // So far only words put in, at one point.
	for m < len(my) || t < len(their) {
		wasM, wasT := m, t
		c := first()
		if !meets(tokens, start, end, c, by) && !(point && c.start == c.end && c.start == end) {
			return start, end, wasM, wasT
		}
		point = point && c.start == c.end
		end = max(end, c.end)
	}
	return start, end, m, t
}

// meets says whether a change belongs to the part of base from start to end. Lines and sentences
// beside each other are two places; words are one unless a word that nobody touched is between.
func meets(tokens []string, start, end int, c change, by level) bool {
	if by != byWords {
		return c.start < end && (c.end > start || c.start > start)
	}
	return c.start < end || !slices.ContainsFunc(tokens[end:c.start], isWord)
}

// told is the part of base from start to end as somebody changed it.
func told(tokens []string, start, end int, list []change) string {
	var b strings.Builder
	at := start
	for _, c := range list {
		b.WriteString(strings.Join(tokens[at:c.start], ""))
		b.WriteString(c.words)
		at = c.end
	}
	b.WriteString(strings.Join(tokens[at:end], ""))
	return b.String()
}

// joined drops empty places and puts neighbours together that say the same of themselves.
func joined(list []Place) []Place {
	var out []Place
	for _, p := range list {
		if p.Base == "" && p.Mine == "" && p.Theirs == "" {
			continue
		}
		if n := len(out) - 1; n >= 0 && out[n].Kind == p.Kind && p.Kind == Same {
			out[n] = same(out[n].Base + p.Base)
			continue
		}
		out = append(out, p)
	}
	return out
}
