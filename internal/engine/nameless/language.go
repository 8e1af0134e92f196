package nameless

import (
	"regexp"
	"strings"
)

// language takes out whoever the language marks as a person. Each rule begins at a sign that few
// texts have, such as an @, so that labels, addresses and names of things pass quickly.
func language(s string, branch bool) string {
	before := s
	if strings.Contains(s, ":") {
		s = dropLines(s)
	}
	if strings.ContainsAny(s, ":=") {
		s = inlineTrailers(s)
	}
	if strings.Contains(s, "://") && containsFold(s, "avatar") {
		s = avatar.ReplaceAllString(s, dots)
	}
	if strings.Contains(s, "<@") || strings.Contains(s, "[~") {
		s = mention.ReplaceAllString(s, someone)
	}
	if strings.Contains(s, "@") || strings.Contains(s, "%40") {
		s = addresses(s)
	}
	if strings.ContainsAny(s, "/\\=") {
		s = places(s, branch)
	}
	s = deedsOf(sentences(s))
	if s != before && strings.HasSuffix(s, "\n") != strings.HasSuffix(before, "\n") {
		s = strings.TrimRight(s, " \t\r\n")
	}
	return s
}

// done lists what a trailer says a person did. Others end in -by as well: sort-by, managed-by.
var done = set(`signed-off co-authored coauthored co-developed co-committed authored reviewed acked nacked ack'd tested reported suggested
	approved merged committed requested helped mentored paired pair-programmed deployed released triggered submitted created debugged
	bisected rebased written verified confirmed diagnosed inspired proposed contributed commented discovered assisted reverted assigned
	changed updated modified started initiated executed performed run pushed published rolled-back cherry-picked fixed added removed
	improved opened closed original-patch`)

// fields lists the fields of people in a text, copied those that only begin a line,
// and alone those that a bare name may follow within a line.
var (
	fields = set(`author authors committer deployer reviewer reviewers approver approvers assignee assignees requester requestor
		reporter submitter pusher on-behalf-of`)
	copied = set(`cc thanks-to`)
	alone  = set(`author committer deployer approver assignee requester requestor pusher`) // Also before a bare name.
)

var hyphens = strings.NewReplacer("_", "-", " ", "-")

// isTrailer says whether what stands before a colon tells of a person.
func isTrailer(word string, line bool) bool {
	if len(word) < 2 || len(word) > 24 || strings.IndexByte("yrsefocYRSEFOC", word[len(word)-1]) < 0 {
		return false
	}
	word = hyphens.Replace(asciiLower(word))
	act, ok := strings.CutSuffix(word, "-by")
	return ok && done[act] || fields[word] || line && copied[word]
}

// dropLines takes away the lines that only name people, with the folded line of an address.
func dropLines(s string) string {
	var b strings.Builder
	dropped, kept := false, 0
	for at := 0; at < len(s); {
		end := at + strings.IndexByte(s[at:], '\n') + 1
		if end == at {
			end = len(s)
		}
		line := s[at:end]
		if i := strings.IndexByte(line[:min(len(line), 60)], ':'); i > 0 && isTrailer(strings.Trim(line[:i], " \t>*-"), true) && strings.TrimSpace(line[i+1:]) != "" {
			b.WriteString(s[kept:at])
			dropped, kept = true, end
			if next := s[end:]; len(next) > 0 && (next[0] == ' ' || next[0] == '\t') && strings.HasPrefix(strings.TrimLeft(next, " \t"), "<") {
				kept = end + len(next)
				if n := strings.IndexByte(next, '\n'); n >= 0 {
					kept = end + n + 1
				}
				end = kept
			}
		}
		at = end
	}
	if !dropped {
		return s
	}
	b.WriteString(s[kept:])
	return strings.TrimRight(blank.ReplaceAllString(b.String(), "\n\n"), " \t\r\n")
}

var (
	withAddress = regexp.MustCompile(`^[ \t]*[^\r\n<>:]{0,120}<[^<>\r\n]{0,200}>\)?`)
	nameAfter   = regexp.MustCompile(`^[ \t]*(@?[\p{L}\p{N}][\p{L}\p{N}._'’\-]*(?: \p{Lu}[\p{L}'’\-]*){0,2})`)
	blank       = regexp.MustCompile(`\n(?:[ \t]*\r?\n){2,}`)
)

// reach is how far a rule looks ahead, so that its time does not grow with the text.
const reach = 400

// inlineTrailers takes out trailers that were folded into a line: up to the end of the address, or
// the name alone.
func inlineTrailers(s string) string {
	return edit(s, ":=", func(i int) (from, to int, with string) {
		end := len(strings.TrimRight(s[:i], " \t"))
		start := end
		for start > 0 && end-start < 24 && (isLetter(s[start-1]) || strings.IndexByte("-_'", s[start-1]) >= 0) {
			start--
		}
		if !isTrailer(s[start:end], false) {
			return 0, 0, ""
		}
		after := s[i+1 : min(len(s), i+1+reach)]
		if m := withAddress.FindStringIndex(after); m != nil && s[i] == ':' {
			return len(strings.TrimRight(s[:start], " \t,;(")), i + 1 + m[1], ""
		}
		word := asciiLower(s[start:end])
		if fields[word] && (!alone[word] || start > 0 && strings.IndexByte(":./#", s[start-1]) >= 0) {
			return 0, 0, ""
		}
		m := nameAfter.FindStringSubmatchIndex(after)
		if m == nil || after[m[2]:m[3]] == someone {
			return 0, 0, ""
		}
		return i + 1 + m[2], i + 1 + m[3], someone
	})
}

// edit replaces pieces of a text that begin at one of the signs; what is to replace is told as
// offsets, and nothing where to is 0.
func edit(s, signs string, what func(i int) (from, to int, with string)) string {
	var b strings.Builder
	last := 0
	for i := 0; i < len(s); {
		n := strings.IndexAny(s[i:], signs)
		if n < 0 {
			break
		}
		i += n
		from, to, with := what(i)
		if to <= last || from < last {
			i++
			continue
		}
		b.WriteString(s[last:from])
		b.WriteString(with)
		last, i = to, max(to, i+1)
	}
	if last == 0 {
		return s
	}
	b.WriteString(s[last:])
	return b.String()
}

// The words before a name: in a sentence they show that a person follows.
var introductions = []string{"by", "from", "cc", "thanks to", "credit to", "credits to", "kudos to", "on behalf of"}

var (
	fullName  = regexp.MustCompile(`^[ \t]+((\p{Lu}[\p{L}'’\-]+)((?:[ \t]+\p{Lu}[\p{L}'’.\-]*){1,2})?)`)
	dotted    = regexp.MustCompile(`^[ \t]+((\p{L}[\p{L}\-]+)[._]\p{L}[\p{L}\-]+)`)
	anyone    = regexp.MustCompile(`^[ \t]+([\p{L}\p{N}][\p{L}\p{N}._'’\-]*(?: \p{Lu}[\p{L}'’\-]*)?)`)
	notPeople = set(`someone the a an our another this that each any default hand us them it its`)
)

// sentences takes out the names that follow "by" and its like.
func sentences(s string) string {
	return edit(s, " \t", func(i int) (from, to int, with string) {
		words := introducing(s[:i])
		if words == "" {
			return 0, 0, ""
		}
		start := i - len(words)
		from, to = named(s[i:min(len(s), i+reach)], words == "by", asciiLower(s[max(0, start-24):start]))
		if to == 0 {
			return 0, 0, ""
		}
		return i + from, i + to, someone
	})
}

// introducing is the introduction that a text ends with, if any.
func introducing(s string) string {
	if len(s) < 2 || strings.IndexByte("ymcofYMCOF", s[len(s)-1]) < 0 {
		return ""
	}
	for _, words := range introductions {
		at := len(s) - len(words)
		if at >= 0 && foldEqual(s[at:], words) && (at == 0 || !isWordByte(s[at-1])) {
			return words
		}
	}
	return ""
}

// actBefore is what was done, where the text before says so: "rolled-back" of "rolled back by".
func actBefore(before string) string {
	before = strings.TrimRight(before, " \t")
	i := strings.LastIndexFunc(before, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') })
	word := before[i+1:]
	if word == "back" && strings.HasSuffix(before[:i+1], "rolled ") {
		return "rolled-back"
	}
	return word
}

// named finds a person right after an introduction: a given name with a family name, jane.doe, a
// given name after what only people do, and whoever authored something.
func named(after string, isBy bool, before string) (from, to int) {
	act := actBefore(before)
	if m := fullName.FindStringSubmatchIndex(after); m != nil && isGiven(after[m[4]:m[5]]) {
		switch {
		case m[6] >= 0:
			return m[2], m[3]
		case isBy && done[act]:
			return m[4], m[5]
		}
	}
	if m := dotted.FindStringSubmatchIndex(after); m != nil && isGiven(after[m[4]:m[5]]) {
		return m[2], m[3]
	}
	if isBy {
		if from, to := namedByDeed(after, act, before); to > 0 {
			return from, to
		}
	}
	if isBy && act == "authored" {
		if m := anyone.FindStringSubmatchIndex(after); m != nil && !notPeople[asciiLower(after[m[2]:m[3]])] {
			return m[2], m[3]
		}
	}
	return 0, 0
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isWordByte(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' || c == '_' || c >= 0x80 }

// containsFold says whether s contains an ASCII text in small letters, whatever the case in s.
func containsFold(s, low string) bool {
	first := low[0]
	for i := 0; i+len(low) <= len(s); i++ {
		if s[i]|0x20 == first|0x20 && foldEqual(s[i:i+len(low)], low) {
			return true
		}
	}
	return false
}

func foldEqual(s, low string) bool {
	for i := range len(low) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != low[i] {
			return false
		}
	}
	return true
}
