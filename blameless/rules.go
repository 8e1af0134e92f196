package blameless

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

//go:embed rules/*.yaml
var rulesFS embed.FS

// Rules are compiled rules with the words that they know. They do not change once made, and
// many goroutines may use them.
type Rules struct {
	vocab   *vocabulary
	sets    map[string][]string
	rules   []*rule
	byWord  [][]candidate    // By the number of a word.
	byClass [128][]candidate // By the number of a class.
	opening classes          // The classes that patterns are found by.
	allow   [][]string
	verbs   map[string][]string // The verbs of a class, as the lexicon writes them.

	people []string // Names that were added to rules that were compiled ahead.
	ahead  bool     // Compiled ahead: the texts of the rules are in the files.

	compiled  map[string][]*pattern // Sets that were compiled already: many rules name them.
	compiling map[string]bool       // The sets that are being compiled: none may name itself.
}

// rule is one entry of a rules file, and its patterns once they are compiled.
type rule struct {
	ID       string   `yaml:"id"`
	Label    string   `yaml:"label"`
	Also     []string `yaml:"also"` // Further labels that the same words earn.
	Severity Severity `yaml:"severity"`
	Match    []string `yaml:"match"`  // One of these has to stand in a sentence;
	Unless   []string `yaml:"unless"` // none of these may stand in the same part of it;
	Needs    []string `yaml:"needs"`  // one of these has to stand in it as well;
	With     []string `yaml:"with"`   // a finding with one of these labels has to stand in it.
	Under    []string `yaml:"under"`  // One of these words has to stand in the heading above.
	Why      string   `yaml:"why"`
	Suggest  string   `yaml:"suggest"`
	// Otherwise says that the rule speaks only where no other marks the same words.
	Otherwise bool `yaml:"otherwise"`
	Off       bool `yaml:"off"` // Switches a rule off, in a file that comes later.

	match, unless, needs []*pattern
	order                int
}

// candidate is a pattern that begins at a word, and its rule.
type candidate struct {
	pattern    *pattern
	rule       *rule
	last, next *element // The neighbours of the anchor, where they are words: they are asked first.
}

// file is what a rules file may hold. Later files add to earlier ones; a rule with the ID of an
// earlier one replaces what it names of it.
type file struct {
	Lexicon map[string][]string `yaml:"lexicon"` // Words by class. %verb stands for all its forms.
	Sets    map[string][]string `yaml:"sets"`    // Patterns by name, for unless and needs.
	People  []string            `yaml:"people"`  // Names of persons here.
	Roles   []string            `yaml:"roles"`   // What a single person is called here: "release captain".
	Allow   []string            `yaml:"allow"`   // Words that are never marked.
	Rules   []rule              `yaml:"rules"`
}

// load reads and compiles the embedded files, which a process needs only where an organisation
// lays its own rules beside them. They cannot be broken in a binary that passed its tests, hence
// the panic.
func load() *Rules {
	names, err := rulesFS.ReadDir("rules")
	if err != nil {
		panic(err)
	}
	r := &Rules{vocab: newVocabulary(), sets: map[string][]string{}, verbs: map[string][]string{}}
	var files []file
	for _, n := range names {
		raw, err := rulesFS.ReadFile("rules/" + n.Name())
		if err != nil {
			panic(err)
		}
		f, err := readFile(raw)
		if err != nil {
			panic(fmt.Errorf("%s: %w", n.Name(), err))
		}
		files = append(files, f)
	}
	if err := r.add(files); err != nil {
		panic(err)
	}
	return r
}

// Builtin returns the rules that come with Candor.
func Builtin() *Rules { return builtin() }

// Extend returns the rules with an organisation's own beside them: a YAML document with any of
// lexicon, sets, people, roles, allow and rules, as docs/language.md tells. A rule with a known
// ID changes what it names of that rule; `off: true` takes it away. What cannot be read is
// refused with the place and what is expected; r stays as it was.
func (r *Rules) Extend(raw []byte) (*Rules, error) {
	f, err := readFile(raw)
	if err != nil {
		return nil, err
	}
	longer := r.clone()
	if err := longer.add([]file{f}); err != nil {
		return nil, err
	}
	return longer, nil
}

// WithPeople returns the rules with names of persons beside those of the lexicon: a directory
// of users. Of a name of several words each is known by itself, but for words that are also
// ordinary English.
func (r *Rules) WithPeople(names ...string) *Rules {
	longer := *r
	longer.vocab, longer.people = r.vocab.clone(), slices.Concat(r.people, names)
	for _, name := range names {
		longer.person(name)
	}
	return &longer
}

// fromFiles are the built-in rules with their texts, which Extend needs.
var fromFiles = sync.OnceValue(load)

func (r *Rules) clone() *Rules {
	if r.ahead {
		whole := fromFiles().clone()
		for _, name := range r.people {
			whole.person(name)
		}
		return whole
	}
	c := &Rules{vocab: r.vocab.clone(), sets: map[string][]string{}, allow: slices.Clone(r.allow), verbs: maps.Clone(r.verbs)}
	for name, set := range r.sets {
		c.sets[name] = set
	}
	for _, old := range r.rules {
		same := *old
		c.rules = append(c.rules, &same)
	}
	return c
}

// mostBytes bounds a rules file.
const mostBytes = 1 << 20

func readFile(raw []byte) (file, error) {
	var f file
	if len(raw) > mostBytes {
		return f, fmt.Errorf("a rules file may hold %d bytes, this one holds %d", mostBytes, len(raw))
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return f, fmt.Errorf("read rules: %w", err)
	}
	return f, nil
}

// add takes in files: first all words, then the rules that speak of them.
func (r *Rules) add(files []file) error {
	var included [][2]string
	for _, f := range files {
		for _, name := range slices.Sorted(maps.Keys(f.Lexicon)) { // In order: the same files give the same numbers.
			words := f.Lexicon[name]
			c, err := r.vocab.define(name)
			if err != nil {
				return err
			}
			for _, w := range words {
				if inner, ok := strings.CutPrefix(w, "@"); ok {
					included = append(included, [2]string{inner, name})
					continue
				}
				if verb, ok := strings.CutPrefix(w, "%"); ok {
					r.verbs[name] = append(r.verbs[name], verb)
				}
				for _, form := range forms(w) {
					r.vocab.put(form, c)
				}
			}
		}
		for name, set := range f.Sets {
			r.sets[name] = append(slices.Clone(r.sets[name]), set...)
		}
		for _, p := range f.People {
			r.person(p)
		}
		for _, role := range f.Roles {
			r.role(role)
		}
		for _, a := range f.Allow {
			if words := strings.Fields(strings.ToLower(strings.ReplaceAll(a, "-", " "))); len(words) > 0 {
				r.allow = append(r.allow, words)
			}
		}
	}
	for _, pair := range included {
		if err := r.vocab.include(pair[0], class(r.vocab.names[pair[1]])); err != nil {
			return err
		}
	}
	for _, f := range files {
		for _, one := range f.Rules {
			if err := r.put(one); err != nil {
				return err
			}
		}
	}
	return r.index()
}

// person makes the words of a name known as names.
func (r *Rules) person(name string) {
	if describes(name) {
		return
	}
	for _, w := range strings.Fields(strings.ToLower(name)) {
		if e := r.vocab.words.look([]byte(w)); len(w) > 1 && (e.word == 0 || e.class == (classes{})) {
			r.vocab.put(w, given)
		}
	}
}

// describes says whether a name is a description instead, such as "Engineer new to the team": its
// words are partly capital and partly not, other than the particles of names.
func describes(name string) bool {
	capital, small := false, false
	for _, w := range strings.Fields(name) {
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsUpper(first):
			capital = true
		case unicode.IsLower(first) && !slices.Contains(particles, w):
			small = true
		}
	}
	return capital && small
}

// particles stand small within names.
var particles = []string{"van", "von", "der", "den", "de", "da", "di", "du", "dos", "la", "le", "el", "al", "bin", "ibn", "ben", "ter", "ten", "zu", "y"}

// role makes the last word of what a person is called known as one person.
func (r *Rules) role(role string) {
	if words := strings.Fields(strings.ToLower(role)); len(words) > 0 {
		if n, ok := r.vocab.names["role"]; ok {
			r.vocab.put(words[len(words)-1], class(n))
		}
	}
}

// put adds a rule, or changes the one with its ID.
func (r *Rules) put(next rule) error {
	i := slices.IndexFunc(r.rules, func(old *rule) bool { return old.ID == next.ID })
	if i < 0 {
		if next.Severity == "" {
			next.Severity = Advise
		}
		if next.ID == "" || next.Label == "" || next.Why == "" || len(next.Match) == 0 {
			return fmt.Errorf("rule %q is not complete: it needs id, label, match and why", next.ID)
		}
		r.rules = append(r.rules, &next)
		i = len(r.rules) - 1
	} else {
		r.rules[i].change(next)
	}
	if s := r.rules[i].Severity; s != Block && s != Advise {
		return fmt.Errorf("rule %q: severity is %q; write block or advise", next.ID, s)
	}
	return nil
}

func (r *rule) change(next rule) {
	r.Off = next.Off
	if next.Severity != "" {
		r.Severity = next.Severity
	}
	if next.Label != "" {
		r.Label = next.Label
	}
	if next.Why != "" {
		r.Why = next.Why
	}
	if next.Suggest != "" {
		r.Suggest = next.Suggest
	}
	if len(next.Match) > 0 {
		r.Match = next.Match
	}
	r.Unless = append(slices.Clone(r.Unless), next.Unless...)
	r.Needs = append(slices.Clone(r.Needs), next.Needs...)
}

// RuleInfo tells what a rule is, for documents and for settings.
type RuleInfo struct {
	ID, Label string
	Severity  Severity
	Why       string
	Suggest   string
}

// All are the rules that speak, in the order of their files.
func (r *Rules) All() []RuleInfo {
	var list []RuleInfo
	for _, one := range r.rules {
		if !one.Off {
			list = append(list, RuleInfo{one.ID, one.Label, one.Severity, one.Why, one.Suggest})
		}
	}
	return list
}
