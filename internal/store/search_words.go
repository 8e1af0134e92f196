package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// searchable folds a text into words that both engines split alike: lower case, without
// accents, letters and digits only. Differs otherwise: PostgreSQL keeps "checkout-api" or a
// path as one word, FTS5 splits them.
func searchable(s string) string {
	var b strings.Builder
	for _, w := range searchWords(s) {
		if b.Len() > maxSearchable {
			break
		}
		b.WriteString(w)
		b.WriteByte(' ')
	}
	return b.String()
}

// Limits of what is indexed: PostgreSQL refuses a tsvector of more than 1 MiB, and no one looks
// for a word that is longer than this.
const (
	maxSearchable = 400_000 // In bytes.
	maxSearchWord = 64      // In bytes, cut at a letter.
)

func searchWords(s string) []string {
	words := strings.FieldsFunc(fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	for i, w := range words {
		if len(w) > maxSearchWord {
			words[i] = strings.ToValidUTF8(w[:maxSearchWord], "")
		}
	}
	return words
}

// fold brings letters to one case and drops accents: "Café" is "cafe".
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// maxSearchWords bounds the work of a query.
const maxSearchWords = 16

// phrases reads a query: words that all have to be there, "in quotes" next to each other.
// A quote that is not closed reaches to the end.
func phrases(query string) [][]string {
	var list [][]string
	n := 0
	for i, part := range strings.Split(query, `"`) {
		words := searchWords(part)
		words = words[:min(len(words), maxSearchWords-n)]
		n += len(words)
		if i%2 == 1 && len(words) > 0 {
			list = append(list, words)
			continue
		}
		for _, w := range words {
			list = append(list, []string{w})
		}
	}
	return list
}

// snippet is the part of a text around the first place where one of the words begins a word.
func snippet(body string, list [][]string) string {
	const around = 90
	runes := []rune(strings.Join(strings.Fields(body), " "))
	at := firstHit(runes, list)
	from, to := max(0, at-around), min(len(runes), at+2*around)
	for from > 0 && from < at && runes[from-1] != ' ' {
		from++
	}
	for to < len(runes) && to > at && runes[to] != ' ' {
		to--
	}
	out := string(runes[from:to])
	if from > 0 {
		out = "… " + out
	}
	if to < len(runes) {
		out += " …"
	}
	return out
}

func firstHit(runes []rune, list [][]string) int {
	for i := 0; i < len(runes); {
		if !wordRune(runes[i]) {
			i++
			continue
		}
		end := i
		for end < len(runes) && wordRune(runes[end]) {
			end++
		}
		word := fold(string(runes[i:end]))
		for _, phrase := range list {
			if strings.HasPrefix(word, phrase[0]) {
				return i
			}
		}
		i = end
	}
	return 0
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mn, r)
}
