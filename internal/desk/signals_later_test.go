package desk_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/signal"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// An alert that fires again after people ended its incident is a new one; while it goes on firing,
// what people decided stands.
func TestAnEndedIncidentIsNotOpenedAgainByWhatStillFires(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		ana := w.Responder(t)
		w.tell(t, w.src, fires("down", "db", signal.Critical, w.Clock.Now()))
		first := w.only(t)
		ok(t, w.DeclineIncident(t.Context(), ana, desk.Move{Incident: first.Ref(), Note: "Planned work."}))
		w.Clock.Advance(time.Minute)
		w.tell(t, w.src, fires("down", "db", signal.Critical, w.Clock.Now()))
		w.only(t)
		w.tell(t, w.src, ends("down", "db", w.Clock.Now().Add(-time.Second)))
		w.Clock.Advance(time.Minute)
		w.tell(t, w.src, ends("down", "db", w.Clock.Now()))
		w.Clock.Advance(time.Minute)
		w.tell(t, w.src, fires("down", "db", signal.Critical, w.Clock.Now()))
		if list := w.incidents(t); len(list) != 2 {
			t.Fatalf("%d incidents, want the declined one and a new one", len(list))
		}
		w.WantEvents(t, first.Stream(), "incident.raised", "incident.declined")
	})
}

// What alerts opened and nobody touched is declined when they resolve, if the rules say so; what
// somebody accepted is not.
func TestWhatResolvesByItselfIsDeclinedOnlyWhenTheRulesSaySo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		ana := w.Responder(t)
		rules := signal.DefaultRules()
		rules.Decline = true
		desktest.WantKind(t, w.SaveSignalRules(t.Context(), ana, rules), problem.KindForbidden)
		ok(t, w.SaveSignalRules(t.Context(), w.admin, rules))
		desktest.WantKind(t, w.SaveSignalRules(t.Context(), w.admin, rules), problem.KindStale)
		w.tell(t, w.src, fires("blip", "a", signal.Critical, w.Clock.Now()))
		blip := w.only(t)
		w.tell(t, w.src, fires("real", "b", signal.Critical, w.Clock.Now()))
		real := w.incidents(t)[0]
		ok(t, w.AcceptIncident(t.Context(), ana, desk.Move{Incident: real.Ref()}))
		w.Clock.Advance(time.Minute)
		w.tell(t, w.src, ends("blip", "a", w.Clock.Now()), ends("real", "b", w.Clock.Now()))
		w.WantEvents(t, blip.Stream(), "incident.raised", "alerts.resolved", "incident.declined")
		w.WantEvents(t, real.Stream(), "incident.raised", "incident.accepted", "alerts.resolved")
	})
}

// What flaps is told less and less often.
func TestWhatFlapsIsToldLessAndLessOften(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		for range 120 {
			w.send(t, w.src, fires("flap", "a", signal.Critical, w.Clock.Advance(5*time.Second)))
			w.send(t, w.src, ends("flap", "a", w.Clock.Advance(5*time.Second)))
		}
		w.exact(t)
		if n := len(w.Events(t, w.only(t).Stream())); n < 5 || n > 20 {
			t.Errorf("240 messages in 20 minutes left %d events", n)
		}
		w.Clock.Advance(time.Hour)
		ok(t, w.GroupSignals(t.Context()))
		events := w.Events(t, w.only(t).Stream())
		if last := events[len(events)-1].Kind; last != "alerts.resolved" {
			t.Errorf("in the end the record says %s", last)
		}
	})
}

// A merged incident's alerts go on in the other one.
func TestAMergedIncidentTakesItsAlertsAlong(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		ana := w.Responder(t)
		inc := declared(t, w.Desk, ana)
		w.tell(t, w.src, fires("down", "db", signal.Critical, w.Clock.Now()))
		raised := w.incidents(t)[0]
		ok(t, w.MergeIncident(t.Context(), ana, desk.Merge{Incident: raised.Ref(), Into: inc.Ref()}))
		w.Clock.Advance(time.Minute)
		w.tell(t, w.src, fires("down-too", "db", signal.Critical, w.Clock.Now()))
		w.tell(t, w.src, ends("down", "db", w.Clock.Now()), ends("down-too", "db", w.Clock.Advance(time.Second)))
		if n := len(w.incidents(t)); n != 2 {
			t.Errorf("%d incidents, want two", n)
		}
		w.WantEvents(t, incident.StreamOf(inc.ID), "incident.declared", "incident.took_in", "alerts.resolved")
	})
}

// After thirty days messages go, unless their incident is open.
func TestOldSignalsGoUnlessTheirIncidentIsOpen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		w.tell(t, w.src, fires("warn", "a", signal.Warning, w.Clock.Now()), fires("open", "b", signal.Critical, w.Clock.Now()), ends("gone", "c", w.Clock.Now()))
		ok(t, w.Tidy(t.Context()))
		w.exact(t)
		w.Clock.Advance(31 * 24 * time.Hour)
		// IDs are made by the clock of the machine, which the test does not move.
		for _, q := range []string{
			`update signals set id = '0000' || substr(id, 5), alert_id = '0000' || substr(alert_id, 5)`, `update alerts set id = '0000' || substr(id, 5)`,
		} {
			if _, err := storetest.Database(t, s).ExecContext(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}
		ok(t, w.Tidy(t.Context()))
		rows := storetest.Rows(t, s, `select fingerprint from signals`)
		if len(rows) != 1 || rows[0][0] != "open" {
			t.Errorf("these messages are left: %v", rows)
		}
		// An alert that was not heard of for so long goes too, though it never said that it resolved.
		if rows := storetest.Rows(t, s, `select fingerprint from alerts order by fingerprint`); len(rows) != 1 || rows[0][0] != "open" {
			t.Errorf("these alerts are left: %v", rows)
		}
	})
}

// Alerts of a private incident are listed for its members alone, and so are their messages.
func TestAlertsOfAPrivateIncidentAreWalled(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		ana, vic := w.Responder(t), w.Viewer(t)
		w.tell(t, w.src, fires("secret", "vault", signal.Critical, w.Clock.Now()), fires("plain", "web", signal.Warning, w.Clock.Now()))
		inc := w.only(t)
		if _, err := storetest.Database(t, s).ExecContext(t.Context(), `update incidents set private = true`); err != nil {
			t.Fatal(err)
		}
		w.Write(t, func(tx *store.Tx) error { return tx.AddMember(inc.ID, ana.ID) })
		for _, c := range []struct {
			who  person.Actor
			want int
		}{{ana, 2}, {vic, 1}, {w.admin, 1}, {person.System, 2}} {
			w.Read(t, func(v *store.View) error {
				alerts, _, err := v.Alerts(c.who, store.SignalFilter{Limit: 10, State: signal.Firing})
				ok(t, err)
				messages, _, err := v.Signals(c.who, store.SignalFilter{Limit: 10})
				if len(alerts) != c.want || len(messages) != c.want {
					t.Errorf("%s sees %d alerts and %d messages, want %d", c.who.Name, len(alerts), len(messages), c.want)
				}
				return err
			})
		}
		w.Read(t, func(v *store.View) error {
			_, _, err := v.Alerts(w.Auditor(t), store.SignalFilter{Limit: 10})
			desktest.WantKind(t, err, problem.KindForbidden)
			return nil
		})
	})
}

// Pages of alerts hold each alert once.
func TestAlertsArePaged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		var list []signal.Observed
		for i := range 25 {
			list = append(list, fires(fmt.Sprint(i), "a", signal.Critical, w.Clock.Now()))
		}
		w.tell(t, w.src, list...)
		inc := w.only(t)
		ok(t, w.MergeIncident(t.Context(), w.Responder(t), desk.Merge{Incident: inc.Ref(), Into: declared(t, w.Desk, w.admin).Ref()}))
		w.tell(t, w.source(t, "second"), fires("x", "b", signal.Critical, w.Clock.Now()))
		inc = w.incidents(t)[0]
		w.Write(t, func(tx *store.Tx) error { return tx.MoveSignals(inc.ID, w.incidents(t)[1].ID) })
		for _, incidentOnly := range []bool{true, false} {
			seen, before, more := map[string]int{}, "", true
			for more {
				w.Read(t, func(v *store.View) (err error) {
					var page []*signal.Alert
					if incidentOnly {
						page, more, err = v.IncidentAlerts(w.incidents(t)[1].ID, before, 10)
					} else {
						var list []store.Seen
						list, more, err = v.Alerts(person.System, store.SignalFilter{Before: before, Limit: 10})
						for _, s := range list {
							page = append(page, s.Alert)
						}
					}
					for _, a := range page {
						seen[a.ID]++
						before = a.ID
					}
					return err
				})
			}
			if len(seen) != 26 {
				t.Errorf("the pages hold %d alerts, want 26 (of an incident: %v)", len(seen), incidentOnly)
			}
			for id, n := range seen {
				if n != 1 {
					t.Errorf("%s stands on %d pages", id, n)
				}
			}
		}
	})
}

// Several processes may group at the same time: each message is counted once, and no group has two
// incidents.
func TestSeveralMayGroupAtTheSameTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		at := w.Clock.Now()
		var all sync.WaitGroup
		for k := range 4 {
			all.Go(func() {
				for i := range 10 {
					var list []signal.Observed
					for j := range 20 {
						list = append(list, fires(fmt.Sprintf("%d-%d", (i*7+j)%50, k%2), fmt.Sprint("service-", j%3), signal.Critical, at.Add(time.Duration(i)*time.Second)))
					}
					if _, err := w.TakeIn(t.Context(), w.src, desk.Incoming{Signals: list}); err != nil {
						t.Error(err)
					}
					if err := w.GroupSignals(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		ok(t, w.GroupSignals(t.Context()))
		w.exact(t)
		if n := len(w.incidents(t)); n != 3 {
			t.Errorf("%d incidents for three services", n)
		}
		for _, inc := range w.incidents(t) {
			w.WantEvents(t, inc.Stream(), "incident.raised")
		}
	})
}
