package intake

import (
	"cmp"
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
)

// readGeneric reads changes in our own plain shape, or in any other by the mapping of the source:
// one, a list of them, or {"changes": [...]}.
func readGeneric(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	how, err := mappingOf(d.Source.Mapping, changeFields)
	if err != nil {
		return Observed{}, err
	}
	var o Observed
	err = m.eachPart("changes", how, func(p, said part, where string) error {
		c, err := m.genericChange(p, where)
		if err != nil {
			return err
		}
		raw, _ := marshal(said.v) // It came out of JSON.
		o.Changes = append(o.Changes, m.fit(c, raw))
		return nil
	})
	if err != nil {
		return Observed{}, err // All or nothing.
	}
	return o, nil
}

// readGenericAlert reads alerts in the plain shape that several tools share: title, status,
// deduplication_key, description, source_url, metadata.
func readGenericAlert(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	how, err := mappingOf(d.Source.Mapping, alertFields)
	if err != nil {
		return Observed{}, err
	}
	var o Observed
	err = m.eachPart("alerts", how, func(p, said part, where string) error {
		s, err := m.genericAlert(p, where)
		if err != nil {
			return err
		}
		raw, _ := marshal(said.v) // It came out of JSON.
		o.Signals = append(o.Signals, m.fitSignal(s, raw))
		return nil
	})
	if err != nil {
		return Observed{}, err // All or nothing.
	}
	return o, nil
}

// eachPart calls for each thing that a message tells of, with its fields under our names,
// and as the tool said it.
func (m *message) eachPart(many string, how *mapping, read func(p, said part, where string) error) error {
	all, listed := m.list(), true
	switch {
	case how != nil && how.each != nil:
		all = how.each.all(m.part)
		if len(all) == 1 && !all[0].isObject() {
			all = all[0].list()
		}
		if len(all) == 0 {
			return problem.Invalid("mapping.each", "Nothing stands at %s, where the list should be.", how.each)
		}
	case len(all) > 0:
	case len(m.at(many).list()) > 0:
		all = m.at(many).list()
	default:
		all, listed = []part{m.part}, false
	}
	if err := bounded(len(all)); err != nil {
		return err
	}
	for i, p := range all {
		where := ""
		if listed {
			where = fmt.Sprintf("%s[%d].", many, i)
		}
		if !p.isObject() {
			return problem.Invalid(strings.TrimSuffix(where, "."), "An object is expected here.")
		}
		said := p
		if how != nil {
			p = how.apply(p)
		}
		if err := read(p, said, where); err != nil {
			return err
		}
	}
	return nil
}

func (m *message) genericChange(p part, where string) (change.Change, error) {
	c := m.plain(p)
	kind := p.at("kind").text()
	switch {
	case c.Summary == "":
		return c, lacks(where + "summary")
	case kind != "" && c.Kind == "":
		return c, problem.Invalid(where+"kind", "The kind %q is none of: %s.", cut(oneLine(kind), 40), strings.Join(change.Kinds(), ", "))
	case !p.at("occurred_at").none() && p.at("occurred_at").time().IsZero():
		return c, problem.Invalid(where+"occurred_at", "This is no time.").Next("Send it as 2026-03-01T10:00:00Z.")
	}
	if c.Kind == "" {
		c.Kind = guess(c.Summary, "deploy")
	}
	return c, nil
}

func (m *message) genericAlert(p part, where string) (signal.Observed, error) {
	s := signal.Observed{
		Title: p.any("title", "summary").text(), Detail: p.any("description", "detail").text(), URL: p.any("source_url", "url").text(), Level: level(p.any("level", "severity").text()),
		Fingerprint: p.any("deduplication_key", "fingerprint", "dedup_key").text(), Service: p.at("service").text(), Environment: p.any("environment", "env").text(),
		Labels: p.any("labels", "metadata").members(), At: p.any("at", "timestamp").time(), StartsAt: p.at("starts_at").time(), EndsAt: p.at("ends_at").time(), Key: key(p.at("idempotency_key").text()),
	}
	s.Service, s.Environment = cmp.Or(s.Service, s.Labels["service"]), cmp.Or(s.Environment, s.Labels["environment"])
	switch status := strings.ToLower(p.any("status", "state").text()); status {
	case "firing", "open", "triggered", "alerting", "active", "":
		s.State, s.At = signal.Firing, first(s.At, s.StartsAt)
		s.EndsAt = first()
	case "resolved", "closed", "ok", "recovered", "inactive":
		s.State, s.At = signal.Resolved, first(s.At, s.EndsAt)
	default:
		return s, problem.Invalid(where+"status", "The status is firing or resolved, not %q.", cut(oneLine(status), 40))
	}
	switch {
	case s.Title == "":
		return s, lacks(where + "title")
	case s.Fingerprint == "":
		s.Fingerprint = s.Title
	}
	return s, nil
}

// readHeartbeat keeps nothing but that something came.
func readHeartbeat(*Delivery) (Observed, error) { return ignored("a heartbeat"), nil }
