package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/edge/intake"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// One alert that is odd keeps no other out, and is itself kept as long as anything says what it is
// about.
func TestOddAlertsAreReadAllTheSame(t *testing.T) {
	t.Parallel()
	body := `{"alerts":[
		{"status":"firing","labels":{"alertname":"numbers","shard":7,"on":true,"gone":null},"startsAt":"2026-03-01T10:00:00Z"},
		{"status":"firing","labels":{"user":"mvega"},"annotations":{"summary":"Only a note"},"startsAt":"2026-03-01T10:00:00Z"},
		null, {"status":"firing","labels":{}},
		{"status":"resolved","labels":{"alertname":"good"},"startsAt":"2026-03-01T10:00:00Z","endsAt":"2026-03-01T10:10:00Z"}]}`
	for _, kind := range []string{"alertmanager", "grafana"} {
		o, err := deliver(t, kind, body)
		if err != nil || len(o.Signals) != 3 {
			t.Fatalf("%s: %+v, %v", kind, o, err)
		}
		if s := o.Signals[0]; s.Title != "numbers" || fmt.Sprint(s.Labels) != "map[alertname:numbers on:true shard:7]" {
			t.Errorf("%s: %+v", kind, s)
		}
		if o.Signals[1].Title != "Only a note" || o.Signals[2].State != signal.Resolved {
			t.Errorf("%s: %+v", kind, o.Signals[1:])
		}
	}
}

// Names of members that differ by their case alone are two members, and no alert is asked for twice.
func TestMembersThatDifferByCase(t *testing.T) {
	t.Parallel()
	const a = `{"status":"firing","labels":{"alertname":"x"}}`
	for kind, body := range map[string]string{"grafana": `{"alerts":[` + a + `,` + a + `],"Alerts":[` + a + `]}`, "alertmanager": `{"Alerts":[],"alerts":[` + a + `,` + a + `]}`} {
		if o, err := deliver(t, kind, body); err != nil || len(o.Signals) != 2 {
			t.Errorf("%s: %d signals, %v", kind, len(o.Signals), err)
		}
	}
	if o, err := deliver(t, "launchdarkly", `{"_id":"1","kind":"flag","titleVerb":"éteint","name":"x"}`); err != nil || o.Changes[0].Summary != "Éteint x" {
		t.Errorf("%+v, %v", o, err)
	}
}

// An alert that gets worse, or comes back, is told anew; its state in the store is the newest.
func TestAlertsGetWorseAndComeBack(t *testing.T) {
	t.Parallel()
	issue := func(action string) string {
		return `{"action":"` + action + `","data":{"issue":{"id":"7","title":"x","level":"error","firstSeen":"2026-03-01T10:00:00Z","lastSeen":"2026-03-01T10:30:00Z"}}}`
	}
	metric := func(action string) string {
		return `{"action":"` + action + `","data":{"description_title":"x","metric_alert":{"id":"4","projects":["a"],"date_started":"2026-03-01T10:00:00Z","date_detected":"2026-03-01T10:01:00Z","alert_rule":{"id":"7"}}}}`
	}
	plain := func(level string) string {
		return `{"title":"x","status":"firing","deduplication_key":"k","level":"` + level + `","starts_at":"2026-03-01T10:00:00Z"}`
	}
	for _, tt := range []struct {
		kind, about, print, want string
		bodies                   []string
	}{
		{"sentry", "issue", "7", "firing error", []string{issue("created"), issue("resolved"), issue("unresolved")}},
		{"sentry", "metric_alert", "metric:7:a", "firing warning", []string{metric("critical"), metric("resolved"), metric("critical"), metric("warning")}},
		{"sentry", "metric_alert", "metric:7:a", "resolved ", []string{metric("warning"), metric("critical"), metric("resolved")}},
		{"generic-alert", "", "k", "firing critical", []string{plain("warning"), plain("critical")}},
	} {
		storetest.Each(t, func(t *testing.T, s *store.Store) {
			h := open(t, s, source.Source{Kind: tt.kind})
			for i, body := range tt.bodies {
				header := []string{"X-Candor-Token", h.secret, "Sentry-Hook-Resource", tt.about, "Request-ID", fmt.Sprint(i)}
				if got := h.send(t, h.in(), body, header...); got.Signals != 1 {
					t.Errorf("%s %s, message %d: %+v", tt.kind, tt.about, i, got)
				}
				if got := h.send(t, h.in(), body, header...); got.Status != "duplicate" {
					t.Errorf("%s %s, message %d again: %+v", tt.kind, tt.about, i, got)
				}
				if err := h.GroupSignals(t.Context()); err != nil {
					t.Fatal(err)
				}
				h.Clock.Advance(time.Minute)
			}
			h.Read(t, func(v *store.View) error {
				got, err := v.PresentAlerts([]signal.Fingerprint{{Source: h.id, Fingerprint: tt.print}})
				if len(got) != 1 || fmt.Sprint(got[0].State, " ", got[0].Level) != tt.want {
					t.Errorf("%s %s is %+v, want %s", tt.kind, tt.about, got, tt.want)
				}
				return err
			})
		})
	}
}

// An alert about several projects is one of each.
func TestAnAlertOfSeveralProjects(t *testing.T) {
	t.Parallel()
	o, err := deliver(t, "sentry", `{"action":"critical","data":{"metric_alert":{"id":"4","projects":["a","b"],"alert_rule":{"id":"7"}}}}`, "Sentry-Hook-Resource", "metric_alert")
	if err != nil || len(o.Signals) != 2 || o.Signals[0].Service != "a" || o.Signals[1].Service != "b" || o.Signals[0].Fingerprint == o.Signals[1].Fingerprint || o.Signals[0].Key == o.Signals[1].Key {
		t.Errorf("%+v, %v", o, err)
	}
}

// What is kept of a large message is cut once, not for each of its parts; more parts than a vendor
// sends are refused.
func TestPartsShareTheWordsOfALargeMessage(t *testing.T) {
	t.Parallel()
	run := func(n int) (intake.Observed, error) {
		part := `{"trigger":"run:errored","run_status":"errored"}`
		return deliver(t, "terraform", `{"run_id":"r","run_message":"`+strings.Repeat("long ", 50_000)+`","notifications":[`+part+strings.Repeat(","+part, n-1)+`]}`)
	}
	o, err := run(100)
	if err != nil || len(o.Changes) != 100 || &o.Changes[0].Raw[0] != &o.Changes[99].Raw[0] {
		t.Errorf("%d changes, %v", len(o.Changes), err)
	}
	if _, err := run(101); err == nil {
		t.Error("101 notifications are read")
	}
}
