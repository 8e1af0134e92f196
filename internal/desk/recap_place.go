package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/engine/recap"
	"candor.dev/candor/internal/store"
)

// recapPlace is where an incident is, in the names of the catalog.
type recapPlace struct {
	names       catalog.Names
	own         []string       // The incident's services, by every name.
	near        []string       // Those and what they lean on, by every name.
	distance    map[string]int // By the name in the catalog.
	environment string
}

func placeOf(inc *incident.Incident, c knownCatalog, environment string) recapPlace {
	p := recapPlace{names: c.names, distance: map[string]int{}, environment: c.environment(environment)}
	for _, s := range inc.Services {
		own := c.service(s)
		for node, far := range catalog.Distances(own, c.needs) {
			if old, known := p.distance[node.Name]; far <= farthest && (!known || far < old) {
				p.distance[node.Name] = far
			}
		}
		p.own = append(p.own, c.allNames(own)...)
	}
	for name := range p.distance {
		p.near = append(p.near, c.allNames(name)...)
	}
	slices.Sort(p.near)
	p.near = slices.Compact(p.near)
	return p
}

// far is the distance of the service that a change names.
func (p recapPlace) far(service string) int {
	if name, ok := p.names.Service(service); ok {
		service = name
	} else if name, ok := p.names.DataStore(service); ok {
		service = name
	}
	if n, ok := p.distance[service]; ok && service != "" {
		return n
	}
	return -1
}

// own is how the ranking is told that a change is of the incident's own service.
const ownService = "the service of the incident"

func (p recapPlace) rank(inc *incident.Incident, r *Recap, list []change.Marked, triggers []store.Trigger, reasoned int, w recap.Weights) {
	earlier := p.experience(triggers)
	for _, m := range list { // What was confirmed for this very incident is no experience yet.
		if key := recap.TriggerKey(ownService, m.Kind); m.Mark == change.Confirmed && p.far(m.Service) == 0 && earlier[key] > 0 && !inc.Private {
			earlier[key]--
		}
	}
	undone := undoings(list)
	c, among := p.pose(inc, r.Broke, list, undone, earlier)
	near := map[string]*Near{}
	for _, x := range recap.Top(c, among, reasoned, w) {
		m := list[x.Index]
		e := Explaining{Marked: m, Score: x.Score, Reasons: x.Reasons, Distance: p.far(m.Service), Undone: undone[m.ID]}
		r.Changes = append(r.Changes, e)
		if near[m.Service] == nil {
			near[m.Service] = &Near{Name: m.Service, Distance: e.Distance}
		}
		near[m.Service].Changes++
	}
	slices.SortStableFunc(r.Changes, func(a, b Explaining) int { return markPlace(a.Mark) - markPlace(b.Mark) })
	for _, n := range near {
		r.Services = append(r.Services, *n)
	}
	slices.SortFunc(r.Services, func(a, b Near) int {
		return cmp.Or(nearness(a.Distance)-nearness(b.Distance), b.Changes-a.Changes, strings.Compare(a.Name, b.Name))
	})
}

// experience counts the triggers of earlier incidents of the same services, as the ranking hears it.
func (p recapPlace) experience(triggers []store.Trigger) map[string]int {
	earlier := map[string]int{}
	for _, t := range triggers {
		if p.far(t.Service) == 0 {
			earlier[recap.TriggerKey(ownService, t.Kind)] += t.Times
		}
	}
	return earlier
}

// pose is an incident and its changes as the ranking reads them.
func (p recapPlace) pose(inc *incident.Incident, broke time.Time, list []change.Marked, undone map[change.ID]time.Time, earlier map[string]int) (recap.Case, []recap.Candidate) {
	c := recap.Case{At: broke, Text: inc.Title + "\n" + inc.Summary, Environment: p.environment, Dependencies: map[string]int{}, Triggered: earlier}
	if len(p.own) > 0 {
		c.Service = ownService
	}
	for name, far := range p.distance {
		if far > 0 {
			c.Dependencies[name] = far
		}
	}
	among := make([]recap.Candidate, len(list))
	for i, m := range list {
		among[i] = recap.Candidate{
			ID: string(m.ID), At: m.OccurredAt, Title: m.Summary, Body: m.Detail, Paths: m.Paths, Additions: m.Additions, Deletions: m.Deletions,
			Kind: m.Kind, Service: p.said(m.Service), Environment: p.known(m.Environment), RolledBack: undone[m.ID],
		}
	}
	return c, among
}

func nearness(distance int) int {
	if distance < 0 {
		return farthest + 1
	}
	return distance
}

func markPlace(m change.Mark) int {
	switch m {
	case change.Confirmed:
		return 0
	case change.Likely:
		return 1
	case change.Cleared:
		return 3
	}
	return 2
}

// said is the service of a change as the ranking hears it.
func (p recapPlace) said(service string) string {
	switch p.far(service) {
	case -1:
		return service
	case 0:
		return ownService
	}
	if name, ok := p.names.Service(service); ok {
		return name
	}
	return service
}

func (p recapPlace) known(environment string) string {
	if name, ok := p.names.Environment(environment); ok {
		return name
	}
	return environment
}

// undoings finds the changes that a rollback of the same service and environment followed, with no
// other deploy between.
func undoings(list []change.Marked) map[change.ID]time.Time {
	type spot struct{ service, environment string }
	order := slices.Clone(list)
	slices.SortFunc(order, func(a, b change.Marked) int { return a.OccurredAt.Compare(b.OccurredAt) })
	last, undone := map[spot]change.ID{}, map[change.ID]time.Time{}
	for _, m := range order {
		at := spot{m.Service, m.Environment}
		switch {
		case m.Service == "":
		case m.Kind == "rollback":
			if id := last[at]; id != "" {
				undone[id] = m.OccurredAt
			}
			delete(last, at)
		case m.Kind != "code" && m.Kind != "build" && m.Kind != "release":
			last[at] = m.ID
		}
	}
	return undone
}
