package blameless

import "strings"

// IsGivenName says whether a word, whatever its case, is a given name of the built-in lexicon.
// Names that are also common words or products (Will, Mark, Jenkins) are not among them.
func IsGivenName(word string) bool {
	return builtin().vocab.words.look([]byte(strings.ToLower(word))).class.has(given)
}
