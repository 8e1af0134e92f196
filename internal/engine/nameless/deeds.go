package nameless

import (
	"regexp"
	"strings"

	"candor.dev/candor/internal/engine/naming"
)

// The deeds that in texts of tools are followed by "by" and whoever did them, and the verbs a name stands before.
var (
	deeds = set(`deployed triggered initiated requested approved merged created released started rolled-back reviewed changed updated
		reverted promoted restarted launched submitted pushed published executed cancelled canceled aborted authored`)
	acted = set(`deployed triggered initiated requested approved merged released started rolled reverted promoted restarted pushed
		published cancelled canceled changed updated created reviewed enabled disabled paused resumed turned`)
	// beginsBranch are what stands before the slash of a branch and is nobody.
	beginsBranch = set(`feature features feat fix fixes hotfix hotfixes bugfix bug release releases dependabot renovate chore docs doc test tests
		refactor ci revert perf style build task tasks story epic issue issues support experiment experimental exp spike wip dev develop
		main master staging prod production origin upstream backport backports cherry-pick topic user users people personal u improvement
		enhancement security deps snyk pre-commit-ci-update-config imgbot github gh-readonly-queue mergify merge translations l10n i18n env
		environment deploy stable patch rc hot sync update upgrade refs heads remotes cleanup maintenance branches tag tags`)
	determiners = set(`the a an our this that these those any all each every some default hand design nature us them it its you me myself him
		her accident chance one two three`)
)

var (
	doneBy  = regexp.MustCompile(`^[ \t]+(@?([\p{L}][\p{L}\p{N}._'’\-]*[\p{L}\p{N}])(?: (\p{Lu}[\p{L}'’\-]+))?)`)
	ends    = regexp.MustCompile(`^(?:[.,;!?)]*$|[.,;)]? *\n|[.,;)] |,? (?:via|at|on|in|to|from|for|with|using|during|and)\b)`)
	deploys = regexp.MustCompile(`(?i)(?:^|\s)(?:deploy|deployment|release|rollout|rollback) (?:of )?\S+ $`)
	single  = regexp.MustCompile(`^\p{Ll}[\p{Ll}\p{N}]*$`)
	whose   = regexp.MustCompile(`(?i)(\bassigned to|\bon[- ]?call:)[ \t]+(\p{Lu}[\p{L}'’\-]+(?:[ \t]+\p{Lu}[\p{L}'’\-]+){0,2})`)
	begins  = regexp.MustCompile(`(^|[.!?:\n] *|[\-*>] )(\p{Lu}[\p{L}'’\-]+)( \p{Lu}[\p{L}'’\-]+)( (?:has |have )?([a-z]+))\b`)
	merged  = regexp.MustCompile(`(?i)(merge (?:remote-tracking )?branch ['"]?)([\p{L}\p{N}._\-]+)(/)`)
	userIs  = regexp.MustCompile(`(?i)(^|[\s,;(\[])((?:user(?:name)?|login)=["']?)([\p{L}][\p{L}\p{N}._\-]*)`)
	isShape = set(`true false null none undefined unset`)
)

// deedsOf takes out who did something, in the words tools use for it. What is an English word, a product,
// or runs by itself is nobody.
func deedsOf(s string) string {
	if containsFold(s, "merge ") && strings.Contains(s, "/") {
		s = replaceGroups(merged, s, func(m []int) string {
			if low := asciiLower(s[m[4]:m[5]]); beginsBranch[low] || isTechnical(low) || naming.Ordinary(low) || !single.MatchString(low) {
				return s[m[0]:m[1]]
			}
			return s[m[2]:m[3]] + dots + s[m[6]:m[7]]
		})
	}
	if strings.Contains(s, "=") && (containsFold(s, "user") || containsFold(s, "login=")) {
		s = replaceGroups(userIs, s, func(m []int) string {
			v := asciiLower(s[m[6]:m[7]])
			if isKnownWord(v) || isShape[v] || noHomes[v] || !single.MatchString(v) || strings.HasPrefix(s[m[1]:], "(") {
				return s[m[0]:m[1]]
			}
			return s[m[0]:m[6]] + dots
		})
	}
	if containsFold(s, "assigned to") || containsFold(s, "call:") {
		s = replaceGroups(whose, s, func(m []int) string {
			given, family, _ := strings.Cut(s[m[4]:m[5]], " ")
			if low := asciiLower(given); !isGiven(low) || family == "" && isKnownWord(low) {
				return s[m[0]:m[1]]
			}
			return s[m[0]:m[4]] + someone
		})
	}
	if !containsFold(s, "ed") {
		return s
	}
	return replaceGroups(begins, s, func(m []int) string {
		given, family := asciiLower(s[m[4]:m[5]]), asciiLower(strings.TrimSpace(s[m[6]:m[7]]))
		if !acted[s[m[10]:m[11]]] || !isGiven(given) || naming.Ordinary(given) || isKnownWord(family) {
			return s[m[0]:m[1]]
		}
		return s[m[2]:m[3]] + someone + s[m[8]:m[9]]
	})
}

func isKnownWord(w string) bool { return isTechnical(w) || automation[w] || naming.Ordinary(w) }

// namedByDeed finds who did what stands before "by": one login, or two words with capitals.
func namedByDeed(after, act, before string) (from, to int) {
	if !deeds[act] && !deploys.MatchString(before) {
		return 0, 0
	}
	m := doneBy.FindStringSubmatchIndex(after)
	if m == nil {
		return 0, 0
	}
	word := after[m[4]:m[5]]
	low := asciiLower(word)
	switch {
	case determiners[low] || isTechnical(low) || automation[low] || teams[low]:
		return 0, 0
	case m[6] >= 0: // Two words with capitals: one of them is no English, or the first a given name.
		second := asciiLower(after[m[6]:m[7]])
		if word != low && (isGiven(low) || !naming.Ordinary(low) && !isKnownWord(second)) {
			return m[2], m[3]
		}
		return 0, 0
	case !single.MatchString(word) || naming.Ordinary(low) || len(word) < 3 || len(word) > 24 || looksInflected(low):
		return 0, 0
	}
	if rest := after[m[1]:]; !ends.MatchString(rest) {
		return 0, 0
	}
	return m[2], m[3]
}

// looksInflected says whether a word has an ending of English that logins hardly have.
func looksInflected(w string) bool {
	for _, end := range []string{"ing", "ers", "ors", "ed", "ly", "ment", "ments", "tion", "tions", "ness", "able", "ity", "ies", "er", "or", "es", "ctl", "d", "db", "sql", "ism", "ance", "ence", "ure", "al", "ic", "ous", "ive"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}
