package draft_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/engine/draft"
)

func TestWhatATextCanTakeUpOfARecord(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 13, 15, 15, 0, 0, time.UTC)
	ana := person.Actor{ID: "p-1", Name: "Ana Lopez"}
	happened := func(seq int64, body event.Body) event.Event {
		ev := event.New(incident.StreamOf("i-1"), ana, at.Add(time.Duration(seq)*time.Minute), body)
		ev.Seq = seq
		return ev
	}
	old := happened(1, incident.Noted{Text: "Errors began"})
	now := happened(2, incident.Noted{Text: "Errors of the checkout began", Evidence: []incident.Evidence{
		{Kind: incident.EvidenceImage, Label: "the [graph]", File: "f-1"},
		{Kind: incident.EvidenceLog, Text: "a ``` b"},
		{Kind: incident.EvidenceLink, URL: "https://logs.example/a b"},
	}})
	now.Replaces = 1
	rec := draft.Record{
		Incident: &incident.Incident{ID: "i-1", Number: 7}, Zone: "Europe/Berlin",
		Events:     []event.Event{old, now, happened(3, incident.UpdatePosted{Text: "It is being repaired", Audience: incident.Company}), happened(4, incident.Noted{Text: "gone", Withdrawn: true})},
		Changes:    []change.Marked{{Change: change.Change{ID: "c-1", Kind: "deploy", Summary: "checkout 42", OccurredAt: at}, Mark: change.Confirmed}},
		Hypotheses: []*incident.Hypothesis{{ID: "h-1", Text: "The cache is cold", State: incident.Supported}},
	}
	want := [][3]string{
		{"Timeline", "entry-2", "- **2026-11-13 16:17 CET** Errors of the checkout began. Evidence: image: the (graph), one log, <https://logs.example/a%20b> ([INC-7](/incidents/INC-7#entry-1))"},
		{"Evidence", "entry-2-evidence-1", "![the (graph)](/files/f-1)\n\nFrom 2026-11-13 16:17 CET ([INC-7](/incidents/INC-7#entry-1))"},
		{"Evidence", "entry-2-evidence-2", "From 2026-11-13 16:17 CET ([INC-7](/incidents/INC-7#entry-1))\n\n````\na ``` b\n````"},
		{"Evidence", "entry-2-evidence-3", "[link of 2026-11-13 16:17 CET](<https://logs.example/a%20b>) From 2026-11-13 16:17 CET ([INC-7](/incidents/INC-7#entry-1))"},
		{"Update", "entry-3", "- **2026-11-13 16:18 CET** Update for the company: It is being repaired. ([INC-7](/incidents/INC-7#entry-3))"},
		{"Change", "change-c-1", "- Confirmed: deploy, 2026-11-13 16:15 CET: checkout 42. ([INC-7](/incidents/INC-7#change-entry-c-1))"},
		{"Hypothesis", "hypothesis-h-1", "- Supported: The cache is cold. ([INC-7](/incidents/INC-7))"},
	}
	var got [][3]string
	for _, i := range draft.Items(rec) {
		got = append(got, [3]string{i.Kind, i.ID, i.Text})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}
