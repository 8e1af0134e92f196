package draft_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/draft"
	"candor.dev/candor/internal/engine/render"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var four = time.Date(2026, time.November, 13, 15, 15, 0, 0, time.UTC) // 16:15 in Berlin.

// friday is the record of the playbook's story.
func friday() draft.Record {
	inc := &incident.Incident{
		ID: "i-1", Number: 142, Title: "Checkout returns errors", Summary: "Nobody can log in or pay.", Severity: "SEV1", Environment: "production",
		Services: []string{"checkout", "payments-db"}, Affected: "everyone, about 41,000", DataLost: "about 90 minutes of orders",
		ImpactStart: four, ImpactPrecision: 2 * time.Minute, DeclaredAt: four.Add(5 * time.Minute), StableAt: four.Add(145 * time.Minute), ResolvedAt: four.Add(3 * time.Hour),
	}
	rec := draft.Record{Incident: inc, Zone: "Europe/Berlin"}
	add := func(minutes int, by person.ID, body event.Body) *event.Event {
		ev := event.New(inc.Stream(), person.Actor{ID: by}, four.Add(time.Duration(minutes)*time.Minute), body)
		ev.Seq, ev.Recorded = int64(len(rec.Events)+1), ev.At
		rec.Events = append(rec.Events, ev)
		return &rec.Events[len(rec.Events)-1]
	}
	add(5, "ana", incident.Declared{Title: inc.Title, Severity: "SEV1", Services: inc.Services})
	add(5, "ana", incident.RoleTaken{Role: "commander", Person: "ana"})
	add(3, "", incident.ReportJoined{Report: "REP-2", Words: "payments fail for me too"})
	add(20, "leo", incident.Noted{Text: "The script ran at 15:45"})
	wrong := int64(len(rec.Events))
	add(-25, "leo", incident.Noted{Text: "cleanup.sql ran against production", Evidence: []incident.Evidence{
		{Kind: incident.EvidenceLink, Label: "audit [log]", URL: "https://logs.example/a b>?x"}, {Kind: incident.EvidenceQuery, Text: "\\dt"},
	}}).Replaces = wrong
	late := &rec.Events[len(rec.Events)-1]
	late.Precision, late.Recorded = 5*time.Minute, four.Add(22*time.Minute)
	add(30, "zoe", incident.Noted{Text: "forget this", Withdrawn: true})
	add(25, "ana", incident.HypothesisMoved{Text: "The pool is exhausted", From: incident.HypothesisOpen, To: incident.RuledOut, Evidence: "12 of 100 in use"})
	add(47, "leo", incident.DiagnosisReached{Note: "checkout_items was dropped"})
	add(60, "ana", incident.UpdatePosted{Audience: incident.Company, Text: "We restore a snapshot. Payments are back before 19:00."})
	add(70, "ana", incident.UpdatePosted{Audience: incident.Responders, Text: "Restore at 40 %."})
	add(145, "ana", incident.Stabilised{})
	add(150, "ana", incident.Thanked{To: "the storage team", For: "snapshots"})
	add(180, "ana", incident.ResolutionReached{Note: "All orders are replayed."})
	rec.Hypotheses = []*incident.Hypothesis{
		{ID: "h-1", Text: "The pool is exhausted", State: incident.RuledOut, Evidence: "12 of 100 in use"},
		{ID: "h-2", Text: "checkout_items was dropped", State: incident.Supported, Evidence: "\\dt shows no table"},
	}
	rec.Needs = []*incident.Need{{ID: "n-1", Text: "a snapshot newer than 17 h", State: incident.NeedMet}}
	rec.Offers = []*incident.Offer{{ID: "o-1", Text: "hourly snapshots from the new project", Need: "n-1", Person: "zoe"}, {ID: "o-2", Text: "I can answer customers"}}
	rec.Changes = []change.Marked{
		{Change: change.Change{Kind: "data_script", Summary: "cleanup.sql on production", Service: "payments-db", Environment: "production", OccurredAt: four.Add(-25 * time.Minute)}, Mark: change.Confirmed, Evidence: "audit log"},
		{Change: change.Change{Kind: "deploy", Summary: "checkout 8f2c", Service: "checkout", OccurredAt: four.Add(-2 * time.Hour)}, Mark: change.Cleared, Evidence: "rolled back, no change"},
	}
	return rec
}

func TestDraftOfThePlaybooksFriday(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, s := range draft.Sections(friday()) {
		fmt.Fprintf(&b, "## %s\n%s\n\n%s\n\n", s.Key.Heading(), s.Source, s.Text)
	}
	for _, m := range draft.Moments(friday()) {
		fmt.Fprintf(&b, "%s: %s ± %s. %s\n", m.Name.Label(), m.Local().Format("2006-01-02 15:04 MST"), m.Precision, m.Source)
	}
	const golden = "testdata/friday.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("the draft changed (-golden +got); run with -update when it is meant:\n%s", diff)
	}
}

func TestDraftOfNothingConcludesNothing(t *testing.T) {
	t.Parallel()
	rec := draft.Record{Incident: &incident.Incident{Number: 1}}
	for _, s := range draft.Sections(rec) {
		if s.Text != "" || s.Source != "" {
			t.Errorf("%s is %q from %q", s.Key, s.Text, s.Source)
		}
	}
	for _, m := range draft.Moments(rec) {
		if m.Given() || m.Zone != "UTC" {
			t.Errorf("%+v", m)
		}
	}
}

func TestALongRecordGivesADraftThatCanBeSaved(t *testing.T) {
	t.Parallel()
	rec := friday()
	for i := range 2000 {
		ev := event.New(rec.Incident.Stream(), person.Actor{ID: "ana"}, four, incident.Noted{Text: strings.Repeat("*lag* [1](2) `x` ", 1+i%40)})
		ev.Seq = int64(1000 + i)
		rec.Events = append(rec.Events, ev)
	}
	rec.Events = append(rec.Events, event.New(rec.Incident.Stream(), person.Actor{}, four.Add(-time.Hour), incident.Noted{Text: strings.Repeat("é", 20_000)}))
	sections := draft.Sections(rec)
	i := slices.IndexFunc(sections, func(s postmortem.Section) bool { return s.Key == postmortem.WhatHappened })
	got := sections[i].Text
	if err := render.CheckMarkdown("text", got); err != nil {
		t.Errorf("the draft could not be shown: %v", err)
	}
	if !strings.Contains(got, "more lines in the record") || len(got) > postmortem.MaxSection {
		t.Errorf("%d bytes: …%s", len(got), got[len(got)-100:])
	}
}
