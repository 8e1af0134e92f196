package naming

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

var (
	emailShape = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
	})
	handleShape = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`@[\pL\pN][\pL\pN._-]*`) })
)

// findAddresses finds e-mail addresses and handles of people. Addresses of nobody, such as
// support@example.com, stay.
func (f *Finder) findAddresses(text string) []Occurrence {
	var list []Occurrence
	emails := emailShape().FindAllStringIndex(text, -1)
	for _, m := range emails {
		if role, ok := f.emails[strings.ToLower(text[m[0]:m[1]])]; ok {
			list = append(list, Occurrence{Start: m[0], End: m[1], Becomes: fit(text, m[0], m[1], role)})
		}
	}
	for _, m := range handleShape().FindAllStringIndex(text, -1) {
		if before, _ := utf8.DecodeLastRuneInString(text[:m[0]]); wordRune(before) || inside(emails, m[0]) {
			continue
		}
		h := strings.TrimRight(text[m[0]+1:m[1]], "._-")
		if role, ok := f.handles[fold(h)]; ok {
			end := m[0] + 1 + len(h)
			list = append(list, Occurrence{Start: m[0], End: end, Becomes: fit(text, m[0], end, role)})
		}
	}
	return list
}

func inside(ranges [][]int, at int) bool {
	for _, r := range ranges {
		if at >= r[0] && at < r[1] {
			return true
		}
	}
	return false
}

// findScripts finds names in scripts without spaces, wherever they stand.
func (f *Finder) findScripts(text string) []Occurrence {
	var list []Occurrence
	for _, p := range f.scripts {
		for at := 0; ; {
			i := strings.Index(text[at:], p.raw)
			if i < 0 {
				break
			}
			start := at + i
			at = start + len(p.raw)
			list = append(list, Occurrence{Start: start, End: at, Becomes: p.role})
		}
	}
	return list
}
