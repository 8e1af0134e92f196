package postmortem_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
)

// wipeout is a tree with branches: a(b(c), d), e.
func wipeout(t *testing.T) (*postmortem.Postmortem, *postmortem.WhyTree) {
	t.Helper()
	pm, tree := started(t), &postmortem.WhyTree{}
	for _, w := range []struct{ id, parent string }{{"a", ""}, {"b", "a"}, {"e", ""}, {"c", "b"}, {"d", "a"}} {
		add(t, pm, tree, w.id, w.parent)
	}
	return pm, tree
}

func add(t *testing.T, pm *postmortem.Postmortem, tree *postmortem.WhyTree, id, parent string) {
	t.Helper()
	_, err := pm.AddWhy(ana, now, tree, postmortem.Why{ID: postmortem.WhyID(id), Parent: postmortem.WhyID(parent), Said: said("Why " + id + "?")}, "")
	if err != nil {
		t.Fatal(err)
	}
}

func said(question string) postmortem.Said {
	return postmortem.Said{Question: question, Answer: "The table could be dropped.", Factor: "access"}
}

// shape tells the tree as 1:a 1.1:b.
func shape(tree *postmortem.WhyTree) string {
	var list []string
	for i, n := range tree.Numbers() {
		list = append(list, n+":"+string(tree.Whys[i].ID))
	}
	return strings.Join(list, " ")
}

func TestWhysBranchAndKeepTheirOrder(t *testing.T) {
	t.Parallel()
	_, tree := wipeout(t)
	if got := shape(tree); got != "1:a 1.1:b 1.1.1:c 1.2:d 2:e" {
		t.Error(got)
	}
	if diff := cmp.Diff([]int{1, 2, 3, 2, 1}, tree.Depths()); diff != "" {
		t.Error(diff)
	}
}

func TestAWhyMovesWithEverythingBelowIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		id, parent postmortem.WhyID
		position   int
		want       string
	}{
		"below another":      {"b", "e", 0, "1:a 1.1:d 2:e 2.1:b 2.1.1:c"},
		"among its own":      {"b", "a", 1, "1:a 1.1:d 1.2:b 1.2.1:c 2:e"},
		"to the first":       {"b", "", 0, "1:b 1.1:c 2:a 2.1:d 3:e"},
		"beyond the last":    {"a", "", 99, "1:e 2:a 2.1:b 2.1.1:c 2.2:d"},
		"before a sibling":   {"e", "a", 1, "1:a 1.1:b 1.1.1:c 1.2:e 1.3:d"},
		"to where it stands": {"d", "a", 1, "1:a 1.1:b 1.1.1:c 1.2:d 2:e"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pm, tree := wipeout(t)
			evs, err := pm.MoveWhy(ana, now, tree, c.id, c.parent, c.position)
			if err != nil || shape(tree) != c.want {
				t.Errorf("got %s, %v", shape(tree), err)
			}
			if still := name == "to where it stands"; still != (len(evs) == 0) {
				t.Errorf("%d events", len(evs))
			}
		})
	}
	pm, tree := wipeout(t)
	for _, below := range []postmortem.WhyID{"a", "b", "c"} {
		if _, err := pm.MoveWhy(ana, now, tree, "a", below, 0); problem.Of(err) == nil || problem.Of(err).Field != "parent" {
			t.Errorf("a stands below %s: %v", below, err)
		}
	}
	if _, err := pm.MoveWhy(ana, now, tree, "x", "", 0); problem.KindOf(err) != problem.KindNotFound {
		t.Errorf("got %v", err)
	}
}

func TestStepsLeadWhereTheirButtonsSay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		id   postmortem.WhyID
		step postmortem.Step
		want string // Empty: there is no such step.
	}{
		{"d", postmortem.Up, "1:a 1.1:d 1.2:b 1.2.1:c 2:e"},
		{"b", postmortem.Down, "1:a 1.1:d 1.2:b 1.2.1:c 2:e"},
		{"d", postmortem.Indent, "1:a 1.1:b 1.1.1:c 1.1.2:d 2:e"},
		{"b", postmortem.Outdent, "1:a 1.1:d 2:b 2.1:c 3:e"},
		{"b", postmortem.Up, ""},
		{"d", postmortem.Down, ""},
		{"a", postmortem.Indent, ""},
		{"e", postmortem.Outdent, ""},
		{"x", postmortem.Up, ""},
	} {
		pm, tree := wipeout(t)
		parent, position, ok := tree.Target(c.id, c.step)
		if ok != (c.want != "") {
			t.Errorf("%s %s: %v", c.id, c.step, ok)
		}
		if !ok {
			continue
		}
		if _, err := pm.MoveWhy(ana, now, tree, c.id, parent, position); err != nil || shape(tree) != c.want {
			t.Errorf("%s %s: %s, %v", c.id, c.step, shape(tree), err)
		}
	}
}

func TestAWhyWithOthersBelowGoesOnlyWithThem(t *testing.T) {
	t.Parallel()
	pm, tree := wipeout(t)
	if _, err := pm.RemoveWhy(ana, now, tree, "b", false); problem.KindOf(err) != problem.KindConflict || len(tree.Whys) != 5 {
		t.Errorf("got %v with %s", err, shape(tree))
	}
	if _, err := pm.RemoveWhy(ana, now, tree, "b", true); err != nil || shape(tree) != "1:a 1.1:d 2:e" {
		t.Errorf("got %v with %s", err, shape(tree))
	}
	if _, err := pm.RemoveWhy(ana, now, tree, "d", false); err != nil || shape(tree) != "1:a 2:e" {
		t.Errorf("got %v with %s", err, shape(tree))
	}
}

func TestATreeHasItsLimits(t *testing.T) {
	t.Parallel()
	pm, tree, parent := started(t), &postmortem.WhyTree{}, ""
	for i := range postmortem.MaxDepth {
		id := string(rune('a' + i))
		add(t, pm, tree, id, parent)
		parent = id
	}
	deeper := postmortem.Why{ID: "z", Parent: postmortem.WhyID(parent), Said: said("Why?")}
	if _, err := pm.AddWhy(ana, now, tree, deeper, ""); problem.KindOf(err) != problem.KindConflict {
		t.Errorf("too deep: %v", err)
	}
	add(t, pm, tree, "y", "")
	if _, err := pm.MoveWhy(ana, now, tree, "a", "y", 0); problem.KindOf(err) != problem.KindConflict {
		t.Errorf("moved too deep: %v", err)
	}
	if _, _, ok := tree.Target("y", postmortem.Indent); !ok {
		t.Error("one more fits below the first")
	}
	for len(tree.Whys) < postmortem.MaxWhys {
		add(t, pm, tree, "n"+string(rune(1000+len(tree.Whys))), "")
	}
	if _, err := pm.AddWhy(ana, now, tree, postmortem.Why{ID: "more", Said: said("Why?")}, ""); problem.KindOf(err) != problem.KindConflict {
		t.Errorf("too many: %v", err)
	}
}

func TestEveryLeafEarnsAnActionOrAnAcceptedRisk(t *testing.T) {
	t.Parallel()
	pm, tree := wipeout(t)
	open := func() string {
		var ids []string
		for _, i := range tree.Unanswered() {
			ids = append(ids, string(tree.Whys[i].ID))
		}
		return strings.Join(ids, " ")
	}
	if got := open(); got != "c d e" {
		t.Error(got)
	}
	risk := postmortem.AcceptedRisk{
		Statement: "Staging looks like production until spring.", Prevent: "Three weeks of work.", Suffer: "An hour of confusion.",
		Approver: "head of engineering", ReviewAt: now.Add(90 * 24 * time.Hour),
	}
	if _, err := pm.EarnWhy(ana, now, tree, "c", "", "", &risk); err != nil {
		t.Fatal(err)
	}
	if _, err := pm.EarnWhy(ana, now, tree, "d", "act", "ACT-7", nil); err != nil {
		t.Fatal(err)
	}
	if got := open(); got != "e" {
		t.Error(got)
	}
	tree.Whys[slices.IndexFunc(tree.Whys, func(w postmortem.Why) bool { return w.ID == "d" })].ActionEnded = true
	if got := open(); got != "d e" {
		t.Error(got)
	}
	d := complete()
	d.Whys = *tree
	pm.DirectiveAt = now
	var fields []string
	for _, p := range pm.Missing(now, d, company) {
		fields = append(fields, p.Field)
	}
	if diff := cmp.Diff([]string{"whys.1.2", "whys.2"}, fields); diff != "" {
		t.Error(diff)
	}
	for field, bend := range map[string]func(*postmortem.AcceptedRisk){
		"statement":       func(r *postmortem.AcceptedRisk) { r.Statement = " " },
		"cost_to_prevent": func(r *postmortem.AcceptedRisk) { r.Prevent = "" },
		"cost_to_suffer":  func(r *postmortem.AcceptedRisk) { r.Suffer = "" },
		"approver":        func(r *postmortem.AcceptedRisk) { r.Approver = "" },
		"review_at":       func(r *postmortem.AcceptedRisk) { r.ReviewAt = now },
	} {
		bent := risk
		bend(&bent)
		if _, err := pm.EarnWhy(ana, now, tree, "e", "", "", &bent); problem.Of(err) == nil || problem.Of(err).Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestWordingThatStaysForAReasonIsCountedAsWaived(t *testing.T) {
	t.Parallel()
	pm, tree := wipeout(t)
	d := complete()
	tree.Whys[0].Answer = "It was careless."
	d.Whys = *tree
	if got := pm.Findings(d); len(got) != 1 || got[0].Section != "why 1" {
		t.Errorf("got %+v", got)
	}
	d.Whys.Whys[0].Kept = "It quotes the customer."
	if got := pm.Waivers(d); len(pm.Findings(d)) != 0 || len(got) != 1 || got[0].Reason != "It quotes the customer." {
		t.Errorf("got %+v", got)
	}
}

func TestAWhyIsAskedRightBesideAnother(t *testing.T) {
	t.Parallel()
	pm, tree := wipeout(t)
	ev, err := pm.AddWhy(ana, now, tree, postmortem.Why{ID: "f", Said: said("How?")}, "b")
	if err != nil {
		t.Fatal(err)
	}
	if got := shape(tree); got != "1:a 1.1:b 1.1.1:c 1.2:f 1.3:d 2:e" {
		t.Error(got)
	}
	if body := string(ev.Body); !strings.Contains(body, `"below":"a","after":"b"`) {
		t.Errorf("recorded %s", body)
	}
	_, err = pm.AddWhy(ana, now, tree, postmortem.Why{ID: "g", Said: said("How?")}, "nobody")
	if p := problem.Of(err); p == nil || p.Field != "beside" {
		t.Errorf("beside nothing: %v", err)
	}
}
