package desk_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// Calendar programs ask every hour, and all of them at once.
func TestACalendarNeedsAsManyQueriesForFiftyAsForOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		ana := named(t, d, person.Responder, "Ana Lopez")
		secret := desktest.Must[string](t)(d.CreateCalendarLink(t.Context(), ana))
		calendar := func() (c render.Calendar, queries int64) {
			t.Helper()
			ctx, n := store.CountQueries(t.Context())
			c, err := d.Calendar(ctx, secret)
			ok(t, err)
			return c, n.Load()
		}
		// more makes an incident with a review meeting, a postmortem of one's own and an action.
		more := func(i int, bend ...func(*desk.Declaration)) {
			t.Helper()
			inc := resolved(t, d, ana, bend...)
			pm := drafted(t, d, ana, inc.Ref())
			ok(t, second(d.ScheduleMeeting(t.Context(), ana, desk.Invitation{Postmortem: pm.Ref(), Schedule: tomorrow(d)})))
			ok(t, d.AssignPostmortem(t.Context(), ana, desk.Reviewers{Postmortem: pm.Ref(), Assignment: postmortem.Assignment{Owner: ana.ID}}))
			ok(t, second(d.CommitAction(t.Context(), ana, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{
				Title: "Check replica " + strconv.Itoa(i) + " every hour", Owner: "Ana Lopez", Due: d.Clock.Now().Add(time.Duration(i+1) * time.Hour),
			}})))
		}
		more(0)
		first, one := calendar()
		for i := range 49 {
			more(i + 1)
		}
		whole, fifty := calendar()
		if one != fifty || fifty > 8 {
			t.Errorf("%d queries for one, %d for fifty", one, fifty)
		}
		if each := len(first.Entries); each < 3 || len(whole.Entries) != 50*each {
			t.Errorf("%d entries of one, %d of fifty", each, len(whole.Entries))
		}
		t.Logf("%d queries for %d entries", fifty, len(whole.Entries))

		more(50, func(in *desk.Declaration) { in.Private, in.Title = true, "Canary" })
		hidden, _ := calendar()
		told := string(render.ICalendar(hidden))
		if len(hidden.Entries) != 51*len(first.Entries) || strings.Contains(told, "Canary") || strings.Contains(told, "replica 50") || !strings.Contains(told, "SUMMARY:ACT-51 due") {
			t.Errorf("of a private incident the calendar tells:\n%s", told)
		}
	})
}
