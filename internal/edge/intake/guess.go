package intake

import (
	"regexp"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/change"
)

// guesses are the words by which a text says what kind of change it tells of, the surest first.
var guesses = []struct {
	kind  string
	words *regexp.Regexp
}{
	{"rollback", regexp.MustCompile(`(?i)\b(roll(ed|ing)?[ _-]?back|revert(ed|s)?|back(ed)? out)\b`)},
	{"feature_flag", regexp.MustCompile(`(?i)\b(feature[ _-]?(flag|toggle|gate)s?|flags?|kill ?switch)\b`)},
	{"migration", regexp.MustCompile(`(?i)\b(migrat(e|ed|es|ion|ions)|flyway|liquibase|alembic|goose|schema change)\b`)},
	{"secret_rotation", regexp.MustCompile(`(?i)\b(secrets?|credentials?|passwords?|api keys?|tokens?)\b.*\brotat|\brotat\w*\b.*\b(secrets?|credentials?|passwords?|keys?|tokens?)\b`)},
	{"certificate", regexp.MustCompile(`(?i)\b(certificates?|tls certs?|cert-manager|letsencrypt)\b`)},
	{"dns", regexp.MustCompile(`(?i)\b(dns|route ?53|nameservers?)\b`)},
	{"traffic_shift", regexp.MustCompile(`(?i)\b(traffic|canary weight|load balancer)\b`)},
	{"scaling", regexp.MustCompile(`(?i)\b(scal(e|ed|ing)|autoscal\w*|resiz(e|ed|ing)|replicas)\b`)},
	{"restore", regexp.MustCompile(`(?i)\b(restor(e|ed|ing)) (from|of|the)? ?(backup|snapshot|database)`)},
	{"deploy", deployWords},
	{"infrastructure", regexp.MustCompile(`(?i)\b(terraform|pulumi|infrastructure|cloudformation|ansible|node pool)\b`)},
	{"code", regexp.MustCompile(`(?i)\b(pull request|merge request|merged|pushed to)\b`)},
	{"config", regexp.MustCompile(`(?i)\b(config|configuration|settings?|parameter)\b`)},
	{"dependency", regexp.MustCompile(`(?i)\b(bump(ed|s)?|upgrad\w+|dependenc(y|ies))\b`)},
	{"build", regexp.MustCompile(`(?i)\b(build|compiled|tests? (passed|failed))\b`)},
}

var deployWords = regexp.MustCompile(`(?i)(\b|_)(deploy\w*|roll(ed)?[ _-]?out|ship(ped|s)?|promot\w+|go[ _-]?live|publish(ed)? to prod\w*|helm upgrade)(\b|_)`)

// guess says what kind of change a text tells of; otherwise when nothing shows it.
func guess(s, otherwise string) string {
	for _, g := range guesses {
		if g.words.MatchString(s) {
			return g.kind
		}
	}
	return otherwise
}

// runKind says what a run of a pipeline is by its name: most are builds.
func runKind(name string) string {
	switch {
	case guesses[0].words.MatchString(name):
		return "rollback"
	case deployWords.MatchString(name):
		return "deploy"
	case guesses[2].words.MatchString(name):
		return "migration"
	}
	return "build"
}

// undoes says whether the text of a link offers a way back.
func undoes(s string) bool {
	return guesses[0].words.MatchString(s) || strings.Contains(strings.ToLower(s), "undo")
}

// outcome puts the words that tools use for how far something came into one scale.
func outcome(word string) change.Outcome {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "success", "succeeded", "successful", "successfully", "passed", "pass", "ok", "completed", "complete", "finished", "applied", "healthy", "done", "deployed":
		return change.Succeeded
	case "failure", "failed", "fail", "error", "errored", "timed_out", "startup_failure", "canceled", "cancelled", "aborted", "degraded":
		return change.Failed
	case "started", "running", "in_progress", "pending", "progressing", "applying":
		return change.Started
	}
	return ""
}

// isKind says whether a word is one of ours for kinds of changes.
func isKind(s string) bool { return slices.Contains(change.Kinds(), s) }
