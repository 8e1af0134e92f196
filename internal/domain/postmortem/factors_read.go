package postmortem

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Limits of the list of factors: what people can still choose from.
const (
	MaxFactors     = 100
	MaxFactorsText = 100_000 // Characters of the file.
	maxExamples    = 10
)

var factorKey = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// factorsReader collects what is the matter with a list, so that it is mended at once.
type factorsReader struct{ wrong []error }

// ReadFactors reads a list of factors from YAML: each with key, name and definition, and where
// wanted group and examples. Invalid at text names the lines that cannot be taken.
func ReadFactors(file string) ([]Factor, error) {
	if err := text.CheckText("text", file, MaxFactorsText); err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(file), &doc); err != nil {
		return nil, problem.Invalid("text", "This is not YAML: %s.", strings.TrimPrefix(text.Visible(err.Error()), "yaml: ")).Next("Nothing was changed.")
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.SequenceNode || len(doc.Content[0].Content) == 0 {
		return nil, problem.Invalid("text", "This holds no list of factors.").Next("Each begins with a hyphen, and has key, name and definition.")
	}
	r, top := &factorsReader{}, doc.Content[0]
	if len(top.Content) > MaxFactors {
		r.complain(top.Content[MaxFactors], "these are %d factors; at most %d fit.", len(top.Content), MaxFactors)
		return nil, problem.All(r.wrong...)
	}
	var list []Factor
	for _, n := range top.Content {
		f := r.factor(n)
		for _, g := range list {
			if f.Key != "" && f.Key == g.Key {
				r.complain(n, "the key %q stands above already.", f.Key)
			}
			if f.Name != "" && strings.EqualFold(f.Name, g.Name) {
				r.complain(n, "the name “%s” stands above already.", f.Name)
			}
		}
		list = append(list, f)
	}
	if over := len(r.wrong) - 20; over > 0 {
		r.wrong = append(r.wrong[:20], problem.Invalid("text", "And %d more like these.", over))
	}
	return list, problem.All(r.wrong...)
}

func (r *factorsReader) complain(n *yaml.Node, say string, args ...any) {
	r.wrong = append(r.wrong, problem.Invalid("text", "Line %d: %s", n.Line, fmt.Sprintf(say, args...)))
}

var factorFields = []string{"key", "name", "definition", "examples", "group"}

func (r *factorsReader) factor(n *yaml.Node) (f Factor) {
	if n.Kind != yaml.MappingNode {
		r.complain(n, "a factor has key, name and definition.")
		return f
	}
	given := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		switch {
		case !slices.Contains(factorFields, name):
			r.complain(n.Content[i], "a factor has no %q. It has key, name, definition, examples and group.", text.Cut(text.Visible(name), 40))
		case given[name] != nil:
			r.complain(n.Content[i], "%s stands twice.", name)
		default:
			given[name] = n.Content[i+1]
		}
	}
	f = Factor{Name: r.words(n, given, "name", 80), Definition: r.words(n, given, "definition", 400), Key: r.words(n, given, "key", 40)}
	if f.Key != "" && !factorKey.MatchString(f.Key) {
		r.complain(given["key"], "a key is small letters, digits, hyphens, such as single-point.")
	}
	if given["group"] != nil {
		f.Group = r.words(n, given, "group", 80)
	}
	if x := given["examples"]; x != nil {
		if x.Kind != yaml.SequenceNode || len(x.Content) > maxExamples {
			r.complain(x, "examples are a list of at most %d.", maxExamples)
			return f
		}
		for _, e := range x.Content {
			f.Examples = append(f.Examples, r.line(e, "an example", 200))
		}
	}
	return f
}

func (r *factorsReader) words(n *yaml.Node, given map[string]*yaml.Node, name string, most int) string {
	if given[name] == nil {
		r.complain(n, "%s is missing.", name)
		return ""
	}
	return r.line(given[name], name, most)
}

func (r *factorsReader) line(n *yaml.Node, name string, most int) string {
	s := strings.TrimSpace(n.Value)
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.complain(n, "%s is words in one line.", name)
		return ""
	}
	if p := problem.Of(text.CheckTitle(name, s, most)); p != nil {
		r.complain(n, "%s: %s", name, p.Say)
		return ""
	}
	return s
}
