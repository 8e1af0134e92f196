package recap

import (
	"math"
	"strings"
	"time"
)

// The fields of a change that words are looked for in.
const (
	inTitle = iota
	inBody
	inPaths
	fields
)

// view is a case with its candidates as the signals see them.
type view struct {
	c     Case
	among []Candidate
	read  []reading

	terms []term // The words of the case, each once.
	index map[string]int32
	pairs map[[2]int32]bool // Words that stand side by side in the case.
	grams grams
	mean  [fields]float64 // Words in a field, on average.
	live  float64         // How much of this system runs as soon as it is changed, 0 to 1.

	slots []int32 // Scratch: where the hit of a term in a field of the current candidate is.
	seen  []int32 // Scratch: the candidate that was last seen to hold the term, +1.
}

// term is a word of the case.
type term struct {
	word   string
	typed  string  // As it stands in the case.
	df     int     // How many candidates say it anywhere.
	weight float64 // The rarer it is, among the candidates and in what is written about software, the more.
}

// hit is a term found in a field.
type hit struct{ term, field, count int32 }

// reading is what was found in one candidate.
type reading struct {
	hits  []hit
	frags []int32 // Fragments of words that it shares with the case.
	pairs int     // Pairs of words, likewise.
	words [fields]int
	verbs []int8 // Which of the verbs its title says.
	title string // Without Revert and Reland.
	age   time.Duration
	newer int // How many candidates are newer.
	shape shape
	after after
	trial trial
}

// elsewhere is how many further changes are imagined that do not say a word: among few changes, a shared word
// tells as much as among some more.
const elsewhere = 20

func look(c Case, among []Candidate) *view {
	v := &view{c: c, among: among, read: make([]reading, len(among)), index: map[string]int32{}, pairs: map[[2]int32]bool{}}
	v.ask(c.Text)
	v.ask(c.Error)
	v.slots, v.seen = make([]int32, len(v.terms)*fields), make([]int32, len(v.terms))
	var words [fields]int
	live := 0.0
	for i := range among {
		v.readOne(i)
		for f, n := range v.read[i].words {
			words[f] += n
		}
		live += math.Round(1000 * v.read[i].shape.live) // In whole numbers, which add up alike in any order.
	}
	many := float64(max(1, len(among)))
	v.live = live / 1000 / many
	for f, n := range words {
		v.mean[f] = max(1, float64(n)/many)
	}
	for t := range v.terms {
		t := &v.terms[t]
		t.weight = math.Log1p((float64(len(among)-t.df)+elsewhere+0.5)/(float64(t.df)+0.5)) * rarity(t.word)
	}
	v.order()
	v.follow()
	return v
}

// ask reads the words of the case.
func (v *view) ask(s string) {
	before := int32(-1)
	eachWord(head(s, mostText), func(w []byte, typed string, whole bool) {
		if len(w) < 2 || everyday[string(w)] {
			before = -1
			return
		}
		at, known := v.index[string(w)]
		if !known {
			at = int32(len(v.terms))
			v.terms = append(v.terms, term{word: string(w), typed: typed})
			v.index[v.terms[at].word] = at
			v.grams.add(w)
		}
		if whole {
			return
		}
		if before >= 0 {
			v.pairs[[2]int32{before, at}] = true
		}
		before = at
	})
}

func (v *view) readOne(i int) {
	c, r := &v.among[i], &v.read[i]
	r.title = plainTitle(head(c.Title, mostTitle))
	r.shape = shapeOf(c)
	r.age = max(0, v.c.At.Sub(c.At))
	v.find(i, r.title, inTitle)
	if r.title != c.Title && broughtBack(c.Title) {
		r.trial.found = true
	}
	v.find(i, head(c.Body, mostBody), inBody)
	for _, p := range c.Paths[:min(len(c.Paths), mostPaths)] {
		v.find(i, head(p, mostPath), inPaths)
	}
}

// find looks for the words of the case in s, a field of candidate i.
func (v *view) find(i int, s string, field int32) {
	r, stamp, before := &v.read[i], int32(i+1), int32(-1)
	eachWord(s, func(w []byte, _ string, whole bool) {
		if !whole {
			r.words[field]++
			if field == inTitle || field == inBody && r.words[inBody] < 60 {
				r.trial.read(w)
			}
			if field != inBody {
				r.frags = v.grams.find(w, stamp, r.frags)
			}
			if field == inTitle {
				r.verbs = spot(w, r.verbs)
			}
		}
		at, ok := v.index[string(w)]
		if !ok {
			if !whole {
				before = -1
			}
			return
		}
		if v.seen[at] != stamp {
			v.seen[at] = stamp
			v.terms[at].df++
		}
		slot := &v.slots[int(at)*fields+int(field)]
		if n := int(*slot); n < len(r.hits) && r.hits[n].term == at && r.hits[n].field == field {
			r.hits[n].count++
		} else {
			*slot = int32(len(r.hits))
			r.hits = append(r.hits, hit{at, field, 1})
		}
		if whole {
			return
		}
		if before >= 0 && v.pairs[[2]int32{before, at}] {
			r.pairs++
		}
		before = at
	})
}

// bringers and takers are the words that a title begins with when it brings something again, or takes it back.
var (
	bringers = []string{"reland", "re-land", "reapply", "[reland]"}
	takers   = []string{"reverts", "revert", "[revert]"}
)

// plainTitle is a title without the words that say that it takes something back, or brings it back.
func plainTitle(s string) string {
	for {
		t := strings.TrimSpace(s)
		rest := without(t, takers)
		if rest == "" {
			rest = without(t, bringers)
		}
		if rest == "" {
			return t
		}
		s = strings.TrimRight(rest, "\"”'")
	}
}

// without is a title without the first word, when that is one of words and not all; or "".
func without(title string, words []string) string {
	for _, word := range words {
		if len(title) > len(word) && strings.EqualFold(title[:len(word)], word) && !inWord(title[len(word)]) {
			return strings.TrimLeft(title[len(word):], " :\"“'")
		}
	}
	return ""
}

// broughtBack says whether a title brings something again that was taken back.
func broughtBack(title string) bool {
	title = strings.TrimSpace(head(title, mostTitle))
	return without(title, bringers) != ""
}
