package desk_test

import (
	"testing"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestTheDemoCannotTakeALivedIncidentAway(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		boss := d.Administrator(t)
		lived, fresh := declared(t, d, boss), declared(t, d, boss)
		for range 6 {
			_, err := d.AddNote(t.Context(), boss, desk.Note{Incident: lived.Ref(), Note: incident.Note{Text: "Errors go on"}})
			desktest.WantKind(t, err, "")
		}
		mark := func(of desk.Declared) error {
			return d.MarkDemo(t.Context(), boss, []store.DemoObject{{Noun: "incident", ID: string(of.ID)}})
		}
		desktest.WantKind(t, mark(lived), problem.KindConflict)
		desktest.WantKind(t, mark(fresh), "")
		_, err := d.RemoveDemo(t.Context(), boss)
		desktest.WantKind(t, err, "")
		d.Read(t, func(v *store.View) error {
			if _, err := v.Incident(boss, fresh.Ref()); problem.KindOf(err) != problem.KindNotFound {
				t.Errorf("what the demo made is still there: %v", err)
			}
			_, err := v.Incident(boss, lived.Ref())
			return err
		})
	})
}
