package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// Two changes that really happened are both kept, however alike they are; the same message again is
// known.
func TestRealChangesAreNotTakenForRepeats(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, kind string
		bodies     []string
		header     string
	}{
		{"a release of two projects", "sentry", []string{
			`{"version":"1.0","projects":["checkout"],"environment":"production","dateFinished":"2026-03-01T10:20:00Z"}`,
			`{"version":"1.0","projects":["search"],"environment":"production","dateFinished":"2026-03-01T10:20:00Z"}`,
		}, ""},
		{"a second deploy that has not finished", "sentry", []string{
			`{"version":"1.0","projects":["checkout"],"environment":"production","dateStarted":"2026-03-01T10:20:00Z"}`,
			`{"version":"1.0","projects":["checkout"],"environment":"production","dateStarted":"2026-03-01T11:20:00Z"}`,
		}, ""},
		{"deploys that have no time", "sentry", []string{
			`{"version":"1.0","projects":["checkout"],"environment":"production","url":"https://ci.example/1"}`,
			`{"version":"1.0","projects":["checkout"],"environment":"production","url":"https://ci.example/2"}`,
		}, ""},
		{"alerts without the identity of an event", "sentry", []string{
			`{"data":{"event":{"issue_id":"7","title":"a","datetime":"2026-03-01T10:00:00Z"}}}`, `{"data":{"event":{"issue_id":"8","title":"b","datetime":"2026-03-01T10:00:00Z"}}}`,
		}, "event_alert"},
		{"a flag that goes on and off", "datadog", []string{
			`{"title":"flag","aggregation_key":"k","attributes":{"prev_value":false,"new_value":true,"changed_resource":{"name":"f","type":"feature_flag"}}}`,
			`{"title":"flag","aggregation_key":"k","attributes":{"prev_value":true,"new_value":false,"changed_resource":{"name":"f","type":"feature_flag"}}}`,
		}, ""},
		{"a flag that goes on and off at once", "datadog", []string{
			`{"title":"flag","aggregation_key":"k","timestamp":"2026-03-01T10:00:00Z","attributes":{"new_value":true,"changed_resource":{"name":"f","type":"feature_flag"}}}`,
			`{"title":"flag","aggregation_key":"k","timestamp":"2026-03-01T10:00:00Z","attributes":{"new_value":false,"changed_resource":{"name":"f","type":"feature_flag"}}}`,
		}, ""},
		{"a chart that comes back", "flux", []string{chart("4.1", "10:00"), chart("4.2", "10:10"), chart("4.1", "10:20")}, ""},
		{"a push that is forced back", "gitlab", []string{forced("aa", "bb"), forced("bb", "aa"), forced("cc", "bb")}, ""},
		{"a release that is made anew", "gitlab", []string{
			`{"object_kind":"release","action":"create","tag":"v1","project":{"id":3},"created_at":"2026-03-01 10:00:00 UTC"}`,
			`{"object_kind":"release","action":"create","tag":"v1","project":{"id":3},"created_at":"2026-03-01 11:00:00 UTC"}`,
		}, ""},
		{"details that differ", "pagerduty-changes", []string{
			`{"payload":{"summary":"Deploy","timestamp":"2026-03-01T10:00:00Z","custom_details":{"service":"a"}}}`,
			`{"payload":{"summary":"Deploy","timestamp":"2026-03-01T10:00:00Z","custom_details":{"service":"b"}}}`,
			`{"payload":{"summary":"Deploy","timestamp":"2026-03-01T10:00:00Z","custom_details":{"service":"b"}},"links":[{"href":"https://ci.example/7"}]}`,
		}, ""},
		{"services that differ", "firehydrant", []string{
			`{"summary":"Deploy","starts_at":"2026-03-01T10:00:00Z","services":["a"]}`, `{"summary":"Deploy","starts_at":"2026-03-01T10:00:00Z","services":["b"]}`,
		}, ""},
		{"runs that have no name", "terraform", []string{
			`{"workspace_name":"a","notifications":[{"trigger":"run:errored","run_status":"errored"}]}`, `{"workspace_name":"b","notifications":[{"trigger":"run:errored","run_status":"errored"}]}`,
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				h := open(t, s, source.Source{Kind: tt.kind})
				for i, body := range tt.bodies {
					header := []string{"X-Candor-Token", h.secret, "Sentry-Hook-Resource", tt.header}
					if got := h.send(t, h.in(), body, header...); got.code != 202 || got.Changes+got.Signals != 1 {
						t.Errorf("message %d: %+v", i, got)
					}
					if got := h.send(t, h.in(), body, header...); got.Status != "duplicate" {
						t.Errorf("message %d again: %+v", i, got)
					}
				}
			})
		})
	}
}

func chart(version, at string) string {
	return fmt.Sprintf(`{"involvedObject":{"kind":"HelmRelease","name":"shop","uid":"u"},"reason":"UpgradeSucceeded","message":"Helm upgrade succeeded","timestamp":"2026-03-01T%s:00Z","metadata":{"revision":%q}}`, at, version)
}

func forced(before, after string) string {
	return fmt.Sprintf(`{"object_kind":"push","ref":"refs/heads/main","before":%q,"after":%q,"project":{"id":3,"name":"shop","default_branch":"main"}}`, strings.Repeat(before, 20), strings.Repeat(after, 20))
}

// What reconciles at every interval alters nothing a second time; GitLab's own name for a delivery
// tells pushes apart that are otherwise the same.
func TestRepeatsThatLookNewAreKnown(t *testing.T) {
	t.Parallel()
	finished := func(at string) string {
		return fmt.Sprintf(`{"involvedObject":{"kind":"Kustomization","name":"shop","uid":"u"},"reason":"ReconciliationSucceeded","message":"Reconciliation finished in 53ms, next run in 10m0s","timestamp":"2026-03-01T%s:00Z","metadata":{"revision":"main@sha1:1"}}`, at)
	}
	keys := func(kind, body string, header ...string) string {
		o, err := deliver(t, kind, body, header...)
		if err != nil || len(o.Changes) != 1 || o.Changes[0].Key == "" {
			t.Fatalf("%+v, %v", o, err)
		}
		return o.Changes[0].Key
	}
	if keys("flux", finished("10:00")) != keys("flux", finished("10:10")) {
		t.Error("a reconciliation at each interval is a change each time")
	}
	if a, b := keys("gitlab", forced("aa", "bb"), "Idempotency-Key", "1"), keys("gitlab", forced("aa", "bb"), "Idempotency-Key", "2"); a == b {
		t.Error("two deliveries of GitLab are one")
	}
}

// What is told of several services is one change for each, with a key of its own.
func TestSeveralServicesAreSeveralChanges(t *testing.T) {
	t.Parallel()
	for kind, body := range map[string]string{
		"firehydrant": `{"summary":"Deploy","external_id":"7","services":["checkout",{"name":"search"},"checkout"]}`,
		"sentry":      `{"version":"1.0","projects":["checkout","search"],"environment":"production","dateFinished":"2026-03-01T10:20:00Z"}`,
	} {
		o, err := deliver(t, kind, body)
		if err != nil || len(o.Changes) != 2 || o.Changes[0].Service != "checkout" || o.Changes[1].Service != "search" || o.Changes[0].Key == o.Changes[1].Key {
			t.Errorf("%s: %+v, %v", kind, o.Changes, err)
		}
	}
	if _, err := deliver(t, "sentry", `{"version":"1.0","projects":["`+strings.Join(strings.Split(strings.Repeat("x1 ", 101), " "), `","`)+`"]}`); err != nil {
		t.Errorf("the same project many times is one: %v", err)
	}
}
