package intake

import (
	"cmp"
	"time"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
)

// readAlertmanager reads the webhook of Prometheus Alertmanager, version 4
// (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config); Grafana sends the
// same with fields of its own. Fields that are not read here may come and go. An alert that cannot
// be read keeps no other one out.
func readAlertmanager(d *Delivery) (Observed, error) {
	return readAlerts(d, func(part, *signal.Observed) {})
}

// readAlerts reads the alerts of a notification, and lets the tool add to each what it alone sends.
func readAlerts(d *Delivery, more func(alert part, s *signal.Observed)) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	if _, ok := m.at("alerts").v.([]any); !ok {
		return Observed{}, problem.Malformed("The body is not a notification of Alertmanager: it has no list of alerts.")
	}
	var o Observed
	unread := 0
	for i, alert := range m.at("alerts").list() {
		s, ok := alertOf(alert)
		if !ok {
			unread = cmp.Or(unread, i+1)
			continue
		}
		more(alert, &s)
		o.Signals = append(o.Signals, s)
	}
	switch {
	case len(o.Signals) > 0:
	case unread > 0:
		return Observed{}, problem.Malformed("Alert %d of the notification could not be read.", unread)
	default:
		o.Ignored = "no alerts in it"
	}
	return o, nil
}

// alertOf reads an alert; false where nothing says what it is about. Its labels may be numbers, and
// all of them may be gone with the persons they named.
func alertOf(a part) (signal.Observed, bool) {
	labels, notes, status := a.at("labels").members(), a.at("annotations").members(), a.at("status")
	_, said := status.v.(string)
	if !said && !status.none() || len(labels)+len(notes) == 0 && a.at("fingerprint").text() == "" {
		return signal.Observed{}, false
	}
	starts, ends := a.at("startsAt").time(), ended(status.text(), a.at("endsAt").time())
	raw, _ := marshal(a.v) // It came out of JSON.
	return signal.Observed{
		Fingerprint: a.at("fingerprint").text(), State: signal.State(status.text()), Level: level(labels["severity"]),
		Title:       cmp.Or(notes["summary"], notes["title"], labels["alertname"], notes["description"]),
		Detail:      cmp.Or(notes["description"], notes["message"]),
		Service:     cmp.Or(labels["service"], labels["app"], labels["app_kubernetes_io_name"], labels["job"]),
		Environment: cmp.Or(labels["environment"], labels["env"]),
		Labels:      labels, URL: a.at("generatorURL").text(), StartsAt: starts, EndsAt: ends, At: first(ends, starts), Raw: fitRaw(raw),
	}, true
}

// ended: while an alert fires, Alertmanager sends the year 1 or the instant at which it would
// give up.
func ended(status string, at time.Time) time.Time {
	if status != "resolved" {
		return time.Time{}
	}
	return at
}
