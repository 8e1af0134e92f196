package recap

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// age is how long before the case candidate i happened, on a scale where hours count more than days.
func (v *view) age(i int) float64 { return math.Log1p(v.read[i].age.Hours() * 4) }

// fresh is 1 for a change of this moment, and fades within hours.
func (v *view) fresh(i int) float64 { return math.Exp(-v.read[i].age.Hours() / 3) }

// order tells each candidate how many are newer; those of the same moment share a place.
func (v *view) order() {
	by := make([]int, len(v.among))
	for i := range by {
		by[i] = i
	}
	slices.SortFunc(by, func(a, b int) int { return cmp.Compare(v.read[a].age, v.read[b].age) })
	for place, i := range by {
		v.read[i].newer = place
		if place > 0 && v.read[by[place-1]].age == v.read[i].age {
			v.read[i].newer = v.read[by[place-1]].newer
		}
	}
}

// after is what became of a change before the case began.
type after struct {
	touched float64 // The share of its files that were changed again since; a file that is always changed counts little.
	undone  bool    // A newer candidate takes it back.
}

// mostVisits bounds how often one file is looked at again.
const mostVisits = 50

// follow finds what became of each change before the case began.
func (v *view) follow() {
	visits, titled := map[string][]time.Duration{}, map[string][]int32{}
	for i := range v.among {
		for _, p := range v.pathsOf(i) {
			visits[p] = append(visits[p], v.read[i].age)
		}
		titled[v.read[i].title] = append(titled[v.read[i].title], int32(i))
	}
	for _, all := range visits {
		slices.Sort(all)
	}
	for i := range v.among {
		r, paths := &v.read[i], v.pathsOf(i)
		sum := 0.0
		for _, p := range paths {
			all := visits[p]
			newer, _ := slices.BinarySearch(all, r.age)
			sum += float64(min(newer, mostVisits)) / float64(len(all))
		}
		r.after.touched = sum / float64(max(1, len(paths)))
		same := titled[r.title]
		for _, k := range same[:min(len(same), mostVisits)] {
			if v.read[k].age < r.age && takesBack(v.among[k].Title) != takesBack(v.among[i].Title) {
				r.after.undone = true
			}
		}
	}
}

func (v *view) pathsOf(i int) []string {
	return v.among[i].Paths[:min(len(v.among[i].Paths), mostPaths)]
}

// takesBack says whether a title takes something back, rather than bringing it, or bringing it again.
func takesBack(title string) bool {
	l := strings.ToLower(strings.TrimSpace(head(title, 64)))
	return strings.HasPrefix(l, "revert") && !strings.HasPrefix(l, `revert "revert`)
}

// trials are words, and pairs of words, that tell that a change was tried before and taken back. They are as stem leaves them.
var trials = map[string][]string{
	"reland": nil, "reappl": nil, "resubmit": nil, "land": {"re"}, "submit": {"re"}, "attempt": {"second", "third", "nd", "rd", "2"},
	"try": {"second", "third", "another", "fresh"}, "2": {"tak", "attempt"}, "3": {"tak", "attempt"}, "two": {"tak"}, "revert": {"was", "previous"},
}

// trial reads along for trials.
type trial struct {
	last  [12]byte
	size  int
	found bool
}

func (t *trial) read(w []byte) {
	if t.found {
		return
	}
	if after, ok := trials[string(w)]; ok {
		t.found = after == nil || slices.Contains(after, string(t.last[:t.size]))
	}
	t.size = copy(t.last[:], w)
}

func sayAgain(*view, int) string { return "was tried before and taken back" }
