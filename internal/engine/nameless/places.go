package nameless

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The patterns are read, never changed.
var (
	avatar  = regexp.MustCompile(`(?i)https?://[^\s"'<>)]*(?:gravatar\.com/|avatars?[.\d]*\.githubusercontent\.com/|/uploads/-/system/user/avatar/|/avatars?/)[^\s"'<>)]*`)
	mention = regexp.MustCompile(`<@[UW][A-Z0-9]{4,}(?:\|[^<>]*)?>|\[~[^\]\s]{2,60}\]`)

	mergeFrom = regexp.MustCompile(`(?i)(merge pull request #\d+ from |merge remote-tracking branch '?[a-z]+/|pull request #\d+:? from )([^/\s…][^/\s]*)/`)
	home      = regexp.MustCompile(`(^|[^\p{L}\p{N}_.\-/])((?:file://)?/home/|/Users/|[A-Za-z]:\\+Users\\+)([^/\\\s"'<>:;,…]+)`)
	tilde     = regexp.MustCompile(`(^|[\s/'"=:])~([A-Za-z][A-Za-z0-9_\-]+)(/|$|\s)`)
	ofCloud   = regexp.MustCompile(`(arn:aws[a-z\-]*:(?:iam|sts)::\d*:(?:user/(?:[\w+=,.@\-]+/)*|assumed-role/[\w+=,.@\-]+/))([\w+=,.@\-]+)`)
	directory = regexp.MustCompile(`(?i)\b((?:cn|uid)=)([^,=\r\n…]+)(,\s*(?:cn|ou|dc|o)=)`)
	branchOf  = regexp.MustCompile(`(?i)((?:refs/heads/|branch '?|branches/)(?:users?|people|personal|u)/)([^/\s'"…]+)(/[^\s'"]+)`)
	branchAll = regexp.MustCompile(`(?i)(^(?:refs/heads/)?(?:users?|people|personal|u)/)([^/\s'"…]+)(/[^\s'"]+)`)
)

// places takes out the persons that stand in paths, branches and names of accounts.
func places(s string, branch bool) string {
	if containsFold(s, "pull request #") || containsFold(s, "remote-tracking") {
		s = mergeFrom.ReplaceAllString(s, "${1}"+dots+"/")
	}
	if strings.Contains(s, "/home/") || strings.Contains(s, "Users") {
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
	if strings.Contains(s, "=") && (containsFold(s, "cn=") || containsFold(s, "uid=")) {
		s = directory.ReplaceAllString(s, "${1}"+dots+"${3}")
	}
	if containsFold(s, "branch") || containsFold(s, "refs/heads/") {
		s = branchOf.ReplaceAllString(s, "${1}"+dots+"${3}")
	}
	if branch {
		s = branchAll.ReplaceAllString(s, "${1}"+dots+"${3}")
	}
	return s
}

// What may stand around an @, looked at from the @ outwards.
var (
	domain   = regexp.MustCompile(`^[\p{L}\p{N}](?:[\p{L}\p{N}\-]*\.)+[\p{L}]{2,}`)
	userinfo = regexp.MustCompile(`://[^/\s@"'<>?#]*$`)
	handle   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*`)
)

// addresses takes out e-mail addresses, @handles and who logs in to an address.
func addresses(s string) string {
	return edit(s, "@%", func(i int) (from, to int, with string) {
		at := "@"
		if s[i] == '%' {
			if at = "%40"; !strings.HasPrefix(s[i:], at) {
				return 0, 0, ""
			}
		}
		before, after := s[max(0, i-100):i], s[i+len(at):min(len(s), i+len(at)+reach)]
		slashes := strings.Contains(before, "://")
		if n := localPart(before); n > 0 {
			start := i - n
			if m := domain.FindStringIndex(after); m != nil {
				end := i + len(at) + m[1]
				if isNoAddress(s[start:i], after[:m[1]]) {
					return 0, 0, ""
				}
				if u := userinfo.FindStringIndex(before); slashes && u != nil {
					return i - len(before) + u[0] + len("://"), i, dots
				}
				if tight(s, start, end) {
					return start, end, dots
				}
				return start, end, someone
			}
		}
		if slashes {
			if u := userinfo.FindStringIndex(before); u != nil && before[u[0]:] != "://"+dots && before[u[0]:] != "://git" && len(before)-u[0] > len("://") {
				return i - len(before) + u[0] + len("://"), i, dots
			}
		}
		if at == "%40" || i > 0 && (isWordByte(s[i-1]) || strings.IndexByte("@/.:=]-", s[i-1]) >= 0) {
			return 0, 0, ""
		}
		m := handle.FindStringIndex(after)
		if m == nil || isNoHandle(after[:m[1]], after[m[1]:]) {
			return 0, 0, ""
		}
		return i, i + 1 + m[1], someone
	})
}

// localPart is how many bytes at the end of a text may be the part of an address before the @.
func localPart(s string) int {
	length := 0
	for n := 0; n < len(s); {
		r, size := utf8.DecodeLastRuneInString(s[:len(s)-n])
		known := unicode.IsLetter(r) || unicode.IsNumber(r)
		if !known && !strings.ContainsRune("._%+'-", r) {
			break
		}
		n += size
		if known {
			length = n
		}
	}
	return length
}

// isNoAddress says whether what looks like an address is none of a person: git@host, an account of
// a service, a unit of systemd (postgresql@14-main.service).
func isNoAddress(name, host string) bool {
	host = asciiLower(host)
	for _, end := range []string{".gserviceaccount.com", ".service", ".socket", ".timer", ".target", ".slice", ".mount"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return asciiLower(name) == "git"
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
