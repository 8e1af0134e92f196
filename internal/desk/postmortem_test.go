package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// reviewing makes a desk that knows one blocking word.
func reviewing(t *testing.T, s *store.Store) *desktest.Desk {
	t.Helper()
	d := desktest.New(t, s)
	d.Desk = desk.New(desk.Config{Store: s, Now: d.Clock.Now, Language: func(_ *blameless.Rules, text string, _ blameless.Options) []blameless.Finding {
		if i := strings.Index(text, "careless"); i >= 0 {
			return []blameless.Finding{{Rule: "banned", Place: blameless.Place{Start: i, End: i + 8}, Severity: blameless.Block}}
		}
		return nil
	}})
	return d
}

// named makes somebody with a name of their own.
func named(t *testing.T, d *desktest.Desk, role person.Role, name string) person.Actor {
	t.Helper()
	p := person.Person{ID: person.ID(store.NewID()), Name: name, Role: role, CreatedAt: d.Clock.Now()}
	p.Email = strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com"
	d.Write(t, func(tx *store.Tx) error { return tx.AddPerson(p, "") })
	return person.Actor{ID: p.ID, Name: name, Role: role, Door: person.DoorWeb}
}

// resolved declares an incident and brings it to resolved.
func resolved(t *testing.T, d *desktest.Desk, by person.Actor, bend ...func(*desk.Declaration)) desk.Declared {
	t.Helper()
	inc := declared(t, d, by, bend...)
	d.Clock.Advance(time.Hour)
	ok(t, d.StabiliseIncident(t.Context(), by, desk.Move{Incident: inc.Ref()}))
	d.Clock.Advance(time.Hour)
	ok(t, d.ResolveIncident(t.Context(), by, desk.Move{Incident: inc.Ref()}))
	return inc
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func drafted(t *testing.T, d *desktest.Desk, by person.Actor, ref string) desk.Drafted {
	t.Helper()
	return desktest.Must[desk.Drafted](t)(d.DraftPostmortem(t.Context(), by, ref))
}

// approved fills in what publication waits for, and approves.
func approved(t *testing.T, d *desktest.Desk, by person.Actor, ref string) {
	t.Helper()
	write(t, d, by, ref, postmortem.Summary, "Nobody could pay for three hours.")
	settle(t, d, by, ref)
	ok(t, d.AcknowledgeDirective(t.Context(), by, ref))
	ok(t, d.RequestReview(t.Context(), by, ref))
	ok(t, d.ApprovePostmortem(t.Context(), by, ref))
}

func write(t *testing.T, d *desktest.Desk, by person.Actor, ref string, key postmortem.Key, words string) {
	t.Helper()
	p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), by, ref))
	for _, s := range p.Sections {
		if s.Key == key {
			desktest.Must[int](t)(d.EditSection(t.Context(), by, desk.SectionEdit{Postmortem: ref, Section: string(key), Text: words, Version: s.Version}))
		}
	}
}

// settle waives every moment that the draft did not find.
func settle(t *testing.T, d *desktest.Desk, by person.Actor, ref string) {
	t.Helper()
	p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), by, ref))
	for _, m := range p.Moments {
		if !m.Settled() {
			desktest.Must[int](t)(d.SetMoment(t.Context(), by, desk.MomentSetting{Postmortem: ref, Moment: string(m.Name), Version: m.Version, Waived: "Nobody knows."}))
		}
	}
}

func TestPostmortemGoesThroughItsLife(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		inc := resolved(t, d, ana)
		pm := drafted(t, d, ana, inc.Ref())
		if again := drafted(t, d, ana, inc.Ref()); again != pm || pm.Ref() != "PM-1" {
			t.Errorf("drafted twice: %+v and %+v", pm, again)
		}
		_, err := d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()})
		desktest.WantKind(t, err, problem.KindConflict)
		approved(t, d, ana, pm.Ref())
		pub := desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		if pub.Edition != 1 {
			t.Errorf("published %+v", pub)
		}
		copied := publication(t, d, vic, pm.Ref(), 0)
		if copied.Audience != postmortem.Company || copied.Copy.Directive != postmortem.PrimeDirective || copied.Copy.Statement == "" {
			t.Errorf("the copy is %+v", copied)
		}
		ok(t, d.BeginEdition(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "The cause is known now."}))
		write(t, d, ana, pm.Ref(), postmortem.Summary, "Now we know more.")
		if got := publication(t, d, vic, pm.Ref(), 0); got.Edition != 1 || text(got, postmortem.Summary) != "Nobody could pay for three hours." {
			t.Errorf("the published copy changed while the next one is written: %+v", got)
		}
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.SendBack(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: "One word."}))
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()}))
		first, second := publication(t, d, vic, pm.Ref(), 1), publication(t, d, vic, pm.Ref(), 0)
		if first.State() != postmortem.Superseded || second.Edition != 2 || second.State() != postmortem.Published || text(second, postmortem.Summary) != "Now we know more." {
			t.Errorf("editions: %s %d, %s %d", first.State(), first.Edition, second.State(), second.Edition)
		}
		d.WantEvents(t, postmortem.StreamOf(pm.ID), "postmortem.drafted", "postmortem.section_edited", "postmortem.moment_set", "postmortem.moment_set",
			"postmortem.moment_set", "postmortem.directive_acknowledged", "postmortem.review_requested", "postmortem.approved", "postmortem.published",
			"postmortem.edition_began", "postmortem.section_edited", "postmortem.review_requested", "postmortem.sent_back", "postmortem.review_requested",
			"postmortem.approved", "postmortem.published")
		d.WantEvents(t, incident.StreamOf(inc.ID), "incident.declared", "incident.stabilised", "incident.resolved", "incident.learning_began", "incident.closed")
	})
}

func publication(t *testing.T, d *desktest.Desk, actor person.Actor, ref string, edition int) *postmortem.Publication {
	t.Helper()
	var p *postmortem.Publication
	d.Read(t, func(v *store.View) (err error) {
		p, err = v.Publication(actor, ref, edition)
		return err
	})
	return p
}

func text(p *postmortem.Publication, key postmortem.Key) string {
	for _, s := range p.Copy.Sections {
		if s.Key == key {
			return s.Text
		}
	}
	return ""
}

func TestDraftSaysWhatTheRecordKnows(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := d.Responder(t), d.Responder(t)
		began := d.Clock.Now().Add(-10 * time.Minute)
		inc := declared(t, d, ana, func(in *desk.Declaration) {
			in.Summary, in.ImpactStart, in.ImpactPrecision = "Payments fail.", began, 2*time.Minute
		})
		d.Clock.Advance(5 * time.Minute)
		ok(t, d.PostUpdate(t.Context(), leo, desk.Update{Incident: inc.Ref(), Audience: incident.Company, Text: "Payments come back in an hour."}))
		ok(t, d.DiagnoseIncident(t.Context(), leo, desk.Move{Incident: inc.Ref(), Note: "A table is gone."}))
		d.Clock.Advance(time.Hour)
		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		ok(t, d.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		pm := drafted(t, d, ana, inc.Ref())
		p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref()))
		got := map[postmortem.Key]postmortem.Section{}
		for _, sec := range p.Sections {
			got[sec.Key] = sec
		}
		if diff := cmp.Diff("Payments fail.\n\nPayments come back in an hour.", got[postmortem.Summary].Text); diff != "" {
			t.Error(diff)
		}
		for key, want := range map[postmortem.Key]string{
			postmortem.Impact:       "- Severity: SEV1\n- Services: checkout\n- Environment: production\n- Began: 2026-10-02 13:50 UTC (± 2 min)\n- Until stable: 1 h 15 min",
			postmortem.WhatHappened: "- **2026-10-02 14:05 UTC** Diagnosed: the working cause is known well enough to act: A table is gone.",
		} {
			if !strings.Contains(got[key].Text, want) || !strings.HasPrefix(got[key].Source, "From ") {
				t.Errorf("%s is %q from %q", key, got[key].Text, got[key].Source)
			}
		}
		if got[postmortem.Lucky].Text != "" || got[postmortem.Lucky].Source != "" {
			t.Errorf("the draft concludes: %+v", got[postmortem.Lucky])
		}
		var lacks []string
		for _, m := range p.Missing {
			lacks = append(lacks, m.Field)
		}
		if diff := cmp.Diff([]string{"directive"}, lacks); diff != "" {
			t.Errorf("every moment was in the record: %s", diff)
		}
		if p.Moments[0].Precision != 2*time.Minute || !p.Moments[2].At.Equal(began.Add(15*time.Minute)) {
			t.Errorf("moments: %+v", p.Moments)
		}
	})
}

func TestDraftWaitsForTheResolution(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		inc := declared(t, d, ana)
		_, err := d.DraftPostmortem(t.Context(), ana, inc.Ref())
		desktest.WantKind(t, err, problem.KindConflict)
		_, err = d.MarkNotRequired(t.Context(), ana, desk.Waiver{Incident: inc.Ref(), Reason: "Nothing to learn."})
		desktest.WantKind(t, err, problem.KindConflict)
		_, err = d.DraftPostmortem(t.Context(), d.Viewer(t), inc.Ref())
		desktest.WantKind(t, err, problem.KindForbidden)
		d.WantEvents(t, incident.StreamOf(inc.ID), "incident.declared")
	})
}

func TestMarkNotRequiredClosesTheIncident(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		for name, begin := range map[string]bool{"without a draft": false, "with a draft": true} {
			inc := resolved(t, d, ana)
			if begin {
				drafted(t, d, ana, inc.Ref())
			}
			_, err := d.MarkNotRequired(t.Context(), ana, desk.Waiver{Incident: inc.Ref()})
			desktest.WantKind(t, err, problem.KindInvalid)
			pm := desktest.Must[desk.Drafted](t)(d.MarkNotRequired(t.Context(), ana, desk.Waiver{Incident: inc.Ref(), Reason: "A planned test."}))
			p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref()))
			if p.Postmortem.State != postmortem.NotRequired || p.Postmortem.Reason != "A planned test." {
				t.Errorf("%s: %+v", name, p.Postmortem)
			}
			_, err = d.DraftPostmortem(t.Context(), ana, inc.Ref())
			desktest.WantKind(t, err, problem.KindConflict)
			evs := d.Events(t, incident.StreamOf(inc.ID))
			if last := evs[len(evs)-1].Kind; last != "incident.closed" {
				t.Errorf("%s: the last event is %s", name, last)
			}
		}
	})
}

func TestTwoWritersDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := d.Responder(t), d.Responder(t)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		edit := func(by person.Actor, key postmortem.Key, version int, words string) (int, error) {
			return d.EditSection(t.Context(), by, desk.SectionEdit{Postmortem: pm.Ref(), Section: string(key), Text: words, Version: version})
		}
		if v := desktest.Must[int](t)(edit(ana, postmortem.Lucky, 1, "A snapshot existed.")); v != 2 {
			t.Errorf("the new version is %d", v)
		}
		_, err := edit(leo, postmortem.Lucky, 1, "Nothing.")
		desktest.WantKind(t, err, problem.KindStale)
		desktest.Must[int](t)(edit(leo, postmortem.Surprised, 1, "The prompts look alike."))
		_, err = edit(leo, "why", 1, "x")
		desktest.WantKind(t, err, problem.KindNotFound)
		_, err = edit(d.Viewer(t), postmortem.Lucky, 2, "x")
		desktest.WantKind(t, err, problem.KindNotFound)
		_, err = d.SetMoment(t.Context(), leo, desk.MomentSetting{Postmortem: pm.Ref(), Moment: "detected", Version: 0, At: d.Clock.Now()})
		desktest.WantKind(t, err, problem.KindStale)
	})
}

func TestEditSectionIsDoneOnceUnderOneKey(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		pm := drafted(t, d, ana, resolved(t, d, ana).Ref())
		ana.Once = person.Once{Key: "k-1", Bond: string(ana.ID), Hash: "h"}
		for range 2 {
			v, err := d.EditSection(t.Context(), ana, desk.SectionEdit{Postmortem: pm.Ref(), Section: "lucky", Text: "A snapshot.", Version: 1})
			if err != nil || v != 2 {
				t.Errorf("version %d, %v", v, err)
			}
		}
		d.WantEvents(t, postmortem.StreamOf(pm.ID), "postmortem.drafted", "postmortem.section_edited")
	})
}

func TestAssignPostmortem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, leo := d.Responder(t), d.Responder(t)
		pm := drafted(t, d, ana, resolved(t, d, ana, private).Ref())
		assign := func(a postmortem.Assignment) error {
			return d.AssignPostmortem(t.Context(), ana, desk.Reviewers{Postmortem: pm.Ref(), Assignment: a})
		}
		desktest.WantKind(t, assign(postmortem.Assignment{Owner: ana.ID, Facilitator: ana.ID}), problem.KindInvalid)
		desktest.WantKind(t, assign(postmortem.Assignment{Owner: leo.ID}), problem.KindInvalid) // Leo cannot see it.
		desktest.WantKind(t, assign(postmortem.Assignment{Owner: "nobody"}), problem.KindInvalid)
		ok(t, assign(postmortem.Assignment{Owner: ana.ID, Facilitator: ana.ID, Exception: "Nobody else is awake."}))
		ok(t, assign(postmortem.Assignment{Owner: ana.ID, FacilitatedBy: "the platform team"}))
		p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref()))
		if p.Postmortem.FacilitatedBy != "the platform team" || p.Postmortem.OwnerName != ana.Name || p.Postmortem.Exception != "" {
			t.Errorf("assigned %+v", p.Postmortem)
		}
		stale := 1
		err := d.AssignPostmortem(t.Context(), ana, desk.Reviewers{Postmortem: pm.Ref(), Version: &stale})
		desktest.WantKind(t, err, problem.KindStale)
	})
}

func TestPublicationWaits(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		inc := resolved(t, d, ana)
		pm := drafted(t, d, ana, inc.Ref())
		act := desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), ana, desk.Commitment{Postmortem: pm.Ref(), Commitment: action.Commitment{Title: "Refuse DROP TABLE"}}))
		write(t, d, ana, pm.Ref(), postmortem.Factors, "Somebody was careless.")
		ok(t, d.RequestReview(t.Context(), ana, pm.Ref()))
		ok(t, d.ApprovePostmortem(t.Context(), ana, pm.Ref()))
		_, err := d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()})
		p := problem.Of(err)
		if p == nil || p.Kind != problem.KindConflict || p.Field != "directive" {
			t.Fatalf("got %v", err)
		}
		for _, want := range []string{"Prime Directive", "Impact start", "summary is empty", "ACT-1 has no owner", "careless"} {
			if !strings.Contains(p.Say, want) {
				t.Errorf("the refusal does not name %q: %s", want, p.Say)
			}
		}
		ok(t, d.SendBack(t.Context(), ana, desk.Return{Postmortem: pm.Ref(), Reason: p.Say}))
		owner := "data platform"
		ok(t, d.ReviseAction(t.Context(), ana, desk.ActionRevision{Action: act.Ref(), Revision: action.Revision{Owner: &owner}}))
		approved(t, d, ana, pm.Ref())
		_, err = d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref()})
		if p := problem.Of(err); p == nil || p.Field != "language" {
			t.Errorf("got %v", err)
		}
		override := postmortem.Publishing{Override: "It quotes a customer."}
		desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), ana, desk.Publishing{Postmortem: pm.Ref(), Publishing: override}))
		evs := d.Events(t, postmortem.StreamOf(pm.ID))
		body, err := event.Read[postmortem.WasPublished](evs[len(evs)-1])
		if err != nil || body.Override != override.Override || body.Kept != 1 {
			t.Errorf("the override is not recorded: %+v, %v", body, err)
		}
		got := publication(t, d, ana, pm.Ref(), 0).Copy.Actions
		want := []postmortem.CopyAction{{Ref: "ACT-1", Title: "Refuse DROP TABLE", Type: "prevent", Owner: owner, Due: got[0].Due, State: "proposed"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
