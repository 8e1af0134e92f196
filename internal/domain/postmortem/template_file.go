package postmortem

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/domain/workspace"
)

// MaxTemplateFile is how many bytes the file of an organisation's templates may have.
const MaxTemplateFile = 256 << 10

// ParseTemplates reads the file of an organisation's templates: which one a severity uses, and the
// organisation's own. An empty file is none. Invalid at text names the line; every line that does
// not hold is told.
func ParseTemplates(src string) (Templates, error) {
	ts := Templates{Use: map[string]string{}, Source: src}
	if len(src) > MaxTemplateFile {
		return ts, problem.Invalid("text", "The file has %d KiB; at most %d KiB fit.", (len(src)+1023)>>10, MaxTemplateFile>>10)
	}
	if err := text.CheckText("text", src, MaxTemplateFile); err != nil {
		return ts, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(src), &doc); err != nil {
		return ts, problem.Invalid("text", "This is not YAML: %s.", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(doc.Content) == 0 {
		return ts, nil
	}
	ts.lines = map[string]int{}
	r := &templateReader{out: &ts}
	r.file(doc.Content[0])
	r.uses()
	return ts, problem.All(r.errs...)
}

type templateReader struct {
	out  *Templates
	errs []error
}

func (r *templateReader) complain(line int, err error) {
	p := problem.Of(err)
	q := problem.Invalid("text", "Line %d: %s", line, p.Say)
	q.Hint = p.Hint
	r.errs = append(r.errs, q)
}

func (r *templateReader) wrong(n *yaml.Node, say string, args ...any) {
	r.complain(n.Line, problem.Invalid("text", "%s", fmt.Sprintf(say, args...)))
}

// members calls fn for each member of a mapping, and complains of what it does not know.
func (r *templateReader) members(n *yaml.Node, known []string, fn func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "A list of names with values belongs here.")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case seen[key.Value]:
			r.wrong(key, "“%s” stands here twice.", text.Visible(text.Line(key.Value, 40)))
		case known != nil && !slices.Contains(known, key.Value):
			r.wrong(key, "“%s” is not known here; %s are.", text.Visible(text.Line(key.Value, 40)), strings.Join(known, ", "))
		default:
			fn(key, value)
		}
		seen[key.Value] = true
	}
}

func (r *templateReader) scalar(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		r.wrong(n, "A text belongs here.")
		return ""
	}
	return n.Value
}

func (r *templateReader) each(n *yaml.Node, fn func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, "A list belongs here.")
		return
	}
	for _, one := range n.Content {
		fn(one)
	}
}

func (r *templateReader) file(n *yaml.Node) {
	r.members(n, []string{"use", "templates"}, func(key, value *yaml.Node) {
		if key.Value == "use" {
			r.members(value, nil, func(key, value *yaml.Node) {
				r.out.Use[key.Value], r.out.lines[key.Value] = r.scalar(value), key.Line
			})
			return
		}
		r.each(value, r.template)
	})
	if len(r.out.Own) > MaxTemplates {
		r.wrong(n, "At most %d templates can be kept.", MaxTemplates)
	}
}

func (r *templateReader) template(n *yaml.Node) {
	var t Template
	r.members(n, []string{"key", "name", "says", "sections"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "key":
			t.Key = r.scalar(value)
		case "name":
			t.Name = r.scalar(value)
		case "says":
			t.Says = r.scalar(value)
		case "sections":
			r.each(value, func(n *yaml.Node) { r.section(&t, n) })
		}
	})
	if err := t.check(); err != nil {
		r.complain(n.Line, err)
	}
	if slices.ContainsFunc(r.out.Own, func(o Template) bool { return o.Key == t.Key }) {
		r.wrong(n, "There are two templates with the key “%s”.", text.Visible(text.Line(t.Key, 40)))
	}
	r.out.Own = append(r.out.Own, t)
}

func (r *templateReader) section(t *Template, n *yaml.Node) {
	var s TemplateSection
	r.members(n, []string{"key", "heading", "asks", "starter"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "key":
			s.Key = Key(r.scalar(value))
		case "heading":
			s.Heading = r.scalar(value)
		case "asks":
			s.Asks = r.scalar(value)
		case "starter":
			s.Starter = r.scalar(value)
		}
	})
	if err := s.check(); err != nil {
		r.complain(n.Line, err)
	}
	if _, twice := t.section(s.Key); twice {
		r.wrong(n, "The section “%s” stands in this template twice.", text.Visible(text.Line(string(s.Key), 40)))
		return
	}
	t.Sections = append(t.Sections, s)
}

// CheckUse asks that every severity that the file names is one of those in use.
func (ts Templates) CheckUse(severities workspace.Severities) error {
	for _, name := range slices.Sorted(maps.Keys(ts.Use)) {
		if _, err := severities.Find(name); err != nil && name != "default" {
			p := problem.Of(err)
			return problem.Invalid("text", "Line %d: %s", ts.lines[name], p.Say).Next(p.Hint + " Or default, for all others.")
		}
	}
	return nil
}

// uses asks that what the severities use is there.
func (r *templateReader) uses() {
	for _, severity := range slices.Sorted(maps.Keys(r.out.Use)) {
		key := r.out.Use[severity]
		if _, err := r.out.Find(key); err != nil {
			r.complain(r.out.lines[severity], problem.Invalid("text", "There is no template “%s”.", text.Visible(text.Line(key, 40))))
		}
	}
}
