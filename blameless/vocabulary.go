package blameless

import (
	"fmt"
	"maps"
	"math/bits"
	"strings"
)

// vocabulary numbers the words that rules and lexicon speak of, and knows their classes.
type vocabulary struct {
	words wordTable
	count int32          // Of the words that have a number.
	names map[string]int // The classes by name.
	above [128]classes   // The classes that hold all members of a class, by its number.

	read map[string]weighted // Elements of patterns that were read already: most stand in many.
}

type entry struct {
	word  int32
	class classes
}

// The classes that a text gives rise to by its shape, and those that the matcher itself asks
// for. The lexicon may add words to the last three.
var (
	codeThing = class(0)  // Code, a file, a host, an identifier.
	handle    = class(1)  // @somebody.
	number    = class(2)  // 10, 10:45, 25%.
	capital   = class(3)  // Begins with a capital letter.
	given     = class(4)  // A given name of a person, with its capital.
	clause    = class(5)  // Begins another clause: because, which, a semicolon.
	shouted   = class(7)  // All in capitals.
	stranger  = class(8)  // A word with a capital that neither rules nor lexicon know.
	person    = class(9)  // What one person is called by what they do.
	done      = class(11) // The participle of a verb: deleted, run, caught.
	thing     = class(10) // What a person's noun before it only describes: worker node, developer tools.
	trailing  = class(6)  // Says nothing at the ends of a sentence: quotation marks, brackets.
)

func newVocabulary() *vocabulary {
	v := &vocabulary{words: newWordTable(8000), names: map[string]int{}}
	for w := range irregularParticiples() {
		v.words.at(w).class = done
	}
	for i, name := range []string{"code", "handle", "number", "capital", "given", "clause", "trailing", "shout", "stranger", "role", "thing", "participle"} {
		v.names[name] = i
	}
	return v
}

func (v *vocabulary) clone() *vocabulary {
	return &vocabulary{words: v.words.clone(), count: v.count, names: maps.Clone(v.names), above: v.above}
}

// define makes a class known.
func (v *vocabulary) define(name string) (classes, error) {
	n, ok := v.names[name]
	if !ok {
		if n = len(v.names); n >= 128 {
			return classes{}, fmt.Errorf("there are more than 128 word classes: %s is one too many", name)
		}
		v.names[name] = n
	}
	return class(n), nil
}

// id numbers a word.
func (v *vocabulary) id(word string) int32 {
	e := v.words.at(word)
	if e.word == 0 {
		v.count++
		e.word = v.count
	}
	return e.word
}

// put makes a word a member of a class.
func (v *vocabulary) put(word string, c classes) {
	v.id(word)
	e := v.words.at(word)
	e.class = e.class.or(c)
}

// include makes every member of a class a member of another one as well.
func (v *vocabulary) include(inner string, outer classes) error {
	n, ok := v.names[inner]
	if !ok {
		return fmt.Errorf("there is no word class @%s", inner)
	}
	v.above[n] = v.above[n].or(outer)
	return nil
}

// close gives every word the classes above its own. Those of a given name wait for the text,
// which shows whether it is one.
func (v *vocabulary) close() {
	known := map[classes]classes{}
	for i := range v.words.list {
		e := &v.words.list[i].entry
		wider, ok := known[e.class]
		if !ok {
			wider = e.class.or(v.over(e.class.without(given)))
			known[e.class] = wider
		}
		e.class = wider
	}
}

// over returns the classes above those in c, whatever number of steps.
func (v *vocabulary) over(c classes) classes {
	for {
		wider := c
		for part, set := range c {
			for ; set != 0; set &= set - 1 {
				wider = wider.or(v.above[part*64+bits.TrailingZeros64(set)])
			}
		}
		if wider == c {
			return c
		}
		c = wider
	}
}

// look returns what is known of a word in small letters. It does not allocate.
func (v *vocabulary) look(word []byte) (int32, classes) {
	e := v.words.look(word)
	return e.word, e.class
}

// forms are the words that an entry stands for: "%delete" is every form of the verb.
func forms(w string) []string {
	w = strings.ToLower(w)
	if verb, ok := strings.CutPrefix(w, "%"); ok {
		return inflect(verb)
	}
	return []string{w}
}
