package nameless

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	someone = "someone" // In a sentence.
	dots    = "…"       // Within an address, a path, a branch.
)

// known takes out the persons that are known, the longest name first.
func (p *Persons) known(s string) string {
	if p == nil || s == "" {
		return s
	}
	if strings.Contains(s, "/") {
		for _, v := range p.exact {
			s = replaceFold(s, v, dots)
		}
	}
	for _, v := range p.scripts {
		if strings.Contains(s, v) {
			s = strings.ReplaceAll(s, v, dots)
		}
	}
	if len(p.first) == 0 && len(p.narrow) == 0 {
		return s
	}
	var b strings.Builder
	last := 0
	var run []word // The words from here on that were looked at already.
	for at := 0; at < len(s); {
		if len(run) == 0 {
			w, ok := next(s, at)
			if !ok {
				break
			}
			w.folded = fold(s[w.start:w.end])
			run = append(run, w)
		}
		w := run[0]
		end := p.match(s, &run)
		if end == 0 && p.narrow[w.folded] && actsAsLogin(s, w) {
			end = w.end
		}
		if end == 0 {
			at, run = w.end, run[1:]
			continue
		}
		b.WriteString(s[last:w.start])
		write(&b, s, w.start, end)
		at, last, run = end, end, nil
	}
	if last == 0 {
		return s
	}
	b.WriteString(s[last:])
	return b.String()
}

// match returns the end of the longest name that begins with the first word of run, or 0. It
// reads on in s as far as it needs.
func (p *Persons) match(s string, run *[]word) int {
	best := 0
	for _, n := range p.first[(*run)[0].folded] {
		if fits(s, run, n) {
			best = max(best, (*run)[len(n)-1].end)
		}
	}
	return best
}

func fits(s string, run *[]word, n name) bool {
	for i := range n {
		if i == len(*run) {
			w, ok := next(s, (*run)[i-1].end)
			if !ok {
				return false
			}
			w.folded = fold(s[w.start:w.end])
			*run = append(*run, w)
		}
		w := (*run)[i]
		if w.folded != n[i] || i > 0 && !joins(s[(*run)[i-1].end:w.start]) {
			return false
		}
	}
	return true
}

// joins says whether what stands between two words may stand within one name.
func joins(between string) bool {
	return len(between) <= 4 && !strings.ContainsAny(between, "\n/:;()[]{}<>|\"@=")
}

// actsAsLogin says whether a word stands where only a login does: @rose, rose/fix, (rose).
func actsAsLogin(s string, w word) bool {
	before, after := byte(' '), byte(' ')
	if w.start > 0 {
		before = s[w.start-1]
	}
	if w.end < len(s) {
		after = s[w.end]
	}
	head := before == ' ' || before == '\'' || before == '"' || strings.HasSuffix(s[:w.start], "refs/heads/") || strings.HasSuffix(s[:w.start], "://") || isHost(s[:w.start])
	return before == '@' || before == '(' && after == ')' || after == '/' && head
}

// isHost says whether the text ends with the host of an address and its slash: https://github.com/
func isHost(s string) bool {
	s, ok := strings.CutSuffix(s, "/")
	if !ok {
		return false
	}
	i := strings.LastIndexByte(s, '/')
	return i > 1 && strings.HasPrefix(s[i-1:], "//") || strings.HasSuffix(s, "/repos") || strings.HasSuffix(s, "/users")
}

// write puts what stands for a person: readable in a sentence, short in an address.
func write(b *strings.Builder, s string, start, end int) {
	so := b.String()
	if tight(s, start, end) {
		if !strings.HasSuffix(so, dots) {
			b.WriteString(dots)
		}
		return
	}
	if strings.HasSuffix(strings.TrimRight(so, " "), " "+someone) || strings.TrimRight(so, " ") == someone {
		return
	}
	b.WriteString(someone)
}

// tight says whether a place lies within an address, a path, a branch or an identifier.
func tight(s string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	after, n := utf8.DecodeRuneInString(s[end:])
	if slices.Contains([]rune("/\\-_.:=@%+~#&"), before) || before == '…' {
		return true
	}
	if after == '.' || after == ':' { // The end of a sentence, or the middle of a name.
		follows, _ := utf8.DecodeRuneInString(s[end+n:])
		return unicode.IsLetter(follows) || unicode.IsNumber(follows)
	}
	return slices.Contains([]rune("/\\-_=@%+~&"), after) || after == '…'
}

// replaceFold replaces a value in small letters, whatever its case in s; not within a longer word.
func replaceFold(s, v, with string) string {
	low := asciiLower(s)
	i := strings.Index(low, v)
	if i < 0 {
		return s
	}
	var b strings.Builder
	last := 0
	for i >= 0 {
		b.WriteString(s[last:i])
		b.WriteString(with)
		last = i + len(v)
		j := strings.Index(low[last:], v)
		if j < 0 {
			break
		}
		i = last + j
	}
	b.WriteString(s[last:])
	return b.String()
}

func asciiLower(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return 'A' <= r && r <= 'Z' }) < 0 {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
