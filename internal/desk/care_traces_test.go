package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// withKey is somebody who acts with an idempotency key, as every edge hands one over.
func withKey(a person.Actor) person.Actor {
	a.Once = person.Once{Key: "key of a form", Bond: "person/" + string(a.ID), Hash: "of the request"}
	return a
}

func TestCareLeavesNoTraceOfAPerson(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo, zoe := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Viewer, "Leo Martin"), named(t, d, person.Viewer, "Zoë Quinn")
		inc := resolved(t, d, ana)
		wasIn(t, d, leo, inc.Ref())
		wasIn(t, d, zoe, inc.Ref())
		pm := drafted(t, d, ana, inc.Ref())
		act := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: "Ask twice", Owner: "Storage"}}))
		write(t, d, ana, pm.Ref(), postmortem.Summary, "The responder ignored the alert for an hour.")
		leo = withKey(leo)
		ok(t, d.AskToSeeFirst(t.Context(), leo, pm.Ref()))
		ok(t, d.AskToSeeFirst(t.Context(), zoe, pm.Ref()))
		ok(t, d.SeenDraft(t.Context(), leo, pm.Ref()))
		words := desk.CorrectionWords{Postmortem: pm.Ref(), Section: "summary", Words: "for an hour", Instead: "as in zanzibar", Why: "The log."}
		for range 2 { // Twice is once, without a key.
			ok(t, d.ProposeCorrection(t.Context(), leo, words))
		}
		if mine := desktest.Must[desk.FirstLook](t)(d.FirstLook(t.Context(), leo, pm.Ref())); len(mine.Corrections) != 1 {
			t.Errorf("they proposed %+v", mine.Corrections)
		}
		if others := desktest.Must[desk.FirstLook](t)(d.FirstLook(t.Context(), zoe, pm.Ref())); len(others.Corrections) > 0 {
			t.Errorf("somebody else reads %+v", others.Corrections)
		}
		ok(t, d.SignAction(t.Context(), leo, act.Ref(), postmortem.ByName))
		ok(t, d.TakeBackFirstLook(t.Context(), leo, pm.Ref()))
		ok(t, d.UnsignAction(t.Context(), leo, act.Ref()))
		if rows := storetest.Rows(t, s, `select bond from once`); len(rows) > 0 {
			t.Errorf("kept of who asked and when: %v", rows)
		}
		for _, table := range []string{"first_looks", "corrections", "co_authors"} {
			if got := fmt.Sprint(storetest.Rows(t, s, `select * from `+table)); strings.Contains(got, string(leo.ID)) || strings.Contains(got, "zanzibar") {
				t.Errorf("taken back, %s holds %s", table, got)
			}
		}
		// One asked and took it back while another goes on asking: the record counts neither.
		d.WantEvents(t, postmortem.CareStream(pm.ID), "look.asked", "correction.proposed")
		ok(t, d.TakeBackFirstLook(t.Context(), zoe, pm.Ref()))
		d.WantEvents(t, postmortem.CareStream(pm.ID), "look.asked", "correction.proposed", "look.taken_back")
		if got := fmt.Sprint(storetest.Rows(t, s, `select body from events`), storetest.Rows(t, s, `select body from search_texts`)); strings.Contains(got, "zanzibar") {
			t.Error("the words of a correction are kept elsewhere")
		}
	})
}

func TestWhoeverMaySeeTheIncidentNoMoreStillTakesBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic, out := d.Responder(t), d.Viewer(t), d.Viewer(t)
		inc := resolved(t, d, ana, private)
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: vic.ID}))
		wasIn(t, d, vic, inc.Ref())
		pm := drafted(t, d, ana, inc.Ref())
		act := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: "Ask twice", Owner: "Storage"}}))
		ok(t, d.AskToSeeFirst(t.Context(), vic, pm.Ref()))
		ok(t, d.SignAction(t.Context(), vic, act.Ref(), postmortem.ByName))
		ok(t, d.RemoveMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: vic.ID}))

		mine := desktest.Must[desk.FirstLook](t)(d.FirstLook(t.Context(), vic, pm.Ref()))
		if !mine.Gone || !mine.Asked() || mine.Draft || mine.WasThere || len(mine.Signed) != 1 || mine.Signed[0] != act.Ref() {
			t.Errorf("they are told %+v", mine)
		}
		for name, err := range map[string]error{
			"looking":   func() error { _, err := d.FirstLook(t.Context(), out, pm.Ref()); return err }(),
			"taking":    d.TakeBackFirstLook(t.Context(), out, pm.Ref()),
			"unsigning": d.UnsignAction(t.Context(), out, act.Ref()),
			"asking":    d.AskToSeeFirst(t.Context(), vic, pm.Ref()),
			"signing":   d.SignAction(t.Context(), vic, act.Ref(), postmortem.ByRole),
			"seeing":    d.SeenDraft(t.Context(), vic, pm.Ref()),
		} {
			if problem.KindOf(err) != problem.KindNotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		ok(t, d.UnsignAction(t.Context(), vic, act.Ref()))
		ok(t, d.TakeBackFirstLook(t.Context(), vic, pm.Ref()))
		_, err := d.FirstLook(t.Context(), vic, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound) // Nothing of theirs is left.
		if told := desktest.Must[desk.CoAuthorship](t)(d.CoAuthorship(t.Context(), ana, act.Ref())); len(told.Told) > 0 {
			t.Errorf("the action still tells %v", told.Told)
		}
	})
}

func TestTheReasonNotToWaitNamesNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Viewer, "Leo Martin")
		inc := resolved(t, d, ana)
		wasIn(t, d, leo, inc.Ref())
		pm := drafted(t, d, ana, inc.Ref())
		ok(t, d.AskToSeeFirst(t.Context(), leo, pm.Ref()))
		approved(t, d, ana, pm.Ref())
		_, err := d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Onward: "Leo Martin is on holiday."}})
		if p := problem.Of(err); p == nil || p.Kind != problem.KindInvalid || p.Field != "onward" {
			t.Errorf("a reason that names who asked: %v", err)
		}
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Onward: "The regulator wants it."}}))
		for _, q := range []string{`select copy from publications`, `select body from search_texts`} {
			if got := fmt.Sprint(storetest.Rows(t, s, q)); strings.Contains(got, "regulator") || strings.Contains(got, "see it first") {
				t.Errorf("%s tells that somebody asked", q)
			}
		}
	})
}

func TestWhatWasAskedAroundADraftIsForgottenAMonthAfterIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := d.Responder(t), d.Viewer(t)
		begin := func() desk.Drafted {
			inc := resolved(t, d, ana)
			wasIn(t, d, leo, inc.Ref())
			pm := drafted(t, d, ana, inc.Ref())
			approved(t, d, ana, pm.Ref())
			ok(t, d.AskToSeeFirst(t.Context(), leo, pm.Ref()))
			ok(t, d.ProposeCorrection(t.Context(), leo, desk.CorrectionWords{Postmortem: pm.Ref(), Section: "summary", Words: "three hours", Instead: "two hours"}))
			return pm
		}
		done, open := begin(), begin()
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: done.Ref(), Publishing: postmortem.Publishing{Onward: "It is mended later."}}))
		has := func(pm desk.Drafted) string {
			return fmt.Sprint(len(storetest.Rows(t, s, `select asked_at from first_looks where postmortem_id = '`+string(pm.ID)+`'`)),
				len(storetest.Rows(t, s, `select id from corrections where postmortem_id = '`+string(pm.ID)+`'`)))
		}
		for _, step := range []struct {
			after time.Duration
			want  string
		}{{29 * 24 * time.Hour, "1 1"}, {2 * 24 * time.Hour, "0 0"}} {
			d.Clock.Advance(step.after)
			ok(t, d.Tidy(t.Context()))
			if got := has(done); got != step.want {
				t.Errorf("of the published one there are %s, want %s", got, step.want)
			}
			if got := has(open); got != "1 1" {
				t.Errorf("of the draft there are %s", got)
			}
		}
	})
}
