package blameless

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// reach is how far around a finding its sentence is read: enough for a rule with a list of
// words, and bounded so that a text full of findings costs linear time.
const reach = 240

// isAboutTheWord says whether doc[start:end] is spoken of and not used: it stands in quotation
// marks, and the words right before the quotation (ban the words, never say, instead of) or
// right after it (is a banned word) are about the word.
func isAboutTheWord(doc string, start, end int) bool {
	left, right := surroundings(doc, start, end)
	before, after, ok := unquote(left, right)
	return ok && (introduces(before) || condemns(after))
}

// surroundings is what stands before and after doc[start:end] in its paragraph, within reach.
func surroundings(doc string, start, end int) (left, right string) {
	from, to := max(0, start-reach), min(len(doc), end+reach)
	for from < start && !utf8.RuneStart(doc[from]) {
		from++
	}
	left, right = doc[from:start], doc[end:to]
	if i := strings.LastIndex(left, "\n\n"); i >= 0 {
		left = left[i:]
	}
	if i := strings.Index(right, "\n\n"); i >= 0 {
		right = right[:i]
	}
	return left, right
}

// quotes are the pairs of quotation marks, each opening one with its closing one.
func quotes() [][2]string {
	return [][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"«", "»"}, {"‘", "’"}, {"'", "'"}, {"”", "”"}}
}

// unquote returns what stands before and after the quotation around the word. Nothing but a
// few more words may stand with it inside: a longer quotation tells what somebody said.
func unquote(left, right string) (before, after string, ok bool) {
	for _, q := range quotes() {
		i, j := strings.LastIndex(left, q[0]), strings.Index(right, q[1])
		if i < 0 || j < 0 {
			continue
		}
		within, until := left[i+len(q[0]):], strings.TrimRight(right[:j], ".,;:!?")
		if isTight(left[:i], within, until) && len(strings.Fields(within+" "+until)) <= 4 {
			return left[:i], right[j+len(q[1]):], true
		}
	}
	return "", "", false
}

// isTight says whether the mark after before opens a quotation of a few words: it stands apart
// from the word before it, close to the word after it, and no sentence ends inside.
func isTight(before, within, until string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	return !unicode.IsLetter(last) && !strings.HasPrefix(within, " ") && !strings.HasPrefix(within, ",") &&
		!strings.HasSuffix(until, " ") && !strings.ContainsAny(within+until, ".!?;:\n“”«»\"")
}

// introduces says whether s ends by speaking of words: a verb that bans, or a noun such as
// word, with nothing in between but small words and other quotations.
func introduces(s string) bool {
	words := strings.FieldsFunc(strings.ToLower(withoutQuotations(s)), func(r rune) bool {
		return strings.ContainsRune(" \t\r\n,()*_`/", r)
	})
	for i := len(words) - 1; i >= 0; i-- {
		w := words[i]
		if strings.ContainsAny(w, ".!?;") {
			return false // Another sentence.
		}
		w = strings.Trim(w, ":—–-")
		if contains(bans, w) {
			return true
		}
		if contains(says, w) {
			return i > 0 && contains(nevers, strings.Trim(words[i-1], ":")) || isInsteadOf(words[:i])
		}
		if w == "of" && i > 0 && words[i-1] == "instead" || w == "than" && i > 0 && words[i-1] == "rather" {
			return true
		}
		if !contains(smalls, w) && w != "" {
			return false
		}
	}
	return false
}

// isInsteadOf says whether words end in "instead of" or "rather than".
func isInsteadOf(words []string) bool {
	n := len(words)
	return n > 1 && (words[n-2] == "instead" && words[n-1] == "of" || words[n-2] == "rather" && words[n-1] == "than")
}

// condemns says whether s begins by banning what was quoted before it: is a banned word.
func condemns(s string) bool {
	words := strings.Fields(strings.ToLower(withoutQuotations(s)))
	for i, w := range words {
		w = strings.Trim(w, ".,;:!)*_")
		switch {
		case i > 6:
			return false
		case contains(verdicts, w):
			return true
		case !contains(smalls, w) && !contains(copulas, w) && w != "":
			return false
		}
	}
	return false
}

// withoutQuotations takes complete quotations out of s: the other words of a list.
func withoutQuotations(s string) string {
	for _, q := range quotes() {
		for {
			i := strings.Index(s, q[0])
			if i < 0 {
				break
			}
			j := strings.Index(s[i+len(q[0]):], q[1])
			if j < 0 {
				break
			}
			s = s[:i] + " " + s[i+len(q[0])+j+len(q[1]):]
		}
	}
	return s
}

// The words by which a text speaks of words.
const (
	bans = " ban bans banned banning avoid avoids avoided avoiding forbid forbids forbidden prohibit prohibits prohibited " +
		"word words term terms phrase phrases wording label labels "
	says    = " say says saying write writes writing use uses using "
	nevers  = " never not don't dont don’t cannot "
	smalls  = " the a an all any of or and such as like these those following both either nor no also our out "
	copulas = " is are was were be not should must may never this that it they here we "

	verdicts = " banned forbidden prohibited avoided disallowed word words term terms phrase phrases "
)

func contains(list, w string) bool { return w != "" && strings.Contains(list, " "+w+" ") }
