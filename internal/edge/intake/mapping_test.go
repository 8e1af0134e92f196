package intake_test

import (
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/edge/intake"
)

const sample = `{"data":{"app":"checkout","build":{"number":881},"env name":"production","files":[{"path":"a.go"},{"path":"b.go"}],"author":"Zoe Zoolander"},"at":"2026-03-01T10:00:00Z","note":"zoolander shipped it",
	"items":[{"n":"one","id":1},{"n":"two","id":2}]}`

// A mapping finds each fact where a tool of one's own puts it.
func TestAMappingFindsTheFacts(t *testing.T) {
	t.Parallel()
	src := source.Source{Kind: "generic", Mapping: `{"summary":"Deploy {$.data.app} {$.data.build.number}","kind":"deploy","service":"$.data.app","environment":"$.data['env name']",
		"ref":"$.data.build.number","paths":"$.data.files[*].path","before":"$.data.files[0].path","after":"$.data.files[-1].path","occurred_at":"$.at","detail":"$.note","url":"$.nowhere"}`}
	o, err := intake.Preview(src, []byte(sample), now)
	if err != nil || len(o.Changes) != 1 {
		t.Fatal(o, err)
	}
	c := o.Changes[0]
	got := strings.Join([]string{c.Summary, c.Kind, c.Service, c.Environment, c.Ref, strings.Join(c.Paths, ","), c.Before, c.After, c.OccurredAt.Format("15:04"), c.Detail, c.URL}, "|")
	if want := "Deploy checkout 881|deploy|checkout|production|881|a.go,b.go|a.go|b.go|10:00|someone shipped it|"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAMappingOfEach(t *testing.T) {
	t.Parallel()
	src := source.Source{Kind: "generic", Mapping: `{"each":"$.items","summary":"{$.n} done","idempotency_key":"$.id"}`}
	o, err := intake.Preview(src, []byte(sample), now)
	if err != nil || len(o.Changes) != 2 || o.Changes[1].Summary != "two done" || o.Changes[1].Key != "2" {
		t.Fatal(o, err)
	}
	alerts := source.Source{Kind: "generic-alert", Mapping: `{"each":"$.items","title":"$.n","deduplication_key":"$.id","status":"resolved"}`}
	if o, err = intake.Preview(alerts, []byte(sample), now); err != nil || len(o.Signals) != 2 || o.Signals[0].State != "resolved" {
		t.Fatal(o, err)
	}
}

// What is the matter with a mapping, or with a message, is said at the field.
func TestAMappingSaysWhatIsTheMatter(t *testing.T) {
	t.Parallel()
	for mapping, field := range map[string]string{
		`{"summary":"$.data.nothing"}`:                "summary",
		`{"summary":"$data"}`:                         "mapping.summary",
		`{"summary":"$."}`:                            "mapping.summary",
		`{"summary":"$.a[x]"}`:                        "mapping.summary",
		`{"summary":"$.a[0"}`:                         "mapping.summary",
		`{"summary":"$.a.*"}`:                         "mapping.summary",
		`{"summary":"x {$.a"}`:                        "mapping.summary",
		`{"summary":7}`:                               "mapping.summary",
		`{"sumary":"$.note"}`:                         "mapping.sumary",
		`{"each":"items","summary":"$.n"}`:            "mapping.each",
		`{"each":"$.nothing","summary":"$.n"}`:        "mapping.each",
		`{"each":"$.items","summary":"$.m"}`:          "changes[0].summary",
		`{"summary":"$.note","kind":"$.data.app"}`:    "kind",
		`{"summary":"$.note","occurred_at":"$.note"}`: "occurred_at",
		`[]`: "mapping",
		`{"summary":"$` + strings.Repeat(".a", 40) + `"}`:       "mapping.summary",
		`{"each":"$.items[*]","summary":"$.n","kind":"wonder"}`: "changes[0].kind",
	} {
		o, err := intake.Preview(source.Source{Kind: "generic", Mapping: mapping}, []byte(sample), now)
		p := problem.Of(err)
		if p == nil || p.Field != field || p.Say == "" {
			t.Errorf("%s: %v at %+v", mapping, o, p)
		}
	}
}

func TestAMappingIsCheckedBeforeItIsKept(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ kind, says, field string }{
		{"generic", "", ""}, {"generic", `{"summary":"$.a"}`, ""}, {"generic", `{"title":"$.a"}`, "mapping.title"}, {"generic-alert", `{"title":"$.a"}`, ""}, {"generic-alert", `{"title":"$["}`, "mapping.title"},
	} {
		if p := problem.Of(intake.CheckMapping(tt.kind, tt.says)); (p == nil) != (tt.field == "") || p != nil && p.Field != tt.field {
			t.Errorf("%+v: %v", tt, p)
		}
	}
}

func TestPlainFieldsSayWhatIsTheMatter(t *testing.T) {
	t.Parallel()
	for body, field := range map[string]string{
		`{}`: "summary", `{"summary":""}`: "summary", `{"summary":["x"]}`: "summary", `{"summary":"x","kind":"oops"}`: "kind", `[{"summary":"x"},7]`: "changes[1]", `7`: "",
		`{"changes":[{"summary":"x"},{"summary":null}]}`: "changes[1].summary", `{"summary":"x","occurred_at":"31 Feb"}`: "occurred_at",
	} {
		o, err := format(t, "generic").Read(&intake.Delivery{Header: map[string][]string{}, Body: []byte(body), Now: now})
		if p := problem.Of(err); p == nil || p.Field != field || len(o.Changes) > 0 {
			t.Errorf("%s: %+v, %v", body, o, p)
		}
	}
	many := "[" + strings.Repeat(`{"summary":"x"},`, 5000) + `{"summary":"x"}]`
	if _, err := format(t, "generic").Read(&intake.Delivery{Body: []byte(many), Now: now}); problem.KindOf(err) != problem.KindTooLarge {
		t.Errorf("5,001 changes: %v", err)
	}
	for body, field := range map[string]string{`{}`: "title", `{"title":"x","status":"perhaps"}`: "status"} {
		_, err := format(t, "generic-alert").Read(&intake.Delivery{Body: []byte(body), Now: now})
		if p := problem.Of(err); p == nil || p.Field != field {
			t.Errorf("%s: %v", body, p)
		}
	}
}
