package blameless

import (
	"cmp"
	_ "embed" // For the compiled rules.
	"encoding/binary"
	"slices"
	"sync"
)

// The built-in rules are compiled ahead: rules.bin holds what load makes of rules/*.yaml, so
// that a process reads them in a millisecond. A test asks that it is fresh.
//
//go:generate go run ./compile
//go:embed rules.bin
var compiled string

// builtin reads the compiled rules once. They cannot be broken in a binary that passed its
// tests, hence the panic.
var builtin = sync.OnceValue(func() *Rules {
	r := packed{from: compiled}
	return r.rules()
})

// Compile reads the embedded files and returns what rules.bin has to hold. The same files give
// the same bytes.
func Compile() []byte {
	r := load()
	p := packer{classes: map[classes]int{}, elements: map[*element]int{}, patterns: map[*pattern]int{}}
	return p.pack(r)
}

// packer writes rules as numbers and strings. What stands in many places is written once, in a
// table, and named by its number in it.
type packer struct {
	out      []byte
	classes  map[classes]int
	elements map[*element]int
	patterns map[*pattern]int
}

func (p *packer) number(n int)  { p.out = binary.AppendUvarint(p.out, uint64(n)) }
func (p *packer) text(s string) { p.number(len(s)); p.out = append(p.out, s...) }
func (p *packer) texts(l []string) {
	p.number(len(l))
	for _, s := range l {
		p.text(s)
	}
}

func (p *packer) pack(r *Rules) []byte {
	p.vocabulary(r.vocab)
	p.verbs(r.verbs)
	p.tables(r)
	p.number(len(r.rules))
	for _, one := range r.rules {
		p.rule(one)
	}
	return p.out
}

func (p *packer) vocabulary(v *vocabulary) {
	names := make([]string, len(v.names))
	for name, n := range v.names {
		names[n] = name
	}
	p.texts(names)
	for n := range names {
		p.set(v.above[n])
	}
	words := slices.Clone(v.words.list)
	slices.SortFunc(words, func(a, b known) int { // Words without a number come last.
		return cmp.Or(cmp.Compare(uint32(a.entry.word-1), uint32(b.entry.word-1)), cmp.Compare(a.text, b.text))
	})
	var kinds []classes
	for _, w := range words {
		c := w.entry.class
		if _, ok := p.classes[c]; !ok {
			p.classes[c] = len(kinds)
			kinds = append(kinds, c)
		}
	}
	p.number(len(kinds))
	for _, c := range kinds {
		p.set(c)
	}
	p.number(len(words))
	p.number(int(v.count))
	for _, w := range words {
		p.text(w.text)
		p.number(p.classes[w.entry.class])
	}
}

func (p *packer) set(c classes) {
	p.out = binary.LittleEndian.AppendUint64(p.out, c[0])
	p.out = binary.LittleEndian.AppendUint64(p.out, c[1])
}

func (p *packer) verbs(verbs map[string][]string) {
	var names []string
	for name := range verbs {
		names = append(names, name)
	}
	slices.Sort(names)
	p.texts(names)
	for _, name := range names {
		p.texts(verbs[name])
	}
}

// tables writes the elements and the patterns of all rules, each once.
func (p *packer) tables(r *Rules) {
	var elements []*element
	var patterns []*pattern
	for _, one := range r.rules {
		for _, list := range [][]*pattern{one.match, one.unless, one.needs} {
			for _, row := range list {
				if _, ok := p.patterns[row]; ok {
					continue
				}
				p.patterns[row] = len(patterns)
				patterns = append(patterns, row)
				for _, e := range row.row {
					if _, ok := p.elements[e]; !ok {
						p.elements[e] = len(elements)
						elements = append(elements, e)
					}
				}
			}
		}
	}
	words := 0
	for _, e := range elements {
		words += len(e.words)
	}
	p.number(words)
	p.number(len(elements))
	for _, e := range elements {
		p.number(int(e.kind))
		p.number(e.upTo)
		p.set(e.class)
		p.number(len(e.words))
		last := 0
		for _, w := range e.words {
			p.number(int(w) - last)
			last = int(w)
		}
	}
	total := 0
	for _, row := range patterns {
		total += len(row.row)
	}
	p.number(total)
	p.number(len(patterns))
	for _, row := range patterns {
		p.number(row.anchor)
		p.number(len(row.row))
		for _, e := range row.row {
			p.number(p.elements[e])
		}
	}
}

func (p *packer) rule(r *rule) {
	for _, s := range []string{r.ID, r.Label, string(r.Severity), r.Why, r.Suggest} {
		p.text(s)
	}
	p.texts(r.Also)
	p.texts(r.With)
	p.texts(r.Under)
	otherwise := 0
	if r.Otherwise {
		otherwise = 1
	}
	p.number(otherwise)
	for _, list := range [][]*pattern{r.match, r.unless, r.needs} {
		p.number(len(list))
		for _, row := range list {
			p.number(p.patterns[row])
		}
	}
}

// packed reads what packer wrote. Its strings are parts of from: nothing is copied.
type packed struct{ from string }

func (p *packed) number() int {
	n, shift := 0, 0
	for i := 0; i < len(p.from); i++ {
		c := p.from[i]
		n |= int(c&0x7f) << shift
		if c < 0x80 {
			p.from = p.from[i+1:]
			return n
		}
		shift += 7
	}
	panic("the compiled rules end early: run go generate ./blameless")
}

func (p *packed) text() string {
	n := p.number()
	s := p.from[:n]
	p.from = p.from[n:]
	return s
}

func (p *packed) texts() []string {
	n := p.number()
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = p.text()
	}
	return list
}

func (p *packed) set() classes {
	var c classes
	for i := range c {
		for k := range 8 {
			c[i] |= uint64(p.from[k]) << (8 * k)
		}
		p.from = p.from[8:]
	}
	return c
}

func (p *packed) rules() *Rules {
	r := &Rules{vocab: p.vocabulary(), verbs: map[string][]string{}, ahead: true}
	for _, name := range p.texts() {
		r.verbs[name] = p.texts()
	}
	patterns := p.patterns(p.elements())
	r.rules = make([]*rule, p.number())
	for i := range r.rules {
		r.rules[i] = p.rule(patterns)
		r.rules[i].order = i
	}
	r.file()
	return r
}

func (p *packed) vocabulary() *vocabulary {
	v := &vocabulary{names: map[string]int{}}
	for n, name := range p.texts() {
		v.names[name] = n
	}
	for n := range len(v.names) {
		v.above[n] = p.set()
	}
	kinds := make([]classes, p.number())
	for i := range kinds {
		kinds[i] = p.set()
	}
	words := p.number()
	v.count = int32(p.number())
	v.words = newWordTable(words)
	for i := range int32(words) {
		e := v.words.at(p.text())
		if e.class = kinds[p.number()]; i < v.count {
			e.word = i + 1
		}
	}
	return v
}

func (p *packed) elements() []element {
	words := make([]int32, p.number())
	list := make([]element, p.number())
	for i := range list {
		e := &list[i]
		e.kind, e.upTo, e.class = elementKind(p.number()), p.number(), p.set()
		n, last := p.number(), 0
		e.words, words = words[:n:n], words[n:]
		for k := range e.words {
			last += p.number()
			e.words[k] = int32(last)
		}
	}
	return list
}

func (p *packed) patterns(elements []element) []pattern {
	rows := make([]*element, p.number())
	list := make([]pattern, p.number())
	for i := range list {
		row := &list[i]
		row.anchor = p.number()
		n := p.number()
		row.row, rows = rows[:n:n], rows[n:]
		for k := range row.row {
			row.row[k] = &elements[p.number()]
		}
	}
	return list
}

func (p *packed) rule(patterns []pattern) *rule {
	r := &rule{ID: p.text(), Label: p.text(), Severity: Severity(p.text()), Why: p.text(), Suggest: p.text()}
	r.Also, r.With, r.Under = p.texts(), p.texts(), p.texts()
	r.Otherwise = p.number() == 1
	for _, list := range []*[]*pattern{&r.match, &r.unless, &r.needs} {
		*list = make([]*pattern, p.number())
		for i := range *list {
			(*list)[i] = &patterns[p.number()]
		}
	}
	return r
}
