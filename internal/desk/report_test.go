package desk_test

import (
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
