package intake

import (
	"cmp"
	"strings"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
)

// readFireHydrant reads what is told to FireHydrant: change events, which are a point in time or a
// span (https://docs.firehydrant.com/reference), and alerts in the shape of its Signals.
func readFireHydrant(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	summary := m.at("summary").text()
	if summary == "" {
		return Observed{}, lacks("summary")
	}
	if status := m.at("status").text(); status != "" && !m.at("level").none() {
		return m.fireHydrantAlert(summary, status)
	}
	labels := m.at("labels")
	c := change.Change{
		Summary: summary, Detail: strings.TrimSpace(m.at("description").text() + "\n" + facts("", labels)), Kind: guess(summary, "deploy"),
		Environment: strings.Join(named(m.at("environments")), ", "),
		Ref:         labels.any("version", "revision", "sha", "commit").text(), OccurredAt: first(m.at("ends_at").time(), m.at("starts_at").time()),
	}
	c.URL, c.RollbackURL = links(attachments(m.at("attachments")))
	at := cmp.Or(m.at("starts_at").text(), m.at("ends_at").text())
	return m.forEach(c, named(m.at("services")), func(service string) string {
		switch id := m.at("external_id").text(); {
		case id != "":
			return key(id, or(service))
		case at != "":
			return m.digest(service)
		}
		return "" // Neither an identity nor a time: it may happen again just so.
	})
}

// named is what the services or environments of a list are called: strings, or objects with a name.
func named(p part) []string {
	all := p.texts()
	for _, each := range p.list() {
		if name := each.any("name", "slug", "id").text(); name != "" {
			all = append(all, name)
		}
	}
	return all
}

func attachments(p part) []part {
	var all []part
	for _, each := range p.list() {
		all = append(all, part{map[string]any{"href": each.any("href_url", "href").v, "text": each.any("display_text", "text").v}})
	}
	return all
}

func (m *message) fireHydrantAlert(summary, status string) (Observed, error) {
	s := signal.Observed{
		Title: summary, Detail: m.at("body").text(), Fingerprint: cmp.Or(m.at("idempotency_key").text(), summary), Level: level(m.at("level").text()),
		Labels: m.at("annotations").members(), State: signal.Firing, At: m.d.Now.UTC(),
	}
	switch strings.ToUpper(status) {
	case "OPEN":
	case "CLOSED":
		s.State, s.EndsAt = signal.Resolved, s.At
	default:
		return Observed{}, problem.Invalid("status", "The status is OPEN or CLOSED, not %q.", cut(oneLine(status), 40))
	}
	for _, tag := range m.at("tags").texts() {
		k, v, _ := strings.Cut(tag, ":")
		switch k {
		case "service":
			s.Service = cmp.Or(s.Service, v)
		case "environment":
			s.Environment = cmp.Or(s.Environment, v)
		}
	}
	s.URL, _ = links(m.at("links").list())
	return Observed{Signals: []signal.Observed{m.fitSignal(s, m.clean)}}, nil
}
