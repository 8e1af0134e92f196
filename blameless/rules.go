package blameless

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

//go:embed rules.yaml
var rulesYAML []byte

// rule is one entry of rules.yaml.
type rule struct {
	ID       string   `yaml:"id"`
	Label    string   `yaml:"label"`
	Severity Severity `yaml:"severity"`
	Find     []string `yaml:"find"`
	Why      string   `yaml:"why"`
	Suggest  string   `yaml:"suggest"`
}

// phrase is the words that follow a first word, and the rule that they belong to.
type phrase struct {
	rest []string
	rule *rule
}

// ruleSet finds phrases by their first word.
type ruleSet map[string][]phrase

// builtin reads the embedded rules once. They cannot be broken in a binary that passed its
// tests, hence the panic.
var builtin = sync.OnceValue(func() ruleSet {
	set, err := parseRules(rulesYAML)
	if err != nil {
		panic(err)
	}
	return set
})

func parseRules(raw []byte) (ruleSet, error) {
	var rules []rule
	if err := yaml.Unmarshal(raw, &rules); err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	set := ruleSet{}
	for i := range rules {
		r := &rules[i]
		if r.ID == "" || r.Label == "" || r.Why == "" || r.Suggest == "" || len(r.Find) == 0 ||
			(r.Severity != Block && r.Severity != Advise) {
			return nil, fmt.Errorf("rule %d (%q) is not complete", i+1, r.ID)
		}
		for _, f := range r.Find {
			words := strings.Fields(strings.ToLower(f))
			set[words[0]] = append(set[words[0]], phrase{words[1:], r})
		}
	}
	return set, nil
}

// find returns every phrase in doc, in order; of two that begin at the same word, the longer.
func (s ruleSet) find(doc string) []Finding {
	var found []Finding
	for at := 0; at < len(doc); {
		start, end := nextWord(doc, at)
		if start < 0 {
			break
		}
		at = end
		best, bestEnd := (*rule)(nil), 0
		for _, p := range s[fold(doc[start:end])] {
			if stop, ok := follows(doc, end, p.rest); ok && stop > bestEnd {
				best, bestEnd = p.rule, stop
			}
		}
		if best != nil {
			found = append(found, Finding{
				Label: best.Label, Rule: best.ID, Start: start, End: bestEnd,
				Severity: best.Severity, Why: best.Why, Suggest: best.Suggest,
			})
			at = bestEnd
		}
	}
	return found
}

// follows says whether the words stand at doc[at:], with nothing but joints in between, and
// where the last one ends.
func follows(doc string, at int, words []string) (int, bool) {
	for _, w := range words {
		start, end := nextWord(doc, at)
		if start < 0 || fold(doc[start:end]) != w || !isJoint(doc[at:start]) {
			return 0, false
		}
		at = end
	}
	return at, true
}

// isJoint says whether s may stand between the words of a phrase: space, one line break, a
// hyphen, Markdown marks, the mark of a quote at the beginning of a line.
func isJoint(s string) bool {
	return s != "" && len(s) <= 40 && strings.Count(s, "\n") <= 1 &&
		strings.Trim(s, " \t\r\n\u00a0\u2009\u202f-\u2010\u2011*_~>") == ""
}

// nextWord finds the next run of letters, digits and apostrophes' inner parts at or after at.
// Invisible characters inside a word belong to it: they must not hide it.
func nextWord(doc string, at int) (start, end int) {
	start = -1
	for i, r := range doc[at:] {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || (start >= 0 && isInvisible(r)):
			if start < 0 {
				start = at + i
			}
			end = at + i + utf8.RuneLen(r)
		case start >= 0:
			return start, end
		}
	}
	return start, end
}

// isInvisible knows the characters that show nothing inside a word: the soft hyphen, joiners,
// the zero-width space and the byte order mark.
func isInvisible(r rune) bool {
	switch r {
	case 0x00ad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff:
		return true
	}
	return false
}

// fold is the form in which words are compared.
func fold(w string) string {
	if len(w) > 64 {
		return ""
	}
	return strings.ToLower(strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, w))
}
