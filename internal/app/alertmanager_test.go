package app_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
)

// The real Prometheus watches a target; its rule fires; the real Alertmanager tells the real
// program, where an incident stands in triage. Then the alert resolves, and the incident says so.
func TestTheRealPrometheusOpensAnIncidentInTriage(t *testing.T) {
	t.Parallel()
	c := app.Config{Data: filepath.Join(t.TempDir(), "data")}
	token := prepare(t, c)
	p := apptest.Serve(t, c)
	api := client.New(p.URL, token)
	src, err := api.AddSource(t.Context(), client.NewSource{Kind: "alertmanager", Name: "prometheus"})
	if err != nil {
		t.Fatal(err)
	}
	var down atomic.Bool
	down.Store(true)
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := 0
		if down.Load() {
			n = 1
		}
		_, _ = fmt.Fprintf(w, "checkout_down %d\n", n) // Prometheus asks again.
	}))
	t.Cleanup(target.Close)
	watchWithPrometheus(t, strings.TrimPrefix(target.URL, "http://"), p.URL+"/in/"+src.ID, src.Secret)

	var found client.Incident
	eventually(t, "an incident stands in triage", func() bool {
		list, err := api.Incidents(t.Context(), client.IncidentQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, inc := range list.Items {
			if inc.Title == "Checkout does not answer" && inc.State == "triage" {
				found = inc
			}
		}
		return found.ID != ""
	})
	if found.Environment != "production" || len(found.Services) != 1 || found.Services[0] != "checkout" {
		t.Errorf("the incident is about %v in %q", found.Services, found.Environment)
	}
	alerts, err := api.IncidentAlerts(t.Context(), found.Ref, client.Paging{})
	if err != nil || len(alerts.Items) != 1 || alerts.Items[0].State != "firing" || alerts.Items[0].Level != "critical" {
		t.Errorf("its alerts are %+v, %v", alerts.Items, err)
	}
	down.Store(false)
	eventually(t, "the timeline says that the alert has resolved", func() bool {
		page, err := api.Timeline(t.Context(), found.Ref, 0, client.Paging{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Items {
			if e.Kind == "alerts.resolved" {
				return true
			}
		}
		return false
	})
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("after three minutes it is not so: %s", what)
}

// watchWithPrometheus starts Prometheus and Alertmanager on ports of their own, until the test ends.
func watchWithPrometheus(t *testing.T, target, hook, secret string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	prometheus, alertmanager := freePort(t), freePort(t)
	write("rules.yml", `
groups:
  - name: checkout
    rules:
      - alert: CheckoutDown
        expr: checkout_down == 1
        labels: {severity: critical, service: checkout, environment: production}
        annotations: {summary: Checkout does not answer, description: The target says so.}
`)
	run(t, "prometheus", "--config.file="+write("prometheus.yml", fmt.Sprintf(`
global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
rule_files: [rules.yml]
scrape_configs:
  - {job_name: checkout, static_configs: [{targets: [%q]}]}
alerting:
  alertmanagers: [{static_configs: [{targets: [%q]}]}]
`, target, alertmanager)), "--storage.tsdb.path="+filepath.Join(dir, "tsdb"), "--web.listen-address="+prometheus)
	run(t, "prometheus-alertmanager", "--config.file="+write("alertmanager.yml", fmt.Sprintf(`
route: {receiver: candor, group_wait: 500ms, group_interval: 1s, repeat_interval: 1h, group_by: [alertname]}
receivers:
  - name: candor
    webhook_configs:
      - url: %s
        send_resolved: true
        http_config: {authorization: {credentials: %s}}
`, hook, secret)), "--storage.path="+filepath.Join(dir, "am"), "--web.listen-address="+alertmanager, "--cluster.listen-address=")
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // Somebody else listens there next.
	return l.Addr().String()
}

// run starts a program of the system; without it the test fails and says what to install.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is not installed: apt-get install prometheus prometheus-alertmanager (%v)", name, err)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(context.Background(), path, args...)
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // It may have ended by itself, which the log tells.
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", name, said.String())
		}
	})
}
