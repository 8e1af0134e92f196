package blameless

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

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

// tokenBuffers are used again from text to text.
var tokenBuffers = sync.Pool{New: func() any {
	list := make([]token, 0, longestSentence+1)
	return &list
}}

// read returns the sentences of doc[from:to] to do, one by one. The tokens are good until do
// returns.
func (l *lexer) read(from, to int, do func(sentence)) {
	buffer := tokenBuffers.Get().(*[]token)
	defer tokenBuffers.Put(buffer)
	l.tokens, l.open = (*buffer)[:0], false
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
