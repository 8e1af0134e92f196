package intake

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/text"
)

// readPagerDutyChanges reads change events of PagerDuty's Events API v2 as they are, so that what
// sends them there needs only another address:
// https://developer.pagerduty.com/docs/events-api-v2/send-change-events.
func readPagerDutyChanges(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	payload := m.at("payload")
	c := change.Change{Summary: payload.at("summary").text(), OccurredAt: payload.at("timestamp").time()}
	switch {
	case !payload.isObject():
		return Observed{}, lacks("payload")
	case strings.TrimSpace(c.Summary) == "":
		return Observed{}, lacks("payload.summary")
	}
	details := payload.at("custom_details")
	c.Kind = guess(c.Summary, "deploy")
	if k := details.any("kind", "change_type").text(); isKind(k) {
		c.Kind = k
	}
	c.Service, c.Environment = details.any("service", "service_name", "application", "app").text(), details.any("environment", "env").text()
	c.Ref = details.any("revision", "version", "commit", "sha", "build_number").text()
	c.Before, c.After = details.any("before", "previous_version", "old_value").compact(), details.any("after", "new_version", "new_value").compact()
	c.Outcome = outcome(details.any("build_state", "status", "result").text())
	c.Detail = facts(payload.at("source").text(), details)
	c.URL, c.RollbackURL = links(m.at("links").list())
	if stamp := payload.at("timestamp").text(); stamp != "" { // The same one again is a repeat.
		c.Key = key(stamp, m.digest())
	}
	return one(m.fit(c, m.clean)), nil
}

// links finds where a change can be read up, and where it can be undone.
func links(list []part) (url, rollback string) {
	for _, l := range list {
		href := l.at("href").text()
		if undoes(l.at("text").text()) {
			rollback = cmp.Or(rollback, text.Link(href))
			continue
		}
		url = cmp.Or(url, text.Link(href))
	}
	return url, rollback
}

// facts are the details that a tool adds, one a line.
func facts(source string, details part) string {
	var lines []string
	if source != "" {
		lines = append(lines, "source: "+source)
	}
	all, _ := details.v.(map[string]any)
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if s := (part{all[k]}).compact(); s != "" {
			lines = append(lines, k+": "+cut(s, 500))
		}
	}
	if s := details.text(); s != "" {
		lines = append(lines, s)
	}
	return strings.Join(lines, "\n")
}

// routingKey reads the secret where PagerDuty has it. Whoever only changed the address sends
// PagerDuty's own key, which proves nothing and does no harm: then Candor's token is asked for.
func routingKey(d *Delivery, secret string) Proof {
	var body struct {
		Key any `json:"routing_key"`
	}
	if json.Unmarshal(d.Body, &body) != nil {
		return Absent
	}
	if given, _ := body.Key.(string); Equal(given, secret) {
		return Valid
	}
	return Absent
}
