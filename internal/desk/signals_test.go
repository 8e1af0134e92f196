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
	"candor.dev/candor/internal/domain/source"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// tower is a desk with a source, and what tools send to it.
type tower struct {
	*desktest.Desk
	src   source.Source
	admin person.Actor
}

func newTower(t *testing.T, s *store.Store) *tower {
	t.Helper()
	d := desktest.New(t, s)
	w := &tower{Desk: d, admin: d.Administrator(t)}
	w.src = w.source(t, "prometheus")
	return w
}

func (w *tower) source(t *testing.T, name string) source.Source {
	t.Helper()
	src, _, err := w.AddSource(t.Context(), w.admin, desk.NewSource{Source: source.Source{Kind: "alertmanager", Name: name}})
	ok(t, err)
	return src
}

// fires is a message that an alert fires since at.
func fires(print, service string, level signal.Level, at time.Time) signal.Observed {
	return signal.Observed{Fingerprint: print, State: signal.Firing, Level: level, Title: print + " fires", Service: service, Environment: "production", StartsAt: at, At: at}
}

// ends is a message that an alert has resolved.
func ends(print, service string, at time.Time) signal.Observed {
	return signal.Observed{Fingerprint: print, State: signal.Resolved, Title: print + " fires", Service: service, Environment: "production", StartsAt: at.Add(-time.Minute), EndsAt: at, At: at}
}

// tell takes messages in, lets them be grouped, and looks at the counts.
func (w *tower) tell(t *testing.T, src source.Source, list ...signal.Observed) {
	t.Helper()
	w.send(t, src, list...)
	w.exact(t)
}

func (w *tower) send(t *testing.T, src source.Source, list ...signal.Observed) {
	t.Helper()
	_, err := w.TakeIn(t.Context(), src, desk.Incoming{Signals: list})
	ok(t, err)
	ok(t, w.GroupSignals(t.Context()))
}

// exact fails the test unless every message is counted once: by its alert and by its group.
func (w *tower) exact(t *testing.T) {
	t.Helper()
	w.Read(t, func(v *store.View) error {
		messages, waiting, counted, err := v.SignalsKept()
		if messages != counted || waiting != 0 {
			t.Errorf("%d messages are kept, %d wait, the alerts count %d", messages, waiting, counted)
		}
		return err
	})
	for _, q := range []string{
		`select g.id, g.messages, g.alerts, g.firing from signal_groups g where g.messages <> (select coalesce(sum(a.messages), 0) from alerts a where a.group_id = g.id)
			or g.alerts <> (select count(*) from alerts a where a.group_id = g.id)
			or g.firing <> (select count(*) from alerts a where a.group_id = g.id and a.state = 'firing')
			or g.messages <> (select coalesce(sum(m.messages), 0) from signal_minutes m where m.group_id = g.id)
			or g.firing <> (select coalesce(sum(m.fired - m.resolved), 0) from signal_minutes m where m.group_id = g.id)`,
		`select a.id, a.messages from alerts a where a.messages <> (select count(*) from signals s where s.alert_id = a.id)`,
	} {
		if rows := storetest.Rows(t, w.Store(), q); len(rows) > 0 {
			t.Errorf("these counts are not exact: %v", rows)
		}
	}
}

func (w *tower) incidents(t *testing.T) []*incident.Incident {
	t.Helper()
	var list []*incident.Incident
	w.Read(t, func(v *store.View) (err error) {
		list, _, err = v.Incidents(person.System, store.IncidentFilter{Limit: 100})
		return err
	})
	return list
}

// only is the one incident that there is.
func (w *tower) only(t *testing.T) *incident.Incident {
	t.Helper()
	list := w.incidents(t)
	if len(list) != 1 {
		t.Fatalf("there are %d incidents, want one", len(list))
	}
	return list[0]
}

func (w *tower) alert(t *testing.T, print string) *signal.Alert {
	t.Helper()
	var list []*signal.Alert
	w.Read(t, func(v *store.View) (err error) {
		list, err = v.PresentAlerts([]signal.Fingerprint{{Source: w.src.ID, Fingerprint: print}})
		return err
	})
	if len(list) != 1 {
		t.Fatalf("%d alerts have the fingerprint %s, want one", len(list), print)
	}
	return list[0]
}

// Alerts of one source about one service in one environment are one incident in triage, opened by
// nobody; when all have resolved the timeline says so once, and when they fire again, too.
func TestAlertsBecomeOneIncidentInTriage(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		at := w.Clock.Now()
		w.tell(t, w.src, fires("high-latency", "checkout", signal.Critical, at), fires("errors", "checkout", signal.Error, at))
		w.tell(t, w.src, fires("saturation", "checkout", signal.Warning, at.Add(time.Second)))
		inc := w.only(t)
		if inc.State != incident.Triage || inc.Title != "high-latency fires" || inc.Environment != "production" || inc.Services[0] != "checkout" {
			t.Errorf("the incident is %+v", inc)
		}
		w.WantEvents(t, inc.Stream(), "incident.raised")
		if e := w.Events(t, inc.Stream())[0]; e.Actor != "" || e.Door != person.DoorSystem {
			t.Errorf("it was opened by %q through %q", e.Actor, e.Door)
		}
		w.Clock.Advance(time.Minute)
		w.tell(t, w.src, ends("high-latency", "checkout", w.Clock.Now()), ends("errors", "checkout", w.Clock.Now()))
		w.WantEvents(t, inc.Stream(), "incident.raised")
		w.tell(t, w.src, ends("saturation", "checkout", w.Clock.Now()))
		w.WantEvents(t, inc.Stream(), "incident.raised", "alerts.resolved")
		w.Clock.Advance(time.Minute)
		w.tell(t, w.src, fires("errors", "checkout", signal.Error, w.Clock.Now()))
		w.WantEvents(t, inc.Stream(), "incident.raised", "alerts.resolved", "alerts.fired_again")
		w.only(t)
	})
}

// Warnings are kept and shown, and open nothing; the first worse alert of their group does, and
// takes them along.
func TestWarningsOpenNothingUntilSomethingWorseFires(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		at := w.Clock.Now()
		w.tell(t, w.src, fires("disk", "db", signal.Warning, at), fires("note", "db", signal.Info, at))
		if list := w.incidents(t); len(list) != 0 {
			t.Fatalf("warnings opened %d incidents", len(list))
		}
		w.tell(t, w.src, fires("down", "db", "", at.Add(time.Second))) // A tool that tells no level is looked at.
		inc := w.only(t)
		w.Read(t, func(v *store.View) error {
			sum, err := v.SignalTotals(inc.ID)
			if sum != (signal.Totals{Groups: 1, Alerts: 3, Firing: 3, Messages: 3}) {
				t.Errorf("the incident has %+v", sum)
			}
			return err
		})
	})
}

func TestAResolveOfAnUnknownAlertIsKeptAndOpensNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		w.tell(t, w.src, ends("stranger", "checkout", w.Clock.Now()))
		if list := w.incidents(t); len(list) != 0 {
			t.Fatalf("a resolve opened %d incidents", len(list))
		}
		if a := w.alert(t, "stranger"); a.State != signal.Resolved || a.Group != "" || a.Messages != 1 {
			t.Errorf("it is kept as %+v", a)
		}
		w.Clock.Advance(time.Minute)
		w.tell(t, w.src, fires("stranger", "checkout", signal.Critical, w.Clock.Now()))
		if a := w.alert(t, "stranger"); a.Messages != 2 || a.State != signal.Firing {
			t.Errorf("then it fires as %+v", a)
		}
		w.only(t)
	})
}

// Whatever order messages arrive in, together or apart, the alert ends in its newest state.
func TestAnOlderStateTurnsNothingBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		at := w.Clock.Now().Add(-time.Hour)
		fire, end, again := fires("late", "a", signal.Critical, at), ends("late", "a", at.Add(time.Minute)), fires("late", "a", signal.Error, at.Add(2*time.Minute))
		for i, order := range [][]signal.Observed{{fire, end, again}, {again, end, fire}, {end, again, fire}, {again, fire, end}} {
			for _, together := range []bool{true, false} {
				var list []signal.Observed
				for _, o := range order {
					o.Fingerprint = fmt.Sprintf("late-%d-%v", i, together)
					list = append(list, o)
				}
				if together {
					w.tell(t, w.src, list...)
				} else {
					for _, o := range list {
						w.tell(t, w.src, o)
					}
				}
				if a := w.alert(t, list[0].Fingerprint); a.State != signal.Firing || !a.At.Equal(again.At) || a.Level != signal.Error || a.Messages != 3 {
					t.Errorf("order %d, together %v: the alert is %+v", i, together, a)
				}
			}
		}
		// At the same instant what resolved is newer; a clock that is ahead silences nothing.
		w.tell(t, w.src, ends("same", "b", at), fires("same", "b", signal.Critical, at))
		if a := w.alert(t, "same"); a.State != signal.Resolved {
			t.Errorf("at the same instant the alert is %s", a.State)
		}
		w.tell(t, w.src, fires("ahead", "b", signal.Warning, w.Clock.Now().Add(24*time.Hour)))
		w.Clock.Advance(time.Minute)
		w.tell(t, w.src, ends("ahead", "b", w.Clock.Now()))
		if a := w.alert(t, "ahead"); a.State != signal.Resolved {
			t.Errorf("after a message of tomorrow the alert is %s", a.State)
		}
	})
}

// A fingerprint that differs each time is grouped by the rule; services that differ each time open
// as many incidents as the rules let, and the rest is one storm with exact counts.
func TestAStormIsAFewIncidentsWithExactCounts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newTower(t, s)
		at := w.Clock.Now()
		var list []signal.Observed
		for i := range 700 {
			list = append(list, fires(fmt.Sprintf("distinct-%d", i), "one", signal.Critical, at))
		}
		w.tell(t, w.src, list...)
		inc := w.only(t)
		w.WantEvents(t, inc.Stream(), "incident.raised")
		list = nil
		for i := range 700 {
			list = append(list, fires(fmt.Sprintf("service-%d", i), fmt.Sprintf("service-%d", i), signal.Critical, at))
		}
		w.tell(t, w.src, list...)
		w.tell(t, w.source(t, "other"), fires("elsewhere", "x", signal.Error, at))
		all := w.incidents(t)
		if len(all) != 11 {
			t.Fatalf("%d incidents, want 10 and the storm", len(all))
		}
		var storm *incident.Incident
		for _, i := range all {
			if i.Title == "Many alerts at once" {
				storm = i
			}
		}
		w.Read(t, func(v *store.View) error {
			sum, err := v.SignalTotals(storm.ID)
			if sum != (signal.Totals{Groups: 2, Alerts: 692, Firing: 692, Messages: 692}) {
				t.Errorf("the storm has %+v", sum)
			}
			return err
		})
		w.WantEvents(t, storm.Stream(), "incident.raised", "alerts.joined", "alerts.joined")
		// Warnings of ever new services are bounded too, and open nothing.
		list = nil
		for i := range 1200 {
			list = append(list, fires(fmt.Sprintf("warning-%d", i), fmt.Sprintf("quiet-%d", i), signal.Warning, at))
		}
		w.tell(t, w.source(t, "chatty"), list...)
		if rows := storetest.Rows(t, s, `select count(*) from signal_groups`); rows[0][0] > "520" || len(rows[0][0]) > 3 {
			t.Errorf("%s groups", rows[0][0])
		}
		if n := len(w.incidents(t)); n != 11 {
			t.Errorf("warnings made it %d incidents", n)
		}
	})
}

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
