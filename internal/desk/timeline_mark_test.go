package desk_test

import (
	"strings"
	"testing"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// happenedIn is the text of "What happened" in a postmortem.
func happenedIn(t *testing.T, d *desktest.Desk, by person.Actor, ref string) string {
	t.Helper()
	for _, s := range desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), by, ref)).Sections {
		if s.Key == postmortem.WhatHappened {
			return s.Text
		}
	}
	return ""
}

// marksOf counts the events that mark an entry, in a stream.
func marksOf(t *testing.T, d *desktest.Desk, inc desk.Declared) (n int) {
	t.Helper()
	d.Read(t, func(v *store.View) error {
		events, err := v.EventsOfKind(incident.StreamOf(inc.ID), incident.EntryMarked{}.Kind())
		n = len(events)
		return err
	})
	return n
}

func TestMarkedEntriesAreToldInThePostmortem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		inc := declared(t, d, ana)
		idea := desktest.Must[desk.Part](t)(d.RaiseHypothesis(t.Context(), ana, desk.Idea{Incident: inc.Ref(), Text: "The pool is exhausted"}))
		if idea.ID == "" {
			t.Fatal("the idea has no ID")
		}
		raised := newest(t, d, inc)
		note := desktest.Must[desk.Entry](t)(d.AddNote(t.Context(), ana, desk.Note{Incident: inc.Ref(), Note: incident.Note{Text: "Errors began"}}))
		ok(t, tell(t, d, ana, inc, raised))
		ok(t, tell(t, d, ana, inc, raised)) // Twice is once.
		ok(t, tell(t, d, ana, inc, note.Seq))
		ok(t, d.LeaveOutOfPostmortem(t.Context(), ana, desk.Telling{Incident: inc.Ref(), Seq: note.Seq}))
		if n := marksOf(t, d, inc); n != 3 {
			t.Errorf("%d events tell of the marks, not 3", n)
		}
		desktest.WantKind(t, tell(t, d, vic, inc, note.Seq), problem.KindForbidden)
		desktest.WantKind(t, tell(t, d, ana, inc, 999), problem.KindNotFound)

		ok(t, d.StabiliseIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		ok(t, d.ResolveIncident(t.Context(), ana, desk.Move{Incident: inc.Ref()}))
		pm := drafted(t, d, ana, inc.Ref())
		text := happenedIn(t, d, ana, pm.Ref())
		if !strings.Contains(text, "The pool is exhausted. *(marked in the room)*") || strings.Contains(text, "Errors began. *(marked") {
			t.Errorf("the draft tells:\n%s", text)
		}
	})
}

func TestAnEntryIsWrittenIntoADraftAtItsPlaceInTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		inc := resolved(t, d, ana)
		pm := drafted(t, d, ana, inc.Ref())
		before := happenedIn(t, d, ana, pm.Ref())
		late := desktest.Must[desk.Entry](t)(d.AddNote(t.Context(), ana, desk.Note{Incident: inc.Ref(), Note: incident.Note{
			Text: "the failover began", HappenedAt: d.Clock.Now().Add(-90 * time.Minute),
		}}))
		fixed := desktest.Must[desk.Entry](t)(d.ReviseNote(t.Context(), ana, desk.Correction{Seq: late.Seq, Note: desk.Note{Incident: inc.Ref(), Note: incident.Note{
			Text: "The failover began", HappenedAt: d.Clock.Now().Add(-90 * time.Minute),
		}}}))
		if fixed.Seq == late.Seq {
			t.Fatal("the correction is no entry of its own")
		}
		told := desktest.Must[desk.Told](t)(d.TellInPostmortem(t.Context(), ana, desk.Telling{Incident: inc.Ref(), Seq: late.Seq}))
		if told != (desk.Told{Postmortem: pm.Ref(), Written: true}) {
			t.Errorf("told %+v", told)
		}
		again := desktest.Must[desk.Told](t)(d.TellInPostmortem(t.Context(), ana, desk.Telling{Incident: inc.Ref(), Seq: fixed.Seq}))
		if again != (desk.Told{Postmortem: pm.Ref()}) {
			t.Errorf("the second time it is %+v", again)
		}
		text := happenedIn(t, d, ana, pm.Ref())
		declaredAt, begun, stable := strings.Index(text, "Declared as"), strings.Index(text, "The failover began."), strings.Index(text, "Stable")
		if declaredAt < 0 || begun < declaredAt || stable < begun || strings.Count(text, "ailover began") != 1 || len(text) <= len(before) {
			t.Errorf("it stands at the wrong place:\n%s", text)
		}
		if n := marksOf(t, d, inc); n != 1 {
			t.Errorf("%d events tell of the mark, not 1", n)
		}
		approved(t, d, ana, pm.Ref())
		desktest.WantKind(t, tell(t, d, ana, inc, 1), problem.KindConflict)
	})
}

func TestToMarkAnEntryIsNoPartOfTheResponse(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, zoe := d.Responder(t), named(t, d, person.Responder, "Zoe Adler")
		inc := resolved(t, d, ana)
		ok(t, tell(t, d, zoe, inc, 1))
		pm := drafted(t, d, ana, inc.Ref())
		ok(t, d.AssignPostmortem(t.Context(), ana, desk.Reviewers{Postmortem: pm.Ref(), Assignment: postmortem.Assignment{Facilitator: zoe.ID}}))
		for _, m := range desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), ana, pm.Ref())).Moments {
			if m.Name == postmortem.Escalated && !m.At.IsZero() {
				t.Errorf("escalation is drafted from a mark: %+v", m)
			}
		}
	})
}

func tell(t *testing.T, d *desktest.Desk, by person.Actor, inc desk.Declared, seq int64) error {
	t.Helper()
	_, err := d.TellInPostmortem(t.Context(), by, desk.Telling{Incident: inc.Ref(), Seq: seq})
	return err
}

// newest is the number of the newest event of an incident.
func newest(t *testing.T, d *desktest.Desk, inc desk.Declared) (seq int64) {
	t.Helper()
	d.Read(t, func(v *store.View) (err error) {
		seq, err = v.Head(event.Stream(incident.StreamOf(inc.ID)))
		return err
	})
	return seq
}
