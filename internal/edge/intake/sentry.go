package intake

import (
	"cmp"
	"maps"
	"strings"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/signal"
)

// readSentry reads webhooks of Sentry's integration platform: alerts of issues and of metrics
// (https://docs.sentry.io/integrations/integration-platform/webhooks/). Releases and deploys have
// no webhook: they are read in the shape in which they are told to Sentry
// (https://docs.sentry.io/api/releases/), so that the same call can be made here.
func readSentry(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	switch resource := m.header("Sentry-Hook-Resource"); resource {
	case "event_alert":
		return m.sentryEvent()
	case "metric_alert":
		return m.sentryMetric()
	case "issue":
		return m.sentryIssue()
	case "":
		return m.sentryRelease()
	default:
		return ignored("a message about " + resource), nil
	}
}

func (m *message) sentryEvent() (Observed, error) {
	event := m.at("data", "event")
	issue := cmp.Or(event.at("issue_id").text(), lastPiece(event.at("issue_url").text()))
	if issue == "" {
		return Observed{}, lacks("data.event.issue_id")
	}
	labels := map[string]string{"rule": m.at("data", "triggered_rule").text(), "culprit": event.at("culprit").text()}
	for _, tag := range event.at("tags").list() {
		if pair := tag.list(); len(pair) == 2 && pair[1].text() != "" {
			labels[pair[0].text()] = pair[1].text()
		}
	}
	s := signal.Observed{
		Fingerprint: issue, State: signal.Firing, Level: level(event.at("level").text()), Title: cmp.Or(event.at("title").text(), event.at("message").text(), "An issue in Sentry"),
		Detail: cmp.Or(event.at("metadata", "value").text(), event.at("culprit").text()), Environment: cmp.Or(event.at("environment").text(), labels["environment"]),
		Service: cmp.Or(event.at("project_slug").text(), event.at("project_name").text(), m.d.Source.Service, packageOf(event.at("release").text())), Labels: labels,
		URL: event.at("web_url").text(), At: first(event.at("datetime").time(), event.at("timestamp").time()), Key: cmp.Or(key("event", event.at("event_id").text()), m.digest()),
	}
	return Observed{Signals: []signal.Observed{m.fitSignal(s, withoutVisitors(m.part))}}, nil
}

// withoutVisitors is the message without what tells of those who used the system when it failed,
// and without the code around it.
func withoutVisitors(p part) []byte {
	whole, _ := p.v.(map[string]any)
	inner, _ := whole["data"].(map[string]any)
	event, _ := inner["event"].(map[string]any)
	whole, inner, event = maps.Clone(whole), maps.Clone(inner), maps.Clone(event)
	for _, k := range []string{"request", "breadcrumbs", "extra", "exception", "threads", "modules", "contexts", "sdk", "_meta"} {
		delete(event, k)
	}
	if inner != nil {
		inner["event"] = event
		whole["data"] = inner
	}
	raw, _ := marshal(whole) // It came out of JSON.
	return raw
}

// packageOf is checkout of checkout@4.2.0.
func packageOf(release string) string {
	name, _, ok := strings.Cut(release, "@")
	if !ok {
		return ""
	}
	return name
}

func lastPiece(s string) string {
	s = strings.TrimRight(s, "/")
	return s[strings.LastIndexByte(s, '/')+1:]
}

func (m *message) sentryMetric() (Observed, error) {
	data, alert := m.at("data"), m.at("data", "metric_alert")
	id := alert.at("id").text()
	if id == "" {
		return Observed{}, lacks("data.metric_alert.id")
	}
	action := m.at("action").text()
	s := signal.Observed{
		Fingerprint: key("metric", cmp.Or(alert.at("alert_rule", "id").text(), id)), State: signal.Firing, Level: level(action), Title: cmp.Or(data.at("description_title").text(), alert.at("title").text()),
		Detail: data.at("description_text").text(), Environment: alert.at("alert_rule", "environment").text(),
		URL: data.at("web_url").text(), StartsAt: alert.at("date_started").time(), At: m.d.Now.UTC(), // It goes up and down within the same dates.
	}
	if action == "resolved" {
		s.State, s.EndsAt = signal.Resolved, first(alert.at("date_closed").time(), m.d.Now)
	}
	projects := distinct(alert.at("projects").texts())
	if err := few(len(projects)); err != nil {
		return Observed{}, err
	}
	if len(projects) == 0 {
		projects = []string{""}
	}
	var o Observed
	fingerprint, sent := s.Fingerprint, m.header("Sentry-Hook-Timestamp")
	s = m.fitSignal(s, m.clean)
	for _, project := range projects {
		each := s
		each.Service, each.Fingerprint = cmp.Or(project, s.Service), key(fingerprint, or(project))
		each.Key = cmp.Or(key("metric", id, action, m.header("Request-ID"), or(project)), m.digest(action, sent, project))
		o.Signals = append(o.Signals, each)
	}
	return o, nil
}

// sentryIssue follows an issue: what resolves it resolves the alert.
func (m *message) sentryIssue() (Observed, error) {
	issue, action := m.at("data", "issue"), m.at("action").text()
	id := issue.at("id").text()
	if id == "" {
		return Observed{}, lacks("data.issue.id")
	}
	s := signal.Observed{
		Fingerprint: id, State: signal.Firing, Level: level(issue.at("level").text()), Title: issue.at("title").text(), Detail: issue.at("culprit").text(), Service: issue.at("project", "slug").text(),
		URL: cmp.Or(issue.at("web_url").text(), issue.at("permalink").text()), At: first(issue.at("lastSeen").time(), m.d.Now), StartsAt: issue.at("firstSeen").time(),
	}
	switch action {
	case "resolved", "archived", "ignored":
		s.State, s.At = signal.Resolved, m.d.Now.UTC()
		s.EndsAt = s.At
	case "created":
	case "unresolved": // After it was resolved, however long ago it was last seen.
		s.At = m.d.Now.UTC()
	default:
		return ignored("an issue that was " + cut(oneLine(action), 40)), nil
	}
	s.Key = cmp.Or(key("issue", id, action, m.header("Request-ID")), m.digest(m.header("Sentry-Hook-Timestamp")))
	return Observed{Signals: []signal.Observed{m.fitSignal(s, m.clean)}}, nil
}

func (m *message) sentryRelease() (Observed, error) {
	version := cmp.Or(m.at("version").text(), m.at("release", "version").text())
	if version == "" {
		return Observed{}, lacks("version")
	}
	c := change.Change{
		Kind: "release", Environment: m.at("environment").text(), Ref: version, After: version, URL: m.at("url").text(),
		Summary: "Release " + version, OccurredAt: first(m.at("dateFinished").time(), m.at("dateReleased").time(), m.at("dateStarted").time(), m.at("dateCreated").time()),
	}
	if c.Environment != "" {
		c.Kind, c.Summary = "deploy", "Deploy "+version+" to "+c.Environment
	}
	if list := m.at("commits").list(); len(list) > 0 {
		c.Detail = commits(list).Detail
	}
	for _, commit := range m.at("commits").list() {
		for _, touched := range commit.at("patch_set").list() {
			c.Paths = append(c.Paths, touched.at("path").text())
		}
	}
	told := cmp.Or(m.at("dateFinished").text(), m.at("dateReleased").text(), m.at("dateStarted").text(), m.at("dateCreated").text())
	return m.forEach(c, m.at("projects").texts(), func(project string) string {
		return cmp.Or(key(c.Kind, or(project), version, or(c.Environment), or(m.at("id").text()), told), m.digest(project))
	})
}
