package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// was makes somebody appear in the record of an incident.
func wasIn(t *testing.T, d *desktest.Desk, who person.Actor, ref string) {
	t.Helper()
	_, err := d.AddNote(t.Context(), who, desk.Note{Incident: ref, Note: incident.Note{Text: "The prompt was green."}})
	ok(t, err)
}

// waitsOnCare are the sentences about care that publication waits for.
func waitsOnCare(t *testing.T, d *desktest.Desk, who person.Actor, ref string) (list []string) {
	t.Helper()
	for _, m := range desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), who, ref)).Missing {
		if m.Field == "care" {
			list = append(list, m.Say)
		}
	}
	return list
}

func TestWhoeverWasThereSeesTheDraftFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo, zoe := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Viewer, "Leo Martin"), named(t, d, person.Viewer, "Zoë Quinn")
		inc := resolved(t, d, ana)
		wasIn(t, d, leo, inc.Ref())
		pm := drafted(t, d, ana, inc.Ref())
		other := drafted(t, d, ana, resolved(t, d, ana).Ref())
		write(t, d, ana, pm.Ref(), postmortem.Summary, "A responder ran the **wrong** command, as in zanzibar.")

		_, err := d.ReadDraftFirst(t.Context(), leo, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)
		desktest.WantKind(t, d.AskToSeeFirst(t.Context(), zoe, pm.Ref()), problem.KindConflict)
		desktest.WantKind(t, d.AskToSeeFirst(t.Context(), d.Auditor(t), pm.Ref()), problem.KindNotFound)
		for range 2 { // Twice is once.
			ok(t, d.AskToSeeFirst(t.Context(), leo, pm.Ref()))
		}
		got := desktest.Must[desk.Draft](t)(d.ReadDraftFirst(t.Context(), leo, pm.Ref()))
		if !strings.Contains(fmt.Sprint(got.Sections), "zanzibar") || got.Comments != nil || got.Missing != nil || got.Findings != nil {
			t.Errorf("the first reader gets %+v", got.PostmortemProgress)
		}
		for _, ref := range []string{other.Ref(), "PM-99"} {
			_, err = d.ReadDraftFirst(t.Context(), leo, ref)
			desktest.WantKind(t, err, problem.KindNotFound)
		}
		_, err = d.ReadDraftFirst(t.Context(), zoe, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)
		for name, fn := range map[string]func() error{
			"draft":       func() error { _, err := d.ReadDraft(t.Context(), leo, pm.Ref()); return err },
			"progress":    func() error { _, err := d.Progress(t.Context(), leo, pm.Ref()); return err },
			"accounts":    func() error { _, err := d.Accounts(t.Context(), leo, pm.Ref()); return err },
			"corrections": func() error { _, err := d.Corrections(t.Context(), leo, pm.Ref()); return err },
			"edit": func() error {
				_, err := d.EditSection(t.Context(), leo, desk.SectionEdit{Postmortem: pm.Ref(), Section: "summary", Text: "a"})
				return err
			},
		} {
			if problem.KindOf(fn()) != problem.KindNotFound {
				t.Errorf("the first reader also gets the %s", name)
			}
		}
		d.Read(t, func(v *store.View) error {
			if hits, err := v.Search(leo, "zanzibar", 10); err != nil || len(hits) > 0 {
				t.Errorf("the first reader finds the draft: %v %v", hits, err)
			}
			return nil
		})
		if got := waitsOnCare(t, d, ana, pm.Ref()); len(got) != 1 || got[0] != "Somebody who was there asked to see it first." {
			t.Errorf("publication waits for %q", got)
		}
		ok(t, d.TakeBackFirstLook(t.Context(), leo, pm.Ref()))
		ok(t, d.TakeBackFirstLook(t.Context(), leo, pm.Ref()))
		_, err = d.ReadDraftFirst(t.Context(), leo, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)
		if got := waitsOnCare(t, d, ana, pm.Ref()); len(got) > 0 {
			t.Errorf("taken back, publication waits for %q", got)
		}
		ok(t, d.AskToSeeFirst(t.Context(), leo, pm.Ref()))
		ok(t, d.SeenDraft(t.Context(), leo, pm.Ref()))
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		_, err = d.ReadDraftFirst(t.Context(), leo, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound) // It is no draft any more.
		d.WantEvents(t, postmortem.CareStream(pm.ID), "look.asked", "look.taken_back", "look.asked")
		for _, ev := range d.Events(t, postmortem.CareStream(pm.ID)) {
			if ev.Actor != "" || ev.Subject != "" || string(ev.Body) != "{}" {
				t.Errorf("the record tells who it was: %+v", ev)
			}
		}
	})
}

// Whoever may see an incident may add to its record, also when its draft is written: that opens no draft.
func TestANoteWrittenAfterwardsOpensNoDraft(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := d.Responder(t), d.Viewer(t)
		inc := resolved(t, d, ana)
		pm := drafted(t, d, ana, inc.Ref())
		d.Clock.Advance(time.Minute)
		_, err := d.AddNote(t.Context(), leo, desk.Note{Incident: inc.Ref(), Note: incident.Note{Text: "I was there.", HappenedAt: d.Clock.Now().Add(-time.Hour)}})
		ok(t, err)
		if look := desktest.Must[desk.FirstLook](t)(d.FirstLook(t.Context(), leo, pm.Ref())); look.WasThere {
			t.Error("a note that was written afterwards makes somebody one of those who were there")
		}
		desktest.WantKind(t, d.AskToSeeFirst(t.Context(), leo, pm.Ref()), problem.KindConflict)
		_, err = d.ReadDraftFirst(t.Context(), leo, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)
	})
}

func TestPublicationWaitsForWhoAskedAndGoesOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := d.Responder(t), d.Viewer(t)
		begin := func() desk.Drafted {
			inc := resolved(t, d, ana)
			wasIn(t, d, leo, inc.Ref())
			pm := drafted(t, d, ana, inc.Ref())
			ok(t, d.AskToSeeFirst(t.Context(), leo, pm.Ref()))
			return pm
		}
		publish := func(pm desk.Drafted, onward string) error {
			_, err := d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Onward: onward}})
			return err
		}
		pm := begin()
		d.Clock.Advance(4 * 24 * time.Hour) // It is counted from when review was asked for.
		approved(t, d, ana, pm.Ref())
		d.Clock.Advance(3*24*time.Hour - time.Minute)
		if p := problem.Of(publish(pm, "")); p == nil || p.Kind != problem.KindConflict || p.Field != "care" {
			t.Errorf("publication did not wait: %v", p)
		}
		d.Clock.Advance(time.Minute)
		ok(t, publish(pm, "Unneeded."))
		if got := fmt.Sprint(storetest.Rows(t, s, `select body from events where kind = 'postmortem.published'`)); strings.Contains(got, "Unneeded") {
			t.Errorf("a reason that nothing waited for is recorded: %s", got)
		}

		pm = begin()
		approved(t, d, ana, pm.Ref())
		desktest.WantKind(t, publish(pm, " "), problem.KindConflict)
		ok(t, publish(pm, "The regulator wants it today."))
		if got := fmt.Sprint(storetest.Rows(t, s, `select body from events where kind = 'postmortem.published'`)); !strings.Contains(got, "The regulator wants it today.") {
			t.Errorf("the reason is not recorded: %s", got)
		}
	})
}

func TestACorrectionIsTakenOrAnsweredAndNamesNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo, zoe := d.Responder(t), d.Viewer(t), d.Viewer(t)
		inc := resolved(t, d, ana)
		wasIn(t, d, leo, inc.Ref())
		pm := drafted(t, d, ana, inc.Ref())
		words := desk.CorrectionWords{Postmortem: pm.Ref(), Section: "summary", Words: "ignored the alert", Instead: "saw no alert, as in zanzibar", Why: "It went to another team."}
		desktest.WantKind(t, d.ProposeCorrection(t.Context(), leo, words), problem.KindNotFound) // They have not asked.
		ok(t, d.AskToSeeFirst(t.Context(), leo, pm.Ref()))
		if p := problem.Of(d.ProposeCorrection(t.Context(), leo, words)); p == nil || p.Field != "words" {
			t.Errorf("words that stand nowhere: %v", p)
		}
		approved(t, d, ana, pm.Ref())
		ok(t, d.SendBack(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "More words."}))
		write(t, d, ana, pm.Ref(), postmortem.Summary, "The responder ignored the alert for an hour.")
		desktest.WantKind(t, d.ProposeCorrection(t.Context(), zoe, words), problem.KindNotFound)
		ok(t, d.ProposeCorrection(t.Context(), leo, words))
		ok(t, d.ProposeCorrection(t.Context(), leo, desk.CorrectionWords{Postmortem: pm.Ref(), Section: "summary", Words: "for an hour", Instead: "for ten minutes"}))
		if got := waitsOnCare(t, d, ana, pm.Ref()); len(got) != 1 || got[0] != "A correction by somebody who was there is not answered." {
			t.Errorf("publication waits for %q", got)
		}
		list := desktest.Must[[]postmortem.Correction](t)(d.Corrections(t.Context(), ana, pm.Ref()))
		if len(list) != 2 || list[0].Words != words.Words || strings.Contains(fmt.Sprintf("%+v", list), string(leo.ID)) {
			t.Fatalf("those who write read %+v", list)
		}
		desktest.WantKind(t, d.TakeCorrection(t.Context(), zoe, pm.Ref(), list[0].ID), problem.KindNotFound)
		desktest.WantKind(t, d.AnswerCorrection(t.Context(), leo, pm.Ref(), list[0].ID, "a"), problem.KindNotFound)
		ok(t, d.TakeCorrection(t.Context(), ana, pm.Ref(), list[0].ID))
		desktest.WantKind(t, d.TakeCorrection(t.Context(), ana, pm.Ref(), list[0].ID), problem.KindConflict)
		if p := problem.Of(d.AnswerCorrection(t.Context(), ana, pm.Ref(), list[1].ID, " ")); p == nil || p.Field != "reason" {
			t.Errorf("an answer without a reason: %v", p)
		}
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		_, err := d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()})
		desktest.WantKind(t, err, problem.KindConflict)
		ok(t, d.AnswerCorrection(t.Context(), ana, pm.Ref(), list[1].ID, "The log says an hour."))
		mine := desktest.Must[desk.FirstLook](t)(d.FirstLook(t.Context(), leo, pm.Ref()))
		if len(mine.Corrections) != 2 || !mine.Corrections[0].Taken || mine.Corrections[1].Answer != "The log says an hour." || !mine.Seen {
			t.Errorf("they are told %+v", mine)
		}
		if others := desktest.Must[desk.FirstLook](t)(d.FirstLook(t.Context(), zoe, pm.Ref())); others.Asked() || len(others.Corrections) > 0 {
			t.Errorf("somebody else is told %+v", others)
		}
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		if got := text(publication(t, d, zoe, pm.Ref(), 0), postmortem.Summary); got != "The responder saw no alert, as in zanzibar for an hour." {
			t.Errorf("the text tells it as %q", got)
		}
		d.WantEvents(t, postmortem.CareStream(pm.ID), "look.asked", "correction.proposed", "correction.proposed", "correction.taken", "correction.answered")
		for _, ev := range d.Events(t, postmortem.CareStream(pm.ID)) {
			if ev.Actor != "" || ev.Subject != "" || string(ev.Body) != "{}" {
				t.Errorf("the record tells who it was: %+v", ev)
			}
		}
		ok(t, d.TakeBackFirstLook(t.Context(), leo, pm.Ref()))
		if rows := append(storetest.Rows(t, s, `select id from corrections`), storetest.Rows(t, s, `select person_id from first_looks`)...); len(rows) > 0 {
			t.Errorf("taken back, there are still %v", rows)
		}
	})
}

func TestWhatIsPublishedWithoutWaitingAnswersEveryCorrection(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := d.Responder(t), d.Viewer(t)
		inc := resolved(t, d, ana)
		wasIn(t, d, leo, inc.Ref())
		pm := drafted(t, d, ana, inc.Ref())
		approved(t, d, ana, pm.Ref())
		ok(t, d.AskToSeeFirst(t.Context(), leo, pm.Ref()))
		ok(t, d.ProposeCorrection(t.Context(), leo, desk.CorrectionWords{Postmortem: pm.Ref(), Section: "summary", Words: "three hours", Instead: "two hours"}))
		d.Clock.Advance(30 * 24 * time.Hour) // A correction waits for its answer, however long.
		_, err := d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()})
		desktest.WantKind(t, err, problem.KindConflict)
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Onward: "It is mended in the next edition."}}))
		mine := desktest.Must[desk.FirstLook](t)(d.FirstLook(t.Context(), leo, pm.Ref()))
		if len(mine.Corrections) != 1 || mine.Corrections[0].Answer != "It is mended in the next edition." {
			t.Errorf("they are told %+v", mine.Corrections)
		}
	})
}

func TestTheCareOfAPrivateIncidentIsForItsMembers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic, out := d.Responder(t), d.Viewer(t), d.Responder(t)
		inc := resolved(t, d, ana, private)
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: vic.ID}))
		wasIn(t, d, vic, inc.Ref())
		pm := drafted(t, d, ana, inc.Ref())
		act := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: "Ask twice", Owner: "Storage"}}))
		desktest.WantKind(t, d.AskToSeeFirst(t.Context(), out, pm.Ref()), problem.KindNotFound)
		desktest.WantKind(t, d.SignAction(t.Context(), out, act.Ref(), postmortem.ByName), problem.KindNotFound)
		_, err := d.Corrections(t.Context(), out, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)
		ok(t, d.AskToSeeFirst(t.Context(), vic, pm.Ref()))
		ok(t, d.SeenDraft(t.Context(), vic, pm.Ref()))
		ok(t, d.SignAction(t.Context(), vic, act.Ref(), postmortem.ByName))
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		if got := publication(t, d, vic, pm.Ref(), 0).Copy.Actions; len(got[0].CoAuthors) != 1 {
			t.Errorf("members read %+v", got)
		}
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "It is to be opened."}))
		ok(t, d.RemoveMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: vic.ID}))
		_, err = d.ReadDraftFirst(t.Context(), vic, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound) // A member no longer.
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{
			Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Audience: postmortem.Company, Reason: "The members agreed.", Onward: "It is three days."},
		}))
		if got := publication(t, d, out, pm.Ref(), 0).Copy.Actions; len(got) != 1 || len(got[0].CoAuthors) > 0 {
			t.Errorf("the company reads %+v", got)
		}
	})
}

func TestACoAuthorIsToldByTheirOwnConsentAndWithdraws(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo, zoe := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Viewer, "Leo Martin"), named(t, d, person.Viewer, "Zoë Quinn")
		inc := resolved(t, d, ana)
		wasIn(t, d, leo, inc.Ref())
		pm := drafted(t, d, ana, inc.Ref())
		act := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{Incident: inc.Ref(), Commitment: action.Commitment{Title: "Ask twice", Owner: "Storage"}}))
		desktest.WantKind(t, d.SignAction(t.Context(), zoe, act.Ref(), postmortem.ByName), problem.KindConflict)
		desktest.WantKind(t, d.SignAction(t.Context(), d.Auditor(t), act.Ref(), postmortem.ByName), problem.KindNotFound)
		desktest.WantKind(t, d.SignAction(t.Context(), leo, act.Ref(), postmortem.Unnamed), problem.KindInvalid)
		ok(t, d.SignAction(t.Context(), leo, act.Ref(), postmortem.ByRole))
		ok(t, d.SignAction(t.Context(), leo, act.Ref(), postmortem.ByName))
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		told := func() string {
			c := publication(t, d, zoe, pm.Ref(), 0).Copy
			md, err := render.DocumentMarkdown(c)
			ok(t, err)
			page, err := render.DocumentHTML(render.Document{Copy: c}, render.NewMarkdown())
			ok(t, err)
			here := desktest.Must[desk.CoAuthorship](t)(d.CoAuthorship(t.Context(), zoe, act.Ref()))
			return md + page + fmt.Sprint(here.Told)
		}
		if got := told(); strings.Count(got, "co-authored by Leo Martin") != 2 || !strings.Contains(got, "[Leo Martin]") {
			t.Errorf("the co-author is told as\n%s", got)
		}
		if kept := storetest.Rows(t, s, `select copy from publications`); strings.Contains(kept[0][0], "Leo") {
			t.Error("the copy that never changes holds the co-author")
		}
		for range 2 { // Twice is once.
			ok(t, d.UnsignAction(t.Context(), leo, act.Ref()))
		}
		if got := told(); strings.Contains(got, "Leo") || strings.Contains(got, "co-author") {
			t.Errorf("withdrawn, it is still told:\n%s", got)
		}
		d.WantEvents(t, postmortem.CareStream(postmortem.ID(act.ID)), "co_author.signed", "co_author.withdrawn")
		if got := fmt.Sprint(storetest.Rows(t, s, `select result from once`), storetest.Rows(t, s, `select body from events where noun = 'care'`)); strings.Contains(got, "Leo") || strings.Contains(got, string(leo.ID)) {
			t.Error("what is kept tells who it was")
		}
	})
}
