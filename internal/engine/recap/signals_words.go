package recap

import (
	"math"
	"strings"
)

// match is how well a field of candidate i matches the words of the case (BM25).
func (v *view) match(i, field int) float64 {
	const k1, b = 1.2, 0.5
	r, sum := &v.read[i], 0.0
	long := k1 * (1 - b + b*float64(r.words[field])/v.mean[field])
	for _, h := range r.hits {
		if int(h.field) == field {
			n := float64(h.count)
			sum += v.terms[h.term].weight * n * (k1 + 1) / (n + long)
		}
	}
	return sum
}

// rarest is the weight of the rarest word that candidate i shares with the case.
func (v *view) rarest(i int) float64 {
	most := 0.0
	for _, h := range v.read[i].hits {
		most = max(most, v.terms[h.term].weight)
	}
	return most
}

// fragments is how much of the case's words candidate i has in fragments.
func (v *view) fragments(i int) float64 {
	sum := 0.0
	for _, g := range v.read[i].frags {
		sum += math.Log1p((float64(len(v.among)) + elsewhere) / (float64(v.grams.df[g]) + 0.5))
	}
	return sum / math.Sqrt(float64(1+len(v.grams.df)))
}

// grams are the fragments of four letters of the words of a case. They find inflections, compounds, and names that are
// written together here and apart there.
type grams struct {
	at   map[uint32]int32
	sift [1 << 10]uint64 // A bit for each hash that occurs: most fragments end here.
	df   []int32         // How many candidates have it.
	seen []int32
}

func sifted(x uint32) (word, bit uint32) {
	h := x * 2654435761 >> 16
	return h >> 6, h & 63
}

func gramAt(w []byte, i int) uint32 {
	return uint32(w[i]) | uint32(w[i+1])<<8 | uint32(w[i+2])<<16 | uint32(w[i+3])<<24
}

// add takes in the fragments of a word of the case.
func (g *grams) add(w []byte) {
	if g.at == nil {
		g.at = map[uint32]int32{}
	}
	for i := 0; i+4 <= len(w); i++ {
		x := gramAt(w, i)
		if _, known := g.at[x]; known {
			continue
		}
		g.at[x] = int32(len(g.df))
		word, bit := sifted(x)
		g.sift[word] |= 1 << bit
		g.df, g.seen = append(g.df, 0), append(g.seen, 0)
	}
}

// find adds the fragments of w that are new in the candidate stamp to hits.
func (g *grams) find(w []byte, stamp int32, hits []int32) []int32 {
	for i := 0; i+4 <= len(w); i++ {
		x := gramAt(w, i)
		if word, bit := sifted(x); g.sift[word]>>bit&1 == 0 {
			continue
		}
		at, ok := g.at[x]
		if !ok || g.seen[at] == stamp {
			continue
		}
		g.seen[at] = stamp
		g.df[at]++
		hits = append(hits, at)
	}
	return hits
}

// verbs are words of titles that say what kind of work a change is, as stem leaves them. Some kinds are taken back
// more often than others.
var verbs = strings.Fields(`enabl disabl add remov delet updat upgrad bump us switch mov migrat renam refactor replac convert fix allow set
	chang mak creat drop support implement introduc improv optimiz simplif clean deprecat stop start turn deploy roll test doc comment log
	increas decreas rais low limit default initial new temporar avoid ensur handl skip ignor split merg import instal requir hid show rewrit
	rework reduc cach lock thread async parallel via from to all for`)

var verbAt = func() map[string]int8 {
	m := map[string]int8{}
	for i, w := range verbs {
		m[w] = int8(i)
	}
	return m
}()

// spot adds the verb w to those of a title, once.
func spot(w []byte, found []int8) []int8 {
	verb, ok := verbAt[string(w)]
	if !ok {
		return found
	}
	for _, f := range found {
		if f == verb {
			return found
		}
	}
	return append(found, verb)
}
