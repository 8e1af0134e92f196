package intake

import (
	"cmp"
	"fmt"
	"strings"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/signal"
)

// delivery adds what an event of continuous delivery tells: dev.cdevents.service.deployed.0.2.0.
func (m *message) delivery(e, whole part, o *Observed) error {
	about, subject := e.at("context"), e.at("subject")
	named := strings.Split(strings.TrimPrefix(strings.ToLower(about.at("type").text()), "dev.cdevents."), ".")
	if len(named) < 2 {
		return lacks("context.type")
	}
	if about.at("id").text() == "" {
		return lacks("context.id")
	}
	noun, verb := named[0], named[1]
	raw, _ := marshal(whole.v) // It came out of JSON.
	if noun == "incident" {
		o.Signals = append(o.Signals, m.fitSignal(incidentSignal(about, subject, verb), raw))
		return nil
	}
	c, ok := deliveryChange(noun, verb, subject)
	if !ok {
		o.Ignored = "an event that alters nothing: " + cut(oneLine(noun+" "+verb), 60)
		return nil
	}
	c.OccurredAt = about.at("timestamp").time()
	c.Key = key(or(about.at("source").text()), about.at("id").text())
	c.Detail = facts("", e.at("customData"))
	o.Changes = append(o.Changes, m.fit(c, raw))
	return nil
}

// deliveryChange says what an event alters; false where it alters nothing.
func deliveryChange(noun, verb string, subject part) (change.Change, bool) {
	id, content := subject.at("id").text(), subject.at("content")
	c := change.Change{
		Environment: content.at("environment", "id").text(), Ref: content.at("artifactId").text(), After: content.at("artifactId").text(),
		URL: cmp.Or(content.at("url").text(), content.at("uri").text()), Outcome: outcome(content.at("outcome").text()),
	}
	in := ""
	if c.Environment != "" {
		in = " in " + c.Environment
	}
	switch noun + " " + verb {
	case "service deployed", "service upgraded", "service removed":
		c.Kind, c.Service = "deploy", id
		c.Summary = fmt.Sprintf("Service %s %s%s", id, verb, in)
	case "service rolledback":
		c.Kind, c.Service, c.Summary = "rollback", id, fmt.Sprintf("Service %s rolled back%s", id, in)
	case "service published":
		c.Kind, c.Service, c.Summary = "traffic_shift", id, fmt.Sprintf("Service %s published%s", id, in)
	case "environment created", "environment modified", "environment deleted":
		c.Kind, c.Environment, c.Summary = "infrastructure", id, fmt.Sprintf("Environment %s %s", id, verb)
	case "artifact packaged":
		c.Kind, c.Ref, c.After, c.Summary = "build", id, id, "Artifact "+id+" packaged"
	case "artifact published":
		c.Kind, c.Ref, c.After, c.Summary = "release", id, id, "Artifact "+id+" published"
	case "change merged":
		c.Kind, c.Ref, c.Summary = "code", id, "Change "+id+" merged into "+cmp.Or(content.at("repository", "id").text(), "a repository")
	case "pipelinerun finished":
		name := cmp.Or(content.at("pipelineName").text(), id)
		c.Kind, c.Ref, c.Summary = runKind(name), id, "Pipeline "+name+" finished"
		if c.Outcome == change.Failed {
			c.Summary = "Pipeline " + name + " failed"
		}
	default:
		return c, false
	}
	return c, true
}

func incidentSignal(about, subject part, verb string) signal.Observed {
	content := subject.at("content")
	s := signal.Observed{
		Fingerprint: subject.at("id").text(), State: signal.Firing, Level: level(content.at("severity").text()),
		Title: cmp.Or(content.at("description").text(), "Incident "+subject.at("id").text()), Service: content.at("service", "id").text(), Environment: content.at("environment", "id").text(),
		URL: content.at("ticketURI").text(), At: about.at("timestamp").time(), Key: key(or(about.at("source").text()), about.at("id").text()),
	}
	if verb == "resolved" {
		s.State, s.EndsAt = signal.Resolved, s.At
	}
	return s
}
