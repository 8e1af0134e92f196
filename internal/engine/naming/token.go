package naming

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word of a text: letters and digits, with its place.
type token struct {
	start, end int
	folded     string
	capital    bool // Begins with an upper-case letter.
}

func tokens(text string) []token {
	var list []token
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			i += n
			continue
		}
		t := token{start: i, capital: unicode.IsUpper(r)}
		for i < len(text) {
			r, n = utf8.DecodeRuneInString(text[i:])
			if !wordRune(r) {
				break
			}
			i += n
		}
		t.end, t.folded = i, fold(text[t.start:i])
		list = append(list, t)
	}
	return list
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mn, r)
}

// fold brings letters to one case and drops accents: "José" is "jose".
func fold(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func foldedWords(s string) []string {
	var words []string
	for _, t := range tokens(s) {
		words = append(words, t.folded)
	}
	return words
}

// spaceless says whether a name is written in a script that puts no space between words.
func spaceless(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			n++
		}
	}
	return n >= 2
}
