package paper

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// shown is s in signs that the faces have. A sign that none has is told in words or by its
// number, such as [fire] or ⟨U+4E2D U+6587⟩: what is printed leaves nothing out without saying so.
func shown(f *face, s string) string {
	if known(f, s) {
		return s
	}
	var b strings.Builder
	var lost []string
	tell := func() {
		if len(lost) > 0 {
			b.WriteString("⟨" + strings.Join(lost, " ") + "⟩")
			lost = nil
		}
	}
	for _, r := range norm.NFC.String(s) {
		switch {
		case f.has(r) || signs.has(r):
			tell()
			b.WriteRune(r)
		case unicode.IsSpace(r):
			tell()
			b.WriteByte(' ')
		case unicode.Is(unicode.Variation_Selector, r), r == '\u200d', r == '\u200b', r == '\u2060', r == '\ufeff': // They only say how to show their neighbours.
		case symbols()[r] != "":
			tell()
			b.WriteString("[" + symbols()[r] + "]")
		default:
			lost = append(lost, fmt.Sprintf("%U", r))
		}
	}
	tell()
	return b.String()
}

func known(f *face, s string) bool {
	for _, r := range s {
		if !f.has(r) || unicode.Is(unicode.Mn, r) {
			return false
		}
	}
	return true
}

// symbols are the names of the signs that are pictures and that no face has.
var symbols = sync.OnceValue(func() map[rune]string {
	data, err := unpacked("fonts/symbols.txt.gz")
	if err != nil {
		panic(err)
	}
	names := map[rune]string{}
	for line := range strings.Lines(string(data)) {
		number, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if n, err := strconv.ParseInt(number, 16, 32); err == nil {
			names[rune(n)] = name
		}
	}
	return names
})
