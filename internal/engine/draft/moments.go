package draft

import (
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
)

// Moments drafts the six moments as far as the record knows them. Each says where its time came
// from, so that a person can correct it: a monitor may have noticed before anybody declared.
func Moments(rec Record) []postmortem.Moment {
	events := inForce(rec.Events)
	found := map[postmortem.MomentName]postmortem.Moment{}
	set := func(name postmortem.MomentName, at time.Time, precision time.Duration, source string) {
		if !at.IsZero() {
			found[name] = postmortem.Moment{At: at, Precision: precision, Source: source}
		}
	}
	inc := rec.Incident
	set(postmortem.ImpactStart, inc.ImpactStart, inc.ImpactPrecision, "From the start of impact in "+inc.Ref()+".")
	if ev, ok := noticed(events, inc.DeclaredAt); ok {
		set(postmortem.Detected, ev.At, ev.Precision, "From the first report.")
	} else {
		set(postmortem.Detected, inc.DeclaredAt, 0, "From the declaration; a monitor may have noticed before.")
	}
	set(postmortem.Escalated, joined(rec.Events), 0, "From the first entry of a second person.")
	if ev, ok := latest(events, "incident.diagnosed"); ok {
		set(postmortem.Diagnosed, ev.At, ev.Precision, "From the timeline: diagnosed.")
	}
	set(postmortem.Stable, inc.StableAt, 0, "From the timeline: stable.")
	set(postmortem.Resolved, inc.ResolvedAt, 0, "From the timeline: resolved.")
	list := make([]postmortem.Moment, 0, len(postmortem.MomentNames()))
	for _, name := range postmortem.MomentNames() {
		m := found[name]
		m.Name, m.Zone = name, rec.zone()
		list = append(list, m)
	}
	return list
}

func (rec Record) zone() string {
	if rec.Zone == "" {
		return "UTC"
	}
	return rec.Zone
}

// noticed is the first report that came before the declaration.
func noticed(events []event.Event, declared time.Time) (event.Event, bool) {
	for _, ev := range events {
		if ev.Kind == "report.joined" && ev.At.Before(declared) {
			return ev, true
		}
	}
	return event.Event{}, false
}

// joined is when a second person first did something. Their entry may tell of an earlier time, so
// that the instant of writing counts.
func joined(events []event.Event) time.Time {
	var first person.ID
	for _, ev := range events {
		switch {
		case ev.Actor == "" || ev.Kind == "report.joined" || ev.Kind == "timeline.marked":
		case first == "":
			first = ev.Actor
		case ev.Actor != first:
			return ev.Recorded
		}
	}
	return time.Time{}
}

func latest(events []event.Event, kind string) (event.Event, bool) {
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Kind == kind {
			return events[i], true
		}
	}
	return event.Event{}, false
}
