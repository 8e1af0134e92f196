package blameless

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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

// lexer turns parts of a document into tokens. Its buffers are used again from part to part.
type lexer struct {
	doc    string
	skip   spans
	vocab  *vocabulary
	tokens []token
	buf    []byte
	next   int  // The first of skip that was not yet passed.
	open   bool // Within double quotation marks.
}

// read returns the sentences of doc[from:to] to do, one by one. The tokens are good until do
// returns.
func (l *lexer) read(from, to int, do func(sentence)) {
	l.tokens, l.open = l.tokens[:0], false
	flush := func() {
		if len(l.tokens) > 0 {
			l.tokens[0].first = true
			l.adjuncts()
			do(sentence{l.doc, l.tokens})
			l.tokens = l.tokens[:0]
		}
	}
	for at := from; at < to; {
		if stop, ok := l.hidden(at); ok {
			l.add(token{start: at, end: min(stop, to), kind: codeToken, class: codeThing})
			at = stop
			continue
		}
		c := l.doc[at]
		switch {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '*' || c == '_' && !l.inWord(at) || c == '-' || c == '~':
			at++
		case c == '.' || c == '!' || c == '?':
			stop := at + 1
			for stop < to && strings.IndexByte(".!?", l.doc[stop]) >= 0 {
				stop++
			}
			if c != '.' {
				l.mark(at, at+1)
			}
			if l.endsSentence(at, stop, to) {
				for stop < to && isCloser(l.doc[stop:]) > 0 {
					l.quotation(stop)
					stop += isCloser(l.doc[stop:])
				}
				flush()
			}
			at = stop
		default:
			at = l.lex(at, to)
		}
		if len(l.tokens) >= longestSentence {
			flush()
		}
	}
	flush()
}

// adjuncts takes the persons out of compounds that name a thing: in "worker node" and "admin
// panel" the first noun only describes the second.
func (l *lexer) adjuncts() {
	for i := 1; i < len(l.tokens); i++ {
		if before := &l.tokens[i-1]; l.tokens[i].class.has(thing) && before.class.has(person) {
			before.class = classes{}
		}
	}
}

// longestSentence is where a sentence without an end is cut, in tokens: no pattern looks so far.
const longestSentence = 400

// hidden says whether at lies in a part that is not prose, and where that ends.
func (l *lexer) hidden(at int) (int, bool) {
	for l.next < len(l.skip) && l.skip[l.next].end <= at {
		l.next++
	}
	for l.next > 0 && l.skip[l.next-1].end > at {
		l.next--
	}
	if l.next < len(l.skip) && l.skip[l.next].start <= at {
		return l.skip[l.next].end, true
	}
	return 0, false
}

func (l *lexer) inWord(at int) bool {
	return at > 0 && isWordByte(l.doc[at-1]) && at+1 < len(l.doc) && isWordByte(l.doc[at+1])
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= utf8.RuneSelf
}

// lex reads the word, the number or the mark at at and returns where it ends.
func (l *lexer) lex(at, to int) int {
	r, size := rune(l.doc[at]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRuneInString(l.doc[at:to])
	}
	switch {
	case r == '@' && at+1 < to && isWordByte(l.doc[at+1]):
		stop := at + 1
		for stop < to && (isWordByte(l.doc[stop]) || strings.IndexByte("-_", l.doc[stop]) >= 0) {
			stop++
		}
		l.add(token{start: at, end: stop, kind: codeToken, class: l.vocab.over(handle)})
		return stop
	case unicode.IsDigit(r):
		return l.number(at, to)
	case unicode.IsLetter(r):
		return l.wordAt(at, to)
	}
	if isInvisible(r) {
		return at + size
	}
	l.quotation(at)
	l.mark(at, at+size)
	return at + size
}

// number reads digits with what joins them (10:45, 1.14, 2019-12-04, 25%, 10ms).
func (l *lexer) number(at, to int) int {
	stop := at + 1
	for stop < to {
		c := l.doc[stop]
		joins := strings.IndexByte(":.,-/%+", c) >= 0 && stop+1 < to && l.doc[stop+1] >= '0' && l.doc[stop+1] <= '9'
		if !isWordByte(c) && c != '%' && !joins {
			break
		}
		stop++
	}
	l.add(token{start: at, end: stop, kind: numberToken, class: number})
	return stop
}

// wordAt reads a word with its inner apostrophes and invisible characters. A possessive 's is a
// token of its own, other contractions are one word.
func (l *lexer) wordAt(at, to int) int {
	t := token{start: at, kind: wordToken}
	l.buf = l.buf[:0]
	letters, capitals := 0, 0
	dotted := false
	i := at
scan:
	for i < to {
		c := l.doc[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			l.buf = append(l.buf, c)
			letters++
			i++
		case c >= 'A' && c <= 'Z':
			l.buf = append(l.buf, c+('a'-'A'))
			letters++
			capitals++
			i++
		case c == '/' && i > at && isUpper(l.doc[i-1]) && i+1 < to && isUpper(l.doc[i+1]): // I/O, CI/CD
			l.buf = append(l.buf, c)
			i++
		case c == '_' || c == '.' && i > at && i+1 < to && isASCIIWord(l.doc[i+1]):
			if c == '_' && !l.inWord(i) {
				break scan
			}
			dotted = true
			l.buf = append(l.buf, c)
			i++
		case c == '\'' || c == 0xe2 && strings.HasPrefix(l.doc[i:], "’"):
			size := 1
			if c != '\'' {
				size = len("’")
			}
			if i+size >= to || !isASCIILetter(l.doc[i+size]) {
				break scan
			}
			if (l.doc[i+size] == 's' || l.doc[i+size] == 'S') && (i+size+1 >= to || !isWordByte(l.doc[i+size+1])) {
				break scan
			}
			l.buf = append(l.buf, '\'')
			i += size
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(l.doc[i:to])
			switch {
			case isInvisible(r):
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				if unicode.IsUpper(r) {
					capitals++
				}
				letters++
				l.buf = utf8.AppendRune(l.buf, unicode.ToLower(r))
			default:
				break scan
			}
			i += size
		default:
			break scan
		}
	}
	t.end = i
	t.capital = l.doc[at] >= 'A' && l.doc[at] <= 'Z' || l.doc[at] >= utf8.RuneSelf && capitals > 0
	t.shout = letters > 1 && capitals == letters
	t.word, t.class = l.vocab.look(l.buf)
	if isParticiple(l.buf) {
		t.class = t.class.or(done)
	}
	if t.word == 0 && (dotted || !t.shout && capitals > 1) {
		t.class = t.class.or(codeThing) // A file, a host, an identifier.
	}
	if t.shout {
		t.class = t.class.or(shouted)
	}
	if t.capital {
		t.class = t.class.or(capital)
		if t.word == 0 && !t.class.has(codeThing) {
			t.class = t.class.or(stranger)
		}
		if t.word != 0 && t.class.has(given) && t.shout && letters > 3 {
			t.class = t.class.without(given)
		}
	} else {
		t.class = t.class.without(given) // A given name has a capital.
	}
	if t.class.has(given) {
		t.class = l.vocab.over(t.class)
	}
	l.add(t)
	if s := possessive(l.doc[i:to]); s > 0 {
		w, class := l.vocab.look([]byte("'s"))
		l.add(token{start: i, end: i + s, word: w, class: class})
		i += s
	}
	return i
}

func isASCIIWord(c byte) bool { return c < utf8.RuneSelf && isWordByte(c) }

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// possessive is the length of the 's that s begins with, or 0.
func possessive(s string) int {
	for _, mark := range []string{"'", "’"} {
		if rest, ok := strings.CutPrefix(s, mark); ok && rest != "" && rest[0]|0x20 == 's' && (len(rest) == 1 || !isWordByte(rest[1])) {
			return len(mark) + 1
		}
	}
	return 0
}

func (l *lexer) mark(start, end int) {
	word, class := l.vocab.look([]byte(l.doc[start:end]))
	l.add(token{start: start, end: end, kind: markToken, word: word, class: class})
}

func (l *lexer) add(t token) {
	t.quoted = l.open
	l.tokens = append(l.tokens, t)
}

// quotation notes that a double quotation mark at at opens or closes.
func (l *lexer) quotation(at int) {
	switch s := l.doc[at:]; {
	case strings.HasPrefix(s, "“"), strings.HasPrefix(s, "«"):
		l.open = true
	case strings.HasPrefix(s, "”"), strings.HasPrefix(s, "»"):
		l.open = false
	case s[0] == '"':
		l.open = !l.open
	}
}

// isCloser is the length of a mark that may follow the end of a sentence before the next one.
func isCloser(s string) int {
	for _, m := range []string{`"`, "”", "’", "'", ")", "*", "_", "»"} {
		if strings.HasPrefix(s, m) {
			return len(m)
		}
	}
	return 0
}

// endsSentence says whether the full stop (or another end mark) at doc[at:stop] ends its
// sentence: what follows is no small letter, and what stands before is no abbreviation.
func (l *lexer) endsSentence(at, stop, to int) bool {
	after := l.doc[stop:to]
	trimmed := strings.TrimLeft(after, "\"”’')*_»")
	if trimmed == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(trimmed)
	if !unicode.IsSpace(r) {
		return false
	}
	if l.doc[at] != '.' {
		return true
	}
	rest := strings.TrimLeft(trimmed, " \t\r\n*_\"“‘'([")
	r, _ = utf8.DecodeRuneInString(rest)
	if unicode.IsLower(r) && stop-at < 2 && !startsLowerSentence(rest) {
		return false
	}
	if stop-at > 1 && unicode.IsLower(r) {
		return false // An ellipsis within the sentence.
	}
	return !isAbbreviation(l.doc[:at])
}

// startsLowerSentence: in chat, people begin sentences with a small "i".
func startsLowerSentence(s string) bool {
	return strings.HasPrefix(s, "i ") || strings.HasPrefix(s, "i'")
}

func isAbbreviation(before string) bool {
	i := len(before)
	for i > 0 && (isASCIILetter(before[i-1]) || before[i-1] == '.') && len(before)-i < 9 {
		i--
	}
	switch strings.ToLower(before[i:]) {
	case "e.g", "i.e", "eg", "ie", "etc", "vs", "approx", "mr", "mrs", "ms", "dr", "st", "no", "inc", "ltd", "fig", "al", "cf", "resp":
		return true
	}
	return false
}

// isInvisible knows the characters that show nothing inside a word: the soft hyphen, joiners,
// the zero-width space, the marks that turn the direction of a line, the byte order mark.
func isInvisible(r rune) bool {
	switch r {
	case 0x00ad, 0x061c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2060, 0xfeff:
		return true
	}
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
