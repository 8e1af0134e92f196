package intake

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"maps"
	"mime"
	"net/url"
	"strings"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/problem"
	persons "candor.dev/candor/internal/engine/nameless"
)

// readCloudEvents reads CloudEvents 1.0 over HTTP, binary, structured or in a batch
// (https://github.com/cloudevents/spec), and CDEvents in any of them or bare (https://cdevents.dev).
// The source and the id of an event are its key.
func readCloudEvents(d *Delivery) (Observed, error) {
	m, err := open(d)
	if err != nil {
		return Observed{}, err
	}
	media, _, _ := mime.ParseMediaType(d.Header.Get("Content-Type")) // The door has asked for JSON.
	events := []part{m.part}
	switch {
	case d.Header.Get("Ce-Specversion") != "":
		events = []part{m.binary()}
	case strings.HasPrefix(media, "application/cloudevents-batch") || len(m.list()) > 0:
		events = m.list()
	}
	if err := bounded(len(events)); err != nil {
		return Observed{}, err
	}
	o := Observed{Ignored: "no events in it"}
	for _, e := range events {
		if err := m.event(e, &o); err != nil {
			return Observed{}, err
		}
	}
	if len(o.Changes)+len(o.Signals) > 0 {
		o.Ignored = ""
	}
	return o, nil
}

// binary puts an event together whose attributes stand in headers; they are percent-encoded.
func (m *message) binary() part {
	e := map[string]any{"data": m.v}
	for _, name := range []string{"specversion", "id", "source", "type", "subject", "time", "dataschema"} {
		v := m.header("Ce-" + name)
		if plain, err := url.PathUnescape(v); err == nil {
			v = oneLine(m.met.Text(plain))
		}
		if v != "" {
			e[name] = v
		}
	}
	return part{e}
}

// event adds what one event tells.
func (m *message) event(e part, o *Observed) error {
	if packed := e.at("data_base64").text(); packed != "" {
		inner, err := unpack(e, packed)
		if err != nil {
			return err
		}
		e = inner
	}
	data := e.at("data")
	if data.none() && e.at("context").isObject() {
		data = e // A bare CDEvent.
	}
	if data.at("context", "type").text() != "" && data.at("subject").isObject() {
		return m.delivery(data, e, o)
	}
	for _, needed := range []string{"id", "source", "type"} {
		if e.at(needed).text() == "" {
			return lacks(needed)
		}
	}
	kind := e.at("type").text()
	c := m.plain(data)
	if c.Kind == "" {
		c.Kind = guess(strings.ReplaceAll(kind, ".", " ")+" "+c.Summary, "deploy")
	}
	if c.Summary == "" {
		c.Summary = strings.TrimSpace(kind + " " + e.at("subject").text())
	}
	c.OccurredAt = first(c.OccurredAt, e.at("time").time())
	c.Key = key(e.at("source").text(), e.at("id").text())
	raw, _ := marshal(e.v) // It came out of JSON.
	o.Changes = append(o.Changes, m.fit(c, raw))
	return nil
}

// unpack puts data that was sent as base64 where plain data stands, and takes the persons out of it
// all. What is no JSON is not kept.
func unpack(e part, packed string) (part, error) {
	inner, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		return part{}, problem.Invalid("data_base64", "The data is not base64.")
	}
	whole := maps.Clone(e.v.(map[string]any)) // It has the member, so it is an object.
	delete(whole, "data_base64")
	if json.Valid(inner) {
		whole["data"] = json.RawMessage(inner)
	}
	raw, err := marshal(whole)
	if err != nil {
		return part{}, problem.Invalid("data_base64", "The data could not be read.")
	}
	clean, _, err := persons.JSON(raw)
	if err != nil {
		return part{}, problem.Invalid("data_base64", "The data could not be read: %s.", err)
	}
	var p part
	dec := json.NewDecoder(bytes.NewReader(clean))
	dec.UseNumber()
	if err := dec.Decode(&p.v); err != nil {
		return part{}, problem.Invalid("data_base64", "The data could not be read.")
	}
	return p, nil
}

// plain reads the fields of a change by their plain names.
func (m *message) plain(p part) change.Change {
	c := change.Change{
		Summary: p.any("summary", "title", "message").text(), Detail: p.any("detail", "description").text(), OccurredAt: p.any("occurred_at", "timestamp", "time").time(),
		Service: p.any("service", "application").text(), Environment: p.any("environment", "env").text(), Ref: p.any("ref", "version", "revision").text(),
		URL: p.any("url", "link").text(), RollbackURL: p.at("rollback_url").text(), Before: p.at("before").compact(), After: p.at("after").compact(),
		Paths: p.at("paths").texts(), Additions: p.at("additions").number(), Deletions: p.at("deletions").number(), Outcome: outcome(p.any("outcome", "status").text()),
	}
	if risk := p.at("risk").text(); risk != "" {
		c.Detail = strings.TrimSpace(c.Detail + "\nRisk: " + risk)
	}
	if k := p.at("kind").text(); isKind(k) {
		c.Kind = k
	}
	c.Key = key(cmp.Or(p.at("idempotency_key").text(), p.at("id").text()))
	return c
}
