package blameless_test

import (
	"os"
	"strings"
	"testing"

	"candor.dev/candor/blameless"
)

// TestEachRuleHasItsHitAndItsNearMiss reads testdata/each_rule.txt: no rule stands without one.
func TestEachRuleHasItsHitAndItsNearMiss(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/each_rule.txt")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]int{}
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		rule, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		sign, text, _ := strings.Cut(rest, " ")
		if heading, below, ok := strings.Cut(text, " | "); ok {
			text = heading + "\n\n" + below
		}
		var got []string
		for _, f := range blameless.Check(text, blameless.Options{}) {
			got = append(got, f.Rule)
		}
		if hit := strings.Contains(" "+strings.Join(got, " ")+" ", " "+rule+" "); hit != (sign == "+") {
			t.Errorf("%s %s %q: %v", rule, sign, text, got)
		} else if sign == "-" && len(got) > 0 {
			t.Errorf("the near miss of %s, %q, is marked: %v", rule, text, got)
		}
		shown[rule+sign]++
	}
	for _, r := range blameless.Builtin().All() {
		if shown[r.ID+"+"] == 0 || shown[r.ID+"-"] == 0 {
			t.Errorf("%s has no hit or no near miss in testdata/each_rule.txt", r.ID)
		}
	}
}
