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

// revisions are the texts that a part had, newest first.
func revisions(t *testing.T, d *desktest.Desk, by person.Actor, ref string, f store.RevisionFilter) (list []postmortem.Revision) {
	t.Helper()
	if f.Limit == 0 {
		f.Limit = 100
	}
	d.Read(t, func(v *store.View) error {
		pm, err := v.Postmortem(by, ref)
		if err != nil {
			return err
		}
		list, _, err = v.PostmortemRevisions(pm.ID, f)
		return err
	})
	return list
}

func texts(list []postmortem.Revision) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.Text
	}
	return out
}

func TestEveryWordingOfASectionStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := named(t, d, person.Responder, "Ana Lopez")
		inc := resolved(t, d, ana)
		pm := drafted(t, d, ana, inc.Ref())
		was := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref()))
		first := was.Sections[2].Text // What happened: the draft tells the record.
		if first == "" {
			t.Fatal("the draft says nothing of what happened")
		}
		key := postmortem.WhatHappened
		if got := texts(revisions(t, d, ana, pm.Ref(), store.RevisionFilter{Part: string(key)})); !cmp.Equal(got, []string{first}) {
			t.Fatalf("a fresh draft has the revisions %q", got)
		}
		write(t, d, ana, pm.Ref(), key, "One.")
		write(t, d, ana, pm.Ref(), key, "Two.")
		write(t, d, ana, pm.Ref(), postmortem.Lucky, "Elsewhere.")
		write(t, d, ana, pm.Ref(), key, "Three.")
		ok(t, d.RetitlePostmortem(t.Context(), ana, desk.Retitle{Postmortem: pm.Ref(), Title: "Another title"}))
		list := revisions(t, d, ana, pm.Ref(), store.RevisionFilter{Part: string(key)})
		if d := cmp.Diff([]string{"Three.", "Two.", "One.", first}, texts(list)); d != "" {
			t.Error(d)
		}
		if list[0].Before != "Two." || list[2].Before != first || !list[3].Drafted || list[0].Drafted {
			t.Errorf("the revisions are not told apart: %+v", list)
		}
		if got := revisions(t, d, ana, pm.Ref(), store.RevisionFilter{Part: string(key), Before: list[1].Number, Limit: 1}); !cmp.Equal(texts(got), []string{"One."}) {
			t.Errorf("the next page has %q", texts(got))
		}
		title := revisions(t, d, ana, pm.Ref(), store.RevisionFilter{Part: postmortem.TitleField})
		if d := cmp.Diff([]string{"Another title", "Checkout returns errors"}, texts(title)); d != "" || title[0].Before != "Checkout returns errors" {
			t.Errorf("%s %+v", d, title)
		}
		whole := revisions(t, d, ana, pm.Ref(), store.RevisionFilter{})
		if len(whole) != 6 || whole[0].Part != postmortem.TitleField || whole[2].Part != string(postmortem.Lucky) || !whole[5].Drafted {
			t.Errorf("the whole has %+v", whole)
		}

		// An earlier version, as somebody read it before they began to type.
		now := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref())).Sections[2]
		for version, want := range map[int]string{now.Version: "Three.", now.Version - 1: "Two.", now.Version - 2: "One.", now.Version - 3: first} {
			d.Read(t, func(v *store.View) error {
				got, err := v.SectionAt(was.Postmortem.ID, now, version)
				if err != nil || got != want {
					t.Errorf("version %d reads %q, %v; want %q", version, got, err, want)
				}
				return nil
			})
		}
		d.Read(t, func(v *store.View) error {
			for _, none := range []int{-1, now.Version + 1} {
				_, err := v.SectionAt(was.Postmortem.ID, now, none)
				desktest.WantKind(t, err, problem.KindNotFound)
			}
			_, err := v.PostmortemRevision(was.Postmortem.ID, string(key), whole[2].Number)
			desktest.WantKind(t, err, problem.KindNotFound) // It belongs to another section.
			return nil
		})
	})
}

func TestARestoredWordingIsANewOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := named(t, d, person.Responder, "Ana Lopez")
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		write(t, d, ana, pm.Ref(), postmortem.Lucky, "One.")
		write(t, d, ana, pm.Ref(), postmortem.Lucky, "Two.")
		list := revisions(t, d, ana, pm.Ref(), store.RevisionFilter{Part: "lucky"})
		in := desk.Restoration{Postmortem: pm.Ref(), Part: "lucky", Revision: list[1].Number, Version: 2}
		_, err := d.RestoreRevision(t.Context(), ana, in)
		desktest.WantKind(t, err, problem.KindStale)
		in.Version = 3
		if v := desktest.Must[int](t)(d.RestoreRevision(t.Context(), ana, in)); v != 4 {
			t.Errorf("the version is %d", v)
		}
		got := revisions(t, d, ana, pm.Ref(), store.RevisionFilter{Part: "lucky"})
		if d := cmp.Diff([]string{"One.", "Two.", "One.", ""}, texts(got)); d != "" || got[0].Restored != list[1].Number {
			t.Errorf("%s %+v", d, got[0])
		}
		ok(t, d.RetitlePostmortem(t.Context(), ana, desk.Retitle{Postmortem: pm.Ref(), Title: "Another title"}))
		title := revisions(t, d, ana, pm.Ref(), store.RevisionFilter{Part: "title"})
		p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref()))
		desktest.Must[int](t)(d.RestoreRevision(t.Context(), ana, desk.Restoration{Postmortem: pm.Ref(), Part: "title", Revision: title[1].Number, Version: p.Postmortem.Version}))
		if p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref())); p.Postmortem.Title != "Checkout returns errors" {
			t.Errorf("the title is %q", p.Postmortem.Title)
		}
		vic := d.Viewer(t)
		_, err = d.RestoreRevision(t.Context(), vic, in)
		desktest.WantKind(t, err, problem.KindNotFound)
		in.Revision = 99
		_, err = d.RestoreRevision(t.Context(), ana, in)
		desktest.WantKind(t, err, problem.KindNotFound)
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		in.Revision, in.Version = list[0].Number, 4
		_, err = d.RestoreRevision(t.Context(), ana, in)
		desktest.WantKind(t, err, problem.KindConflict)
	})
}

func TestWordsThatWereErasedDoNotComeBackAsNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := named(t, d, person.Responder, "Ana Lopez")
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		for _, words := range []string{"One.", "Two.", "Three."} {
			write(t, d, ana, pm.Ref(), postmortem.Lucky, words)
		}
		list := revisions(t, d, ana, pm.Ref(), store.RevisionFilter{Part: "lucky"})
		_, err := storetest.Database(t, s).ExecContext(t.Context(), `update events set body = null where noun = 'postmortem' and stream_id = $1 and seq > 1 and seq <= $2`,
			string(pm.ID), list[1].Number)
		ok(t, err)
		for _, gone := range []postmortem.Revision{list[1], list[3]} { // What somebody wrote, and what the draft said.
			_, err = d.RestoreRevision(t.Context(), ana, desk.Restoration{Postmortem: pm.Ref(), Part: "lucky", Revision: gone.Number, Version: 4})
			desktest.WantKind(t, err, problem.KindNotFound)
		}
		if got := revisions(t, d, ana, pm.Ref(), store.RevisionFilter{Part: "lucky"}); got[0].Text != "Three." || !got[1].Erased || !got[3].Erased {
			t.Errorf("the revisions are %+v", got)
		}
	})
}

// unsaved is what somebody finds of what they typed.
func unsaved(t *testing.T, d *desktest.Desk, who person.Actor, ref string) (list []postmortem.Unsaved) {
	t.Helper()
	d.Read(t, func(v *store.View) error {
		pm, err := v.Postmortem(person.System, ref)
		if err != nil {
			return err
		}
		list, err = v.Unsaved(who, pm.ID)
		return err
	})
	return list
}

func TestWhatIsTypedIsKeptForItsWriterAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, ben := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Responder, "Ben Okafor")
		inc := resolved(t, d, ana, private)
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: ben.ID}))
		pm := drafted(t, d, ana, inc.Ref())
		keep := func(who person.Actor, words string) {
			t.Helper()
			d.Clock.Advance(time.Second)
			in := desk.Typed{Postmortem: pm.Ref(), Section: "lucky", Text: words, Version: 1}
			for _, u := range unsaved(t, d, who, pm.Ref()) {
				in.Kept = u.At
			}
			desktest.Must[postmortem.Unsaved](t)(d.KeepUnsaved(t.Context(), who, in))
		}
		seq := len(d.Events(t, postmortem.StreamOf(pm.ID)))
		keep(ana, "Ana types")
		keep(ana, "Ana types on")
		keep(ben, "Ben types")
		if got := unsaved(t, d, ana, pm.Ref()); len(got) != 1 || got[0].Text != "Ana types on" || got[0].Version != 1 || got[0].At.IsZero() {
			t.Errorf("kept is %+v", got)
		}
		if got := unsaved(t, d, ben, pm.Ref()); len(got) != 1 || got[0].Text != "Ben types" {
			t.Errorf("kept is %+v", got)
		}
		if n := len(d.Events(t, postmortem.StreamOf(pm.ID))); n != seq {
			t.Error("typing is an event")
		}
		for _, bad := range []desk.Typed{
			{Postmortem: pm.Ref(), Section: "lucky", Text: strings.Repeat("x", postmortem.MaxSection+1)},
			{Postmortem: pm.Ref(), Section: "lucky", Text: strings.Repeat("> ", 500) + "deep"},
		} {
			_, err := d.KeepUnsaved(t.Context(), ana, bad)
			desktest.WantKind(t, err, problem.KindInvalid)
		}
		_, err := d.KeepUnsaved(t.Context(), ana, desk.Typed{Postmortem: pm.Ref(), Section: "nothing", Text: "x"})
		desktest.WantKind(t, err, problem.KindNotFound)
		out := d.Responder(t)
		_, err = d.KeepUnsaved(t.Context(), out, desk.Typed{Postmortem: pm.Ref(), Section: "lucky", Text: "x"})
		desktest.WantKind(t, err, problem.KindNotFound)

		// Saved by its form, it is kept no longer; written by another door, it stays.
		edit := desk.SectionEdit{Postmortem: pm.Ref(), Section: "lucky", Text: "Ana wrote", Version: 1}
		desktest.Must[int](t)(d.EditSection(t.Context(), ana, edit))
		if len(unsaved(t, d, ana, pm.Ref())) != 1 {
			t.Error("another door took what was typed")
		}
		// What was typed in another tab, or on another day, is not typed over.
		_, err = d.KeepUnsaved(t.Context(), ana, desk.Typed{Postmortem: pm.Ref(), Section: "lucky", Text: "In another tab", Version: 2})
		desktest.WantKind(t, err, problem.KindStale)
		edit.Text, edit.Version, edit.Typed = "Ana types on", 2, unsaved(t, d, ana, pm.Ref())[0].At
		desktest.Must[int](t)(d.EditSection(t.Context(), ana, edit))
		if len(unsaved(t, d, ana, pm.Ref())) != 0 || len(unsaved(t, d, ben, pm.Ref())) != 1 {
			t.Error("what was saved is still kept, or that of another is gone")
		}
		keep(ana, "Ana types on") // As it is saved: nothing to keep.
		if len(unsaved(t, d, ana, pm.Ref())) != 0 {
			t.Error("what is saved is kept")
		}
		keep(ana, "Again")
		discard := desk.Typed{Postmortem: pm.Ref(), Section: "lucky", Kept: unsaved(t, d, ana, pm.Ref())[0].At}
		keep(ana, "Again and on")
		ok(t, d.DiscardUnsaved(t.Context(), ana, discard))
		if len(unsaved(t, d, ana, pm.Ref())) != 1 {
			t.Error("what was typed since is gone")
		}
		discard.Kept = unsaved(t, d, ana, pm.Ref())[0].At
		ok(t, d.DiscardUnsaved(t.Context(), ana, discard))
		ok(t, d.DiscardUnsaved(t.Context(), ana, discard))
		if len(unsaved(t, d, ana, pm.Ref())) != 0 || len(unsaved(t, d, ben, pm.Ref())) != 1 {
			t.Error("discarded is still kept, or that of another is gone")
		}

		// Whoever may no longer write there has nothing there.
		ok(t, d.RemoveMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: ben.ID}))
		ok(t, d.InviteMember(t.Context(), ana, desk.Membership{Incident: inc.Ref(), Person: ben.ID}))
		if len(unsaved(t, d, ben, pm.Ref())) != 0 {
			t.Error("it came back with the sight of the incident")
		}
		boss := d.Administrator(t)
		keep(ben, "Ben types")
		keep(ana, "Ana types")
		ok(t, d.ChangeRole(t.Context(), boss, desk.RoleChange{Person: ben.ID, Role: person.Viewer}))
		ok(t, d.DisablePerson(t.Context(), boss, ana.ID))
		if len(unsaved(t, d, ben, pm.Ref()))+len(unsaved(t, d, ana, pm.Ref())) != 0 {
			t.Error("what was typed outlives the right to write it")
		}
	})
}

func TestWhatIsTypedIsForgottenAfterThirtyDays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := named(t, d, person.Responder, "Ana Lopez")
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		for key, age := range map[string]time.Duration{"lucky": 0, "worked": 2 * 24 * time.Hour} {
			d.Clock.Advance(age)
			desktest.Must[postmortem.Unsaved](t)(d.KeepUnsaved(t.Context(), ana, desk.Typed{Postmortem: pm.Ref(), Section: key, Text: "x", Version: 1}))
		}
		d.Clock.Advance(postmortem.UnsavedFor - time.Hour)
		ok(t, d.Tidy(t.Context()))
		if got := unsaved(t, d, ana, pm.Ref()); len(got) == 0 {
			t.Error("nothing is kept")
		}
		d.Clock.Advance(time.Hour)
		ok(t, d.Tidy(t.Context()))
		ok(t, d.Tidy(t.Context()))
		if got := unsaved(t, d, ana, pm.Ref()); len(got) != 0 {
			t.Errorf("kept is %+v", got)
		}
	})
}
