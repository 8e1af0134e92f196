package desk

import (
	"cmp"
	"time"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
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
	place.rank(inc, &r, list, names.triggers, cmp.Or(span.Reasoned, 20), d.replays.weights())
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
