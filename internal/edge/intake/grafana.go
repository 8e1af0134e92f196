package intake

import (
	"cmp"

	"candor.dev/candor/internal/domain/signal"
)

// readGrafana reads the webhook of Grafana Alerting, which is Alertmanager's with links to the
// dashboard: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/.
func readGrafana(d *Delivery) (Observed, error) {
	return readAlerts(d, func(a part, s *signal.Observed) {
		s.URL = whole(cmp.Or(a.at("panelURL").text(), a.at("dashboardURL").text(), s.URL))
		s.Detail = cmp.Or(s.Detail, a.at("valueString").text())
	})
}
