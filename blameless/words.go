package blameless

import "slices"

// wordTable leads from words in small letters to what is known of them. Looking up is most of
// what reading does, so the table is plainer than a map: open places, and no deletions.
type wordTable struct {
	places []int32 // Where a word's hash points: its number in list, from 1; 0 where there is none.
	list   []known // In the order of the first mention.
}

type known struct {
	text  string
	hash  uint32
	entry entry
}

// newWordTable makes room for n words.
func newWordTable(n int) wordTable {
	size := 1 << 10
	for size < 3*n {
		size *= 2
	}
	return wordTable{places: make([]int32, size), list: make([]known, 0, n)}
}

func (t *wordTable) clone() wordTable {
	return wordTable{slices.Clone(t.places), slices.Clone(t.list)}
}

// hash is FNV-1a.
func hash(word []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range word {
		h = (h ^ uint32(c)) * 16777619
	}
	return h ^ h>>15
}

// look returns what is known of a word, or the entry of none. It does not allocate.
func (t *wordTable) look(word []byte) entry {
	h := hash(word)
	for at := int(h); ; at++ {
		n := t.places[at&(len(t.places)-1)]
		if n == 0 {
			return entry{}
		}
		if k := &t.list[n-1]; k.hash == h && k.text == string(word) {
			return k.entry
		}
	}
}

// at returns the entry of a word, which it adds where there is none. It is good until the next
// call.
func (t *wordTable) at(word string) *entry {
	h := hash([]byte(word))
	for at := int(h); ; at++ {
		place := &t.places[at&(len(t.places)-1)]
		if *place == 0 {
			if 2*len(t.list) >= len(t.places) {
				t.grow()
				return t.at(word)
			}
			t.list = append(t.list, known{text: word, hash: h})
			*place = int32(len(t.list))
			return &t.list[len(t.list)-1].entry
		}
		if k := &t.list[*place-1]; k.hash == h && k.text == word {
			return &k.entry
		}
	}
}

func (t *wordTable) grow() {
	larger := newWordTable(2 * len(t.list))
	for _, k := range t.list {
		*larger.at(k.text) = k.entry
	}
	*t = larger
}
