package store

import "strings"

// searchTerms is a query in the engine's own language and the statement's condition for it.
type searchTerms struct {
	match string // The bound parameter.
	where string // The condition, with %s for the parameter's number.
	rank  string // An expression that sorts the best first, ascending.
}

// search quotes each word, so that no text of a person is read as FTS5 syntax. The last word
// also matches as a beginning, for search while typing.
func (sqliteDialect) search(words []string) searchTerms {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = `"` + strings.ReplaceAll(w, `"`, `""`) + `"`
	}
	match := strings.Join(quoted, " ")
	if len(words) > 0 {
		match += "*"
	}
	return searchTerms{match: match, where: "search match $1", rank: "bm25(search)"}
}

// search keeps letters and digits only, which is all that to_tsquery has to see.
func (postgresDialect) search(words []string) searchTerms {
	clean := make([]string, 0, len(words))
	for _, w := range words {
		clean = append(clean, "'"+strings.NewReplacer(`'`, " ", `\`, " ").Replace(w)+"'")
	}
	match := strings.Join(clean, " & ")
	if len(clean) > 0 {
		match += ":*"
	}
	return searchTerms{match: match, where: "terms @@ to_tsquery('simple', $1)", rank: "-ts_rank(terms, to_tsquery('simple', $1))"}
}
