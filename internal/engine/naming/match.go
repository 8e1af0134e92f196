package naming

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findWords finds names that are written as words.
func (f *Finder) findWords(text string) []Occurrence {
	if len(f.patterns) == 0 {
		return nil
	}
	var list []Occurrence
	words := tokens(text)
	for i := 0; i < len(words); i++ {
		for _, p := range f.patterns[words[i].folded] {
			n := p.matches(text, words[i:])
			if n == 0 {
				continue
			}
			start, end := words[i].start, words[i+n-1].end
			verdict := yes
			if exact := n > 1 && text[start:end] == p.raw; !p.plain && !exact {
				verdict = judge(text, words, i, n)
			}
			if verdict == no {
				continue
			}
			if p.single {
				end = initial(text, words, i+n, end)
			}
			o := Occurrence{Start: start, End: end, Becomes: fit(text, start, end, p.role), Unsure: verdict == perhaps}
			list = append(list, owned(text, o))
			i += n - 1
			break
		}
	}
	return list
}

// matches returns how many words of the text the name takes; 0 when it is not there.
func (p pattern) matches(text string, words []token) int {
	if len(words) < len(p.words) {
		return 0
	}
	for i, w := range p.words {
		if words[i].folded != w {
			return 0
		}
		if i > 0 && !joins(text[words[i-1].end:words[i].start]) {
			return 0
		}
	}
	return len(p.words)
}

// joins says whether two words with this between them can be one name: "Ana Lopez",
// "ana.lopez", "Lopez, Ana", also across one line break.
func joins(between string) bool {
	return len(between) <= 4 && strings.Count(between, "\n") <= 1 && strings.Trim(between, " \t\r\n.,_-\u00a0") == ""
}

// owned makes "James' shell" into "a responder's shell".
func owned(text string, o Occurrence) Occurrence {
	for _, mark := range []string{"'", "’"} {
		rest, ok := strings.CutPrefix(text[o.End:], mark)
		quoted := strings.HasSuffix(text[:o.Start], "'") || strings.HasSuffix(text[:o.Start], "‘")
		if ok && !quoted && strings.HasPrefix(rest, " ") && strings.HasSuffix(text[o.Start:o.End], "s") {
			o.End += len(mark)
			o.Becomes += mark + "s"
		}
	}
	return o
}

// initial takes an initial into the name: "Ana L." leaves no "L." behind.
func initial(text string, words []token, next, end int) int {
	if next >= len(words) {
		return end
	}
	w := words[next]
	if text[end:w.start] == " " && w.capital && utf8.RuneCountInString(text[w.start:w.end]) == 1 && strings.HasPrefix(text[w.end:], ".") {
		return w.end + 1
	}
	return end
}

// verdict says whether a word that matches is meant as a name.
type verdict int

const (
	no verdict = iota
	perhaps
	yes
)

// judge decides on words[i:i+n]. Names that are no common words count however they are written;
// common words count where the sentence leaves little doubt.
func judge(text string, words []token, i, n int) verdict {
	if n == 1 && isEveryday(words[i].folded) {
		return everydayContext(text, words, i)
	}
	common := 0
	for _, w := range words[i : i+n] {
		if isCommon(w.folded) || isEveryday(w.folded) || utf8.RuneCountInString(w.folded) < 3 {
			common++
		}
	}
	if common < n {
		return yes
	}
	for _, w := range words[i : i+n] {
		if !w.capital && !isNumber(w.folded) {
			return no
		}
	}
	if n > 1 {
		return yes // "Mark Stone": two words that are both capital and in the order of a name.
	}
	return context(text, words, i)
}

// everydayContext decides on a single ordinary word of English: in lower case it stays unless
// somebody chooses otherwise, and behind an article it names a thing.
func everydayContext(text string, words []token, i int) verdict {
	w, next := words[i], word(words, i+1)
	behind := isArticle(fold(lastWord(text[:w.start])))
	switch {
	case !w.capital && (behind || !speaks(next)):
		return no
	case !w.capital || behind || allCapitals(text[w.start:w.end]):
		return perhaps
	case begins(text, w.start) || inHeading(text, w.start):
		if speaks(next) && gap(text, words, i) {
			return yes
		}
		return perhaps
	}
	return yes
}

// context decides on a single capital word that is also a common one.
func context(text string, words []token, i int) verdict {
	w := words[i]
	if isProduct(w.folded) || isRoleWord(w.folded) || allCapitals(text[w.start:w.end]) {
		return perhaps // Things act too: Jenkins was down, RAM's limit.
	}
	if isOwned(text[w.end:]) {
		return yes
	}
	starts, next, after := begins(text, w.start), word(words, i+1), word(words, i+2)
	if !gap(text, words, i) {
		next = ""
	}
	switch {
	case isMonth(w.folded) && dated(words, i):
		return no
	case isMonth(w.folded) && (next == "was" || next == "is" || next == "has" || next == "had"):
		return perhaps
	case w.folded == "mark" && isStatus(next) && !isArticle(after):
		return perhaps // The button says: Mark stable.
	case acts(next) || next == "and" && i+2 < len(words) && words[i+2].capital && !isCommon(after):
		return yes
	case !starts && !inHeading(text, w.start):
		return yes
	}
	return perhaps
}

// fit brings a role into the form that its place asks for: a capital at the beginning of a
// sentence, no second article, no space inside a path or an address.
func fit(text string, start, end int, role string) string {
	if tight(text, start, end) {
		return strings.ReplaceAll(role, " ", "-")
	}
	if before := fold(lastWord(text[:start])); isArticle(before) && before != "that" { // "that Ana ran" is a clause.
		for _, a := range []string{"the ", "a ", "an "} {
			role = strings.TrimPrefix(role, a)
		}
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[start:end], "@"))
	if begins(text, start) && (unicode.IsUpper(first) || text[start] == '@') {
		r, n := utf8.DecodeRuneInString(role)
		role = string(unicode.ToUpper(r)) + role[n:]
	}
	return role
}

// tight says whether the place is part of something that holds no spaces: a path, an address, a
// key=value.
func tight(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, n := utf8.DecodeRuneInString(text[end:])
	if strings.ContainsRune(`/\=_~`, before) && start > 0 || strings.ContainsRune(`/\=_@`, after) && end < len(text) {
		return true
	}
	// A dot or hyphen joins only when a word goes on after it: leo.sql, but not "by Leo.".
	if end < len(text) && strings.ContainsRune(".-", after) {
		r, _ := utf8.DecodeRuneInString(text[end+n:])
		return wordRune(r)
	}
	if start > 0 && strings.ContainsRune(".-:", before) {
		_, size := utf8.DecodeLastRuneInString(text[:start])
		r, _ := utf8.DecodeLastRuneInString(text[:start-size])
		return start > size && wordRune(r)
	}
	return false
}

func lastWord(before string) string {
	trimmed := strings.TrimRight(before, " \t")
	if trimmed == before {
		return ""
	}
	return trimmed[strings.LastIndexFunc(trimmed, func(r rune) bool { return !wordRune(r) })+1:]
}

// begins says whether a sentence, a list item, a quotation or a button's text begins here.
func begins(text string, at int) bool {
	before := strings.TrimRight(text[:at], " \t")
	if before == "" || strings.HasSuffix(before, "\n") {
		return true
	}
	r, n := utf8.DecodeLastRuneInString(before)
	if strings.ContainsRune("*_`>#|([“\"‘«", r) {
		return true
	}
	if strings.ContainsRune(".!?:…–—•", r) {
		// "e.g. Will" and "No. Will" look alike; a beginning is the careful answer.
		return true
	}
	return r == '-' && (len(before) == n || strings.HasSuffix(before[:len(before)-n], "\n"))
}

// gap says whether the next word follows with nothing but a space between.
func gap(text string, words []token, i int) bool {
	return i+1 < len(words) && strings.Trim(text[words[i].end:words[i+1].start], " \t\n*_") == ""
}

func word(words []token, i int) string {
	if i < 0 || i >= len(words) {
		return ""
	}
	return words[i].folded
}

// isOwned says whether a possessive follows: "Will's", "James'".
func isOwned(after string) bool {
	for _, s := range []string{"'s", "’s"} {
		if rest, ok := strings.CutPrefix(after, s); ok {
			r, _ := utf8.DecodeRuneInString(rest)
			return rest == "" || !wordRune(r)
		}
	}
	return false
}

func allCapitals(s string) bool {
	return utf8.RuneCountInString(s) > 1 && strings.ToUpper(s) == s
}

func inHeading(text string, at int) bool {
	line := text[strings.LastIndexByte(text[:at], '\n')+1:]
	return strings.HasPrefix(line, "#")
}

// dated says whether the word stands in a date: "in May", "3 April", "June 2026".
func dated(words []token, i int) bool {
	before, after := word(words, i-1), word(words, i+1)
	return isNumber(before) || isNumber(after) || slices.Contains([]string{"in", "on", "since", "until", "till", "by", "from", "of", "early", "late", "mid", "last", "next", "this", "during", "before", "after"}, before)
}

func isNumber(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) || strings.HasSuffix(s, "th") && len(s) <= 4 && unicode.IsDigit(rune(s[0]))
}
