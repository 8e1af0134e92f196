package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// Who reported is known to those who triage the report, unless it is anonymous; the timeline of
// the incident never keeps it. Who decided about a report is kept, also of an anonymous one.
func TestTheTimelineKeepsWhoDecidedAndNeverWhoReported(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, c := range []struct {
			name            string
			recognised      bool // By the person who reports.
			anonymous       bool
			moved, onRecord string
		}{
			{"a person joins it to an incident", true, false, "vic", ""},
			{"somebody joins it anonymously", true, true, "", ""},
			{"a responder joins a named report", false, false, "ana", "ana"},
			{"a responder joins an anonymous report", false, true, "ana", "ana"},
		} {
			d := desktest.New(t, s)
			ana, vic := d.Responder(t), d.Viewer(t)
			names := map[string]person.ID{"ana": ana.ID, "vic": vic.ID}
			inc := declared(t, d, d.Responder(t))
			in := desk.Filing{Filing: report.Filing{Text: "I ran the script", Kind: report.Touched, Anonymous: c.anonymous}}
			if c.recognised {
				in.Join = inc.Ref()
			}
			got := desktest.Must[desk.Received](t)(d.FileReport(t.Context(), vic, in))
			if !c.recognised {
				ok(t, d.JoinReport(t.Context(), ana, desk.Triage{Report: got.Ref(), Incident: inc.Ref()}))
			}
			d.WantEvents(t, event.Stream{Noun: "report", ID: string(got.ID)}, "report.filed", "report.moved")
			if e := d.Events(t, event.Stream{Noun: "report", ID: string(got.ID)})[1]; e.Actor != names[c.moved] {
				t.Errorf("%s: moved by %q, want %q", c.name, e.Actor, c.moved)
			}
			d.WantEvents(t, incident.StreamOf(inc.ID), "incident.declared", "report.joined")
			if e := d.Events(t, incident.StreamOf(inc.ID))[1]; e.Actor != names[c.onRecord] {
				t.Errorf("%s: on the timeline by %q, want %q", c.name, e.Actor, c.onRecord)
			}
		}
	})
}

func TestWhoReportedByNameTookPart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		vic, wes := d.Viewer(t), d.Viewer(t)
		inc := declared(t, d, d.Responder(t))
		for who, anonymous := range map[*person.Actor]bool{&vic: false, &wes: true} {
			in := desk.Filing{Filing: report.Filing{Text: "I ran the script", Anonymous: anonymous}, Join: inc.Ref()}
			desktest.Must[desk.Received](t)(d.FileReport(t.Context(), *who, in))
		}
		d.Read(t, func(v *store.View) error {
			for who, want := range map[person.ID]bool{vic.ID: true, wes.ID: false} {
				took, err := v.TookPart(inc.ID, who)
				if err != nil || took != want {
					t.Errorf("took part: %v, %v; want %v", took, err, want)
				}
			}
			return nil
		})
	})
}

// Whoever reads the database or a backup of it finds no private link, not even in what is
// remembered of a request; a repeat of the request still gets the same one.
func TestTheSecretOfAReportIsKeptNowhere(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		nobody := person.Anonymous
		nobody.Once = person.Once{Key: "hard to guess", Bond: "visitor/x", Hash: "h"}
		in := desk.Filing{Filing: report.Filing{Text: "I saw it", Anonymous: true}}
		got := desktest.Must[desk.Received](t)(d.FileReport(t.Context(), nobody, in))
		again := desktest.Must[desk.Received](t)(d.FileReport(t.Context(), nobody, in))
		if len(got.Secret) < 40 || got != again {
			t.Errorf("the report is %+v, repeated %+v", got, again)
		}
		if followed := desktest.Must[desk.FollowedReport](t)(d.FollowReport(t.Context(), again.Secret)); followed.Report.ID != got.ID {
			t.Errorf("the link leads to %s", followed.Report.ID)
		}
		nobody.Once.Key = "another key"
		if other := desktest.Must[desk.Received](t)(d.FileReport(t.Context(), nobody, in)); other.Secret == got.Secret {
			t.Error("two reports have the same secret")
		}
		rows := 0
		ok(t, s.Snapshot(t.Context(), func(v *store.View) error {
			for _, table := range store.KeptTables() {
				err := v.Dump(table, func(r store.Row) error {
					if rows++; strings.Contains(fmt.Sprint(r.Values...), got.Secret) {
						t.Errorf("a row of %s holds the secret", table)
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		}))
		if rows < 6 {
			t.Errorf("only %d rows were looked at", rows)
		}
	})
}
