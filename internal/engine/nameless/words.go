package nameless

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"candor.dev/candor/blameless"
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// The words that never are persons here, though tools put them where a person stands: what runs
// by itself, and what half of all messages speak of.
var (
	machines = set(`bot bots ci cd admin administrator root system github gitlab jenkins argocd argo flux fluxcd dependabot
		renovate terraform kubernetes kubectl helm automation automated service serviceaccount noreply postgres mysql
		scheduler cron actions action nobody someone somebody unknown anonymous none null user users kustomize buildkite
		circleci travis teamcity bamboo spinnaker atlantis ansible puppet chef mergify codecov sentry datadog pagerduty
		launchdarkly opsgenie operator controller deployer default deploy webhook integration api app web-flow web flow ghost ubuntu`)
	technical = set(`main master develop trunk head origin feature fix hotfix bugfix release chore refactor docs build push merge
		pull request branch commit commits tag tags refs heads repo repos repository project projects issues compare tree blob
		contents git hooks statuses events keys teams labels milestones notifications comments subscribers languages stargazers
		contributors downloads trees blobs archive forks deployments https http www com org net html json yaml yml true false
		prod production stage staging qa uat dev test preview canary live version versions latest stable beta alpha
		payments payment checkout orders order billing search catalog inventory shipping gateway frontend backend worker
		queue cache database db sql redis kafka nginx postgres mysql java python ruby node golang docker lambda cluster
		config flag flags success failure error info warning critical created updated deleted opened closed completed
		published triggered resolved running pending active inactive`)
)

// isMachine says whether what stands where a person does runs by itself.
func isMachine(words []string) bool {
	last := words[len(words)-1]
	if last == "bot" || last == "ci" || last == "robot" || last == "serviceaccount" || words[0] == "system" {
		return true
	}
	for _, w := range words {
		if !machines[w] && !technical[w] {
			return false
		}
	}
	return true
}

func isTechnical(w string) bool { return machines[w] || technical[w] }

func isGiven(w string) bool { return blameless.IsGivenName(w) }

func isNumber(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return !unicode.IsNumber(r) }) < 0
}

func initial(w string) string {
	_, n := utf8.DecodeRuneInString(w)
	return w[:n]
}

// word is a run of letters and digits, with its place.
type word struct {
	start, end int
	folded     string
}

func split(s string) []word {
	var list []word
	for i := 0; i < len(s); {
		w, ok := next(s, i)
		if !ok {
			break
		}
		w.folded = fold(s[w.start:w.end])
		list = append(list, w)
		i = w.end
	}
	return list
}

// next finds the first word from i on. A percent escape is no letters: %20 separates.
func next(s string, i int) (word, bool) {
	start := -1
	for i < len(s) {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if start < 0 && r == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) && s[i+1] < '8' {
			i += 3
			continue
		}
		switch {
		case isWordRune(r):
			if start < 0 {
				start = i
			}
		case start >= 0:
			return word{start: start, end: i}, true
		}
		i += n
	}
	return word{start: start, end: len(s)}, start >= 0
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
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

// scriptless says whether a name is written in a script that puts no space between words.
func scriptless(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			return utf8.RuneCountInString(s) > 1
		}
	}
	return false
}
