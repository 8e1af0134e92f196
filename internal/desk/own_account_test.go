package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// own writes an account as somebody.
func own(t *testing.T, d *desktest.Desk, who person.Actor, in desk.AccountWords) error {
	t.Helper()
	in.Version = desktest.Must[desk.OwnAccount](t)(d.OwnAccount(t.Context(), who, in.Postmortem)).Version
	_, err := d.WriteAccount(t.Context(), who, in)
	return err
}

// told is everything that a reader gets of a postmortem: the copy, its exports, what the search
// finds for a word.
func everythingTold(t *testing.T, d *desktest.Desk, who person.Actor, ref, word string) string {
	t.Helper()
	var all strings.Builder
	d.Read(t, func(v *store.View) error {
		for _, edition := range []int{0, 1, 2} {
			p, err := v.Publication(who, ref, edition)
			if problem.KindOf(err) == problem.KindNotFound {
				continue
			}
			ok(t, err)
			md, err := render.DocumentMarkdown(p.Copy)
			ok(t, err)
			page, err := render.DocumentHTML(render.Document{Copy: p.Copy}, render.NewMarkdown())
			ok(t, err)
			fmt.Fprintf(&all, "%+v\n%s\n%s\n", p.Copy.Accounts, md, page)
		}
		hits, err := v.Search(who, word, 10)
		fmt.Fprintf(&all, "%+v", hits)
		return err
	})
	return all.String()
}

func TestAnAccountIsItsWritersOwn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Viewer, "Leo Martin")
		zoe := named(t, d, person.Viewer, "Zoë Quinn")
		inc := declared(t, d, ana, func(in *desk.Declaration) { in.Command = true })
		_, err := d.AddNote(t.Context(), leo, desk.Note{Incident: inc.Ref(), Note: incident.Note{Text: "The prompt was green."}})
		ok(t, err)
		leo.Once = person.Once{Key: "key of a form", Bond: "person/" + string(leo.ID), Hash: "of the request"} // As every edge hands one over.
		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		ok(t, d.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		_, err = d.OwnAccount(t.Context(), leo, inc.Ref())
		desktest.WantKind(t, err, problem.KindNotFound) // There is no postmortem yet.
		pm := drafted(t, d, ana, inc.Ref())

		words := desk.AccountWords{Postmortem: inc.Ref(), Text: "The prompt was green, as in zanzibar. Ana called at once.", Signature: postmortem.ByRole}
		ok(t, own(t, d, leo, words))
		if list := desktest.Must[[]postmortem.CopyAccount](t)(d.Accounts(t.Context(), ana, pm.Ref())); len(list) > 0 {
			t.Errorf("somebody reads what was kept: %+v", list)
		}
		d.WantEvents(t, postmortem.CareStream(pm.ID))
		words.HandIn = true
		if p := problem.Of(own(t, d, leo, words)); p == nil || p.Field != "text" || !strings.Contains(p.Hint, "he commander") {
			t.Errorf("an account that names a colleague: %v", p)
		}
		words.Text = "The prompt was green, as in zanzibar. I, Leo, called the commander."
		ok(t, own(t, d, leo, words))
		if p := problem.Of(own(t, d, leo, words)); p == nil || p.Kind != problem.KindConflict {
			t.Errorf("what is handed in was changed: %v", p)
		}
		list := desktest.Must[[]postmortem.CopyAccount](t)(d.Accounts(t.Context(), ana, pm.Ref()))
		if len(list) != 1 || list[0].SignedAs != "a responder" || list[0].Text != words.Text {
			t.Errorf("handed in is %+v", list)
		}
		_, err = d.Accounts(t.Context(), zoe, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)

		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		if got := everythingTold(t, d, zoe, pm.Ref(), "zanzibar"); strings.Count(got, "zanzibar") < 4 || !strings.Contains(got, "— a responder") {
			t.Errorf("the published account is told as\n%s", got)
		}
		if got := desktest.Must[desk.OwnAccount](t)(d.OwnAccount(t.Context(), leo, pm.Ref())); !got.Told {
			t.Error("its writer is not told that it is published")
		}
		if kept := storetest.Rows(t, s, `select copy from publications`); strings.Contains(kept[0][0], "zanzibar") {
			t.Error("the copy that never changes holds the account")
		}

		found := storetest.Rows(t, s, `select doc, kind, at from search_texts order by doc`)
		d.Clock.Advance(time.Hour)
		ok(t, d.TakeBackAccount(t.Context(), leo, pm.Ref()))
		if diff := cmp.Diff(found, storetest.Rows(t, s, `select doc, kind, at from search_texts order by doc`)); diff != "" {
			t.Errorf("the search tells when it was taken back (-want +got):\n%s", diff)
		}
		if got := everythingTold(t, d, zoe, pm.Ref(), "zanzibar"); strings.Contains(got, "zanzibar") || strings.Contains(got, "own words") {
			t.Errorf("taken back, it is still told:\n%s", got)
		}
		ok(t, own(t, d, leo, words)) // Handed in anew, it waits for the next edition.
		if got := everythingTold(t, d, zoe, pm.Ref(), "zanzibar"); strings.Contains(got, "zanzibar") {
			t.Errorf("an edition tells what came after it:\n%s", got)
		}
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "An account came."}))
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		if got := everythingTold(t, d, zoe, pm.Ref(), "zanzibar"); strings.Count(got, "[{SignedAs:a responder") != 2 {
			t.Errorf("the second edition alone tells it, as the newest and by its number:\n%s", got)
		}
		d.Write(t, func(tx *store.Tx) error { return tx.RebuildSearch() })
		for range 2 { // Twice is once.
			ok(t, d.WithdrawAccount(t.Context(), leo, pm.Ref()))
		}
		if got := everythingTold(t, d, zoe, pm.Ref(), "zanzibar"); strings.Contains(got, "zanzibar") {
			t.Errorf("withdrawn, it is still told:\n%s", got)
		}
		d.WantEvents(t, postmortem.CareStream(pm.ID), "account.handed_in", "account.taken_back", "account.handed_in", "account.taken_back")
		for _, table := range []string{"own_accounts", "publication_accounts", "once where key = 'key of a form'"} {
			if rows := storetest.Rows(t, s, `select * from `+table); len(rows) > 0 {
				t.Errorf("%s still holds %v", table, rows)
			}
		}
		for _, ev := range d.Events(t, postmortem.CareStream(pm.ID)) {
			if ev.Actor != "" || ev.Subject != "" || string(ev.Body) != "{}" {
				t.Errorf("the record tells who it was: %+v", ev)
			}
		}
		for _, q := range []string{`select body from events`, `select body from search_texts`, `select copy from publications`, `select result from once`} {
			if got := fmt.Sprint(storetest.Rows(t, s, q)); strings.Contains(got, "zanzibar") {
				t.Errorf("%s still holds the words", q)
			}
		}
	})
}

func TestAnAccountOfAPrivateIncidentStaysWithItsMembers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic, out := d.Responder(t), d.Viewer(t), d.Viewer(t)
		inc := resolved(t, d, ana, private)
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: vic.ID}))
		pm := drafted(t, d, ana, inc.Ref())
		ok(t, own(t, d, vic, desk.AccountWords{Postmortem: pm.Ref(), Text: "For members.", HandIn: true}))
		ok(t, own(t, d, ana, desk.AccountWords{Postmortem: pm.Ref(), Text: "For everybody.", ForCompany: true, HandIn: true}))
		_, err := d.OwnAccount(t.Context(), out, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)
		_, err = d.OwnAccount(t.Context(), d.Auditor(t), pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		if got := publication(t, d, vic, pm.Ref(), 0).Copy.Accounts; len(got) != 2 {
			t.Errorf("members read %+v", got)
		}
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "It is to be opened."}))
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{
			Postmortem: pm.Ref(), Publishing: postmortem.Publishing{Audience: postmortem.Company, Reason: "The members agreed."},
		}))
		if got := publication(t, d, out, pm.Ref(), 0).Copy.Accounts; len(got) != 1 || got[0].Text != "For everybody." {
			t.Errorf("the company reads %+v", got)
		}
	})
}

func TestAnAccountCanBeDeletedByWhomTheIncidentIsClosedTo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		inc := resolved(t, d, ana, private)
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: vic.ID}))
		pm := drafted(t, d, ana, inc.Ref())
		words := desk.AccountWords{Postmortem: pm.Ref(), Text: "The prompt was green.", HandIn: true}
		ok(t, own(t, d, vic, words))
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		ok(t, d.RemoveMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: vic.ID}))

		got := desktest.Must[desk.OwnAccount](t)(d.OwnAccount(t.Context(), vic, pm.Ref()))
		if got.Incident != nil || got.Text != words.Text || !got.Told {
			t.Errorf("its writer, who may not see the incident any more, sees %+v", got)
		}
		ok(t, d.TakeBackAccount(t.Context(), vic, pm.Ref()))
		if told := publication(t, d, ana, pm.Ref(), 0).Copy.Accounts; len(told) > 0 {
			t.Errorf("taken back, the page tells %+v", told)
		}
		_, err := d.WriteAccount(t.Context(), vic, desk.AccountWords{Postmortem: pm.Ref(), Text: "More.", Version: 2})
		desktest.WantKind(t, err, problem.KindNotFound)
		ok(t, d.WithdrawAccount(t.Context(), vic, pm.Ref()))
		if rows := storetest.Rows(t, s, `select * from own_accounts`); len(rows) > 0 {
			t.Errorf("there is still %v", rows)
		}
		_, err = d.OwnAccount(t.Context(), vic, pm.Ref())
		desktest.WantKind(t, err, problem.KindNotFound)
		desktest.WantKind(t, d.WithdrawAccount(t.Context(), d.Viewer(t), pm.Ref()), problem.KindNotFound)
	})
}
