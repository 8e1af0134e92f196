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

// TestWhatIsSaidBesideSilencesNothing puts other statements before and after the hits of
// testdata/each_rule.txt: what keeps a rule silent has to stand in the same part of the sentence.
func TestWhatIsSaidBesideSilencesNothing(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/each_rule.txt")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for line := range strings.Lines(string(raw)) {
		_, text, hit := strings.Cut(strings.TrimSpace(line), " + ")
		if !hit || strings.Contains(text, " | ") || !strings.HasSuffix(text, ".") || strings.Count(text, ".") > 1 {
			continue
		}
		labels := labelsIn(text)
		for _, beside := range []string{
			"%s, and the service was restored at 10:05.", "%s, and we rolled back within the hour.", "%s; nobody was hurt and no data was lost.",
			"%s, and the engineer on call fixed it.", "%s, as the monitoring did not alert us.", "%s, although it is possible to run it twice.",
			"%s, and a test will prevent this.", "%s, but the error rate did not change.", "Nobody was hurt; %s.", "As no alert was sent, %s.",
		} {
			if !strings.HasPrefix(beside, "%s") && (labels[blameless.WeakAction] || strings.Contains(text, ":")) {
				continue // Imperatives and headings begin their sentence.
			}
			longer := strings.Replace(beside, "%s", strings.TrimSuffix(text, "."), 1)
			for label := range labels {
				if asked++; !labelsIn(longer)[label] {
					t.Errorf("%q is not %s", longer, label)
				}
			}
		}
	}
	if asked < 300 {
		t.Errorf("only %d were asked", asked)
	}
}

func labelsIn(text string) map[string]bool {
	labels := map[string]bool{}
	for _, f := range blameless.Check(text, blameless.Options{}) {
		labels[f.Label] = true
	}
	return labels
}
