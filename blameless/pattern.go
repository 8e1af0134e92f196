package blameless

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A pattern is a row of elements that stand next to each other in one sentence. Written:
//
//	word            that word; word|other either one; %verb every form of the verb
//	@class          a word of that class of the lexicon; may stand beside words: @team|they
//	{in time|soon}  one of several runs of words
//	x?              x or nothing
//	~3              up to three tokens, none of which begins another clause
//	~~3             up to three tokens of any kind
//	!x              the neighbour is not x (nothing is read)
//	^  $            the sentence begins, ends
//
// Braces and question marks are written out when the pattern is read, so that a compiled
// pattern is a plain row.
type pattern struct {
	row    []*element
	anchor int // The element whose words the pattern is found by.
}

type element struct {
	kind  elementKind
	words []int32 // In order.
	class classes
	upTo  int // For a gap.
}

type elementKind uint8

const (
	word elementKind = iota
	gap
	wideGap
	notNext
	atStart
	atEnd
)

func (e *element) holds(t *token) bool {
	if e.class.has(t.class) {
		return true
	}
	if t.word == 0 {
		return false
	}
	if len(e.words) <= 8 {
		return slices.Contains(e.words, t.word)
	}
	_, ok := slices.BinarySearch(e.words, t.word)
	return ok
}

// mostRows bounds what one written pattern may become.
const mostRows = 512

// compile reads a pattern.
func (v *vocabulary) compile(text string) ([]*pattern, error) {
	rows, err := spread(text)
	if err != nil {
		return nil, fmt.Errorf("pattern %q: %w", text, err)
	}
	var list []*pattern
	for _, row := range rows {
		p, err := v.row(row)
		if err != nil {
			return nil, fmt.Errorf("pattern %q: %w", text, err)
		}
		list = append(list, p)
	}
	return list, nil
}

// spread writes out braces and question marks.
func spread(text string) ([][]string, error) {
	rows := [][]string{nil}
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		var options [][]string
		var rest string
		var err error
		if strings.HasPrefix(text, "{") {
			end := strings.IndexByte(text, '}')
			if end < 0 {
				return nil, fmt.Errorf("a brace is not closed")
			}
			if options, err = branches(text[1:end]); err != nil {
				return nil, err
			}
			text = text[end+1:]
			if rest = strings.TrimPrefix(text, "?"); rest != text {
				options = append(options, nil)
			}
		} else {
			word, after, _ := strings.Cut(text, " ")
			rest = after
			if w, ok := strings.CutSuffix(word, "?"); ok && w != "" {
				options = [][]string{{w}, nil}
			} else {
				options = [][]string{{word}}
			}
		}
		text = rest
		if len(options) == 1 { // Most often: no row is written twice.
			for i := range rows {
				rows[i] = append(rows[i], options[0]...)
			}
			continue
		}
		longer := make([][]string, 0, len(rows)*len(options))
		for _, row := range rows {
			for _, o := range options {
				longer = append(longer, slices.Concat(row, o))
			}
		}
		if rows = longer; len(rows) > mostRows {
			return nil, fmt.Errorf("it stands for more than %d rows of words", mostRows)
		}
	}
	return rows, nil
}

// branches splits what stands between braces. Branches of one word each stay together as one
// element.
func branches(text string) ([][]string, error) {
	var options [][]string
	var single []string
	for _, o := range strings.Split(text, "|") {
		words := strings.Fields(o)
		if len(words) == 0 {
			return nil, fmt.Errorf("a branch is empty in {%s}", text)
		}
		if len(words) == 1 && strings.IndexByte("~!^$", words[0][0]) < 0 && !strings.HasSuffix(words[0], "?") {
			single = append(single, words[0])
			continue
		}
		rows, err := spread(o)
		if err != nil {
			return nil, err
		}
		options = append(options, rows...)
	}
	if len(single) > 0 {
		options = append(options, []string{strings.Join(single, "|")})
	}
	return options, nil
}

func (v *vocabulary) row(parts []string) (*pattern, error) {
	p := &pattern{row: make([]*element, 0, len(parts)), anchor: -1}
	best := 1 << 30
	for _, part := range parts {
		e, weight, err := v.element(part)
		if err != nil {
			return p, err
		}
		if e.kind == word && weight < best {
			p.anchor, best = len(p.row), weight
		}
		p.row = append(p.row, e)
	}
	if p.anchor < 0 {
		return p, fmt.Errorf("it names no word")
	}
	return p, nil
}

// weighted is an element, and how common it is: patterns are found by their rarest element.
type weighted struct {
	element *element
	weight  int
}

// element reads one element and its weight.
func (v *vocabulary) element(part string) (*element, int, error) {
	if w, ok := v.read[part]; ok {
		return w.element, w.weight, nil
	}
	e, weight, err := v.parse(part)
	if err == nil && v.read != nil {
		v.read[part] = weighted{&e, weight}
	}
	return &e, weight, err
}

func (v *vocabulary) parse(part string) (element, int, error) {
	switch {
	case part == "^":
		return element{kind: atStart}, 0, nil
	case part == "$":
		return element{kind: atEnd}, 0, nil
	case strings.HasPrefix(part, "~"):
		kind, digits := gap, part[1:]
		if strings.HasPrefix(digits, "~") {
			kind, digits = wideGap, digits[1:]
		}
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > 60 {
			return element{}, 0, fmt.Errorf("%s is no gap: write ~1 to ~60", part)
		}
		return element{kind: kind, upTo: n}, 0, nil
	case strings.HasPrefix(part, "!") && len(part) > 1:
		inner, _, err := v.element(part[1:])
		if inner.kind != word {
			return element{}, 0, fmt.Errorf("%s: only words and classes can be missing", part)
		}
		e := *inner
		e.kind = notNext
		return e, 0, err
	}
	e := element{kind: word}
	weight := 0
	for _, name := range strings.Split(part, "|") {
		if c, ok := strings.CutPrefix(name, "@"); ok {
			n, known := v.names[c]
			if !known {
				return e, 0, fmt.Errorf("there is no word class %s", name)
			}
			e.class = e.class.or(class(n))
			weight += 1000
			continue
		}
		if name == "" {
			return e, 0, fmt.Errorf("a word is empty in %q", part)
		}
		for _, w := range forms(name) {
			e.words = append(e.words, v.id(w))
			weight += 1 + commonness(w)
		}
	}
	slices.Sort(e.words)
	e.words = slices.Compact(e.words)
	return e, weight, nil
}

// commonness is larger for words that stand in every other sentence.
func commonness(w string) int {
	if strings.Contains(" the a an of to in and is was were be been it that this on for with as by at not or from are has had have we which ", " "+w+" ") {
		return 400
	}
	if len(w) < 3 {
		return 100
	}
	return 0
}
