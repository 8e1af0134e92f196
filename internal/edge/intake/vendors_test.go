package intake_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/edge/intake"
	"candor.dev/candor/internal/edge/intake/intaketest"
)

// deliver reads a body as a vendor's; headers come in pairs.
func deliver(t *testing.T, kind, body string, headers ...string) (intake.Observed, error) {
	t.Helper()
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return format(t, kind).Read(&intake.Delivery{Header: h, Body: []byte(body), Now: now})
}

// What lacks what it must have is refused with a sentence that names the field; other types than
// those of the vendor are as good as missing.
func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ kind, body, field, event string }{
		{"github", `{}`, "ref", "push"},
		{"github", `{"ref":7.5e3,"commits":{"a":1}}`, "", "push"},
		{"github", `{}`, "X-GitHub-Event", ""},
		{"github", `{}`, "deployment_status.state", "deployment_status"},
		{"github", `{"release":"x"}`, "release.tag_name", "release"},
		{"github", `{"workflow_run":null}`, "workflow_run", "workflow_run"},
		{"github", `[]`, "pull_request", "pull_request"},
		{"gitlab", `{}`, "object_kind", ""},
		{"gitlab", `{"object_kind":"push"}`, "ref", ""},
		{"gitlab", `{"object_kind":"deployment","status":null}`, "status", ""},
		{"gitlab", `{"object_kind":"pipeline"}`, "object_attributes.status", ""},
		{"gitlab", `{"object_kind":"release","tag":[]}`, "tag", ""},
		{"argocd", `{}`, "app", ""},
		{"argocd", `{"app":"x"}`, "phase", ""},
		{"kubernetes", `{}`, "kind", ""},
		{"pagerduty-changes", `{}`, "payload", ""},
		{"pagerduty-changes", `{"payload":{"summary":" "}}`, "payload.summary", ""},
		{"cloudevents", `{"specversion":"1.0"}`, "id", ""},
		{"cloudevents", `{"id":"1","source":"s","type":"t","data_base64":"%"}`, "data_base64", ""},
		{"cdevents", `{"context":{"type":"x"},"subject":{}}`, "context.type", ""},
		{"launchdarkly", `{}`, "kind", ""},
		{"sentry", `{}`, "version", ""},
		{"terraform", `{"notifications":[]}`, "notifications", ""},
		{"datadog", `{"data":{"attributes":{}}}`, "data.attributes.title", ""},
		{"firehydrant", `{}`, "summary", ""},
		{"firehydrant", `{"summary":"x","level":"INFO","status":"MAYBE"}`, "status", ""},
		{"flux", `{}`, "involvedObject.name", ""},
		{"unleash", `{}`, "type", ""},
	} {
		o, err := deliver(t, tt.kind, tt.body, "X-GitHub-Event", tt.event)
		p := problem.Of(err)
		if tt.field == "" {
			if err != nil || o.Ignored == "" {
				t.Errorf("%s %s: %+v, %v", tt.kind, tt.body, o, err)
			}
			continue
		}
		if p == nil || p.Field != tt.field {
			t.Errorf("%s %s: %+v, %v", tt.kind, tt.body, o, err)
		}
	}
	for _, f := range intake.Formats() {
		if f.Kind == "heartbeat" || elsewhere[f.Kind] {
			continue
		}
		if _, err := deliver(t, f.Kind, `<x>`); problem.KindOf(err) != problem.KindMalformed {
			t.Errorf("%s takes what is no JSON: %v", f.Kind, err)
		}
	}
}

// What tells of nothing that was altered is ignored, with the reason.
func TestWhatAltersNothingIsIgnored(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ kind, body, event string }{
		{"github", `{"ref":"refs/heads/feature","repository":{"default_branch":"main"}}`, "push"},
		{"github", `{"ref":"refs/heads/main","deleted":true}`, "push"},
		{"github", `{"deployment_status":{"state":"queued"}}`, "deployment_status"},
		{"github", `{"action":"edited","release":{"tag_name":"1"}}`, "release"},
		{"github", `{"action":"requested","workflow_run":{"name":"x"}}`, "workflow_run"},
		{"github", `{"action":"completed","workflow_run":{"name":"deploy","conclusion":"skipped"}}`, "workflow_run"},
		{"github", `{"action":"completed","repository":{"default_branch":"main"},"workflow_run":{"name":"ci","head_branch":"x","conclusion":"success"}}`, "workflow_run"},
		{"github", `{"action":"closed","pull_request":{"merged":false}}`, "pull_request"},
		{"github", `{}`, "issues"},
		{"gitlab", `{"object_kind":"push","ref":"refs/heads/x","after":"1","project":{"default_branch":"main"}}`, ""},
		{"gitlab", `{"object_kind":"push","ref":"refs/heads/main","after":"0000"}`, ""},
		{"gitlab", `{"object_kind":"deployment","status":"blocked"}`, ""},
		{"gitlab", `{"object_kind":"pipeline","object_attributes":{"status":"running"}}`, ""},
		{"gitlab", `{"object_kind":"release","tag":"1","action":"update"}`, ""},
		{"gitlab", `{"object_kind":"note"}`, ""},
		{"argocd", `{"app":"x","phase":"Terminating"}`, ""},
		{"kubernetes", `{"kind":"Event","reason":"BackOff"}`, ""},
		{"kubernetes", `{"kind":"Pod"}`, ""},
		{"cdevents", `{"context":{"id":"1","type":"dev.cdevents.taskrun.started.0.2.0"},"subject":{"id":"x"}}`, ""},
		{"launchdarkly", `{"kind":"token"}`, ""},
		{"terraform", `{"notifications":[{"trigger":"run:planning"}]}`, ""},
		{"datadog", `{"data":{"attributes":{"title":"x","category":"alert"}}}`, ""},
		{"flux", `{"involvedObject":{"kind":"GitRepository","name":"x"},"reason":"NewArtifact"}`, ""},
		{"flux", `{"involvedObject":{"kind":"Kustomization","name":"x"},"reason":"Progressing"}`, ""},
		{"unleash", `{"type":"user-created"}`, ""},
		{"unleash", `{"type":"feature-tagged"}`, ""},
		{"heartbeat", `anything at all`, ""},
	} {
		o, err := deliver(t, tt.kind, tt.body, "X-GitHub-Event", tt.event)
		if err != nil || o.Ignored == "" || len(o.Changes)+len(o.Signals) > 0 {
			t.Errorf("%s %s: %+v, %v", tt.kind, tt.body, o, err)
		}
	}
}

// The template that people paste into Argo CD gives a body that is read, whatever is missing in
// the application.
func TestTheTemplateForArgoCD(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "sources.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(page), "        body: |\n")
	body, _, ok := strings.Cut(after, "\n  trigger.")
	if !ok {
		t.Fatal("docs/sources.md has no template for Argo CD")
	}
	tmpl, err := template.New("").Funcs(template.FuncMap{
		"toJson": func(v any) string { b, _ := json.Marshal(v); return string(b) },
		"sub":    func(a, b int) int { return a - b },
	}).Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(intaketest.Dir(), "argocd", "application.json"))
	if err != nil {
		t.Fatal(err)
	}
	for name, application := range map[string]string{
		"whole": string(whole), "poor": `{"application":{"metadata":{"name":"checkout","namespace":"argocd"},"spec":{"destination":{"namespace":"shop"},"source":{}},"status":{"sync":{"revision":"9f2c4e1d"},"health":{},"operationState":{"phase":"Running","startedAt":"2026-03-01T10:00:01Z"}}}}`,
	} {
		var app map[string]any
		if err := json.Unmarshal([]byte(application), &app); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		data := map[string]any{"app": app["application"], "context": map[string]any{"argocdUrl": "https://argocd.example.com"}}
		if err := tmpl.Execute(&b, data); err != nil {
			t.Fatal(err)
		}
		o, err := deliver(t, "argocd", b.String())
		if err != nil || len(o.Changes) != 1 {
			t.Fatalf("%s: %v of %s", name, err, b.String())
		}
		c := o.Changes[0]
		if c.Service != "checkout" || !strings.HasPrefix(c.Ref, "9f2c4e1d") || c.OccurredAt.Equal(now) || strings.Contains(b.String(), "mvega") || c.URL == "" {
			t.Errorf("%s: %+v of %s", name, c, b.String())
		}
		if name == "whole" && (c.Before == "" || c.Environment != "production" || c.Outcome != change.Failed) {
			t.Errorf("%s: %+v of %s", name, c, b.String())
		}
	}
}

// Values of secrets never come through; of settings they do.
func TestSecretsStayInTheCluster(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(intaketest.Dir(), "kubernetes", "secret.json"))
	if err != nil {
		t.Fatal(err)
	}
	body := strings.ReplaceAll(string(raw), `"password":`, `"PLAIN":`)
	o, err := deliver(t, "kubernetes", body)
	if err != nil || len(o.Changes) != 1 {
		t.Fatal(err)
	}
	c := o.Changes[0]
	if all := string(told(o)) + string(c.Raw); strings.Contains(all, "LXNlY3JldA") || c.Kind != "secret_rotation" || len(c.Paths) != 1 {
		t.Errorf("%s", all)
	}
}

// Data that was sent as base64 is cleaned like all else, and so are the attributes around it.
func TestPackedDataIsCleaned(t *testing.T) {
	t.Parallel()
	packed := base64.StdEncoding.EncodeToString([]byte(`{"summary":"deployed by zoolander","author":"zoolander"}`))
	o, err := deliver(t, "cloudevents", `{"specversion":"1.0","id":"1","source":"/x","type":"deploy","subject":"zoolander/api","data_base64":"`+packed+`"}`)
	if err != nil || len(o.Changes) != 1 || o.Changes[0].Summary != "deployed by someone" || strings.Contains(string(o.Changes[0].Raw), "zoolander") || strings.Contains(string(o.Changes[0].Raw), packed) {
		t.Errorf("%+v, %v", o, err)
	}
}

// A resolved alert has the fingerprint of the one that fired.
func TestAlertsResolveWhatFired(t *testing.T) {
	t.Parallel()
	by := map[string]map[signal.State]string{}
	for _, p := range intaketest.Payloads(t) {
		o, err := format(t, p.Kind).Read(&intake.Delivery{Header: p.Header, Body: p.Body, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range o.Signals {
			if by[p.Kind+s.Fingerprint] == nil {
				by[p.Kind+s.Fingerprint] = map[signal.State]string{}
			}
			by[p.Kind+s.Fingerprint][s.State] = s.Key
		}
	}
	pairs := 0
	for _, states := range by {
		if len(states) == 2 {
			pairs++
			if states[signal.Firing] == states[signal.Resolved] {
				t.Errorf("%v: one key for two states", states)
			}
		}
	}
	if pairs != 5 { // An incident, an issue, a metric, a plain alert, one of PagerDuty.
		t.Errorf("%d alerts were resolved: %v", pairs, by)
	}
}

// A long message is cut so that its own words stay JSON, and what it tells can be kept.
func TestLongMessagesAreCut(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 20_000)
	var paths []string
	for i := range 1000 {
		paths = append(paths, `"p`+strings.Repeat("x", i)+`"`)
	}
	o, err := deliver(t, "generic", `{"summary":"`+long+`","detail":"`+long+`","before":"`+long+`","idempotency_key":"`+long+`","paths":[`+strings.Join(paths, ",")+`],"list":[`+strings.Repeat(`"abcdef",`, 20_000)+`1]}`)
	if err != nil || len(o.Changes) != 1 {
		t.Fatal(err)
	}
	c := o.Changes[0]
	if err := c.Validate(now); err != nil || !json.Valid(c.Raw) || len(c.Raw) > signal.MaxRaw || len(c.Paths) != change.MaxPaths || !strings.Contains(c.Summary, "…") {
		t.Errorf("%v, %d bytes, %d paths", err, len(c.Raw), len(c.Paths))
	}
}
