package postmortem_test

import (
	"slices"
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
)

// The templates that Candor brings hold what is asked of one: sections that exist, each once.
func TestBuiltInTemplatesHold(t *testing.T) {
	t.Parallel()
	var names []string
	for _, tpl := range postmortem.BuiltInTemplates() {
		names = append(names, tpl.Key)
		src := "templates:\n  - {key: " + tpl.Key + ", name: " + tpl.Name + ", says: \"" + tpl.Says + "\", sections: ["
		for _, s := range tpl.Sections {
			src += "{key: " + string(s.Key) + ", heading: \"" + s.Heading + "\", asks: \"" + s.Asks + "\"},"
		}
		if _, err := postmortem.ParseTemplates(src + "]}\n"); err != nil {
			t.Errorf("%s: %v", tpl.Key, err)
		}
		if _, asked := tpl.Heading(postmortem.Summary), tpl.Asked(postmortem.Summary); !asked {
			t.Errorf("%s asks for no summary, which publication waits for", tpl.Key)
		}
	}
	if want := []string{"candor", "playbook", "google-sre", "pagerduty", "atlassian", "howie", "etsy"}; !slices.Equal(names, want) {
		t.Errorf("they are %q", names)
	}
}

const ownTemplates = `use:
  SEV1: short
  default: howie
templates:
  - key: short
    name: Short
    sections:
      - key: impact
        heading: Who noticed
      - key: summary
        asks: In a line?
        starter: |
          It was ...
`

func TestATemplateIsChosenBySeverityAndArranges(t *testing.T) {
	t.Parallel()
	ts, err := postmortem.ParseTemplates(ownTemplates)
	if err != nil {
		t.Fatal(err)
	}
	if err := ts.CheckUse(workspace.DefaultSeverities()); err != nil {
		t.Error(err)
	}
	if a, b := ts.For("SEV1").Key, ts.For("SEV4").Key; a != "short" || b != "howie" {
		t.Errorf("SEV1 has %s, SEV4 %s", a, b)
	}
	if none := (postmortem.Templates{}).For("SEV1").Key; none != postmortem.DefaultTemplate {
		t.Errorf("without a choice it is %s", none)
	}
	var sections []postmortem.Section
	for _, key := range postmortem.Keys() {
		sections = append(sections, postmortem.Section{Key: key})
	}
	sections[7].Text = "Luck."
	sections = ts.For("SEV1").Applied(ts.For("SEV1").Begun(sections))
	var got []string
	for _, s := range postmortem.Arranged(sections) {
		got = append(got, s.Heading+": "+s.Text)
	}
	if want := []string{"Who noticed: ", "Summary: It was ...", "Where we were lucky: Luck."}; !slices.Equal(got, want) {
		t.Errorf("arranged: %q", got)
	}
	if s := sections[0]; s.Asks != "In a line?" || s.Source != "From the template “Short”." {
		t.Errorf("%+v", s)
	}
}

func TestAFileOfTemplatesIsRefusedByLine(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"use: 3\n":                      "Line 1: A list of names with values",
		"uses: {}\n":                    "Line 1: “uses” is not known here; use, templates are.",
		"use:\n  SEV1: none\n":          "Line 2: There is no template “none”.",
		"templates:\n  - key: A\n":      "Line 2: The key of a template",
		"templates:\n  - key: a\n":      "Line 2: The name",
		"templates: {}\n":               "Line 1: A list belongs here.",
		"a: b: c\n":                     "This is not YAML",
		strings.Repeat("#", 257<<10):    "at most 256 KiB",
		"templates:\n  - key: [a]\n":    "Line 2: A text belongs here.",
		"use:\n  a: howie\n  a: etsy\n": "Line 3: “a” stands here twice.",
		"templates:\n  - key: a\n    name: A\n    sections:\n      - key: root_cause\n": "Line 5: There is no section “root_cause”.",
		strings.Replace(ownTemplates, "key: summary", "key: impact", 1):                 "Line 10: The section “impact” stands in this template twice.",
		strings.Replace(ownTemplates, "name: Short", "name: \"\"", 1):                   "Line 5: The name",
	} {
		_, err := postmortem.ParseTemplates(src)
		if p := problem.Of(err); p == nil || p.Field != "text" || !strings.Contains(p.Say, want) {
			t.Errorf("%.60q: %v, want %q", src, err, want)
		}
	}
	ts, err := postmortem.ParseTemplates("use:\n  SEV9: howie\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := ts.CheckUse(workspace.DefaultSeverities()); err == nil || !strings.Contains(err.Error(), "Line 2") {
		t.Errorf("a severity of nobody: %v", err)
	}
	two, err := postmortem.ParseTemplates("a: 1\nb: 2\n")
	if p := problem.Of(err); p == nil || len(p.Also) != 1 {
		t.Errorf("all lines are told: %v, %+v", err, two)
	}
}

func FuzzParseTemplates(f *testing.F) {
	f.Add(ownTemplates)
	f.Add("templates:\n  - &a {key: a}\n  - *a\n")
	f.Fuzz(func(t *testing.T, src string) {
		ts, err := postmortem.ParseTemplates(src)
		if err == nil && ts.For("SEV1").Key == "" {
			t.Errorf("no template of %q", src)
		}
	})
}
