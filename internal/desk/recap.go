package desk

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/engine/recap"
	"candor.dev/candor/internal/store"
)

// How far back changes are looked for when nobody said when it last worked. Of the changes that
// public reverts undid, 72 hours hold 73 %, seven days 83 %, fourteen days 89 %.
const (
	RecapBack = 7 * 24 * time.Hour
	// Changes of services that the incident does not touch are looked at for so long, and no more
	// than so many: what is far away explains less, and there is much of it.
	ElsewhereBack = 72 * time.Hour
	mostNear      = 3_000
	mostElsewhere = 600
	farthest      = 4 // Steps of dependency that count as near.
)

// RecapSpan narrows a recap. Its zero value is what the incident itself says.
type RecapSpan struct {
	Since, Until time.Time // Zero: since it last worked, until it was stable or noticed.
	Environment  string    // Empty: that of the incident.
	Reasoned     int       // For how many changes the reasons are told; zero: 20.
	Elsewhere    int       // Most changes of services that the incident does not lean on; zero: 600.
}

// Recap is what changed between when it last worked and when it broke, the likeliest first.
type Recap struct {
	Since, Until time.Time
	Why          string    // Where the span comes from, in words.
	Broke        time.Time // When it was noticed, as far as it is known.
	Changes      []Explaining
	Services     []Near // Those with changes, the nearest first.
	Cut          bool   // There were more changes than are ranked.
}

// Explaining is a change and how well it explains an incident.
type Explaining struct {
	change.Marked
	Score    float64   // 0 to 1: its share among all changes of the recap.
	Reasons  []string  // In words, the strongest first.
	Distance int       // Steps of dependency from the incident's services; -1 when it is none of them.
	Undone   time.Time // When a rollback of the same service followed; zero: none did.
}

// Near is a service with changes.
type Near struct {
	Name     string // Empty: changes that name none.
	Distance int    // As in Explaining.
	Changes  int
}

// Recap looks for the changes that may explain an incident, in one query. Marked ones
// are always among them; confirmed and likely ones come first, cleared ones last, whatever their
// score.
func (d *Desk) Recap(v *store.View, actor person.Actor, inc *incident.Incident, span RecapSpan) (Recap, error) {
	names, err := d.catalog.of(v)
	if err != nil {
		return Recap{}, err
	}
	r := spanOf(inc, span, v.Now())
	place := placeOf(inc, names, cmp.Or(span.Environment, inc.Environment))
	list, err := gather(v, actor, inc, &r, place, cmp.Or(span.Elsewhere, mostElsewhere))
	if err != nil {
		return r, err
	}
	place.rank(inc, &r, list, names.triggers, cmp.Or(span.Reasoned, 20), recap.Shipped())
	return r, nil
}

// RecapWindow is the time that a recap of the incident looks at when nobody chooses another.
func RecapWindow(inc *incident.Incident, now time.Time) (since, until time.Time) {
	r := spanOf(inc, RecapSpan{}, now)
	return r.Since, r.Until
}

// spanOf is the time that a recap looks at.
func spanOf(inc *incident.Incident, span RecapSpan, now time.Time) Recap {
	r := Recap{Broke: firstKnown(inc.ImpactStart, inc.DeclaredAt), Since: span.Since, Until: span.Until}
	switch {
	case !r.Since.IsZero():
		r.Why = "as chosen"
	case !inc.LastGood.IsZero():
		r.Since, r.Why = inc.LastGood, "since it last worked"
	case !inc.ImpactStart.IsZero():
		r.Since, r.Why = r.Broke.Add(-RecapBack), "the seven days before the impact"
	default:
		r.Since, r.Why = r.Broke.Add(-RecapBack), "the seven days before it was declared"
	}
	if r.Until.IsZero() {
		r.Until = firstKnown(inc.StableAt, now)
	}
	return r
}

func firstKnown(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// gather reads the changes near the incident and those elsewhere, and adds what was marked.
func gather(v *store.View, actor person.Actor, inc *incident.Incident, r *Recap, p recapPlace, elsewhere int) ([]change.Marked, error) {
	since := r.Since
	if recent := r.Broke.Add(-ElsewhereBack); len(p.near) > 0 && since.Before(recent) {
		since = recent
	}
	list, cut, err := v.Explaining(actor, inc.ID, store.Explaining{
		Since: r.Since, Until: r.Until, Near: p.near, MostNear: mostNear, Recent: since, MostRecent: elsewhere,
	})
	r.Cut = cut
	return list, err
}

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
	c := recap.Case{At: r.Broke, Text: inc.Title + "\n" + inc.Summary, Environment: p.environment, Dependencies: map[string]int{}, Triggered: map[string]int{}}
	if len(p.own) > 0 {
		c.Service = ownService
	}
	for name, far := range p.distance {
		if far > 0 {
			c.Dependencies[name] = far
		}
	}
	for _, t := range triggers {
		if p.far(t.Service) == 0 {
			c.Triggered[recap.TriggerKey(ownService, t.Kind)] += t.Times
		}
	}
	for _, m := range list { // What was confirmed for this very incident is no experience yet.
		if key := recap.TriggerKey(ownService, m.Kind); m.Mark == change.Confirmed && p.far(m.Service) == 0 && c.Triggered[key] > 0 && !inc.Private {
			c.Triggered[key]--
		}
	}
	undone := undoings(list)
	among := make([]recap.Candidate, len(list))
	for i, m := range list {
		among[i] = recap.Candidate{
			ID: string(m.ID), At: m.OccurredAt, Title: m.Summary, Body: m.Detail, Paths: m.Paths, Additions: m.Additions, Deletions: m.Deletions,
			Kind: m.Kind, Service: p.said(m.Service), Environment: p.known(m.Environment), RolledBack: undone[m.ID],
		}
	}
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

// knownCatalog is the catalog as the recap needs it.
type knownCatalog struct {
	names        catalog.Names
	needs        []catalog.Dependency
	aliases      map[string][]string
	environments []catalog.Environment
	// triggers are the changes that were confirmed for incidents so far.
	triggers []store.Trigger
}

func (c knownCatalog) service(name string) string {
	if s, ok := c.names.Service(name); ok {
		return s
	}
	return name
}

func (c knownCatalog) environment(name string) string {
	if s, ok := c.names.Environment(name); ok {
		return s
	}
	return name
}

func (c knownCatalog) allNames(name string) []string {
	return append([]string{name}, c.aliases[name]...)
}

// catalogKept remembers the catalog, and what was found to trigger incidents, for a moment: rooms
// are drawn often, and these change seldom.
type catalogKept struct {
	mu    sync.Mutex
	known knownCatalog
	at    time.Time
}

// Environments lists every environment, as it was a moment ago, for pages that tell their colours.
func (d *Desk) Environments(v *store.View) ([]catalog.Environment, error) {
	c, err := d.catalog.of(v)
	return c.environments, err
}

const catalogLasts = 10 * time.Second

func (k *catalogKept) of(v *store.View) (knownCatalog, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.at.IsZero() && v.Now().Sub(k.at) < catalogLasts && !v.Now().Before(k.at) {
		return k.known, nil
	}
	c, err := v.Catalog()
	if err != nil {
		return knownCatalog{}, err
	}
	triggers, err := v.Triggers()
	if err != nil {
		return knownCatalog{}, err
	}
	k.known, k.at = knownCatalog{names: c.Names(), needs: c.Dependencies(), aliases: map[string][]string{}, environments: c.Environments, triggers: triggers}, v.Now()
	for _, s := range c.Services {
		k.known.aliases[s.Name] = s.Aliases
	}
	return k.known, nil
}

// forget makes the next question ask again.
func (k *catalogKept) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at = time.Time{}
}
