package desk_test

import (
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/report"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// cast begins the demo with a lead and a newcomer and returns both as their tokens act.
func cast(t *testing.T, d *desktest.Desk, boss person.Actor) (lead, newcomer person.Actor) {
	t.Helper()
	made := desktest.Must[[]desk.DemoPerson](t)(d.BeginDemo(t.Context(), boss, desk.Cast{
		People:   []desk.DemoPerson{{Name: "Lead", Role: person.Responder}, {Name: "Newcomer", Role: person.Viewer}},
		Services: []catalog.Service{{Name: "checkout"}, {Name: "login"}, {Name: "ours"}},
	}))
	return desktest.Must[person.Actor](t)(d.WhoHolds(t.Context(), made[0].Token)), desktest.Must[person.Actor](t)(d.WhoHolds(t.Context(), made[1].Token))
}

func recorded(t *testing.T, d *desktest.Desk, by person.Actor) change.ID {
	t.Helper()
	return desktest.Must[desk.Recorded](t)(d.RecordChange(t.Context(), by, change.Change{Kind: "deploy", Summary: "a"})).ID
}

func told(t *testing.T, d *desktest.Desk, by person.Actor) desk.Received {
	t.Helper()
	return desktest.Must[desk.Received](t)(d.FileReport(t.Context(), by, desk.Filing{Filing: report.Filing{Text: "a"}}))
}

func TestTheDemoTakesAwayWhatItsPeopleMadeAndNothingElse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ctx, boss, mika := t.Context(), d.Administrator(t), d.Responder(t)
		desktest.WantKind(t, d.SaveService(ctx, boss, catalog.Service{Name: "ours", Owner: "Us"}), "")
		lead, newcomer := cast(t, d, boss)
		of, ours := declared(t, d, lead), declared(t, d, mika)
		ofChange, ourChange := recorded(t, d, lead), recorded(t, d, mika)
		ofReport, ourReport, bossReport := told(t, d, newcomer), told(t, d, mika), told(t, d, boss)
		desktest.WantKind(t, d.JoinReport(ctx, mika, desk.Triage{Report: ourReport.Ref(), Incident: of.Ref()}), "")
		accepted, err := d.DeclareIncident(ctx, mika, desk.Declaration{
			Declaration: incident.Declaration{Title: "Real after all", Severity: "SEV2"}, Reports: []string{ofReport.Ref()},
		})
		desktest.WantKind(t, err, "")
		_, err = d.AddNote(ctx, mika, desk.Note{Incident: of.Ref(), Note: incident.Note{Text: "added"}})
		desktest.WantKind(t, err, "")
		desktest.WantKind(t, d.MergeIncident(ctx, mika, desk.Merge{Incident: ours.Ref(), Into: of.Ref()}), problem.KindConflict)
		desktest.WantKind(t, d.SaveService(ctx, boss, catalog.Service{Name: "login", Owner: "Accounts", Version: 1}), "")

		desktest.Must[int](t)(d.RemoveDemo(ctx, boss))
		d.Read(t, func(v *store.View) error {
			for name, c := range map[string]struct {
				load func() error
				gone bool
			}{
				"the demo's incident":        {func() error { _, err := v.Incident(boss, of.Ref()); return err }, true},
				"our incident":               {func() error { _, err := v.Incident(boss, ours.Ref()); return err }, false},
				"what became of its report":  {func() error { _, err := v.Incident(boss, accepted.Ref()); return err }, false},
				"the demo's change":          {func() error { _, err := v.Change(boss, string(ofChange)); return err }, true},
				"our change":                 {func() error { _, err := v.Change(boss, string(ourChange)); return err }, false},
				"the demo's report":          {func() error { _, err := v.Report(boss, ofReport.Ref()); return err }, true},
				"our report that joined it":  {func() error { _, err := v.Report(boss, ourReport.Ref()); return err }, false},
				"the administrator's report": {func() error { _, err := v.Report(boss, bossReport.Ref()); return err }, false},
				"the demo's service":         {func() error { _, err := v.Service("checkout"); return err }, true},
				"its service that we keep":   {func() error { _, err := v.Service("login"); return err }, false},
				"our service":                {func() error { _, err := v.Service("ours"); return err }, false},
				"its newcomer":               {func() error { _, err := v.Person(boss, newcomer.ID); return err }, true},
				"its lead":                   {func() error { _, err := v.Person(boss, lead.ID); return err }, true},
			} {
				if err := c.load(); problem.KindOf(err) != map[bool]problem.Kind{true: problem.KindNotFound}[c.gone] {
					t.Errorf("%s: %v", name, err)
				}
			}
			left, err := v.Demo()
			if len(left) > 0 {
				t.Errorf("there is still %v", left)
			}
			return err
		})
		d.WantEvents(t, event.Accounts, "service.saved", "demo.begun", "service.saved", "demo.removed")
		cast(t, d, boss) // It can begin again.
	})
}

func TestTheDemoTakesItsPostmortemsAwayWithAllThatSurroundsThem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		boss, mika := d.Administrator(t), d.Responder(t)
		lead, newcomer := cast(t, d, boss)
		pm := drafted(t, d, lead, resolved(t, d, lead).Ref())
		for _, who := range []person.Actor{newcomer, mika} {
			ok(t, own(t, d, who, desk.AccountWords{Postmortem: pm.Ref(), Text: "The prompt was green.", HandIn: true}))
		}
		approved(t, d, lead, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), lead, desk.Publishing{Postmortem: pm.Ref()}))
		ok(t, d.CountReading(t.Context(), mika, pm.ID))
		real := drafted(t, d, mika, resolved(t, d, mika).Ref())
		ok(t, own(t, d, newcomer, desk.AccountWords{Postmortem: real.Ref(), Text: "I saw it too.", HandIn: true}))

		desktest.Must[int](t)(d.RemoveDemo(t.Context(), boss))
		for _, table := range []string{"own_accounts", "publication_accounts", "reach_marks", "reach_counts"} {
			if n := len(storetest.Rows(t, s, `select * from `+table+` where postmortem_id = $1`, string(pm.ID))); n > 0 {
				t.Errorf("%s still holds %d rows of it", table, n)
			}
		}
		for _, table := range []string{"events where noun = 'care' and stream_id", "streams where noun = 'care' and id"} {
			if n := len(storetest.Rows(t, s, `select 1 from `+table+` = $1`, string(pm.ID))); n > 0 {
				t.Errorf("its record still holds %d rows", n)
			}
		}
		d.Read(t, func(v *store.View) error { // Whose words stay beside what is real stays, too.
			p, err := v.Person(boss, newcomer.ID)
			if err == nil && !p.Disabled() {
				t.Error("the newcomer can still act")
			}
			return err
		})
	})
}

func TestAPersonOfTheDemoToWhomTheRecordRefersIsDisabled(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ctx, boss := t.Context(), d.Administrator(t)
		lead, newcomer := cast(t, d, boss)
		ours := declared(t, d, boss)
		desktest.WantKind(t, d.AssignRole(ctx, boss, desk.Handover{Incident: ours.Ref(), Role: "scribe", Person: lead.ID}), "")
		desktest.Must[int](t)(d.RemoveDemo(ctx, boss))
		d.Read(t, func(v *store.View) error {
			if _, err := v.Person(boss, newcomer.ID); problem.KindOf(err) != problem.KindNotFound {
				t.Errorf("the newcomer is still there: %v", err)
			}
			p, err := v.Person(boss, lead.ID)
			if !p.Disabled() {
				t.Error("the lead, whom the record names, can still act")
			}
			tokens, err2 := v.Tokens(boss, lead.ID)
			if err2 != nil || len(tokens) > 0 {
				t.Errorf("the lead still has %v (%v)", tokens, err2)
			}
			return err
		})
		d.WantEvents(t, event.Accounts, "demo.begun", "person.disabled", "demo.removed")
	})
}

func TestPeopleOfTheDemoCannotBecomeRealOnes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ctx, boss := t.Context(), d.Administrator(t)
		lead, _ := cast(t, d, boss)
		_, _, err := d.OfferReset(ctx, boss, lead.ID)
		desktest.WantKind(t, err, problem.KindConflict)
		desktest.WantKind(t, d.ChangeRole(ctx, boss, desk.RoleChange{Person: lead.ID, Role: person.Administrator}), problem.KindConflict)
		_, _, err = d.CreateToken(ctx, lead, desk.TokenRequest{Name: "a"})
		desktest.WantKind(t, err, problem.KindForbidden)
		one := desk.Cast{People: []desk.DemoPerson{{Name: "a", Role: person.Administrator}}}
		_, err = d.BeginDemo(ctx, boss, one)
		desktest.WantKind(t, err, problem.KindConflict)
		desktest.Must[int](t)(d.RemoveDemo(ctx, boss))
		_, err = d.BeginDemo(ctx, boss, one)
		desktest.WantKind(t, err, problem.KindInvalid)
		one.People[0].Role = person.Viewer
		_, err = d.BeginDemo(ctx, d.Responder(t), one)
		desktest.WantKind(t, err, problem.KindForbidden)
	})
}

func TestTheDemoBeginsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		boss := d.Administrator(t)
		boss.Once = person.Once{Key: "3f1c", Bond: "person/" + string(boss.ID), Hash: "of the request"}
		cast(t, d, boss)
		again, err := d.BeginDemo(t.Context(), boss, desk.Cast{})
		desktest.WantKind(t, err, problem.KindConflict)
		if again != nil {
			t.Errorf("a repeat tells %v", again)
		}
		d.WantEvents(t, event.Accounts, "demo.begun")
	})
}
