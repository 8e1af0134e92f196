package postmortem

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// Template says which sections a postmortem asks for, in which order, under which headings and
// with which questions. A section that it does not name is out of sight until somebody writes it.
type Template struct {
	Key      string            `json:"key" yaml:"key"`
	Name     string            `json:"name" yaml:"name"`
	Says     string            `json:"says,omitempty" yaml:"says"`
	Sections []TemplateSection `json:"sections" yaml:"sections"`
}

// TemplateSection is a section as a template asks for it. What is empty is as Candor has it.
type TemplateSection struct {
	Key     Key    `json:"key" yaml:"key"`
	Heading string `json:"heading,omitempty" yaml:"heading"`
	Asks    string `json:"asks,omitempty" yaml:"asks"`
	Starter string `json:"starter,omitempty" yaml:"starter"` // What stands there before anybody writes; Markdown.
}

// Templates are those of an organisation beside the ones that are built in, and which one a
// severity uses.
type Templates struct {
	Use     map[string]string // Template by severity; "default" for all others.
	Own     []Template
	Source  string // The file as it was written.
	Version int    // 0 until somebody saves it.

	lines map[string]int // Of the severities, in Source.
}

// DefaultTemplate is the key of Candor's own.
const DefaultTemplate = "candor"

// Limits of templates.
const (
	MaxTemplates   = 50
	maxStarter     = 5_000
	maxDescription = 300
)

//go:embed templates.yaml
var templatesFile []byte

var shippedTemplates = sync.OnceValue(func() []Template {
	var list []Template
	if err := yaml.Unmarshal(templatesFile, &list); err != nil {
		panic("templates.yaml: " + err.Error()) // A test reads the file.
	}
	return list
})

// BuiltInTemplates lists the templates that Candor brings, its own first.
func BuiltInTemplates() []Template { return slices.Clone(shippedTemplates()) }

// All lists the templates that can be used, an organisation's own after those that are built in.
// One with the key of a built-in one takes its place.
func (ts Templates) All() []Template {
	list := slices.DeleteFunc(BuiltInTemplates(), func(t Template) bool {
		return slices.ContainsFunc(ts.Own, func(o Template) bool { return o.Key == t.Key })
	})
	return append(list, ts.Own...)
}

// Find returns the template with this key; not found when there is none.
func (ts Templates) Find(key string) (Template, error) {
	for _, t := range ts.All() {
		if t.Key == key {
			return t, nil
		}
	}
	return Template{}, problem.NotFound("template")
}

// For is the template of a severity.
func (ts Templates) For(severity string) Template {
	for _, key := range []string{ts.Use[severity], ts.Use["default"], DefaultTemplate} {
		if t, err := ts.Find(key); err == nil && key != "" {
			return t
		}
	}
	return shippedTemplates()[0]
}

// Heading is what stands above a section in this template.
func (t Template) Heading(key Key) string {
	if s, asked := t.section(key); asked && s.Heading != "" {
		return s.Heading
	}
	return key.Heading()
}

// Asks is what the section is for in this template.
func (t Template) Asks(key Key) string {
	if s, asked := t.section(key); asked && s.Asks != "" {
		return s.Asks
	}
	return key.Asks()
}

// Asked says whether the template asks for a section. One without sections asks for all.
func (t Template) Asked(key Key) bool {
	_, asked := t.section(key)
	return asked || len(t.Sections) == 0
}

func (t Template) section(key Key) (TemplateSection, bool) {
	if i := slices.IndexFunc(t.Sections, func(s TemplateSection) bool { return s.Key == key }); i >= 0 {
		return t.Sections[i], true
	}
	return TemplateSection{}, false
}

// Applied says of each section how the template asks for it.
func (t Template) Applied(sections []Section) []Section {
	list := slices.Clone(sections)
	for i := range list {
		s := &list[i]
		s.Heading, s.Asks, s.Place = t.Heading(s.Key), t.Asks(s.Key), i
		if len(t.Sections) == 0 {
			continue
		}
		s.Place = slices.IndexFunc(t.Sections, func(asked TemplateSection) bool { return asked.Key == s.Key })
		if s.Unasked = s.Place < 0; s.Unasked {
			s.Place = len(t.Sections) + i
		}
	}
	return list
}

// Arranged are sections in the order in which their template asks for them; after them those that
// it does not ask for, unless nobody has written them.
func Arranged(sections []Section) []Section {
	list := slices.DeleteFunc(slices.Clone(sections), func(s Section) bool { return s.Unasked && text.IsBlank(s.Text) })
	slices.SortStableFunc(list, func(a, b Section) int { return a.Place - b.Place })
	return list
}

// Begun puts the starter text of the template where a draft has nothing, and says so.
func (t Template) Begun(sections []Section) []Section {
	list := slices.Clone(sections)
	for i, s := range list {
		if asked, ok := t.section(s.Key); ok && asked.Starter != "" && text.IsBlank(s.Text) {
			list[i].Text, list[i].Source = strings.TrimSpace(asked.Starter), "From the template “"+t.Name+"”."
		}
	}
	return list
}

var templateKey = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func (t Template) check() error {
	if !templateKey.MatchString(t.Key) || t.Key == "default" {
		return problem.Invalid("key", "The key of a template is 1 to 40 small letters, digits and hyphens.").Next("For example short-review.")
	}
	if err := text.CheckTitle("name", t.Name, MaxName); err != nil {
		return err
	}
	if err := text.CheckText("says", t.Says, maxDescription); err != nil {
		return err
	}
	if len(t.Sections) == 0 {
		return problem.Invalid("sections", "A template names at least one section.").Next("They are: " + joinedKeys() + ".")
	}
	return nil
}

func (s TemplateSection) check() error {
	if !slices.Contains(Keys(), s.Key) {
		return problem.Invalid("key", "There is no section “%s”.", text.Visible(text.Line(string(s.Key), 40))).Next("They are: " + joinedKeys() + ".")
	}
	if s.Heading != "" {
		if err := text.CheckTitle("heading", s.Heading, MaxName); err != nil {
			return err
		}
	}
	if err := text.CheckText("asks", s.Asks, maxDescription); err != nil {
		return err
	}
	return text.CheckText("starter", s.Starter, maxStarter)
}

func joinedKeys() string {
	var names []string
	for _, k := range Keys() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}
