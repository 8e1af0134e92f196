package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// published is a postmortem that Ana owns and the company may read.
func published(t *testing.T, d *desktest.Desk, ana person.Actor) desk.Drafted {
	t.Helper()
	pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
	approved(t, d, ana, pm.Ref())
	desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
	return pm
}

func TestReachKeepsANumberAndNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		pm := published(t, d, ana)
		var people []person.Actor
		for range 5 {
			people = append(people, d.Viewer(t))
		}
		read := func(who ...person.Actor) {
			t.Helper()
			for _, a := range who {
				ok(t, d.CountReading(t.Context(), a, pm.ID))
			}
		}
		reach := func() postmortem.Reach {
			t.Helper()
			return desktest.Must[postmortem.Reach](t)(d.Reach(t.Context(), ana, pm.Ref()))
		}
		program := people[0]
		program.Door = person.DoorAPI
		read(people[:3]...)
		read(people[0], people[0], ana, program, person.Anonymous) // Again; the owner; a program; nobody.
		if n := len(storetest.Rows(t, s, `select mark from reach_marks`)); n != 3 {
			t.Errorf("%d readings are counted, want 3", n)
		}
		again := desk.New(desk.Config{Store: s, Now: d.Clock.Now}) // The server began anew within the day.
		ok(t, again.CountReading(t.Context(), people[0], pm.ID))
		if n := len(storetest.Rows(t, s, `select mark from reach_marks`)); n != 3 {
			t.Errorf("after a restart %d readings are counted, want 3", n)
		}
		for _, row := range storetest.Rows(t, s, `select day, mark, postmortem_id from reach_marks`) {
			for _, p := range append(people, ana) {
				if strings.Contains(strings.Join(row, " "), string(p.ID)) {
					t.Errorf("a mark tells who it was: %v", row)
				}
			}
		}
		if got := reach(); got != (postmortem.Reach{Few: true}) {
			t.Errorf("of today something is told: %+v", got)
		}
		monday := storetest.Rows(t, s, `select mark from reach_marks where postmortem_id = $1 order by mark`, string(pm.ID))
		d.Clock.Advance(24 * time.Hour)
		if got := reach(); got != (postmortem.Reach{Few: true}) {
			t.Errorf("three readings are told as %+v", got)
		}
		read(people...)
		tuesday := storetest.Rows(t, s, `select mark from reach_marks where postmortem_id = $1 order by mark`, string(pm.ID))
		for _, a := range monday {
			for _, b := range tuesday {
				if a[0] == b[0] {
					t.Error("a mark of yesterday is found again today")
				}
			}
		}
		d.Clock.Advance(24 * time.Hour)
		if got := reach(); got != (postmortem.Reach{AtLeast: 5}) {
			t.Errorf("the reach of 8 is %+v, want at least 5", got)
		}
		for range 2 { // Twice is once.
			ok(t, d.Tidy(t.Context()))
		}
		if got := reach(); got != (postmortem.Reach{AtLeast: 5}) {
			t.Errorf("after the day the reach of 8 is %+v, want at least 5", got)
		}
		for _, left := range []string{"reach_days", "reach_marks"} {
			if rows := storetest.Rows(t, s, `select * from `+left); len(rows) > 0 {
				t.Errorf("%s still holds %v", left, rows)
			}
		}
		if diff := cmp.Diff([][]string{{string(pm.ID), "8"}}, storetest.Rows(t, s, `select * from reach_counts`)); diff != "" {
			t.Errorf("after the day (-want +got):\n%s", diff)
		}
		_, err := d.Reach(t.Context(), people[0], pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)
	})
}
