package recap

import (
	"cmp"
	"slices"
)

// order tells each candidate how many are newer; those of the same moment share a place.
func (v *view) order() {
	by := make([]int, len(v.among))
	for i := range by {
		by[i] = i
	}
	slices.SortFunc(by, func(a, b int) int { return cmp.Compare(v.read[a].age, v.read[b].age) })
	for place, i := range by {
		v.read[i].nth = place
		if place > 0 && v.read[by[place-1]].age == v.read[i].age {
			v.read[i].nth = v.read[by[place-1]].nth
		}
	}
}
