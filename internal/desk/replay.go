package desk

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/engine/recap"
	"candor.dev/candor/internal/store"
)

// How much of the past is replayed, and how often the ranking learns from it.
const (
	mostReplayed = 100
	fewReplays   = 5 // So many on the way to a page.
	learnEvery   = time.Hour
	replayLasts  = 24 * time.Hour // Then it is done anew, with the catalog of the day;
	replayAhead  = 2 * learnEvery // so long before, by whoever learns.
	// Of each case so many changes teach: those that the ranking puts first, and some of the others.
	mostTaught, othersTaught = 40, 20
)

// Accuracy says how well the ranking did on incidents whose trigger is known by now, beside the order
// of newest first. It ranks what was recorded when each was noticed, by the weights that Candor comes
// with: what was learned here is not measured on the cases that it was learned from.
type Accuracy struct {
	Ranked, Newest recap.Figures
	Late           int // Incidents whose trigger was recorded after it was noticed; they are not counted.
	Learned        int // From so many confirmed triggers the ranking has learned here; 0: it has not.
}

// RecapAccuracy replays the newest incidents with one confirmed trigger that the actor may see.
func (d *Desk) RecapAccuracy(v *store.View, actor person.Actor) (Accuracy, error) {
	if err := actor.May(person.See); err != nil {
		return Accuracy{}, err
	}
	a, _, err := d.accuracy(v, actor, mostReplayed)
	return a, err
}

// RecapAccuracySoon is RecapAccuracy for a page that should not wait: it says no when more than a few
// incidents are to be replayed first. LearnRecap replays them by and by.
func (d *Desk) RecapAccuracySoon(v *store.View, actor person.Actor) (Accuracy, bool, error) {
	return d.accuracy(v, actor, fewReplays)
}

func (d *Desk) accuracy(v *store.View, actor person.Actor, most int) (Accuracy, bool, error) {
	solved, err := v.Solved(actor, mostReplayed)
	if err != nil {
		return Accuracy{}, false, err
	}
	done, all, err := d.replayAll(v, actor, solved, most, 0)
	a := Accuracy{Learned: d.replays.taught()}
	var ranked, newest []int
	for _, one := range done {
		if one.late {
			a.Late++
			continue
		}
		ranked, newest = append(ranked, one.place), append(newest, one.newest)
	}
	a.Ranked, a.Newest = recap.Count(ranked), recap.Count(newest)
	return a, all, err
}

// LearnRecap lets the ranking learn from the confirmed triggers of incidents that everybody may see,
// when there are enough of them, at most once an hour. The same triggers teach the same.
func (d *Desk) LearnRecap(ctx context.Context) error {
	now := d.now()
	if !d.replays.due(now) {
		return nil
	}
	var weights recap.Weights
	taught := 0
	err := d.store.Read(ctx, func(v *store.View) error {
		solved, err := v.Solved(person.System, mostReplayed)
		if err != nil {
			return err
		}
		solved = slices.DeleteFunc(solved, func(s store.Solved) bool { return s.Private })
		done, _, err := d.replayAll(v, person.System, solved, mostReplayed, replayAhead)
		var lessons []recap.Solved
		for _, one := range slices.Backward(done) { // The oldest first, as they came.
			if len(one.lesson.Rows) > 1 {
				lessons = append(lessons, one.lesson)
			}
		}
		learned := false
		if weights, learned = recap.Learn(lessons, recap.Shipped()); learned {
			taught = len(lessons)
		}
		return err
	})
	if err == nil {
		d.replays.learn(weights, taught, now)
	}
	return err
}

// replays remembers what replaying an incident gave, which never changes but by a new catalog, and the
// weights that were learned.
type replays struct {
	one     sync.Mutex // Whoever replays.
	mu      sync.Mutex
	done    map[store.Solved]replayed
	learned recap.Weights
	from    int
	at      time.Time
}

// replayed is an incident ranked again as of when it was noticed.
type replayed struct {
	place, newest int  // From 1; 0: its trigger was not among the changes that were looked at.
	late          bool // Its trigger was not recorded yet.
	lesson        recap.Solved
	at            time.Time
}

func (r *replays) weights() recap.Weights {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.learned == nil {
		return recap.Shipped()
	}
	return r.learned
}

func (r *replays) taught() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.from
}

func (r *replays) due(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at.IsZero() || now.Sub(r.at) >= learnEvery || now.Before(r.at)
}

func (r *replays) learn(w recap.Weights, from int, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.learned, r.from, r.at = w, from, now
}

func (r *replays) known(s store.Solved, now time.Time) (replayed, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	one, ok := r.done[s]
	return one, ok && now.Sub(one.at) < replayLasts && !now.Before(one.at)
}

// missing counts the incidents that are still to be replayed.
func (r *replays) missing(solved []store.Solved, now time.Time) (n int) {
	for _, s := range solved {
		if _, ok := r.known(s, now); !ok {
			n++
		}
	}
	return n
}

func (r *replays) remember(s store.Solved, one replayed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.done == nil || len(r.done) > 4*mostReplayed {
		r.done = map[store.Solved]replayed{}
	}
	r.done[s] = one
}

// replayAll replays what is not remembered, one caller at a time; when that is more than most, it does
// nothing and says so. What is remembered has to last for so long.
func (d *Desk) replayAll(v *store.View, actor person.Actor, solved []store.Solved, most int, lasting time.Duration) ([]replayed, bool, error) {
	until := v.Now().Add(lasting)
	if d.replays.missing(solved, until) > most {
		return nil, false, nil
	}
	names, err := d.catalog.of(v)
	if err != nil {
		return nil, false, err
	}
	d.replays.one.Lock()
	defer d.replays.one.Unlock()
	list := make([]replayed, 0, len(solved))
	for _, s := range solved {
		one, ok := d.replays.known(s, until)
		if !ok {
			if one, err = replay(v, actor, s, solved, names); err != nil {
				return list, false, err
			}
			one.at = v.Now()
			d.replays.remember(s, one)
		}
		list = append(list, one)
	}
	return list, true, nil
}

// replay ranks the changes of an incident as they were when it was noticed: without what was recorded
// later, without marks, and without what became known of the incident itself.
func replay(v *store.View, actor person.Actor, s store.Solved, solved []store.Solved, names knownCatalog) (replayed, error) {
	inc, err := v.Incident(actor, string(s.Incident))
	if err != nil {
		return replayed{}, err
	}
	if err := asNoticed(v, inc); err != nil {
		return replayed{}, err
	}
	r := spanOf(inc, RecapSpan{}, inc.DeclaredAt)
	place := placeOf(inc, names, inc.Environment)
	all, err := gather(v, actor, inc, &r, place, mostElsewhere)
	if err != nil {
		return replayed{}, err
	}
	var list []change.Marked
	for _, m := range all {
		near := len(place.near) == 0 || slices.Contains(place.near, m.Service)
		switch {
		case m.RecordedAt.After(inc.DeclaredAt):
			if m.ID == s.Change {
				return replayed{late: true}, nil
			}
		case m.OccurredAt.Before(r.Since) || m.OccurredAt.After(r.Until) || !near && m.OccurredAt.Before(r.Broke.Add(-ElsewhereBack)):
		default:
			m.Mark, m.Evidence = "", ""
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b change.Marked) int { return strings.Compare(string(a.ID), string(b.ID)) })
	var before []store.Trigger
	for _, other := range solved {
		if !other.Private && other.MarkedAt.Before(inc.DeclaredAt) {
			before = append(before, store.Trigger{Service: other.Service, Kind: other.Kind, Times: 1})
		}
	}
	posed := recap.Posed{Sought: string(s.Change)}
	posed.Case, posed.Among = place.pose(inc, r.Broke, list, undoings(list), place.experience(before))
	order := recap.Top(posed.Case, posed.Among, 0, recap.Shipped())
	return replayed{place: posed.Place(order), newest: posed.Newest(), lesson: lesson(posed, order)}, nil
}

// asNoticed takes back what became known of an incident after it was declared.
func asNoticed(v *store.View, inc *incident.Incident) error {
	declared, err := v.EventsOfKind(inc.Stream(), incident.Declared{}.Kind())
	if err != nil {
		return err
	}
	for _, e := range declared[:min(1, len(declared))] {
		said, err := event.Read[incident.Declared](e)
		if err != nil {
			return err
		}
		inc.Title, inc.Summary, inc.Environment, inc.Services = said.Title, said.Summary, said.Environment, said.Services
	}
	revised, err := v.EventsOfKind(inc.Stream(), incident.Revised{}.Kind())
	if err != nil {
		return err
	}
	for _, e := range revised {
		said, err := event.Read[incident.Revised](e)
		if err != nil {
			return err
		}
		for _, f := range said.Fields {
			switch f.Name {
			case "impact_start":
				inc.ImpactStart = time.Time{}
			case "last_good":
				inc.LastGood = time.Time{}
			}
		}
	}
	inc.StableAt, inc.ResolvedAt = time.Time{}, time.Time{}
	return nil
}

// lesson is what a case teaches: what the signals say of its trigger, of the changes that were ranked
// highest and of some of the others.
func lesson(p recap.Posed, order []recap.Ranked) recap.Solved {
	sought := slices.IndexFunc(p.Among, func(c recap.Candidate) bool { return c.ID == p.Sought })
	if sought < 0 {
		return recap.Solved{}
	}
	whole, kept := recap.Measure(p.Case, p.Among, sought), recap.Solved{}
	apart := max(1, (len(order)-mostTaught)/othersTaught)
	for place, one := range order {
		if one.Index == sought {
			kept.Sought = len(kept.Rows)
		} else if place >= mostTaught && (place-mostTaught)%apart != 0 {
			continue
		}
		kept.Rows = append(kept.Rows, whole.Rows[one.Index])
	}
	return kept
}
