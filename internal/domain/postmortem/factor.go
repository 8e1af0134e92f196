package postmortem

import (
	_ "embed"
	"slices"
	"sync"

	"candor.dev/candor/internal/domain/problem"
)

// Factor is a kind of condition that helps incidents to happen, to worsen or to last.
type Factor struct {
	Key        string   `yaml:"key" json:"key"`
	Name       string   `yaml:"name" json:"name"`
	Definition string   `yaml:"definition" json:"definition"`
	Examples   []string `yaml:"examples" json:"examples,omitempty"`
	Group      string   `yaml:"group" json:"group,omitempty"`
}

// Taxonomy is the contributing factors that people choose from, and those that are chosen no
// more but still stand in a why.
type Taxonomy struct {
	Factors []Factor // In the order in which people choose one.
	Retired []Factor
	Text    string // The list as YAML, with its remarks.
	Version int    // 0: the built-in list.
}

//go:embed factors.yaml
var factorsFile string

var builtIn = sync.OnceValue(func() Taxonomy {
	list, err := ReadFactors(factorsFile)
	if err != nil {
		panic("factors.yaml: " + err.Error()) // A test reads the file.
	}
	return Taxonomy{Factors: list, Text: factorsFile}
})

// BuiltInFactors is the list that holds until another one is saved.
func BuiltInFactors() Taxonomy {
	t := builtIn()
	t.Factors = slices.Clone(t.Factors)
	return t
}

// Of finds a factor by its key, also a retired one.
func (t Taxonomy) Of(key string) (f Factor, retired, ok bool) {
	for _, list := range [][]Factor{t.Factors, t.Retired} {
		if i := slices.IndexFunc(list, func(f Factor) bool { return f.Key == key }); i >= 0 {
			return list[i], retired, true
		}
		retired = true
	}
	return Factor{}, false, false
}

// Name is the name of a factor, marked where it is retired; the key of one that nobody knows.
func (t Taxonomy) Name(key string) string {
	switch f, retired, ok := t.Of(key); {
	case !ok:
		return key
	case retired:
		return f.Name + " (retired)"
	default:
		return f.Name
	}
}

// Choose returns nil when a why may be given the factor: one of the list, none, or the one that
// it has already. Invalid at factor otherwise.
func (t Taxonomy) Choose(key, before string) error {
	if key == "" || key == before {
		return nil
	}
	f, retired, ok := t.Of(key)
	switch {
	case !ok:
		return problem.Invalid("factor", "There is no such contributing factor.").Next("Choose one of the list, or leave it empty.")
	case retired:
		return problem.Invalid("factor", "The factor “%s” is retired.", f.Name).Next("Choose one of the list, or leave it empty.")
	}
	return nil
}

// Follow is the taxonomy once another list takes its place. What is in use and no more on the
// list stays readable: it is retired. It names the keys that differ.
func (t Taxonomy) Follow(text string, inUse []string) (next Taxonomy, changed []string, err error) {
	next = Taxonomy{Text: text, Version: t.Version}
	if next.Factors, err = ReadFactors(text); err != nil {
		return next, nil, err
	}
	note := func(key string) {
		if !slices.Contains(changed, key) {
			changed = append(changed, key)
		}
	}
	for _, f := range next.Factors {
		before, retired, ok := t.Of(f.Key)
		if !ok || retired || !same(f, before) {
			note(f.Key)
		}
	}
	for _, f := range slices.Concat(t.Factors, t.Retired) {
		if _, _, stays := next.Of(f.Key); stays {
			continue
		}
		_, was, _ := t.Of(f.Key)
		if slices.Contains(inUse, f.Key) {
			next.Retired = append(next.Retired, f)
		} else if was {
			continue // Nothing names it any more.
		}
		if !was {
			note(f.Key)
		}
	}
	return next, changed, nil
}

func same(a, b Factor) bool {
	return a.Key == b.Key && a.Name == b.Name && a.Definition == b.Definition && a.Group == b.Group && slices.Equal(a.Examples, b.Examples)
}
