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
	terms []term // Of the case, each once.
	read  []reading
	mean  [fields]float64 // Words in a field, on average.
}

// term is a word of the case.
type term struct {
	word   string
	typed  string  // As it stands in the case.
	count  int     // How often the case says it.
	df     int     // How many candidates say it anywhere.
	weight float64 // Its inverse document frequency among the candidates; 0 for words that every report has.
	name   bool    // An identifier, a file name, a number, a word in quotes: not everyday language.
	failed bool    // It stands in the error.
}

// hit is a term found in a field.
type hit struct{ term, field, count int32 }

// reading is what was found in one candidate.
type reading struct {
	hits  []hit
	words [fields]int
	title string // Without Revert and Reland.
	nth   int    // How many candidates are newer.
	age   time.Duration
	shape shape
}

// elsewhere is how many further changes are imagined that do not say a word: among few changes, a shared word
// tells as much as among some more.
const elsewhere = 20

func look(c Case, among []Candidate) *view {
	v := &view{c: c, among: among, read: make([]reading, len(among))}
	index := v.ask()
	seen := make([]int, len(v.terms)) // The candidate that was last seen to hold the term, +1.
	for i := range among {
		v.readOne(i, index, seen)
	}
	for t := range v.terms {
		t := &v.terms[t]
		if t.df > 0 && !everyday[t.word] {
			t.weight = math.Log1p((float64(len(among)-t.df) + elsewhere + 0.5) / (float64(t.df) + 0.5))
		}
	}
	for f := range v.mean {
		sum := 0
		for i := range v.read {
			sum += v.read[i].words[f]
		}
		v.mean[f] = max(1, float64(sum)/float64(max(1, len(among))))
	}
	v.order()
	return v
}

// ask reads the words of the case.
func (v *view) ask() map[string]int32 {
	index := map[string]int32{}
	read := func(s string, failed bool) {
		eachWord(head(s, mostText), func(w []byte, typed string, whole bool) {
			if len(w) < 2 {
				return
			}
			at, known := index[string(w)]
			if !known {
				at = int32(len(v.terms))
				index[string(w)] = at
				v.terms = append(v.terms, term{word: string(w), typed: typed})
			}
			t := &v.terms[at]
			t.count++
			t.name = t.name || whole
			t.failed = t.failed || failed
		})
	}
	read(v.c.Text, false)
	read(v.c.Error, true)
	return index
}

func (v *view) readOne(i int, index map[string]int32, seen []int) {
	c, r := &v.among[i], &v.read[i]
	r.title = plainTitle(head(c.Title, mostTitle))
	find := func(s string, field int32) {
		eachWord(s, func(w []byte, _ string, whole bool) {
			if !whole {
				r.words[field]++
			}
			at, ok := index[string(w)]
			if !ok {
				return
			}
			if seen[at] != i+1 {
				seen[at] = i + 1
				v.terms[at].df++
			}
			for h := range r.hits {
				if r.hits[h].term == at && r.hits[h].field == field {
					r.hits[h].count++
					return
				}
			}
			r.hits = append(r.hits, hit{at, field, 1})
		})
	}
	find(r.title, inTitle)
	find(head(c.Body, mostBody), inBody)
	for _, p := range c.Paths[:min(len(c.Paths), mostPaths)] {
		find(head(p, mostPath), inPaths)
	}
	r.shape = shapeOf(c)
	r.age = max(0, v.c.At.Sub(c.At))
}

// plainTitle is a title without the words that say that it takes something back, or brings it back.
func plainTitle(s string) string {
	for {
		t := strings.TrimSpace(s)
		rest := ""
		for _, word := range []string{"reverts", "revert", "reland", "reapply", "re-land", "[revert]", "[reland]"} {
			if len(t) > len(word) && strings.EqualFold(t[:len(word)], word) && !inWord(t[len(word)]) {
				rest = strings.TrimLeft(t[len(word):], " :\"“'")
				break
			}
		}
		if rest == "" {
			return t
		}
		s = strings.TrimRight(rest, "\"”'")
	}
}
