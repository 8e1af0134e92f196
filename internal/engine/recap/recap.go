// Package recap says what changed since it last worked, ranked by how well each change explains
// what is broken, with reasons. It is deterministic, knows neither authors nor the order in which
// changes arrive, and reads no clock: the case says what time it is.
//
// Each signal is one function in signals*.go with one weight in weights.go, which
// `go run ./internal/engine/recap/train CASES.jsonl.gz` writes. A change that is itself a revert is
// ranked like any other: its title is read without the word, and its kind is not.
//
// Start reading at Rank.
package recap

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Case is what is broken, and where. Only At and one of Text and Error are needed.
type Case struct {
	At    time.Time // When it was noticed.
	Text  string    // What people say about it.
	Error string    // What the machine says.

	Service      string
	Environment  string
	Dependencies map[string]int // Services that Service leans on, by their distance: 1 is direct.
	// Triggered holds, for a service and kind (TriggerKey), how often such a change was confirmed as the trigger
	// of an earlier incident of this service.
	Triggered map[string]int
}

// TriggerKey is the key of Case.Triggered.
func TriggerKey(service, kind string) string { return service + "\x00" + kind }

// Candidate is a change that may explain the case. It has no author, and no field for one. The ID
// is only handed back.
type Candidate struct {
	ID        string
	At        time.Time
	Title     string
	Body      string
	Paths     []string
	Additions int
	Deletions int
	Kind      string

	Service     string
	Environment string
	RolledBack  time.Time // When it was rolled back; zero when it was not.
}

// Ranked is a candidate in its place.
type Ranked struct {
	ID      string
	Index   int      // Of the candidate, as it was handed in.
	Score   float64  // 0 to 1: the share that this change has among all candidates of the case.
	Reasons []string // One to four, the strongest first.
}

// Rank returns every candidate once, the likeliest first, by the shipped weights. Reasons are told for
// all of them; Top tells them for the first few only, and is faster.
func Rank(c Case, among []Candidate) []Ranked { return Top(c, among, len(among), Shipped()) }

// Top ranks every candidate by w, and tells the reasons of the first most.
func Top(c Case, among []Candidate, most int, w Weights) []Ranked {
	v := look(c, among)
	scores, list := make([]float64, len(among)), w.list()
	rows := make([]float64, len(among)*len(names))
	for i := range among {
		row := rows[i*len(names):][:len(names)]
		v.measure(i, row)
		scores[i] = dot(list, row)
	}
	order := make([]int, len(among))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		if by := cmp.Compare(scores[b], scores[a]); by != 0 {
			return by
		}
		return before(&among[a], &among[b])
	})
	usual := make([]float64, len(signals)) // What each adds on average; summed in the order of the ranking, which no other order alters.
	out, sum := make([]Ranked, len(order)), 0.0
	for place, i := range order {
		for k := range usual {
			usual[k] += list[k] * rows[i*len(names)+k] / float64(len(among))
		}
		share := math.Exp(scores[i] - scores[order[0]])
		sum += share
		out[place] = Ranked{ID: among[i].ID, Index: i, Score: share}
	}
	for place := range out {
		out[place].Score /= sum
		if place < most {
			out[place].Reasons = v.reasons(out[place].Index, list, usual)
		}
	}
	return out
}

// before orders changes that explain a case equally well: the newer first, then by what they say, so
// that the order in which they arrive decides nothing.
func before(a, b *Candidate) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Body, b.Body),
		slices.Compare(a.Paths, b.Paths), cmp.Compare(a.Additions, b.Additions), cmp.Compare(a.Deletions, b.Deletions),
		cmp.Compare(a.Service, b.Service), cmp.Compare(a.Environment, b.Environment), cmp.Compare(a.ID, b.ID))
}
