package blameless

import "slices"

// countUTF16 fills in the offsets in UTF-16 units, in one walk.
func countUTF16(doc string, found []Finding) {
	ends := make([]*int, 0, len(found)*4)
	at := make(map[*int]int, len(found)*4)
	note := func(unit *int, byteAt int) {
		ends = append(ends, unit)
		at[unit] = byteAt
	}
	for i := range found {
		for _, p := range []*Place{&found[i].Place, &found[i].Replace} {
			note(&p.StartUTF16, p.Start)
			note(&p.EndUTF16, p.End)
		}
	}
	slices.SortFunc(ends, func(a, b *int) int { return at[a] - at[b] })
	byteAt, units := 0, 0
	for _, unit := range ends {
		for _, r := range doc[byteAt:at[unit]] {
			units++
			if r > 0xffff {
				units++
			}
		}
		byteAt = at[unit]
		*unit = units
	}
}
