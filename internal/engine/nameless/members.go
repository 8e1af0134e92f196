package nameless

import (
	"slices"
	"strings"
	"unicode"

	"candor.dev/candor/internal/engine/naming"
)

// The names of members nobody has listed are read as words: git_committer_name, gitAuthor,
// GITLAB_USER_LOGIN, approvedByUser.
var (
	// roles are persons whatever stands before them.
	roles = set(`author authors committer committers actor actors engineer engineers developer developers approver approvers reviewer
		reviewers assignee assignees requester requesters requestor initiator initiators deployer pusher submitter creator
		committed-by user users username usernames`)
	// attributes are what may follow a role in the name of a member that still is the person.
	attributes = set(`name names login email emails mail id ids uid guid uuid handle display full first last given family real nick
		nickname avatar principal username user users slug account key sub address number`)
	// accounts of systems are no persons.
	systems = set(`db database pg postgres postgresql mysql mariadb sql redis rabbitmq kafka system os unix linux container app service
		exec proxy smtp ftp default active total max min per as non is num`)
	// loginsOf are what a login belongs to.
	loginsOf = set(`owner contact git github gitlab gitea bitbucket ci build commit deploy person lead account sender by who manager member`)
	// does are what persons do to what they are named beside, other than in trailers.
	does = set(`owned acknowledged resolved escalated snoozed paged handled claimed edited archived deleted stopped enabled disabled
		invited authorised authorized canceled cancelled uploaded handed taken declared restarted restored scheduled queued pressed
		signed maintained ran built`)
	// automation is what such members hold where nobody did it.
	automation = set(`cronjob cronjobs nil schedule scheduled schedules timer api webhook push event pipeline trigger manual automatic automatically auto
		autoscaler hpa keda retry policy rule monitor alertmanager prometheus controller server agent bot image updater tekton
		harness octopus gocd drone woodpecker concourse pulumi crossplane keel kured karpenter operator manager`)
	// logins are members that may hold the login of a person alone.
	logins = set(`owner contact contacts who lead manager`)
	teams  = set(`team teams squad sre devops infra platform core ops oncall group guild tribe dept org inc ltd gmbh backend frontend mobile
		web security data support noc it`)
)

// ofPerson says whether the name of a member, and what plain makes of it, tell of a person.
func ofPerson(key, bare string) bool {
	switch {
	case persons[bare]:
		return true
	case len(key) > 60 || strings.ContainsAny(key, " \t\n…@/%") || perhaps[bare] || secrets[bare]:
		return false
	}
	words := memberWords(key)
	for i := len(words) - 1; i >= 0; i-- {
		w, before := words[i], ""
		if i > 0 {
			before = words[i-1]
		}
		switch {
		case roles[w]:
			return !(strings.HasPrefix(w, "user") && systems[before])
		case w == "by" && i > 0:
			return done[before] || does[before] || before == "back"
		case w == "login" && i == len(words)-1 && loginsOf[before]:
			return true
		case !attributes[w]:
			return false
		}
	}
	return false
}

// memberWords are the words of a member's name in small letters, without digits.
func memberWords(key string) []string {
	var words []string
	start, runes := 0, []rune(key)
	cut := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(string(runes[start:end])))
		}
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r):
			cut(i)
			start = i + 1
		case i > start && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			cut(i)
			start = i
		}
	}
	cut(len(runes))
	return words
}

// mayBePerson says whether the value of a member that tells of a person may be one. In "created_by"
// and its like the names of what runs by itself stay; so do numbers where the name is not listed.
func (n *node) mayBePerson(key string) bool {
	switch {
	case n.kind == 't' || n.kind == 'f':
		return false
	case persons[key]:
		return n.kind != '"' || !byHand(key) || !isAutomation(n.string())
	case n.kind == '"':
		return maybeText(key, n.string())
	case n.kind == '0':
		return strings.HasSuffix(key, "id")
	}
	return true
}

// holdsText says whether a member of that name holds a person as a text.
func holdsText(key, value string) bool {
	bare := plain(key)
	if persons[bare] {
		return !byHand(bare) || !isAutomation(value)
	}
	return ofPerson(key, bare) && maybeText(bare, value)
}

func maybeText(key, s string) bool {
	s = strings.TrimSpace(s)
	switch strings.ToLower(s) {
	case "", "true", "false", "yes", "no":
		return false
	}
	if isNumber(s) && !strings.HasSuffix(key, "id") {
		return false
	}
	return !byHand(key) || !isAutomation(s)
}

func byHand(key string) bool { return strings.HasSuffix(key, "by") }

// isAutomation says whether a value names what runs by itself, and nothing else.
func isAutomation(s string) bool {
	s = strings.TrimSpace(s)
	if len(s) > 60 {
		return false
	}
	s, isBot := strings.CutSuffix(s, "[bot]")
	words := split(s)
	if len(words) == 0 {
		return false
	}
	return isBot && len(words) <= 4 || !slices.ContainsFunc(words, func(w word) bool { return !machines[w.folded] && !automation[w.folded] })
}

// isLogin says whether a value is one word that is no team, no product and no English.
func (n *node) isLogin() bool {
	if n.kind != '"' {
		return false
	}
	s := fold(strings.TrimSpace(n.string()))
	if len(s) < 3 || len(s) > 40 || isTechnical(s) || automation[s] || teams[s] || strings.IndexFunc(s, func(r rune) bool { return !isWordRune(r) }) >= 0 || isNumber(s) {
		return false
	}
	return isGiven(s) || !naming.Ordinary(s)
}
