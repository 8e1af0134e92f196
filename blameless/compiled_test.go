package blameless_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/blameless"
)

func TestTheCompiledRulesAreFresh(t *testing.T) {
	t.Parallel()
	if string(blameless.Compile()) != blameless.Compiled() {
		t.Error("rules.bin is not what rules/*.yaml give: run go generate ./blameless")
	}
}

// TestCompiledRulesFindTheSame reads a report with both: what is compiled ahead loses nothing.
func TestCompiledRulesFindTheSame(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/rules.txtar")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(raw) + report(t)
	ahead, now := blameless.Unpack().Check(doc, blameless.Options{}), blameless.Load().Check(doc, blameless.Options{})
	if diff := cmp.Diff(now, ahead); diff != "" || len(now) < 50 {
		t.Errorf("%d findings (-files +compiled)\n%s", len(now), diff)
	}
}

// TestNamesAndRulesOnCompiledRules: names that were added stay when rules are laid beside.
func TestNamesAndRulesOnCompiledRules(t *testing.T) {
	t.Parallel()
	const doc = "Torvik accidentally dropped the table in a yolo deploy."
	labels := func(r *blameless.Rules) (list []string) {
		for _, f := range r.Check(doc, blameless.Options{}) {
			list = append(list, f.Label)
		}
		return list
	}
	named := blameless.Builtin().WithPeople("Zubin Torvik")
	longer, err := named.Extend([]byte("rules:\n- {id: house.yolo, label: judgement, match: [yolo], why: a, suggest: b}"))
	if err != nil {
		t.Fatal(err)
	}
	again := longer.WithPeople("Other Name")
	for _, r := range []*blameless.Rules{longer, again} {
		if diff := cmp.Diff([]string{"named-person-cause", "human-error", "judgement"}, labels(r)); diff != "" {
			t.Error(diff)
		}
	}
	if diff := cmp.Diff([]string{"named-person-cause", "human-error"}, labels(named)); diff != "" {
		t.Error(diff)
	}
}
