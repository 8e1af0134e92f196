package blameless

// token is a word, a number, a piece of code or a mark of a sentence.
type token struct {
	start, end int     // In bytes of the document.
	word       int32   // Its number in the vocabulary; 0 for a word that no rule knows.
	class      classes // What the lexicon knows about it.
	kind       kind
	capital    bool // Its first letter is a capital.
	shout      bool // All its letters are capitals, and there are at least two.
	first      bool // It opens its sentence.
	quoted     bool // It stands in quotation marks.
}

type kind uint8

const (
	wordToken kind = iota
	numberToken
	codeToken // Code, a link's target, a handle: a name for a thing that is not read.
	markToken
)

// sentence is a run of tokens, and the text that they were read from.
type sentence struct {
	doc    string
	tokens []token
}

func (s sentence) text(i, j int) string {
	if i >= j {
		return ""
	}
	return s.doc[s.tokens[i].start:s.tokens[j-1].end]
}

// start and end are the bounds of the sentence in the document.
func (s sentence) start() int { return s.tokens[0].start }
func (s sentence) end() int   { return s.tokens[len(s.tokens)-1].end }
