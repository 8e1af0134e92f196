package intake

import "cmp"

// readGrafana reads the webhook of Grafana Alerting, which is Alertmanager's with links to the
// dashboard: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/.
func readGrafana(d *Delivery) (Observed, error) {
	o, err := readAlertmanager(d)
	if err != nil {
		return o, err
	}
	m, err := open(d)
	if err != nil {
		return o, err
	}
	for i, a := range m.at("alerts").list() { // One for each signal, in the same order.
		s := &o.Signals[i]
		s.URL = whole(cmp.Or(a.at("panelURL").text(), a.at("dashboardURL").text(), s.URL))
		if s.Detail == "" {
			s.Detail = a.at("valueString").text()
		}
	}
	return o, nil
}
