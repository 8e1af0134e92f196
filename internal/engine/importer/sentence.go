package importer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var shortened = regexp.MustCompile(`(?i)(?:^|[\s(])(?:e\.g|i\.e|etc|approx|ca|vs|no|dr|mr|mrs|ms|st|fig|cf|resp|incl|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|a\.m|p\.m|\p{L})\.$`)

// sentences parts a paragraph. A full stop ends a sentence when white space and no small letter
// follows (but for the name of a host or a tool), and the word in front of it is no abbreviation.
func sentences(text string) []string {
	text = oneLine(text)
	var all []string
	start := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '.' && c != '!' && c != '?' {
			continue
		}
		end := i + 1
		for end < len(text) && strings.IndexByte(`.!?)"'*_]`, text[end]) >= 0 {
			end++
		}
		if end >= len(text) || text[end] != ' ' {
			continue
		}
		if open := strings.LastIndexByte(text[start:i], '('); open >= 0 && !strings.Contains(text[start+open:end], ")") && end-start-open < 200 {
			continue // Inside brackets, which belong to one sentence.
		}
		next, _ := utf8.DecodeRuneInString(text[end+1:])
		if unicode.IsLower(next) && !isName(text[end+1:]) || c == '.' && shortened.MatchString(text[max(start, i-12):i+1]) {
			continue
		}
		all = append(all, text[start:end])
		start, i = end+1, end
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		all = append(all, rest)
	}
	return all
}

// isName says whether a text begins with a name that is written in small letters, as those of
// hosts and tools are: docs.rs, kube_proxy, libssl3.
func isName(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	word = strings.TrimRight(word, ".,;:!?)")
	return strings.ContainsAny(word, "._0123456789")
}

// headline parts a text into its first sentence and the others.
func headline(text string) (first, more string) {
	text = oneLine(text)
	all := sentences(text)
	if len(all) == 0 {
		return "", ""
	}
	return all[0], strings.TrimSpace(text[len(all[0]):])
}

// words counts the words of a text.
func words(text string) int { return len(strings.Fields(text)) }

// whole is all that a block says, its kids included.
func (b *block) whole() string {
	var out []string
	if s := b.line.said(); s != "" {
		out = append(out, s)
	}
	for _, c := range b.cells {
		if s := c.said(); s != "" {
			out = append(out, s)
		}
	}
	for _, k := range b.kids {
		if s := k.whole(); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}
