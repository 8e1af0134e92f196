package intake

import (
	"crypto/sha256"
	"crypto/sha512"
)

// formats lists every language that is read here, one line each.
var formats = []Format{
	{Kind: "alertmanager", Title: "Prometheus Alertmanager", Read: readAlertmanager},
	{Kind: "argocd", Title: "Argo CD", Read: readArgoCD},
	{Kind: "cdevents", Title: "CDEvents", Read: readCloudEvents},
	{Kind: "cloudevents", Title: "CloudEvents", Read: readCloudEvents},
	{Kind: "datadog", Title: "Datadog change events", Read: readDatadog},
	{Kind: "firehydrant", Title: "FireHydrant", Read: readFireHydrant},
	{Kind: "flux", Title: "Flux", Proof: signed("X-Signature", "sha256=", sha256.New), Read: readFlux},
	{Kind: "generic", Title: "Changes as JSON", Read: readGeneric},
	{Kind: "generic-alert", Title: "Alerts as JSON", Read: readGenericAlert},
	{Kind: "github", Title: "GitHub", Proof: signed("X-Hub-Signature-256", "sha256=", sha256.New), Read: readGitHub},
	{Kind: "gitlab", Title: "GitLab", Proof: plainToken("X-Gitlab-Token"), Read: readGitLab},
	{Kind: "grafana", Title: "Grafana", Proof: signed("X-Grafana-Alerting-Signature", "", sha256.New), Read: readGrafana},
	{Kind: "heartbeat", Title: "Heartbeat", Read: readHeartbeat},
	{Kind: "kubernetes", Title: "Kubernetes", Read: readKubernetes, Strip: stripCluster},
	{Kind: "launchdarkly", Title: "LaunchDarkly", Proof: signed("X-LD-Signature", "", sha256.New), Read: readLaunchDarkly},
	{Kind: "pagerduty", Title: "PagerDuty alerts", Proof: routingKey, Read: readPagerDuty},
	{Kind: "pagerduty-changes", Title: "PagerDuty change events", Proof: routingKey, Read: readPagerDutyChanges},
	{Kind: "sentry", Title: "Sentry", Proof: fresh("Sentry-Hook-Timestamp", signed("Sentry-Hook-Signature", "", sha256.New)), Read: readSentry},
	{Kind: "terraform", Title: "HCP Terraform", Proof: signed("X-TFE-Notification-Signature", "", sha512.New), Read: readTerraform},
	{Kind: "unleash", Title: "Unleash", Read: readUnleash},
}

// Formats lists the kinds of sources.
func Formats() []Format { return formats }

// Kinds names the kinds of sources.
func Kinds() []string {
	kinds := make([]string, len(formats))
	for i, f := range formats {
		kinds[i] = f.Kind
	}
	return kinds
}

// FormatOf finds a format by its kind.
func FormatOf(kind string) (Format, bool) {
	for _, f := range formats {
		if f.Kind == kind {
			return f, true
		}
	}
	return Format{}, false
}
