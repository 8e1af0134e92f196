package blameless_test

import (
	"os"
	"strconv"
	"strings"
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

// TestManyNames: a directory of users may hold more names than the lexicon has words.
func TestManyNames(t *testing.T) {
	t.Parallel()
	var names []string
	for i := range 20_000 {
		names = append(names, "Zub"+strings.Map(func(r rune) rune { return r - '0' + 'a' }, strconv.Itoa(i)))
	}
	r := blameless.Builtin().WithPeople(names...)
	for _, name := range []string{names[0], names[9_999], names[19_999]} {
		doc := "It began when " + name + " deleted the table."
		if found := r.Check(doc, blameless.Options{}); len(found) != 1 || found[0].Label != blameless.NamedPerson {
			t.Errorf("%s: %+v", name, found)
		}
	}
}
