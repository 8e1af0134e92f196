package web

import (
	"fmt"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// One's own actions stand on the home page however many of others are due before them.
func TestHomeShowsOnesOwnActionsBehindManyOfOthers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana := d.Responder(t)
		inc := desktest.Must[desk.Declared](t)(d.DeclareIncident(t.Context(), ana, desk.Declaration{
			Declaration: incident.Declaration{Title: "Payments fail", Severity: "SEV1"},
		}))
		d.Write(t, func(tx *store.Tx) error {
			for n := range 203 {
				a := &action.Action{
					ID: action.ID(store.NewID()), Number: n + 1, Incident: inc.ID, Title: fmt.Sprintf("Action %d", n+1), Type: action.Mitigate,
					Owner: "Another team", Due: d.Clock.Now().Add(time.Duration(n) * time.Minute), State: action.Proposed,
					CreatedAt: d.Clock.Now(), Version: 1,
				}
				switch n {
				case 201:
					a.Owner = "Responder 1" // As somebody wrote the name.
				case 202:
					a.Owner = ana.Name
				}
				if err := tx.AddAction(a); err != nil {
					return err
				}
			}
			return nil
		})
		var page homeList
		d.Read(t, func(v *store.View) error { return page.load(v, ana) })
		if len(page.actions) != 2 || page.actions[0].Ref() != "ACT-202" || page.actions[1].Ref() != "ACT-203" {
			t.Errorf("%d actions are shown to %s", len(page.actions), ana.Name)
		}
	})
}
