package api_test

import (
	"encoding/json"
	"testing"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// Nobody's name goes with what was reported: not from the timeline, not from one entry, not from
// the stream, and not from entries that an earlier version kept with the reporter as actor.
func TestTheWireNamesNoReporter(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := open(t, s)
		ctx, ana, vic, wes := t.Context(), h.Responder(t), h.Viewer(t), h.Viewer(t)
		inc, err := h.DeclareIncident(ctx, ana, desk.Declaration{Declaration: incident.Declaration{Title: "a", Severity: "SEV1"}})
		ok(t, err)
		_, err = h.as(h.token(t, vic)).FileReport(ctx, client.Filing{Text: "I ran the script", Kind: "touched", Join: inc.Ref()})
		ok(t, err)
		got, err := h.as(h.token(t, vic)).FileReport(ctx, client.Filing{Text: "It was mine"})
		ok(t, err)
		ok(t, h.JoinReport(ctx, ana, desk.Triage{Report: got.Ref, Incident: inc.Ref()}))
		h.Write(t, func(tx *store.Tx) error { // As it was once kept.
			return tx.Record(event.New(incident.StreamOf(inc.ID), vic, h.Clock.Now(), incident.ReportJoined{Report: "REP-1", Words: "x"}))
		})

		page, err := h.as(h.token(t, wes)).Timeline(ctx, inc.Ref(), 0, client.Paging{})
		ok(t, err)
		joined := 0
		for _, e := range page.Items {
			if e.Kind == "report.joined" {
				joined++
				one, err := h.as(h.token(t, wes)).TimelineEntry(ctx, inc.Ref(), e.Seq)
				ok(t, err)
				if e.By != nil || one.By != nil {
					t.Errorf("entry %d names %v and %v", e.Seq, e.By, one.By)
				}
			} else if e.By == nil || e.By.ID != string(ana.ID) {
				t.Errorf("%s was done by %v", e.Kind, e.By)
			}
		}
		if joined != 3 {
			t.Errorf("the timeline has %d reports, want 3", joined)
		}
		l := h.listen(t, h.token(t, wes, person.See), "/api/v1/incidents/"+inc.Ref()+"/stream")
		for range 3 {
			l.next("event: report.joined")
			var e client.Event
			ok(t, json.Unmarshal([]byte(l.next("data: ")), &e))
			if e.Kind != "report.joined" || e.By != nil {
				t.Errorf("the stream tells of %s by %v", e.Kind, e.By)
			}
		}
	})
}
