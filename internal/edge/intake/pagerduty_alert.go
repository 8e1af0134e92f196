package intake

import (
	"cmp"
	"strings"

	"candor.dev/candor/internal/domain/signal"
)

// readPagerDuty reads alerts of PagerDuty's Events API v2 as they are, so that what sends them
// there needs only another address: https://developer.pagerduty.com/docs/events-api-v2/trigger-events.
func readPagerDuty(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	s := signal.Observed{Fingerprint: m.at("dedup_key").text(), State: signal.Firing}
	switch action := m.at("event_action").text(); action {
	case "trigger":
	case "resolve":
		s.State = signal.Resolved
	case "acknowledge":
		return Observed{Ignored: "an acknowledgement: who looks at an alert is not kept"}, nil
	default:
		return Observed{}, lacks("event_action")
	}
	payload := m.at("payload")
	s.Title = strings.TrimSpace(payload.at("summary").text())
	switch {
	case s.State == signal.Firing && s.Title == "":
		return Observed{}, lacks("payload.summary")
	case s.State == signal.Resolved && s.Fingerprint == "":
		return Observed{}, lacks("dedup_key")
	}
	details := payload.at("custom_details")
	s.Level = level(payload.at("severity").text())
	s.Service = cmp.Or(details.any("service", "service_name").text(), payload.at("component").text(), m.at("client").text())
	s.Environment = details.any("environment", "env").text()
	s.At = payload.at("timestamp").time()
	s.StartsAt, s.Detail = s.At, facts(payload.at("source").text(), details)
	s.Labels = map[string]string{}
	for _, name := range []string{"source", "component", "group", "class"} {
		if v := payload.at(name).text(); v != "" {
			s.Labels[name] = v
		}
	}
	s.URL, _ = links(m.at("links").list())
	s.URL = cmp.Or(s.URL, m.at("client_url").text())
	return Observed{Signals: []signal.Observed{m.fitSignal(s, m.clean)}}, nil
}
