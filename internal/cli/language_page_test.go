package cli_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/blameless"
)

// The page about language tells what is so: each label with an example that earns it, severities
// as they come, and a rules file that works.
func TestThePageAboutLanguageTellsWhatIsSo(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/language.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	rows := regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| [^|]+ \\| `([^`]+)` \\| ([a-z, ]+) \\|$").FindAllStringSubmatch(page, -1)
	told := []string{blameless.BannedWord}
	for _, row := range rows {
		label, example, severities := row[1], row[2], row[3]
		told = append(told, label)
		found := blameless.Check(example, blameless.Options{Passage: true})
		i := slices.IndexFunc(found, func(f blameless.Finding) bool { return f.Label == label })
		if i < 0 || !strings.Contains(severities, string(found[i].Severity)) {
			t.Errorf("%q is %+v, the page says %s, %s", example, found, label, severities)
		}
	}
	labels := blameless.Labels()
	slices.Sort(labels)
	if slices.Sort(told); !slices.Equal(told, labels) {
		t.Errorf("the page tells of %v, the engine finds %v", told, labels)
	}

	blocks := regexp.MustCompile("(?s)```(\\w*)\n(.*?)```").FindAllStringSubmatch(page, -1)
	var house *blameless.Rules
	for _, block := range blocks {
		if block[1] != "yaml" {
			continue
		}
		if err := yaml.Unmarshal([]byte(block[2]), new(any)); err != nil {
			t.Errorf("%v in\n%s", err, block[2])
		}
		if strings.Contains(block[2], "lexicon:") {
			if house, err = blameless.Builtin().Extend([]byte(block[2])); err != nil {
				t.Fatal(err)
			}
		}
	}
	if house == nil || len(blocks) < 5 {
		t.Fatalf("%d blocks, rules %v", len(blocks), house)
	}
	for text, want := range map[string]string{
		"Leave it to the falcons.":                     "blame block",
		"In a drill we leave it to the falcons.":       "",
		"Zubin deleted the wrong table.":               "named-person-cause block",
		"The release captain deleted the wrong table.": "named-person-cause block",
		"We just had to read the prompt.":              "minimiser block",
		"The root cause was a missing index.":          "",
		"This is about human error prevention.":        "",
	} {
		got := ""
		for _, f := range house.Check(text, blameless.Options{}) {
			if one := f.Label + " " + string(f.Severity); got == "" || one == want {
				got = one
			}
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}

	// The waivers of the page waive, with nothing left.
	for _, block := range blocks {
		if strings.Contains(block[2], "candor:ignore") {
			found := blameless.Check(block[2], blameless.Options{})
			if len(found) != 3 || slices.ContainsFunc(found, func(f blameless.Finding) bool { return f.Severity != blameless.Waived }) {
				t.Errorf("the waivers leave %+v", found)
			}
		}
	}
}

// What pre-commit reads names the command as it is.
func TestTheHookForPreCommitRunsLint(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ ID, Entry, Language string }
	if err := yaml.Unmarshal(raw, &hooks); err != nil {
		t.Fatal(err)
	}
	if len(hooks) != 1 || hooks[0].ID != "candor-lint" || hooks[0].Entry != "candor lint" || hooks[0].Language != "golang" {
		t.Errorf("hooks: %+v", hooks)
	}
}
