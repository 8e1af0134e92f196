package merge

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// linesOf are the lines with their ends.
func linesOf(s string) []string {
	if s == "" {
		return nil
	}
	list := strings.SplitAfter(s, "\n")
	if list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return list
}

// sentencesOf are sentences and the spaces between them, each a token. A line break ends a
// sentence too.
func sentencesOf(s string) []string {
	var list []string
	from := 0
	cut := func(to int) {
		if to > from {
			list = append(list, s[from:to])
			from = to
		}
	}
	for i, r := range s {
		switch {
		case i < from:
		case r == '\n' || unicode.IsSpace(r) && ends(s[from:i]):
			cut(i)
			cut(i + spaces(s[i:]))
		}
	}
	cut(len(s))
	return list
}

// ends says whether a sentence is over here.
func ends(s string) bool {
	s = strings.TrimRight(s, "\"'”’)]*_")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…")
}

// spaces is how many bytes of space a text begins with.
func spaces(s string) int { return len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace)) }

// wordsOf are words, marks and spaces, each a token.
func wordsOf(s string) []string {
	var list []string
	for s != "" {
		n := spaces(s)
		if n == 0 {
			n = wordAt(s)
		}
		list = append(list, s[:n])
		s = s[n:]
	}
	return list
}

// wordAt is how many bytes the word or the mark has that a text begins with.
func wordAt(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_' && r != '\'' && r != '’' {
			if i == 0 {
				_, n := utf8.DecodeRuneInString(s)
				return n
			}
			return i
		}
	}
	return len(s)
}

func isWord(token string) bool {
	r, _ := utf8.DecodeRuneInString(token)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
