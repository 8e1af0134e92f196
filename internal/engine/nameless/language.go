package nameless

import (
	"regexp"
	"strings"
)

// by lists what a trailer says a person did. Others end in -by as well: sort-by, managed-by.
const by = `(?:signed[- ]off|co[- ]?authored|co[- ]?developed|co[- ]?committed|authored|reviewed|acked|nacked|ack'd|tested|reported|suggested|approved|merged|committed|requested|
helped|mentored|paired|pair[- ]programmed|deployed|released|triggered|submitted|created|debugged|bisected|rebased|written|verified|confirmed|diagnosed|inspired|
proposed|contributed|commented|discovered|assisted|reverted|assigned|changed|updated|modified|started|initiated|executed|performed|run|pushed|published|rolled[- ]back|
cherry[- ]picked|fixed|added|removed|improved|opened|closed)`

// who lists the fields of people in a text.
const who = `(?:author|authors|committer|deployer|reviewer|reviewers|approver|approvers|assignee|assignees|requester|requestor|reporter|submitter|pusher|on[- ]behalf[- ]of|thanks[- ]to|cc)`

func pattern(s string) *regexp.Regexp { return regexp.MustCompile(strings.ReplaceAll(s, "\n", "")) }

// The patterns are read, never changed.
var (
	// A trailer that has a line for itself, with the folded line of its address.
	trailerLine = pattern(`(?im)^[ \t>*\-]*(?:` + by + `[- ]by|` + who + `)[ \t]*:[ \t]*[^ \t\r\n][^\r\n]*(?:\r?\n[ \t]+<[^\r\n]*)?(?:\r?\n|$)`)
	// Trailers that were folded into a line: up to the end of an address, the next trailer or the
	// end of the line.
	trailerAddress = pattern(`(?i)[ \t,;(]*\b(?:` + by + `-by|` + who + `)[ \t]*:[ \t]*[^\r\n<>:]{0,120}<[^<>\r\n]{0,200}>\)?`)
	trailerWord    = pattern(`(?i)\b(` + by + `[-_]by[ \t]*[:=][ \t]*)(?:@?[\p{L}\p{N}][\p{L}\p{N}._'’\-]*(?: \p{Lu}[\p{L}'’\-]*){0,2})`)
	whoWord        = pattern(`(?i)\b((?:author|committer|deployer|reviewer|approver|assignee|requester|requestor|pusher)[ \t]*[:=][ \t]*)(?:@?[\p{L}\p{N}][\p{L}\p{N}._'’\-]*(?-i: \p{Lu}[\p{L}'’\-]*){0,2})`)

	address  = pattern(`[\p{L}\p{N}][\p{L}\p{N}._%+'\-]*(?:@|%40)[\p{L}\p{N}](?:[\p{L}\p{N}\-]*\.)+[\p{L}]{2,}`)
	userinfo = pattern(`(://)[^/\s@:"'<>?#]+(?::[^/\s@"'<>]*)?@`)
	avatar   = pattern(`(?i)https?://[^\s"'<>)]*(?:gravatar\.com/|avatars?[.\d]*\.githubusercontent\.com/|/uploads/-/system/user/avatar/|/avatars?/)[^\s"'<>)]*`)
	mention  = pattern(`<@[UW][A-Z0-9]{4,}(?:\|[^<>]*)?>|\[~[^\]\s]{2,60}\]`)
	handle   = pattern(`(^|[^\p{L}\p{N}_@/.:=\]\-…])@([A-Za-z_][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*)`)

	mergeFrom = pattern(`(?i)(merge pull request #\d+ from |merge remote-tracking branch '?[a-z]+/|pull request #\d+:? from )([^/\s…][^/\s]*)/`)
	home      = pattern(`(^|[^\p{L}\p{N}_.\-/])((?:file://)?/home/|/Users/|[A-Za-z]:\\+Users\\+)([^/\\\s"'<>:;,…]+)`)
	tilde     = pattern(`(^|[\s/'"=:])~([A-Za-z][A-Za-z0-9_\-]+)(/|$|\s)`)
	ofCloud   = pattern(`(arn:aws[a-z\-]*:(?:iam|sts)::\d*:(?:user/(?:[\w+=,.@\-]+/)*|assumed-role/[\w+=,.@\-]+/))([\w+=,.@\-]+)`)
	directory = pattern(`(?i)\b((?:cn|uid)=)([^,=\r\n…]+)(,\s*(?:cn|ou|dc|o)=)`)
	branchOf  = pattern(`(?i)((?:refs/heads/|branch '?|branches/)(?:users?|people|personal|u)/)([^/\s'"…]+)(/[^\s'"]+)`)
	branchAll = pattern(`(?i)(^(?:refs/heads/)?(?:users?|people|personal|u)/)([^/\s'"…]+)(/[^\s'"]+)`)

	byName  = pattern(`\b((?i:by|from|cc|thanks to|credits? to|kudos to|on behalf of|reported by)[ \t]+)(\p{Lu}[\p{L}'’\-]+)([ \t]+\p{Lu}[\p{L}'’.\-]*){1,2}`)
	byGiven = pattern(`\b((?i:` + by + ` by)[ \t]+)(\p{Lu}[\p{L}'’\-]+)`)
	byLogin = pattern(`\b((?i:by|from|cc)[ \t]+)(\p{L}[\p{L}\-]+)([._]\p{L}[\p{L}\-]+)`)
	author  = pattern(`(?i)\b(authored[ \t]+by[ \t]+)([\p{L}\p{N}][\p{L}\p{N}._'’\-]*(?-i: \p{Lu}[\p{L}'’\-]*)?)`)
	blank   = regexp.MustCompile(`\n(?:[ \t]*\r?\n){2,}`)
)

// language takes out whoever the language marks as a person. Each rule is asked only where a word
// of it stands: most texts are labels, addresses and names of things.
func language(s string, branch bool) string {
	low := asciiLower(s)
	acts, fields := strings.Contains(low, "by"), hasAny(low, fieldWords)
	before := s
	if (acts || fields) && strings.ContainsAny(s, ":=") {
		s = trailers(s)
	}
	if strings.Contains(low, "://") && strings.Contains(low, "avatar") {
		s = avatar.ReplaceAllString(s, dots)
	}
	if strings.Contains(s, "@") || strings.Contains(s, "%40") || strings.Contains(s, "[~") {
		s = addresses(s)
	}
	if strings.ContainsAny(s, "/\\=") {
		s = places(s, low, branch)
	}
	if acts || hasAny(low, beforeNames) {
		s = sentences(s)
	}
	if s != before && strings.HasSuffix(s, "\n") != strings.HasSuffix(before, "\n") {
		s = strings.TrimRight(s, " \t\r\n")
	}
	return s
}

var (
	fieldWords  = []string{"author", "committer", "deployer", "reviewer", "approver", "assignee", "request", "report", "submitter", "pusher", "behalf", "thanks", "cc"}
	beforeNames = []string{"from ", "cc ", "thanks to", "credit", "kudos", "behalf"}
)

func hasAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func trailers(s string) string {
	if t := trailerLine.ReplaceAllString(s, ""); t != s {
		s = strings.TrimRight(blank.ReplaceAllString(t, "\n\n"), " \t\r\n")
	}
	s = trailerAddress.ReplaceAllString(s, "")
	s = replaceUnless(trailerWord, s)
	return replaceUnless(whoWord, s)
}

// replaceUnless puts someone behind the first group, where someone does not stand there already.
func replaceUnless(re *regexp.Regexp, s string) string {
	return replaceGroups(re, s, func(m []int) string {
		if strings.HasSuffix(s[m[0]:m[1]], someone) {
			return s[m[0]:m[1]]
		}
		return s[m[2]:m[3]] + someone
	})
}

func addresses(s string) string {
	s = userinfo.ReplaceAllStringFunc(s, func(found string) string {
		if found == "://git@" || found == "://"+dots+"@" {
			return found
		}
		return "://" + dots + "@"
	})
	s = replaceSpans(address, s, func(start, end int) string {
		found := strings.ToLower(s[start:end])
		local, host, _ := strings.Cut(strings.Replace(found, "%40", "@", 1), "@")
		switch {
		case local == "git" || strings.HasSuffix(host, ".gserviceaccount.com"):
			return s[start:end]
		case isUnit(host):
			return s[start:end]
		case tight(s, start, end):
			return dots
		}
		return someone
	})
	s = mention.ReplaceAllString(s, someone)
	return replaceGroups(handle, s, func(m []int) string {
		if isNoHandle(s[m[4]:m[5]], s[m[1]:]) {
			return s[m[0]:m[1]]
		}
		return s[m[2]:m[3]] + someone
	})
}

// isUnit says whether what stands behind an @ is the end of a systemd unit: postgresql@14-main.service.
func isUnit(host string) bool {
	for _, end := range []string{".service", ".socket", ".timer", ".target", ".slice", ".mount"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}

func places(s, low string, branch bool) string {
	if strings.Contains(low, "from ") || strings.Contains(low, "remote-tracking") {
		s = mergeFrom.ReplaceAllString(s, "${1}"+dots+"/")
	}
	if strings.Contains(low, "/home/") || strings.Contains(low, "users") {
		s = replaceGroups(home, s, func(m []int) string {
			if isNoHome(s[m[6]:m[7]]) {
				return s[m[0]:m[1]]
			}
			return s[m[0]:m[6]] + dots
		})
	}
	if strings.Contains(s, "~") {
		s = replaceGroups(tilde, s, func(m []int) string { return s[m[2]:m[3]] + "~" + dots + s[m[6]:m[7]] })
	}
	if strings.Contains(s, "arn:aws") {
		s = ofCloud.ReplaceAllString(s, "${1}"+dots)
	}
	if strings.Contains(low, "cn=") || strings.Contains(low, "uid=") {
		s = directory.ReplaceAllString(s, "${1}"+dots+"${3}")
	}
	if strings.Contains(low, "branch") || strings.Contains(low, "refs/heads/") {
		s = branchOf.ReplaceAllString(s, "${1}"+dots+"${3}")
	}
	if branch {
		s = branchAll.ReplaceAllString(s, "${1}"+dots+"${3}")
	}
	return s
}

func sentences(s string) string {
	s = replaceGroups(byName, s, func(m []int) string {
		if !isGiven(s[m[4]:m[5]]) {
			return s[m[0]:m[1]]
		}
		return s[m[2]:m[3]] + someone
	})
	s = replaceGroups(byGiven, s, func(m []int) string {
		if !isGiven(s[m[4]:m[5]]) {
			return s[m[0]:m[1]]
		}
		return s[m[2]:m[3]] + someone
	})
	s = replaceGroups(byLogin, s, func(m []int) string {
		if !isGiven(s[m[4]:m[5]]) {
			return s[m[0]:m[1]]
		}
		return s[m[2]:m[3]] + someone
	})
	return replaceGroups(author, s, func(m []int) string {
		switch found := strings.ToLower(s[m[4]:m[5]]); found {
		case someone, "the", "a", "an", "our", "another", "this", "that", "each", "any", "default", "hand", "us", "them":
			return s[m[0]:m[1]]
		}
		return s[m[2]:m[3]] + someone
	})
}

func replaceSpans(re *regexp.Regexp, s string, with func(start, end int) string) string {
	return replaceGroups(re, s, func(m []int) string { return with(m[0], m[1]) })
}

// replaceGroups replaces each place that a pattern finds; with is given the groups as offsets into s.
func replaceGroups(re *regexp.Regexp, s string, with func(m []int) string) string {
	all := re.FindAllStringSubmatchIndex(s, -1)
	if all == nil {
		return s
	}
	var b strings.Builder
	last := 0
	for _, m := range all {
		b.WriteString(s[last:m[0]])
		b.WriteString(with(m))
		last = m[1]
	}
	b.WriteString(s[last:])
	return b.String()
}
