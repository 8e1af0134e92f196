package desk

import (
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
)

// told is a notice and the address under which its links lead.
type told struct {
	news.Notice
	base string
}

// notice writes down what is told about an occasion to somebody who may see it; not found when
// the actor may not.
func (d *Desk) notice(v *store.View, actor person.Actor, o occasion) (told, error) {
	base, err := d.base(v)
	if err != nil {
		return told{}, err
	}
	first := o.events[0]
	n := news.Notice{
		Kind: o.Kind, Noun: o.Stream.Noun, Seq: o.Seq, At: first.At, Ref: o.Ref, Private: o.Private, Mode: o.Mode,
		Audience: string(o.Audience), Lines: linesFor(actor, o.events),
	}
	path := ""
	switch o.Stream.Noun {
	case "incident":
		path, err = aboutIncident(v, actor, o, &n)
	case "report":
		path, err = aboutReport(v, actor, o)
	case "postmortem":
		path, err = aboutPostmortem(v, actor, o, &n)
	}
	if err == nil && base != "" {
		n.URL = base + path
	}
	return told{n, base}, err
}

// base is the address of the server; empty when nobody said.
func (d *Desk) base(v *store.View) (string, error) {
	if d.public != "" {
		return d.public, nil
	}
	org, err := v.Organisation()
	return org.PublicURL, err
}

// linesFor tells the events in sentences; an update for responders is for responders.
func linesFor(actor person.Actor, events []event.Event) []string {
	var lines []string
	for _, ev := range events {
		body, err := event.Read[incident.UpdatePosted](ev)
		if ev.Kind == news.Updated && err == nil && body.Audience == incident.Responders && !actor.Can(person.RunIncident) {
			continue
		}
		lines = append(lines, render.Sentence(ev))
	}
	return lines
}

func aboutIncident(v *store.View, actor person.Actor, o occasion, n *news.Notice) (path string, err error) {
	inc, err := v.Incident(actor, o.Stream.ID)
	if err != nil {
		return "", err
	}
	n.Title, n.Severity, n.State, n.Phase = inc.Title, inc.Severity, string(inc.State), string(inc.Phase)
	n.Environment, n.Services = inc.Environment, inc.Services
	return "/incidents/" + inc.Ref(), nil
}

func aboutReport(v *store.View, actor person.Actor, o occasion) (path string, err error) {
	rep, err := v.Report(actor, o.Stream.ID)
	if err != nil {
		return "", err
	}
	return "/reports/" + rep.Ref(), nil
}

func aboutPostmortem(v *store.View, actor person.Actor, o occasion, n *news.Notice) (path string, err error) {
	if news.Personal(o.Kind) {
		return aboutReview(v, actor, o, n)
	}
	body, err := event.Read[postmortem.WasPublished](o.events[0])
	if err != nil {
		return "", err
	}
	pub, err := v.Publication(actor, o.Stream.ID, body.Edition)
	if err != nil {
		return "", err
	}
	n.Title, n.Incident, n.Edition, n.Audience = pub.Copy.Title, pub.Copy.Incident, pub.Edition, string(pub.Audience)
	if o.Kind == news.Opened {
		n.Audience = string(postmortem.Company)
	}
	n.Severity, n.Environment, n.Services = pub.Copy.Severity, pub.Copy.Environment, pub.Copy.Services
	return "/postmortems/" + pub.Copy.Ref, nil
}
