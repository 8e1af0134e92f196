package store

import "strings"

// searchTerms is a query in the engine's own language and the statement's condition for it.
// Parameter 1 of the statement is the match.
type searchTerms struct {
	match string // The bound parameter.
	where string // The condition.
	rank  string // An expression that sorts the best first, ascending.
}

// search quotes each phrase, so that no text of a person is read as FTS5 syntax. The last word
// also matches as a beginning, for search while typing.
func (sqliteDialect) search(phrases [][]string) searchTerms {
	quoted := make([]string, len(phrases))
	for i, words := range phrases {
		quoted[i] = `"` + strings.ReplaceAll(strings.Join(words, " "), `"`, `""`) + `"`
	}
	return searchTerms{match: strings.Join(quoted, " ") + "*", where: "search_words match $1", rank: "bm25(search_words, 8.0, 1.0)"}
}

// search quotes each word, so that no text of a person is read as the language of to_tsquery.
func (postgresDialect) search(phrases [][]string) searchTerms {
	quoted := make([]string, len(phrases))
	for i, words := range phrases {
		parts := make([]string, len(words))
		for j, w := range words {
			parts[j] = `'` + strings.NewReplacer(`'`, ``, `\`, ``).Replace(w) + `'`
		}
		quoted[i] = "(" + strings.Join(parts, " <-> ") + ")"
	}
	last := quoted[len(quoted)-1]
	quoted[len(quoted)-1] = strings.TrimSuffix(last, ")") + ":*)"
	const query = "to_tsquery('simple', $1)"
	return searchTerms{match: strings.Join(quoted, " & "), where: "search_words.terms @@ " + query, rank: "-ts_rank(search_words.terms, " + query + ")"}
}
