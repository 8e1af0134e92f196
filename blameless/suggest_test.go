package blameless_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"candor.dev/candor/blameless"
)

// sentences are those of testdata/rules.txtar, and sentences built from parts.
func sentences(t *testing.T) []string {
	t.Helper()
	ar, err := txtar.ParseFile("testdata/rules.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range ar.Files {
		if strings.HasSuffix(f.Name, ".in") && !strings.HasPrefix(f.Name, "what is no prose") {
			list = append(list, strings.Split(strings.TrimSpace(string(f.Data)), "\n")...)
		}
	}
	for _, who := range []string{"An engineer", "Maria", "@kofi", "We", "I", "The on-call operator", "One of the developers", "Somebody"} {
		for _, did := range []string{
			"accidentally deleted 14 rows of ORDERS at 23:30 UTC on db-prod-3",
			"forgot to renew the certificate of api.example.com before 2026-03-01",
			"carelessly ran `terraform destroy` in the wrong workspace at 10:45 PM",
			"should have checked the 85% threshold in Grafana",
			"failed to test version 2.4.1 on PostgreSQL",
			"made a mistake in the Kafka settings, which cost $45,000",
		} {
			list = append(list, who+" "+did+".")
		}
	}
	return list
}

var (
	facts = regexp.MustCompile("`[^`]+`|\\d[\\d:.,-]*\\d|\\d+|db-prod-3|api\\.example\\.com|ORDERS|UTC|PM|Grafana|PostgreSQL|Kafka")
	names = regexp.MustCompile(`Maria|Priya|Leo|@?kofi`)
)

// TestWhatIsOfferedHolds: a wording that is offered is itself clean, keeps every number, time and
// name of a system of the sentence that it stands for, and names nobody.
func TestWhatIsOfferedHolds(t *testing.T) {
	t.Parallel()
	offered := 0
	for _, doc := range sentences(t) {
		for _, f := range blameless.Check(doc, blameless.Options{}) {
			offered++
			was := doc[f.Replace.Start:f.Replace.End]
			for _, again := range blameless.Check(f.Suggest, blameless.Options{Passage: true}) {
				t.Errorf("%q\n  offers %q\n  in which %s marks %q", was, f.Suggest, again.Rule, f.Suggest[again.Start:again.End])
			}
			for _, fact := range facts.FindAllString(was, -1) {
				if !strings.Contains(f.Suggest, fact) {
					t.Errorf("%q\n  offers %q\n  without %s", was, f.Suggest, fact)
				}
			}
			if name := names.FindString(f.Suggest); name != "" {
				t.Errorf("%q\n  offers %q\n  which names %s", was, f.Suggest, name)
			}
		}
	}
	if offered < 60 {
		t.Errorf("only %d wordings were offered: the test looks in the wrong place", offered)
	}
}

// TestEveryRuleOffersAWording reads the rules themselves: what each says is clean, and each has
// a hit in testdata or in the rules' own words.
func TestEveryRuleSpeaksCleanly(t *testing.T) {
	t.Parallel()
	for _, r := range blameless.Builtin().All() {
		if r.Why == "" || r.Suggest == "" || strings.Contains(r.Suggest, "Say ") {
			t.Errorf("%s offers no wording", r.ID)
		}
		text := r.Why + " " + r.Suggest
		for _, f := range blameless.Check(text, blameless.Options{Passage: true}) {
			if f.Label != blameless.BannedWord || !strings.Contains(r.Why, "“") {
				t.Errorf("%s: %s marks %q", r.ID, f.Rule, text[f.Start:f.End])
			}
		}
	}
}

func TestAnOrganisationsRules(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/organisation.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := blameless.Builtin().Extend(raw)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Torvik accidentally dropped the table.":              "named-person-cause human-error",
		"The release captain accidentally dropped the table.": "named-person-cause human-error",
		"That was a yolo deploy.":                             "judgement",
		"We simply restarted it.":                             "",
		"In hindsight it was visible.":                        "hindsight",
		"Be careful with it.":                                 "",
	} {
		var got []string
		for _, f := range rules.Check(text, blameless.Options{}) {
			got = append(got, f.Label)
			if f.Rule == "hindsight.retrospect" && f.Severity != blameless.Block {
				t.Error("the organisation's severity is of no effect")
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %q", text, got, want)
		}
	}
	if found := blameless.Check("That was a yolo deploy.", blameless.Options{}); len(found) != 0 {
		t.Errorf("the built-in rules have changed: %+v", found)
	}
}

func TestBrokenRulesAreRefused(t *testing.T) {
	t.Parallel()
	for raw, say := range map[string]string{
		"rules: [":        "yaml",
		"unknown: 1":      "unknown",
		"rules:\n- id: a": "not complete",
		"rules:\n- {id: a, label: b, why: c, match: ['@nobody']}":                                       "@nobody",
		"rules:\n- {id: a, label: b, why: c, match: ['a {b']}":                                          "brace",
		"rules:\n- {id: a, label: b, why: c, match: ['a ~x b']}":                                        "gap",
		"rules:\n- {id: a, label: b, why: c, match: ['~3']}":                                            "names no word",
		"rules:\n- {id: a, label: b, why: c, match: [a], severity: fatal}":                              "severity",
		"rules:\n- {id: a, label: b, why: c, match: [a], unless: ['$none']}":                            "$none",
		"rules:\n- {id: a, label: b, why: c, match: ['" + strings.Repeat("{a b|c d} ", 12) + "']}":      "rows",
		"sets: {a: ['$b'], b: ['$a']}\nrules:\n- {id: a, label: b, why: c, match: [a], unless: ['$a']}": "names itself",
		"lexicon: {mine: ['@nothing']}":                                                                 "@nothing",
	} {
		_, err := blameless.Builtin().Extend([]byte(raw))
		if err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": -1, "fine é 🚨": -1, "a\x00b": 1, "ab\xff": 2, "�": -1} {
		if got := blameless.Unreadable(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func FuzzExtend(f *testing.F) {
	f.Add([]byte("rules:\n- {id: a, label: b, why: c, match: ['a|b ~3 !c {d e|f}? $']}"), "a b c d")
	f.Add([]byte("lexicon: {role: [captain]}\npeople: [Ann]\nallow: [just]"), "just Ann")
	f.Fuzz(func(_ *testing.T, raw []byte, doc string) {
		if rules, err := blameless.Builtin().Extend(raw); err == nil {
			rules.Check(doc, blameless.Options{})
		}
	})
}
