package desk_test

import (
	"fmt"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
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
