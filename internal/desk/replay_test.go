package desk_test

import (
	"fmt"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func (r recapped) declared(t *testing.T, title string, private bool) string {
	t.Helper()
	inc, err := r.DeclareIncident(t.Context(), r.who, desk.Declaration{Declaration: incident.Declaration{
		Title: title, Severity: "SEV2", Services: []string{"checkout"}, Environment: "production", Private: private,
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(inc.ID)
}

func (r recapped) confirm(t *testing.T, id, changed string) {
	t.Helper()
	err := r.MarkChange(t.Context(), r.who, desk.Marking{Incident: id, Change: changed, Mark: change.Confirmed})
	if err != nil {
		t.Fatal(err)
	}
}

func (r recapped) accuracy(t *testing.T, who person.Actor) desk.Accuracy {
	t.Helper()
	var got desk.Accuracy
	r.Read(t, func(v *store.View) (err error) {
		got, err = r.RecapAccuracy(v, who)
		return err
	})
	return got
}

// What counts is what was recorded when the incident was noticed: neither marks, nor what became known
// of the incident, nor what was recorded later.
func TestAReplayKnowsWhatWasKnownThen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRecapped(t, s)
		if got := r.accuracy(t, r.who); got.Ranked.Cases != 0 {
			t.Errorf("nothing was solved: %+v", got)
		}
		sought := r.change(t, 3*time.Hour, "config", "payments", "the pool of connections is halved")
		r.change(t, time.Hour, "deploy", "search", "search: newer stemming")
		one := r.declared(t, "No connections left in the pool", false)
		r.Clock.Advance(time.Hour)
		r.change(t, 2*time.Hour, "config", "payments", "connections: the pool has no entries left") // Recorded too late to be seen.
		r.confirm(t, one, sought)
		got := r.accuracy(t, r.who)
		if got.Ranked.Cases != 1 || got.Ranked.Hit1 != 1 || got.Newest.Hit1 != 0 || got.Newest.Hit3 != 1 || got.Newest.MRR != 0.5 {
			t.Errorf("the trigger stood first, and second among the newest: %+v", got)
		}

		two := r.declared(t, "Cards are refused", false)
		r.Clock.Advance(time.Minute)
		r.confirm(t, two, r.change(t, time.Hour, "config", "bank", "limits of cards"))
		if got := r.accuracy(t, r.who); got.Ranked.Cases != 1 || got.Late != 1 {
			t.Errorf("a trigger that was recorded later is not counted: %+v", got)
		}

		// Later words of the incident do not help, and a trigger out of reach counts as not found.
		far := r.change(t, 20*24*time.Hour, "deploy", "payments", "receipts in colour")
		three := r.declared(t, "Receipts are empty", false)
		r.confirm(t, three, far)
		if got := r.accuracy(t, r.who); got.Ranked.Cases != 2 || got.Ranked.Hit1 != 0.5 || got.Ranked.Hit5 != 0.5 {
			t.Errorf("a trigger of three weeks ago was not found: %+v", got)
		}

		// A private incident counts for those who may see it.
		hidden := r.declared(t, "Payments are slow", true)
		r.confirm(t, hidden, sought)
		if mine, others := r.accuracy(t, r.who), r.accuracy(t, r.Responder(t)); mine.Ranked.Cases != 3 || others.Ranked.Cases != 2 {
			t.Errorf("private: %+v for members, %+v for others", mine, others)
		}
		var none person.Actor
		r.Read(t, func(v *store.View) error {
			_, err := r.RecapAccuracy(v, none)
			desktest.WantKind(t, err, "unauthenticated")
			return nil
		})
	})
}

// Thirty confirmed triggers of a habit that the shipped weights do not know change the order; 29 do not.
func TestThirtyConfirmedTriggersTeachAHabit(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		r := newRecapped(t, s)
		record := func(summary string, path string, ago time.Duration) string {
			got, err := r.RecordChange(t.Context(), r.who, change.Change{
				Kind: "deploy", Service: "checkout", Environment: "production", Summary: summary, Paths: []string{path}, Additions: 12, Deletions: 3, OccurredAt: r.Clock.Now().Add(-ago),
			})
			if err != nil {
				t.Fatal(err)
			}
			return string(got.ID)
		}
		// Each time a library was changed, which elsewhere explains little, and five other files as well.
		solve := func(i int) {
			r.Clock.Advance(8 * 24 * time.Hour)
			habit := record(fmt.Sprintf("Update lockfile %d", i), "go.sum", 2*time.Hour)
			for k := range 5 {
				record(fmt.Sprintf("Rework handler %d.%d", i, k), fmt.Sprintf("checkout/handler%d.go", k), time.Duration(k+1)*time.Hour)
			}
			r.confirm(t, r.declared(t, fmt.Sprintf("It is broken (%d)", i), false), habit)
		}
		first := func() string {
			r.Clock.Advance(8 * 24 * time.Hour)
			record("Update lockfile", "go.sum", 2*time.Hour)
			record("Rework handler", "checkout/handler.go", 2*time.Hour)
			got := r.recap(t, r.declared(t, "It is broken again", false), desk.RecapSpan{})
			return got.Changes[0].Summary
		}
		for i := range 29 {
			solve(i)
		}
		desktest.WantKind(t, r.LearnRecap(t.Context()), "")
		if got := first(); got != "Rework handler" {
			t.Errorf("29 triggers teach nothing yet, but first stands %q", got)
		}
		solve(29)
		desktest.WantKind(t, r.LearnRecap(t.Context()), "")
		if got := first(); got != "Update lockfile" {
			t.Errorf("after 30 triggers first stands %q", got)
		}
		if got := r.accuracy(t, r.who); got.Learned != 30 || got.Ranked.Cases != 30 || got.Ranked.Hit1 > 0.5 {
			t.Errorf("the accuracy is that of the shipped weights: %+v", got)
		}
		desktest.WantKind(t, r.LearnRecap(t.Context()), "")
		extra := record("Update lockfile 31", "go.sum", time.Hour)
		r.confirm(t, r.declared(t, "It is broken (31)", false), extra)
		desktest.WantKind(t, r.LearnRecap(t.Context()), "")
		if got := r.accuracy(t, r.who); got.Learned != 30 || got.Ranked.Cases != 31 {
			t.Errorf("within the hour nothing more is learned: %+v", got)
		}
		r.Clock.Advance(time.Hour)
		desktest.WantKind(t, r.LearnRecap(t.Context()), "")
		r.Read(t, func(v *store.View) error { // A page does not wait for many replays.
			_, soon, err := desk.New(desk.Config{Store: s, Now: r.Clock.Now}).RecapAccuracySoon(v, r.who)
			known, here, _ := r.RecapAccuracySoon(v, r.who)
			if soon || !here || known.Ranked.Cases != 31 {
				t.Errorf("soon: %v for a new process, %v and %+v for one that knows", soon, here, known)
			}
			return err
		})
		again := desk.New(desk.Config{Store: s, Now: r.Clock.Now})
		desktest.WantKind(t, again.LearnRecap(t.Context()), "")
		id := r.declared(t, "It is broken once more", false)
		here := r.recap(t, id, desk.RecapSpan{})
		r.Desk.Desk = again
		there := r.recap(t, id, desk.RecapSpan{})
		if fmt.Sprint(here) != fmt.Sprint(there) {
			t.Error("two processes rank the same otherwise")
		}
	})
}
