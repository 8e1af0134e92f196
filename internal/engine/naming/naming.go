// Package naming finds the names of people in a text that is about to be published, and puts
// their roles in their place: "the commander", "a responder". It knows full names, e-mail
// addresses and @handles of everybody with an account, and the single names of those who took
// part. Words that are also names (Will, Mark, May) it takes for names only where the sentence
// leaves little doubt; the rest it lists, for a person to decide. It refuses to guess names of
// people whom it was not told of.
//
// Start reading at Finder.
package naming

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Person is somebody whose name may occur.
type Person struct {
	Name     string
	Email    string
	Role     string // What stands in place of the name: "the commander".
	TookPart bool   // Then single names count too.
}

// Occurrence is a place where a name was found.
type Occurrence struct {
	Key     string // Names the occurrence for a choice; valid while the text stays the same.
	Field   string // Where the text is from.
	Found   string
	Becomes string
	Before  string // A little of the text around it.
	After   string
	Start   int // Byte offsets into the text.
	End     int
	Unsure  bool // A common word that may be a name; stays unless somebody says otherwise.
}

// Finder finds the names of a fixed set of people.
type Finder struct {
	patterns map[string][]pattern // By first word, the longest first.
	emails   map[string]string    // Address to role.
	handles  map[string]string    // Handle to role.
	scripts  []pattern            // Names in scripts that put no space between words.
}

// pattern is a name as a sequence of folded words.
type pattern struct {
	words  []string
	raw    string // The name as its owner spells it.
	role   string
	single bool // One name out of several.
	plain  bool // A full name without any capital, which cannot be told by one.
}

// New makes a finder. Where two people share a name but not a role, the text speaks of
// "somebody involved", since nobody can tell which of the two was meant.
func New(people []Person) *Finder {
	f := &Finder{patterns: map[string][]pattern{}, emails: map[string]string{}, handles: map[string]string{}}
	// Those who took part come first: theirs are the roles that a shared name gets.
	people = slices.Clone(people)
	slices.SortStableFunc(people, func(a, b Person) int { return cmp.Compare(asInt(b.TookPart), asInt(a.TookPart)) })
	for _, p := range people {
		f.learn(p)
	}
	for _, list := range f.patterns {
		slices.SortStableFunc(list, func(a, b pattern) int { return len(b.words) - len(a.words) })
	}
	return f
}

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (f *Finder) learn(p Person) {
	words := foldedWords(p.Name)
	local := f.learnEmail(p)
	if len(words) == 0 {
		return
	}
	if spaceless(p.Name) {
		f.scripts = append(f.scripts, pattern{raw: p.Name, role: p.Role})
	}
	f.add(p, words)
	if len(words) > 1 {
		first, last := words[0], words[len(words)-1]
		f.add(p, []string{last, first})
		f.add(p, []string{first, last})
		f.add(p, []string{strings.Join(words, "")})
		for _, h := range []string{strings.Join(words, ""), strings.Join(words, "."), strings.Join(words, "_"), strings.Join(words, "-"), first[:lenFirst(first)] + last} {
			f.handle(h, p)
		}
	}
	if len(words) == 1 {
		f.handle(words[0], p)
	}
	if !p.TookPart {
		return
	}
	for _, w := range words {
		if utf8.RuneCountInString(w) >= 2 && strings.ContainsFunc(w, unicode.IsLetter) {
			f.addSingle(p, w)
			f.handle(w, p)
		}
	}
	if derived(local, words) {
		f.add(p, foldedWords(local))
	}
}

// learnEmail returns the part of the address before the @.
func (f *Finder) learnEmail(p Person) string {
	email := strings.ToLower(p.Email)
	if email == "" {
		return ""
	}
	f.emails[email] = p.Role
	local, _, _ := strings.Cut(email, "@")
	f.handle(local, p)
	return local
}

// derived says whether a user name is made of the person's name, so that it is no common word:
// "alopez" of Ana Lopez, but not "support".
func derived(local string, words []string) bool {
	for _, w := range words {
		if utf8.RuneCountInString(w) >= 3 && local != w && strings.Contains(fold(local), w) {
			return true
		}
	}
	return false
}

func (f *Finder) add(p Person, words []string) {
	f.put(pattern{words: words, raw: p.Name, role: p.Role, plain: len(words) > 1 && strings.ToLower(p.Name) == p.Name})
}

func (f *Finder) addSingle(p Person, word string) {
	f.put(pattern{words: []string{word}, role: p.Role, single: true})
}

func (f *Finder) put(n pattern) {
	list := f.patterns[n.words[0]]
	for i, old := range list {
		if slices.Equal(old.words, n.words) {
			if old.role != n.role && old.single == n.single && n.single {
				list[i].role = shared
			}
			return
		}
	}
	f.patterns[n.words[0]] = append(list, n)
}

// shared stands in place of a name that two people with different roles have.
const shared = "somebody involved"

func (f *Finder) handle(h string, p Person) {
	if _, known := f.handles[h]; !known && utf8.RuneCountInString(h) >= 2 {
		f.handles[h] = p.Role
	}
}

func lenFirst(s string) int { _, n := utf8.DecodeRuneInString(s); return n }

// Find lists the names in a text, in order and without overlaps. The field names where the text
// is from; it becomes part of each key.
func (f *Finder) Find(field, text string) []Occurrence {
	list := apart(slices.Concat(f.findAddresses(text), f.findScripts(text), f.findWords(text)))
	at := 0
	for i := range list {
		o := &list[i]
		withArticle(text, o, at)
		at = o.End
		o.Field, o.Found = field, text[o.Start:o.End]
		o.Key = fmt.Sprintf("%s:%d:%s", field, o.Start, o.Found)
		o.Before, o.After = around(text, o.Start, o.End)
	}
	return list
}

// apart orders what was found and makes one of what overlaps, so that nothing of a name stays
// behind: "@Ana Lopez" is a handle and a name, and all of it becomes the role.
func apart(list []Occurrence) []Occurrence {
	slices.SortStableFunc(list, func(a, b Occurrence) int { return a.Start - b.Start })
	out := list[:0]
	for _, o := range list {
		if len(out) == 0 || out[len(out)-1].End <= o.Start {
			out = append(out, o)
			continue
		}
		last := &out[len(out)-1]
		if o.End > last.End { // The later one knows what follows, the earlier one how it begins.
			last.End, last.Becomes = o.End, beginning(last.Becomes, o.Becomes)
		}
		last.Unsure = last.Unsure && o.Unsure
	}
	return out
}

// beginning is role with a capital if like has one.
func beginning(like, role string) string {
	first, _ := utf8.DecodeRuneInString(like)
	r, n := utf8.DecodeRuneInString(role)
	if !unicode.IsUpper(first) {
		return role
	}
	return string(unicode.ToUpper(r)) + role[n:]
}

// Replace puts the roles in the place of the names that were found in a text. keep says which
// occurrences stay as they are.
func Replace(text string, found []Occurrence, keep func(Occurrence) bool) string {
	var b strings.Builder
	at := 0
	for _, o := range found {
		if keep(o) {
			continue
		}
		b.WriteString(text[at:o.Start])
		b.WriteString(o.Becomes)
		at = o.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// around is up to 40 characters on each side, cut at line breaks.
func around(text string, start, end int) (before, after string) {
	const width = 40
	b, a := []rune(text[:start]), []rune(text[end:])
	before, after = string(b[max(0, len(b)-width):]), string(a[:min(len(a), width)])
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		before = before[i+1:]
	}
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	return before, after
}
