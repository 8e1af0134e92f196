package blameless

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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
	shape := l.spell(at, to)
	t := token{start: at, end: shape.end, kind: wordToken}
	t.capital = isUpper(l.doc[at]) || l.doc[at] >= utf8.RuneSelf && shape.capitals > 0
	t.shout = shape.letters > 1 && shape.capitals == shape.letters
	l.classify(&t, shape)
	l.add(t)
	if s := possessive(l.doc[t.end:to]); s > 0 {
		word, class := l.vocab.look([]byte("'s"))
		l.add(token{start: t.end, end: t.end + s, word: word, class: class})
		return t.end + s
	}
	return t.end
}

// shape is how a word is written.
type shape struct {
	end               int
	letters, capitals int
	joined            bool // With dots or underscores: a file, a host, an identifier.
}

// spell reads the word at at into buf, in small letters and without what does not show.
func (l *lexer) spell(at, to int) shape {
	l.buf = l.buf[:0]
	var s shape
	for s.end = at; s.end < to; {
		size := l.letter(at, to, &s)
		if size == 0 {
			break
		}
		s.end += size
	}
	return s
}

// letter takes the character at s.end into the word that began at at, and returns its length,
// or 0 where the word has ended.
func (l *lexer) letter(at, to int, s *shape) int {
	i := s.end
	switch c := l.doc[i]; {
	case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
		l.buf = append(l.buf, c)
		s.letters++
	case isUpper(c):
		l.buf = append(l.buf, c+('a'-'A'))
		s.letters++
		s.capitals++
	case c == '/' && i > at && isUpper(l.doc[i-1]) && i+1 < to && isUpper(l.doc[i+1]): // I/O, CI/CD
		l.buf = append(l.buf, c)
	case c == '_' && l.inWord(i), c == '.' && i > at && i+1 < to && isASCIIWord(l.doc[i+1]):
		l.buf = append(l.buf, c)
		s.joined = true
	case c == '\'' || strings.HasPrefix(l.doc[i:], "’"):
		return l.apostrophe(i, to)
	case c >= utf8.RuneSelf:
		return l.wide(to, s)
	default:
		return 0
	}
	return 1
}

// apostrophe takes in one that stands within a word, but for that of a possessive.
func (l *lexer) apostrophe(i, to int) int {
	size := 1
	if l.doc[i] != '\'' {
		size = len("’")
	}
	if i+size >= to || !isASCIILetter(l.doc[i+size]) || possessive(l.doc[i:to]) > 0 && !contracts[string(l.buf)] {
		return 0
	}
	l.buf = append(l.buf, '\'')
	return size
}

// contracts are the words that 's makes one word with: it's, that's, who's.
var contracts = set("it that this he she who what where how there here let everyone nobody")

// wide takes in a character beyond ASCII.
func (l *lexer) wide(to int, s *shape) int {
	r, size := utf8.DecodeRuneInString(l.doc[s.end:to])
	switch {
	case isInvisible(r):
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		s.letters++
		if unicode.IsUpper(r) {
			s.capitals++
		}
		l.buf = utf8.AppendRune(l.buf, unicode.ToLower(r))
	default:
		return 0
	}
	return size
}

// classify gives a word its number and its classes: those of the lexicon, and those that its
// shape shows. A given name is one only with its capital, and not where a whole word shouts.
func (l *lexer) classify(t *token, s shape) {
	t.word, t.class = l.vocab.look(l.buf)
	if isParticiple(l.buf) {
		t.class = t.class.or(done)
	}
	if t.word == 0 && (s.joined || !t.shout && s.capitals > 1) {
		t.class = t.class.or(codeThing)
	}
	if t.shout {
		t.class = t.class.or(shouted)
	}
	if t.capital {
		t.class = t.class.or(capital)
		if t.word == 0 && !t.class.has(codeThing) {
			t.class = t.class.or(stranger)
		}
	}
	if !t.capital || t.shout && s.letters > 3 {
		t.class = t.class.without(given)
	}
	if t.class.has(given) {
		t.class = l.vocab.over(t.class)
	}
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
