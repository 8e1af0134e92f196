// Package nameless takes persons out of what tools send: the members of JSON that hold one, and
// what they are called in all the text around them. What stays is what changed, never who
// changed it. Secrets that some tools put into their messages go with them.
//
// In a sentence "someone" stands for a person; within an address, a path or the name of a branch
// "…" does. Whole lines that only name people (Signed-off-by, Co-authored-by) are gone. What
// was cleaned stays as it is when it is cleaned again.
//
// It refuses to guess: a name that nothing marks as one, neither a member of the JSON nor the
// words around it, stays.
//
// Start reading at JSON and Text.
package nameless

import (
	"slices"
	"strings"
	"unicode/utf8"

	"candor.dev/candor/internal/engine/naming"
)

// Persons is what is known of the people behind one message: names, logins, addresses. The zero
// value knows nobody, and a nil one is fine for reading. It is not for keeping.
type Persons struct {
	first   map[string][]name // By their first word.
	narrow  map[string]bool   // Logins that are ordinary words too: cleaned only where they act as a login.
	scripts []string          // Names in scripts that put no space between words.
	exact   []string          // Addresses of pages, in small letters, found as they are.
}

// name is a value as a sequence of folded words.
type name []string

// Text takes persons out of a text: whoever the language marks as one. For what people type and
// for tools of which no more is known.
func Text(s string) string { return (*Persons)(nil).Text(s) }

// Text takes out of a text the persons that are known, and whoever the language marks as one.
func (p *Persons) Text(s string) string { return p.clean(s, false) }

// Branch is Text for the name of a branch, in which users/jane/fix is a person's.
func (p *Persons) Branch(s string) string { return p.clean(s, true) }

// clean goes on until nothing changes: what one rule takes away may let another one see more.
func (p *Persons) clean(s string, branch bool) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	for range 8 {
		before := s
		s = language(s, branch)
		s = p.known(s)
		if s == before {
			break
		}
	}
	return s
}

// Add makes names, logins and e-mail addresses known as persons.
func (p *Persons) Add(values ...string) {
	for _, v := range values {
		p.add(v)
	}
}

// Bounds of what one message may teach; what lies beyond is cleaned by language alone.
const (
	maxPersons = 5_000
	maxExact   = 100 // Also of names in scripts without spaces: each is looked for in every text.
	maxShared  = 16  // Names that begin with the same word.
	maxWords   = 5   // Words of a name; those that follow are not looked for.
)

func (p *Persons) add(v string) {
	v = strings.TrimSpace(v)
	if len(v) < 2 || len(v) > 300 || len(p.first)+len(p.exact) > maxPersons {
		return
	}
	switch {
	case strings.Contains(v, "://"):
		p.addExact(v)
		return
	case strings.Contains(v, "<"): // Jane Doe <jane@example.com>
		who, mail, _ := strings.Cut(v, "<")
		p.add(who)
		p.add(strings.Trim(mail, "<> "))
		return
	}
	if local, _, ok := strings.Cut(v, "@"); ok && local != "" { // The whole address is found by its form.
		if _, login, ok := strings.Cut(local, "+"); ok && strings.Contains(v, "noreply") {
			local = login
		} else {
			local, _, _ = strings.Cut(local, "+")
		}
		v = local
	}
	p.addName(strings.TrimPrefix(v, "@"))
}

func (p *Persons) addExact(v string) {
	if v = asciiLower(v); len(v) > 7 && len(p.exact) < maxExact && !slices.Contains(p.exact, v) {
		p.exact = append(p.exact, v)
	}
}

// addName makes a name or a login known: as a whole, its parts, and what logins make of it.
func (p *Persons) addName(v string) {
	words := split(v)
	parts := make([]string, 0, len(words))
	for _, w := range words {
		parts = append(parts, w.folded)
	}
	switch {
	case len(parts) == 0, isMachine(parts):
		return
	case scriptless(v):
		if len(p.scripts) < maxExact && !slices.Contains(p.scripts, v) {
			p.scripts = append(p.scripts, v)
		}
		return
	case len(parts) == 1:
		p.single(parts[0], !strings.Contains(v, " "))
		return
	}
	p.sequence(parts)
	p.sequence([]string{strings.Join(parts, "")})
	spoken := strings.ContainsAny(v, " ,") || isGiven(parts[0]) // A login of several words is no list of names.
	if !spoken {
		return
	}
	for _, w := range parts {
		p.single(w, false)
	}
	if len(parts) == 2 || len(parts) == 3 {
		given, family := parts[0], parts[len(parts)-1]
		p.sequence([]string{family, given})
		if len(parts) == 3 {
			p.sequence([]string{given, family})
			p.sequence([]string{given + family})
		}
		if len(family) > 3 {
			p.single(initial(given)+family, false)
		}
	}
}

// single makes one word known. One that is something else beside a name is left alone, unless it
// is a login and stands where only a login does.
func (p *Persons) single(w string, login bool) {
	switch {
	case utf8.RuneCountInString(w) < 3 && !login, isTechnical(w), isNumber(w):
	case naming.Ordinary(w):
		if login {
			if p.narrow == nil {
				p.narrow = map[string]bool{}
			}
			p.narrow[w] = true
		}
	default:
		p.sequence([]string{w})
	}
}

func (p *Persons) sequence(words []string) {
	if len(words) == 1 && (len(words[0]) < 2 || isTechnical(words[0])) {
		return
	}
	words = words[:min(len(words), maxWords)]
	if p.first == nil {
		p.first = map[string][]name{}
	}
	known := p.first[words[0]]
	if len(known) == maxShared || slices.ContainsFunc(known, func(n name) bool { return slices.Equal(n, words) }) {
		return
	}
	p.first[words[0]] = append(known, words)
}
