package desk_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// friday is the declaration of the playbook's story.
func friday() desk.Declaration {
	return desk.Declaration{Declaration: incident.Declaration{
		Title: "Checkout returns errors", Severity: "SEV1", Services: []string{"checkout"}, Environment: "production",
	}}
}

func declared(t *testing.T, d *desktest.Desk, by person.Actor, bend ...func(*desk.Declaration)) desk.Declared {
	t.Helper()
	in := friday()
	for _, b := range bend {
		b(&in)
	}
	got, err := d.DeclareIncident(t.Context(), by, in)
	if err != nil {
		t.Fatalf("declare: %v", err)
	}
	return got
}

func private(in *desk.Declaration) { in.Private = true }

func TestIncidentGoesThroughItsLife(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana := d.Responder(t)
		inc := declared(t, d, ana, func(in *desk.Declaration) { in.Command = true })
		d.Read(t, func(v *store.View) error {
			r, err := v.Reader(ana.ID, inc.ID)
			if !r.Follows {
				t.Errorf("whoever takes command hears of it: %+v", r)
			}
			return err
		})
		ref := inc.Ref()
		if ref != "INC-1" {
			t.Errorf("the first incident is %s", ref)
		}
		desktest.WantKind(t, d.ResolveIncident(t.Context(), ana, desk.Move{Incident: ref}), problem.KindConflict)
		for _, step := range []func() error{
			func() error { return d.DiagnoseIncident(t.Context(), ana, desk.Move{Incident: ref}) },
			func() error {
				return d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: ref, Update: &desk.Update{Audience: incident.Company, Text: "Writes are stopped."}})
			},
			func() error {
				return d.ResolveIncident(t.Context(), ana, desk.Move{Incident: ref, Note: "All orders replayed."})
			},
			func() error {
				return d.ReopenIncident(t.Context(), ana, desk.Move{Incident: ref, Note: "Errors are back."})
			},
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		desktest.WantKind(t, d.ReopenIncident(t.Context(), ana, desk.Move{Incident: ref, Note: "Again."}), problem.KindConflict)
		d.WantEvents(t, incident.StreamOf(inc.ID), "incident.declared", "role.taken", "incident.diagnosed", "incident.stabilised",
			"update.posted", "incident.resolved", "incident.reopened")
	})
}

func TestRefusalSaysWhatIsPossible(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana := d.Responder(t)
		inc := declared(t, d, ana)
		p := problem.Of(d.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		if p == nil || !strings.Contains(p.Hint, "stable") {
			t.Errorf("the refusal does not name the way out: %+v", p)
		}
	})
}

func TestPrivateIncidentDoesNotExistForOutsiders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, out, boss := d.Responder(t), d.Responder(t), d.Administrator(t)
		inc := declared(t, d, ana, private)
		see := func(a person.Actor) error {
			return s.Read(t.Context(), func(v *store.View) error {
				list, _, err := v.Incidents(a, store.IncidentFilter{Limit: 10})
				if err != nil {
					return err
				}
				one, err := v.Incident(a, inc.Ref())
				if (err == nil) != (len(list) == 1) {
					t.Errorf("list and load disagree: %d listed, %v", len(list), one)
				}
				return err
			})
		}
		desktest.WantKind(t, see(ana), "")
		desktest.WantKind(t, see(out), problem.KindNotFound)
		desktest.WantKind(t, see(boss), problem.KindNotFound)
		desktest.WantKind(t, d.StabiliseIncident(t.Context(), out, desk.Move{Incident: inc.Ref()}), problem.KindNotFound)
		desktest.WantKind(t, d.JoinPrivateIncident(t.Context(), out, inc.Ref()), problem.KindNotFound)
		desktest.WantKind(t, d.JoinPrivateIncident(t.Context(), boss, inc.Ref()), "")
		desktest.WantKind(t, see(boss), "")
		desktest.WantKind(t, d.RemoveMember(t.Context(), boss, desk.Membership{Incident: inc.Ref(), Person: boss.ID}), "")
		desktest.WantKind(t, see(boss), problem.KindNotFound)
		d.WantEvents(t, incident.StreamOf(inc.ID), "incident.declared", "member.joined", "member.left")
	})
}

func TestSameKeyIsDoneOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana := d.Responder(t)
		ana.Once = person.Once{Key: "k1", Bond: string(ana.ID), Hash: "h1"}
		first, second := declared(t, d, ana), declared(t, d, ana)
		if first != second {
			t.Errorf("a repeat made another incident: %v and %v", first, second)
		}
		ana.Once.Hash = "h2"
		_, err := d.DeclareIncident(t.Context(), ana, friday())
		desktest.WantKind(t, err, problem.KindConflict)
		d.Clock.Advance(25 * time.Hour)
		if third := declared(t, d, ana); third == first {
			t.Error("a key was remembered for longer than a day")
		}
	})
}

func TestTimelineEntryIsSupersededNotErased(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, bo := d.Responder(t), d.Viewer(t)
		inc := declared(t, d, ana)
		earlier := d.Clock.Now().Add(-30 * time.Minute)
		note := desk.Note{Incident: inc.Ref(), Note: incident.Note{Text: "Errors since the morning", HappenedAt: earlier, Precision: 5 * time.Minute}}
		e, err := d.AddNote(t.Context(), bo, note)
		if err != nil {
			t.Fatal(err)
		}
		note.Text = "Errors since noon"
		_, err = d.ReviseNote(t.Context(), ana, desk.Correction{Note: note, Seq: e.Seq})
		desktest.WantKind(t, err, "")
		_, err = d.ReviseNote(t.Context(), ana, desk.Correction{Note: note, Seq: e.Seq})
		desktest.WantKind(t, err, problem.KindConflict)
		_, err = d.ReviseNote(t.Context(), bo, desk.Correction{Note: note, Seq: 1})
		desktest.WantKind(t, err, problem.KindForbidden)
		events := d.Events(t, incident.StreamOf(inc.ID))
		if len(events) != 3 || events[2].Replaces != e.Seq || !events[1].At.Equal(earlier) {
			t.Errorf("the record is %+v", events)
		}
	})
}

func TestHypothesisNeedsEvidenceForAVerdict(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana := d.Responder(t)
		inc, other := declared(t, d, ana), declared(t, d, ana)
		h, err := d.RaiseHypothesis(t.Context(), ana, desk.Idea{Incident: inc.Ref(), Text: "The table is gone", NextTest: "List tables"})
		if err != nil {
			t.Fatal(err)
		}
		v := desk.Verdict{Incident: inc.Ref(), Hypothesis: h.ID, To: incident.RuledOut}
		desktest.WantKind(t, d.MoveHypothesis(t.Context(), ana, v), problem.KindInvalid)
		v.Evidence = "\\dt shows it"
		v.Incident = other.Ref()
		desktest.WantKind(t, d.MoveHypothesis(t.Context(), ana, v), problem.KindNotFound)
		v.Incident = inc.Ref()
		desktest.WantKind(t, d.MoveHypothesis(t.Context(), ana, v), "")
		desktest.WantKind(t, d.MoveHypothesis(t.Context(), ana, v), problem.KindConflict)
	})
}

func TestOfferAnswersANeed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, bo := d.Responder(t), d.Viewer(t)
		inc := declared(t, d, ana)
		n, err := d.PostNeed(t.Context(), ana, desk.Request{Incident: inc.Ref(), Text: "A snapshot newer than 17 h"})
		desktest.WantKind(t, err, "")
		_, err = d.PostNeed(t.Context(), bo, desk.Request{Incident: inc.Ref(), Text: "x"})
		desktest.WantKind(t, err, problem.KindForbidden)
		o, err := d.OfferHelp(t.Context(), bo, desk.Offer{Incident: inc.Ref(), Text: "We take hourly ones", Need: n.ID})
		desktest.WantKind(t, err, "")
		desktest.WantKind(t, d.WithdrawOffer(t.Context(), ana, desk.Match{Incident: inc.Ref(), Offer: o.ID}), problem.KindForbidden)
		desktest.WantKind(t, d.ThankOffer(t.Context(), ana, desk.Match{Incident: inc.Ref(), Offer: o.ID}), "")
		d.WantEvents(t, incident.StreamOf(inc.ID), "incident.declared", "need.posted", "offer.made", "offer.matched", "offer.thanked")
	})
}

func TestAnonymousReportKeepsNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		in := desk.Filing{Filing: report.Filing{Text: "I may have touched production", Kind: report.Touched, Anonymous: true}}
		got, err := d.FileReport(t.Context(), vic, in)
		if err != nil {
			t.Fatal(err)
		}
		desktest.WantKind(t, d.AddToReport(t.Context(), vic, desk.Addition{Secret: got.Secret, Text: "It was the staging script"}), "")
		inc := declared(t, d, ana, func(x *desk.Declaration) { x.Reports = []string{got.Ref()} })
		desktest.WantKind(t, d.AddToReport(t.Context(), vic, desk.Addition{Secret: got.Secret, Text: "At ten past four"}), "")
		followed, err := d.FollowReport(t.Context(), got.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if followed.Report.Reporter != "" || followed.Report.State != report.Accepted {
			t.Errorf("the report is %+v", followed.Report)
		}
		for _, e := range followed.Events {
			if want := map[string]person.ID{"report.moved": ana.ID}[e.Kind]; e.Actor != want {
				t.Errorf("%s was done by %q, want %q", e.Kind, e.Actor, want)
			}
		}
		for _, e := range d.Events(t, incident.StreamOf(inc.ID)) {
			if e.Actor == vic.ID {
				t.Error("the timeline keeps who reported")
			}
		}
		_, err = d.FollowReport(t.Context(), "guess")
		desktest.WantKind(t, err, problem.KindNotFound)
	})
}
