package intake

import (
	"cmp"
	"encoding/json"
	"maps"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
)

// alertmanagerBody is the webhook of Prometheus Alertmanager, version 4
// (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config); Grafana sends the
// same with fields of its own. Fields that are not read here may come and go.
type alertmanagerBody struct {
	Version     string            `json:"version"`
	Alerts      []json.RawMessage `json:"alerts"`
	ExternalURL string            `json:"externalURL"`
}

type alertmanagerAlert struct {
	Status       string            `json:"status"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL"`
	Fingerprint  string            `json:"fingerprint"`
}

func readAlertmanager(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	var body alertmanagerBody
	if err := json.Unmarshal(m.clean, &body); err != nil || body.Alerts == nil {
		return Observed{}, problem.Malformed("The body is not a notification of Alertmanager: it has no list of alerts.").Because(err)
	}
	var o Observed
	for i, raw := range body.Alerts {
		var a alertmanagerAlert
		if err := json.Unmarshal(raw, &a); err != nil || len(a.Labels) == 0 {
			return Observed{}, problem.Malformed("Alert %d of the notification could not be read.", i+1).Because(err)
		}
		o.Signals = append(o.Signals, a.signal(d, raw))
	}
	if len(o.Signals) == 0 {
		o.Ignored = "no alerts in it"
	}
	return o, nil
}

func (a *alertmanagerAlert) signal(d *Delivery, raw []byte) signal.Observed {
	at := a.StartsAt
	if a.Status == "resolved" && !a.EndsAt.IsZero() {
		at = a.EndsAt
	}
	labels := maps.Clone(a.Labels)
	return signal.Observed{
		Fingerprint: a.Fingerprint, State: signal.State(a.Status), Level: level(a.Labels["severity"]),
		Title:       cmp.Or(a.Annotations["summary"], a.Annotations["title"], a.Labels["alertname"]),
		Detail:      cmp.Or(a.Annotations["description"], a.Annotations["message"]),
		Service:     cmp.Or(a.Labels["service"], a.Labels["app"], a.Labels["app_kubernetes_io_name"], a.Labels["job"]),
		Environment: cmp.Or(a.Labels["environment"], a.Labels["env"]),
		Labels:      labels, URL: a.GeneratorURL, StartsAt: a.StartsAt, EndsAt: ended(a.Status, a.EndsAt), At: at, Raw: fitRaw(raw),
	}
}

// ended: while an alert fires, Alertmanager sends the year 1 or the instant at which it would
// give up.
func ended(status string, at time.Time) time.Time {
	if status != "resolved" {
		return time.Time{}
	}
	return at
}
