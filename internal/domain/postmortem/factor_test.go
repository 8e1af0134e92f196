package postmortem_test

import (
	"slices"
	"strings"
	"testing"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

func TestTheBuiltInFactorsAreConditionsAndNeverPersons(t *testing.T) {
	t.Parallel()
	list := postmortem.BuiltInFactors().Factors
	if n := len(list); n < 15 || n > 25 {
		t.Errorf("there are %d factors", n)
	}
	for _, f := range list {
		if !strings.HasSuffix(f.Definition, ".") || len(f.Examples) == 0 || f.Group == "" {
			t.Errorf("%+v", f)
		}
		for _, words := range append([]string{f.Name, f.Definition}, f.Examples...) {
			if found := blameless.Builtin().Check(words, blameless.Options{Plain: true}); len(found) > 0 {
				t.Errorf("%q: %s", words, found[0].Why)
			}
		}
	}
}

func TestAListOfFactorsIsRefusedByItsLines(t *testing.T) {
	t.Parallel()
	const well = "- key: a\n  name: A\n  definition: It was so.\n"
	for name, c := range map[string]struct{ file, says string }{
		"nothing":         {"", "no list of factors"},
		"no list":         {"key: a", "no list of factors"},
		"no YAML":         {"- key: [", "not YAML"},
		"no definition":   {"- key: a\n  name: A\n", "Line 1: definition is missing."},
		"unknown field":   {well + "- key: b\n  name: B\n  definition: So.\n  colour: red\n", `Line 7: a factor has no "colour".`},
		"same key":        {well + "- key: a\n  name: B\n  definition: So.\n", `Line 4: the key "a" stands above already.`},
		"same name":       {well + "- key: b\n  name: a\n  definition: So.\n", "Line 4: the name “a” stands above already."},
		"a key in words":  {"- key: Human Factors\n  name: A\n  definition: So.\n", "Line 1: a key is small letters"},
		"twice":           {"- key: a\n  key: b\n  name: A\n  definition: So.\n", "Line 2: key stands twice."},
		"a list for name": {"- key: a\n  name: [A]\n  definition: So.\n", "Line 2: name is words in one line."},
		"a long name":     {"- key: a\n  name: " + strings.Repeat("a", 81) + "\n  definition: So.\n", "Line 2: name:"},
		"examples":        {well + "  examples: one\n", "Line 4: examples are a list"},
		"a scalar":        {"- a\n", "Line 1: a factor has key, name and definition."},
		"too many":        {strings.Repeat("- a\n", postmortem.MaxFactors+1), "at most 100 fit"},
		"too long":        {"# " + strings.Repeat("x", postmortem.MaxFactorsText), "text"},
	} {
		_, err := postmortem.ReadFactors(c.file)
		p := problem.Of(err)
		if p == nil || p.Field != "text" {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		says := []string{p.Say}
		for _, more := range p.Also {
			says = append(says, more.Say)
		}
		if c.says != "text" && !slices.ContainsFunc(says, func(s string) bool { return strings.Contains(s, c.says) }) {
			t.Errorf("%s: says %q, want %q", name, says, c.says)
		}
	}
	_, err := postmortem.ReadFactors("- key: a\n- name: B\n")
	if p := problem.Of(err); p == nil || len(p.Also) != 3 {
		t.Errorf("not everything is named at once: %+v", p)
	}
}

func TestAFactorInUseIsRetiredAndStaysReadable(t *testing.T) {
	t.Parallel()
	const own = "# Ours.\n- key: access\n  name: Access\n  definition: More than needed.\n- key: ours\n  name: Ours\n  definition: It is ours.\n"
	next, changed, err := postmortem.BuiltInFactors().Follow(own, []string{"detection", "access"})
	if err != nil {
		t.Fatal(err)
	}
	if len(next.Factors) != 2 || len(next.Retired) != 1 || next.Text != own {
		t.Fatalf("got %+v", next)
	}
	if !slices.Contains(changed, "access") || !slices.Contains(changed, "ours") || !slices.Contains(changed, "detection") {
		t.Errorf("changed: %v", changed)
	}
	if got := next.Name("detection"); got != "Detection and alerting (retired)" {
		t.Errorf("it reads %q", got)
	}
	if next.Name("access") != "Access" || next.Name("unheard") != "unheard" || next.Name("") != "" {
		t.Error("names are told wrongly")
	}
	for key, before := range map[string]string{"detection": "detection", "access": "", "": "x", "nothing": "nothing"} {
		if err := next.Choose(key, before); err != nil {
			t.Errorf("%q after %q: %v", key, before, err)
		}
	}
	for _, key := range []string{"detection", "nothing", "capacity"} {
		if p := problem.Of(next.Choose(key, "access")); p == nil || p.Field != "factor" {
			t.Errorf("%q may be chosen", key)
		}
	}
	same, changed, err := next.Follow(own, []string{"detection"})
	if err != nil || len(changed) != 0 || len(same.Retired) != 1 {
		t.Errorf("the same list again changes %v and retires %+v, %v", changed, same.Retired, err)
	}
	gone, _, err := next.Follow(own, nil)
	if err != nil || len(gone.Retired) != 0 {
		t.Errorf("what nothing names stays: %+v, %v", gone.Retired, err)
	}
	back, changed, err := next.Follow(postmortem.BuiltInFactors().Text, []string{"detection", "ours"})
	if err != nil || back.Name("detection") != "Detection and alerting" || back.Name("ours") != "Ours (retired)" || !slices.Contains(changed, "detection") {
		t.Errorf("restored: %+v, %v, %v", back.Retired, changed, err)
	}
}
