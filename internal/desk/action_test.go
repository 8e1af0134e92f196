package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestActionGoesThroughItsLife(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		inc := declared(t, d, ana)
		commit := desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: "Refuse DROP TABLE", Owner: "data platform"}}
		_, err := d.CommitAction(t.Context(), vic, commit)
		desktest.WantKind(t, err, problem.KindForbidden)
		_, err = d.CommitAction(t.Context(), ana, desk.Commitment{})
		desktest.WantKind(t, err, problem.KindInvalid)
		act := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, commit))
		step := func(to action.State, evidence string) error {
			return d.MoveAction(t.Context(), ana, desk.ActionStep{Action: act.Ref(), Step: action.Step{To: to, Evidence: evidence}})
		}
		ok(t, step(action.Agreed, ""))
		ok(t, step(action.InProgress, ""))
		ok(t, step(action.Claimed, ""))
		desktest.WantKind(t, step(action.Verified, ""), problem.KindInvalid)
		ok(t, step(action.Verified, "DROP was refused in a drill."))
		desktest.WantKind(t, step(action.InProgress, ""), problem.KindConflict)
		d.WantEvents(t, event.Stream{Noun: "action", ID: string(act.ID)}, "action.committed", "action.moved", "action.moved", "action.moved", "action.moved")
		var a *action.Action
		d.Read(t, func(v *store.View) (err error) { a, err = v.Action(vic, act.Ref()); return err })
		if a.State != action.Verified || a.Evidence == "" || !a.Due.Equal(d.Clock.Now().Add(action.DefaultDue)) {
			t.Errorf("the action is %+v", a)
		}
		stale := 1
		desktest.WantKind(t, d.ReviseAction(t.Context(), ana, desk.ActionRevision{Action: act.Ref(), Version: &stale}), problem.KindStale)
	})
}

func TestActionsAreListedByTheirDates(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		inc := declared(t, d, ana)
		now := d.Clock.Now()
		for _, days := range []int{9, 1, 5, 3, 7} {
			_, err := d.CommitAction(t.Context(), ana, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: "x", Due: now.AddDate(0, 0, days)}})
			ok(t, err)
		}
		var never time.Time
		ok(t, d.ReviseAction(t.Context(), ana, desk.ActionRevision{Action: "ACT-3", Revision: action.Revision{Due: &never}}))
		read := func(f store.ActionFilter) (refs []string) {
			for f.Limit = 2; ; {
				var list []*action.Action
				d.Read(t, func(v *store.View) (err error) { list, f.After, err = v.Actions(ana, f); return err })
				for _, a := range list {
					refs = append(refs, a.Ref())
				}
				if f.After.At.IsZero() {
					return refs
				}
			}
		}
		if diff := cmp.Diff([]string{"ACT-2", "ACT-4", "ACT-5", "ACT-1", "ACT-3"}, read(store.ActionFilter{})); diff != "" {
			t.Error(diff)
		}
		d.Clock.Advance(4 * 24 * time.Hour)
		if diff := cmp.Diff([]string{"ACT-2", "ACT-4"}, read(store.ActionFilter{Overdue: true})); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string(nil), read(store.ActionFilter{States: []action.State{action.Verified}, Incident: inc.Ref()})); diff != "" {
			t.Error(diff)
		}
		if _, _, err := readAs(t, d, person.Anonymous); problem.KindOf(err) != problem.KindUnauthenticated {
			t.Errorf("anonymous: %v", err)
		}
	})
}

func readAs(t *testing.T, d *desktest.Desk, who person.Actor) (list []*action.Action, next store.Cursor, err error) {
	t.Helper()
	err = d.Store().Read(t.Context(), func(v *store.View) error { list, next, err = v.Actions(who, store.ActionFilter{Limit: 1}); return err })
	return list, next, err
}

// TestAnActionThatRestsOnAttentionIsRefused: with a measure that holds by itself, unless somebody
// says why it stays.
func TestAnActionThatRestsOnAttentionIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := desktest.New(t, s)
		d.Desk = desk.New(desk.Config{Store: s, Now: d.Clock.Now})
		ana := d.Responder(t)
		inc := declared(t, d, ana)
		commit := func(title, keep string) (desk.Committed, error) {
			return d.CommitAction(t.Context(), ana, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: title, Keep: keep}})
		}
		for title, instead := range map[string]string{
			"Be more careful with production consoles":  "Permission:",
			"Remind everybody to renew the certificate": "Automation:",
			"Pay more attention to disk usage":          "Alert:",
		} {
			_, err := commit(title, "")
			var p *problem.Problem
			if !errors.As(err, &p) || p.Field != "title" || !strings.Contains(p.Hint, instead) {
				t.Errorf("%s: %+v", title, err)
			}
		}
		for _, title := range []string{"The production role cannot drop tables", "Alert when the disk is 80 % full"} {
			if _, err := commit(title, ""); err != nil {
				t.Errorf("%s: %v", title, err)
			}
		}
		act := desktest.Must[desk.Committed](t)(commit("Be careful with the old crane", "No machine can see it"))
		d.WantEvents(t, event.Stream{Noun: "action", ID: string(act.ID)}, "action.committed")
		weak, other := "Be more careful with the crane", "The crane stops by itself"
		revise := func(title string) error {
			return d.ReviseAction(t.Context(), ana, desk.ActionRevision{Action: act.Ref(), Revision: action.Revision{Title: &title}})
		}
		desktest.WantKind(t, revise(weak), problem.KindInvalid)
		ok(t, revise(other))
	})
}
