package desk_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

func TestAnotherPostmortemTakesThePlaceOfOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		first, second := published(t, d, ana), published(t, d, ana)
		unfinished := drafted(t, d, ana, resolved(t, d, ana).Ref())
		hidden := drafted(t, d, ana, resolved(t, d, ana, private).Ref())
		supersede := func(ref, by, reason string) error {
			return d.SupersedePostmortem(t.Context(), ana, desk.Superseding{Postmortem: ref, By: by, Reason: reason})
		}
		for name, c := range map[string]struct {
			err   error
			field string
		}{
			"itself":     {supersede(first.Ref(), first.Ref(), "x"), "by"},
			"a draft":    {supersede(first.Ref(), unfinished.Ref(), "x"), "by"},
			"nothing":    {supersede(first.Ref(), "PM-99", "x"), "by"},
			"no reason":  {supersede(first.Ref(), second.Ref(), " "), "reason"},
			"a draft by": {supersede(unfinished.Ref(), second.Ref(), "x"), ""},
			"unseen":     {d.SupersedePostmortem(t.Context(), d.Responder(t), desk.Superseding{Postmortem: hidden.Ref(), By: second.Ref(), Reason: "x"}), ""},
		} {
			if p := problem.Of(c.err); p == nil || p.Field != c.field {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		ok(t, supersede(first.Ref(), second.Ref(), "Both tell of one cause."))
		got := desktest.Must[desk.Successions](t)(d.Successions(t.Context(), vic, first.Ref()))
		if got.By == nil || got.By.ByRef != second.Ref() || got.By.Reason != "Both tell of one cause." {
			t.Errorf("the first leads to %+v", got.By)
		}
		got = desktest.Must[desk.Successions](t)(d.Successions(t.Context(), vic, second.Ref()))
		if len(got.Replaces) != 1 || got.Replaces[0].Ref != first.Ref() {
			t.Errorf("the second leads to %+v", got.Replaces)
		}
		publication(t, d, vic, first.Ref(), 0) // It stays readable.
		desktest.WantKind(t, supersede(second.Ref(), first.Ref(), "x"), problem.KindInvalid)
		write := desk.SectionEdit{Postmortem: first.Ref(), Section: "lucky", Text: "x"}
		_, err := d.EditSection(t.Context(), ana, write)
		desktest.WantKind(t, err, problem.KindConflict)
		d.Write(t, func(tx *store.Tx) error { return tx.RebuildSearch() })
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: first.Ref(), Reason: "They differ after all."}))
		if got := desktest.Must[desk.Successions](t)(d.Successions(t.Context(), vic, first.Ref())); got.By != nil {
			t.Errorf("written anew it still leads to %+v", got.By)
		}
	})
}

func TestWhatWasKeptFromTheCompanyIsAnnouncedWhenItOpens(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		listening(t, d, boss, "hook", news.Opened)
		ana, vic := d.Responder(t), d.Viewer(t)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref(), Publishing: postmortem.Publishing{
			Audience: postmortem.Responders, Reason: "A supplier mends it first.", Until: d.Clock.Now().Add(48 * time.Hour),
		}}))
		d.Work(t)
		ok(t, d.Tidy(t.Context()))
		d.Work(t)
		reads := func(who person.Actor) error {
			return s.Read(t.Context(), func(v *store.View) error { _, err := v.Publication(who, pm.Ref(), 0); return err })
		}
		desktest.WantKind(t, reads(vic), problem.KindNotFound)
		if n := len(d.Outside.Parcels()); n != 0 || len(mailTo(t, d, vic)) != 0 {
			t.Errorf("before the end %d are told, and mail went out: %v", n, mailTo(t, d, vic))
		}
		before := len(mailTo(t, d, ana))
		d.Clock.Advance(49 * time.Hour)
		for range 2 { // Twice is once.
			ok(t, d.Tidy(t.Context()))
			d.Work(t)
		}
		ok(t, reads(vic))
		parcels := d.Outside.Parcels()
		if len(parcels) != 1 || parcels[0].Notice.Title == "" || parcels[0].Notice.Audience != string(incident.Company) {
			t.Errorf("webhooks tell %+v", parcels)
		}
		if got := mailTo(t, d, vic); len(got) != 1 {
			t.Errorf("a viewer gets %v", got)
		}
		if got := len(mailTo(t, d, ana)); got != before {
			t.Error("a responder is told again of what could be read all the time")
		}
	})
}

func TestWhatOpenedLongAgoIsNoNews(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d, boss := posting(t, s)
		listening(t, d, boss, "hook", news.Opened)
		ana := d.Responder(t)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		approved(t, d, ana, pm.Ref())
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref(), Publishing: postmortem.Publishing{
			Audience: postmortem.Responders, Reason: "A supplier mends it first.", Until: d.Clock.Now().Add(48 * time.Hour),
		}}))
		d.Work(t)
		d.Clock.Advance(30 * 24 * time.Hour) // As after an upgrade, or a server that was off.
		ok(t, d.Tidy(t.Context()))
		d.Work(t)
		if parcels := d.Outside.Parcels(); len(parcels) != 0 {
			t.Errorf("a month later webhooks tell %+v", parcels)
		}
	})
}

func TestTheReasonOfASuccessionNamesNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := named(t, d, person.Responder, "Ana Lopez"), named(t, d, person.Responder, "Leo Martin")
		named(t, d, person.Viewer, "Zoë Quinn")
		first, second := published(t, d, ana), published(t, d, leo)
		for _, reason := range []string{"Ana's version was wrong.", "Leo's tells more.", "Zoë Quinn asked for it.", "zoë.quinn@example.com asked for it."} {
			err := d.SupersedePostmortem(t.Context(), ana, desk.Superseding{Postmortem: first.Ref(), By: second.Ref(), Reason: reason})
			if p := problem.Of(err); p == nil || p.Field != "reason" || !strings.Contains(p.Hint, "roles") {
				t.Errorf("%s: %v", reason, err)
			}
		}
		ok(t, d.SupersedePostmortem(t.Context(), ana, desk.Superseding{Postmortem: first.Ref(), By: second.Ref(), Reason: "The other one tells the cause."}))
	})
}

func TestTwoPostmortemsDoNotTakeEachOthersPlace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		for range 4 {
			one, two := published(t, d, ana), published(t, d, ana)
			var both sync.WaitGroup
			errs := make([]error, 2)
			for i, in := range []desk.Superseding{{one.Ref(), two.Ref(), "It tells more."}, {two.Ref(), one.Ref(), "It tells more."}} {
				both.Go(func() { errs[i] = d.SupersedePostmortem(context.WithoutCancel(t.Context()), ana, in) })
			}
			both.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("at the same moment: %v and %v", errs[0], errs[1])
			}
			for _, err := range errs {
				if p := problem.Of(err); err != nil && (p == nil || p.Field != "by") {
					t.Errorf("the later one is told %v", err)
				}
			}
		}
	})
}
