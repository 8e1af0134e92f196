package nameless

import (
	"fmt"
	"strings"
	"testing"
)

// However long and alike the names of a message are, each word of a text is compared with few words.
func TestComparisonsOfAWordAreBounded(t *testing.T) {
	t.Parallel()
	p := &Persons{}
	for i := range 200 {
		p.Add(strings.Repeat("a ", 80) + fmt.Sprint("zz", i))
		p.Add(fmt.Sprint("a ", "a ", "zz", i))
	}
	for first, names := range p.first {
		words := 0
		for _, n := range names {
			words += len(n)
		}
		if words > maxShared*maxWords {
			t.Errorf("%q begins names of %d words", first, words)
		}
	}
	if got := p.Text("a a a a a a"); !strings.HasPrefix(got, "someone") {
		t.Errorf("the name is told: %q", got)
	}
}

func TestLocalPart(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"ask jane.doe": "jane.doe", "('jane'": "jane'", "-.x": "x", "ask ": "", "": "", "é": "é", "..": "", "\xff": "", "\x80a": "a"} {
		if got := s[len(s)-localPart(s):]; got != want {
			t.Errorf("%q ends with %q, want %q", s, got, want)
		}
	}
}
