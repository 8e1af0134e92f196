package desk_test

import (
	"os"
	"path/filepath"
	"slices"
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

const signup = `# Sign-up was closed for an hour

- **Severity**: SEV-2

## Summary

Nobody could sign up.

## Timeline

All times in UTC, on 3 May 2024.

- 09:58 Errors begin
- 10:10 First detected by an alert; Ana Lopez looks
- 10:40 Mitigated by a rollback
- 10:50 Resolved

## Five whys

| Question | Answer | Action |
|-|-|-|
| Why did sign-up fail? | The table was locked. | |
| Why was it locked? | The migration takes a lock. | Split it |

## The queue in short

The queue is what holds what waits.

## Action items

- [x] Split the migration (Ana Lopez)
- [ ] Alert on locks (platform team)
`

func importing(t *testing.T, d *desktest.Desk, by person.Actor, in desk.Importing) desk.ImportReport {
	t.Helper()
	return desktest.Must[desk.ImportReport](t)(d.ImportPostmortems(t.Context(), by, in))
}

func TestADocumentBecomesAClosedIncidentAndItsPostmortem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		in := desk.Importing{Documents: []desk.Written{{Origin: "pm/sign-up.md", Text: signup}}}
		in.DryRun = true
		dry := importing(t, d, ana, in)
		if dry.Count(desk.ImportNew) != 1 || dry.Documents[0].Postmortem != "" {
			t.Errorf("%+v", dry)
		}
		in.DryRun = false
		got := importing(t, d, ana, in).Documents[0]
		if got.Outcome != desk.ImportNew || got.Incident != "INC-1" || got.Postmortem != "PM-1" {
			t.Fatalf("a dry run writes nothing, so this is the first: %+v", got)
		}
		if u := got.Understood; u.Timeline != 4 || u.Actions != 2 || u.Whys != 2 || !slices.Equal(u.NotGiven, []string{"escalated", "diagnosed"}) || !slices.Equal(u.KeptAsText, []string{"The queue in short"}) {
			t.Errorf("%+v", u)
		}
		wantImported(t, d, ana)
		again := importing(t, d, ana, in)
		if again.Count(desk.ImportSame) != 1 || again.Documents[0].Postmortem != "PM-1" {
			t.Errorf("the same again: %+v", again)
		}
		in.Documents[0].Origin = "elsewhere.md"
		if moved := importing(t, d, ana, in); moved.Count(desk.ImportSame) != 1 || !strings.Contains(moved.Documents[0].Reason, "pm/sign-up.md") {
			t.Errorf("from elsewhere: %+v", moved)
		}
	})
}

func wantImported(t *testing.T, d *desktest.Desk, ana person.Actor) {
	t.Helper()
	at := func(clock string) time.Time {
		return desktest.Must[time.Time](t)(time.Parse(time.RFC3339, "2024-05-03T"+clock+":00Z"))
	}
	ok(t, d.Store().Read(t.Context(), func(v *store.View) error {
		inc := desktest.Must[*incident.Incident](t)(v.Incident(ana, "INC-1"))
		if inc.State != incident.Closed || inc.Mode != incident.Retrospective || inc.Severity != "SEV2" || inc.Dating != incident.Told ||
			!inc.DeclaredAt.Equal(at("10:10")) || !inc.ImpactStart.Equal(at("09:58")) || !inc.NextUpdateDue.IsZero() {
			t.Errorf("%+v", inc)
		}
		events := desktest.Must[[]event.Event](t)(v.Events(inc.Stream(), 0, 100))
		if len(events) != 5 || events[0].Kind != "incident.imported" || events[2].Kind != "timeline.noted" || !events[2].At.Equal(at("10:10")) || events[2].Precision != time.Minute {
			t.Errorf("events: %+v", events)
		}
		pm := desktest.Must[*postmortem.Postmortem](t)(v.Postmortem(ana, "PM-1"))
		if pm.State != postmortem.Drafting || pm.Owner != "" || !pm.DraftDue.IsZero() || !pm.PublishDue.IsZero() || pm.Origin != "pm/sign-up.md" || pm.Overdue(d.Clock.Now().Add(999*time.Hour)) {
			t.Errorf("%+v", pm)
		}
		moments := desktest.Must[[]postmortem.Moment](t)(v.Moments(pm.ID))
		if !moments[1].At.Equal(at("10:10")) || moments[2].Given() || moments[4].Zone != "UTC" || !moments[5].At.Equal(at("10:50")) {
			t.Errorf("%+v", moments)
		}
		whys := desktest.Must[postmortem.WhyTree](t)(v.Whys(pm.ID))
		if got := whys.Numbers(); !slices.Equal(got, []string{"1", "1.1"}) || whys.Whys[1].Answer != "The migration takes a lock." {
			t.Errorf("%+v", whys)
		}
		actions, err := v.ActionsOf(inc.ID)
		ok(t, err)
		if len(actions) != 2 || actions[0].State != "claimed" || !actions[0].Due.IsZero() || actions[1].State != "proposed" {
			t.Errorf("%+v", actions)
		}
		if im := desktest.Must[*postmortem.Import](t)(v.Original(ana, "PM-1")); im.Source != signup {
			t.Errorf("the original is %q", im.Source)
		}
		hits, err := v.Search(ana, "queue waits", 5)
		if err != nil || len(hits) != 1 || hits[0].Ref != "PM-1" {
			t.Errorf("found %+v, %v", hits, err)
		}
		return nil
	}))
	if n := d.Waiting(t); n > 0 {
		t.Errorf("somebody is told: %d jobs", n)
	}
}

// What a document does not tell stays unknown: no day is made up, and no zone in silence.
func TestNothingIsInventedOnImport(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana := d.Responder(t)
		report := importing(t, d, ana, desk.Importing{Zone: "Europe/Berlin", Documents: []desk.Written{
			{Origin: "none.md", Text: "It broke, then it worked.\n"},
			{Origin: "day.md", Text: "# Outage of 3 May 2024\n\n## Timeline\n\n- An alert fired.\n"},
			{Origin: "local.md", Text: "# Outage on 2024-05-03\n\n## Timeline\n\n- 10:00 Outage starts\n- 10:20 Fully restored\n"},
		}})
		for i, want := range []incident.Dating{incident.Undated, incident.OnDay, incident.Told} {
			var inc *incident.Incident
			ok(t, s.Read(t.Context(), func(v *store.View) (err error) {
				inc, err = v.Incident(ana, report.Documents[i].Incident)
				return err
			}))
			if _, declared := inc.WhenDeclared(); inc.Dating != want || declared != (want == incident.Told) {
				t.Errorf("%s: %+v", report.Documents[i].Origin, inc)
			}
			if given := !inc.ImpactStart.IsZero() || !inc.ResolvedAt.IsZero(); given != (i == 2) {
				t.Errorf("%s: %+v", report.Documents[i].Origin, inc)
			}
		}
		u := report.Documents[2].Understood
		if u.Moments["impact_start"] != "2024-05-03T10:00+02:00" || !strings.Contains(strings.Join(u.Remarks, " "), "read in Europe/Berlin") {
			t.Errorf("%+v", u)
		}
		if u := report.Documents[0].Understood; u.Title != "none" || len(u.Moments) != 0 || u.Timeline != 0 {
			t.Errorf("%+v", u)
		}
	})
}

// One that is refused holds back all, unless the others are asked for; each is told.
func TestAnImportIsWholeUnlessPartOfItIsAskedFor(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, vic := d.Responder(t), d.Viewer(t)
		docs := []desk.Written{
			{Origin: "good.md", Text: signup},
			{Origin: "empty.md", Text: " \n"},
			{Origin: "cut.md", Text: "---\ntitle: a\ndate: b\n"},
			{Origin: "page.md", Text: "<!DOCTYPE html><p>a"},
			{Origin: "paper.md", Text: "%PDF-1.7\nx"},
			{Origin: "bell.md", Text: "# a\n\nb\ac\n"},
			{Origin: "wide.md", Text: "# a\n\n" + strings.Repeat("x", 20_000) + "\n"},
			{Origin: "ahead.md", Text: "# Outage on 2099-05-03\n\n## Timeline (UTC)\n\n- 10:00 Outage starts\n"},
			{Origin: "", Text: "# a\n"},
		}
		report := importing(t, d, ana, desk.Importing{Documents: docs})
		if report.Count(desk.ImportRefused) != len(docs)-1 {
			t.Errorf("%+v", report.Documents)
		}
		for i, want := range []string{"", "no text", "Line 1: the front matter is never closed", "HTML", "PDF", "Line 3: it contains the control character U+0007", "Line 3", "lies ahead", "place"} {
			if !strings.Contains(report.Documents[i].Reason, want) {
				t.Errorf("%s: %q", docs[i].Origin, report.Documents[i].Reason)
			}
		}
		ok(t, s.Read(t.Context(), func(v *store.View) error {
			_, err := v.Incident(ana, "INC-1")
			desktest.WantKind(t, err, problem.KindNotFound)
			return nil
		}))
		if part := importing(t, d, ana, desk.Importing{Documents: docs, Partial: true}); part.Documents[0].Postmortem != "PM-1" {
			t.Errorf("%+v", part.Documents[0])
		}
		_, err := d.ImportPostmortems(t.Context(), vic, desk.Importing{Documents: docs})
		desktest.WantKind(t, err, problem.KindForbidden)
		_, err = d.ImportPostmortems(t.Context(), ana, desk.Importing{Documents: docs[:1], Publish: true})
		desktest.WantKind(t, err, problem.KindForbidden)
		for _, bad := range []desk.Importing{{}, {Documents: make([]desk.Written, desk.MaxImported+1)}, {Documents: docs[:1], Zone: "Nowhere"}} {
			_, err = d.ImportPostmortems(t.Context(), ana, bad)
			desktest.WantKind(t, err, problem.KindInvalid)
		}
	})
}

// Published as it stands, a document is for everybody, with roles for the names that it gives its
// actions, and no news; its new text is the next edition.
func TestAnImportedDocumentIsPublishedAndTakenAnew(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		boss, vic := d.Administrator(t), d.Viewer(t)
		in := desk.Importing{Documents: []desk.Written{{Origin: "a.md", Text: signup}}, Publish: true}
		importing(t, d, boss, in)
		read := func() (p *postmortem.Publication) {
			ok(t, s.Read(t.Context(), func(v *store.View) (err error) {
				p, err = v.Publication(vic, "PM-1", 0)
				return err
			}))
			return p
		}
		text := func(p *postmortem.Publication) (all string) {
			for _, x := range p.Copy.Sections {
				all += x.Text
			}
			for _, a := range p.Copy.Actions {
				all += a.Owner
			}
			return all
		}
		if p := read(); strings.Contains(text(p), "Lopez") || !strings.Contains(text(p), "a colleague looks") || !strings.Contains(text(p), "platform team") || p.Copy.Origin != "a.md" {
			t.Errorf("%+v", p.Copy)
		}
		ok(t, s.Read(t.Context(), func(v *store.View) error {
			list, _, err := v.Publications(vic, store.PublicationFilter{Written: true, Limit: 5})
			if len(list) > 0 {
				t.Errorf("it is news: %+v", list)
			}
			return err
		}))
		if n := d.Waiting(t); n > 0 {
			t.Errorf("somebody is told: %d jobs", n)
		}
		in.Documents[0].Text = strings.Replace(signup, "Nobody could sign up.", "For an hour, nobody could sign up.", 1) + "- [ ] Try it on a copy first\n"
		if r := importing(t, d, boss, in); r.Count(desk.ImportChanged) != 1 || strings.Contains(text(read()), "For an hour") {
			t.Errorf("without asking: %+v", r)
		}
		in.Update = true
		if r := importing(t, d, boss, in); r.Count(desk.ImportUpdated) != 1 {
			t.Errorf("%+v", r)
		}
		if p := read(); p.Edition != 2 || !strings.Contains(text(p), "For an hour") || len(p.Copy.Actions) != 3 {
			t.Errorf("%+v", p)
		}
		ok(t, d.BeginEdition(t.Context(), boss, desk.Return{Postmortem: "PM-1", Reason: "A figure."}))
		in.Documents[0].Text = signup + "More.\n"
		if r := importing(t, d, boss, in); r.Count(desk.ImportChanged) != 1 || !strings.Contains(r.Documents[0].Reason, "worked on here") {
			t.Errorf("what people work on is left alone: %+v", r)
		}
	})
}

// Every document of the importer's own tests can be kept.
func TestDocumentsOfManyTemplatesAreKept(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../engine/importer/testdata/*.md")
	ok(t, err)
	var docs []desk.Written
	for _, name := range names {
		raw, err := os.ReadFile(name)
		ok(t, err)
		docs = append(docs, desk.Written{Origin: filepath.Base(name), Text: string(raw)})
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		report := importing(t, d, d.Administrator(t), desk.Importing{Documents: docs, Publish: true})
		if report.Count(desk.ImportNew) != len(docs) || len(docs) < 8 {
			t.Errorf("%+v", report)
		}
	})
}

func TestTheNewTextOfAPublishedImportIsForAdministratorsAndLosesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		boss, ana, vic := d.Administrator(t), d.Responder(t), d.Viewer(t)
		importing(t, d, boss, desk.Importing{Publish: true, Documents: []desk.Written{{Origin: "a.md", Text: signup}}})
		const ref = "PM-1"
		ok(t, own(t, d, vic, desk.AccountWords{Postmortem: ref, Text: "The queue was full of zanzibar.", HandIn: true}))
		was := publication(t, d, vic, ref, 0).Copy.Sections[0].Text
		anew := desk.Importing{Update: true, Documents: []desk.Written{{Origin: "a.md", Text: strings.Replace(signup, "Nobody could", "No customer could", 1)}}}
		if r := importing(t, d, ana, anew); r.Count(desk.ImportChanged) != 1 || !strings.Contains(r.Documents[0].Reason, "administrators") {
			t.Errorf("a responder's update of what is published is answered with %+v", r.Documents[0])
		}
		if p := publication(t, d, vic, ref, 0); p.Edition != 1 || p.Copy.Sections[0].Text != was {
			t.Errorf("the company reads edition %d: %s", p.Edition, p.Copy.Sections[0].Text)
		}
		if r := importing(t, d, boss, anew); r.Count(desk.ImportUpdated) != 1 {
			t.Fatalf("an administrator's update is answered with %+v", r.Documents[0])
		}
		if p := publication(t, d, vic, ref, 0); p.Edition != 2 || len(p.Copy.Accounts) != 1 {
			t.Errorf("edition %d tells the accounts %+v", p.Edition, p.Copy.Accounts)
		}
		ok(t, d.WithdrawAccount(t.Context(), vic, ref))
		if got := everythingTold(t, d, vic, ref, "zanzibar"); strings.Contains(got, "zanzibar") {
			t.Errorf("withdrawn, an account is still told:\n%s", got)
		}
		again := desk.Importing{Update: true, Documents: []desk.Written{{Origin: "a.md", Text: strings.Replace(signup, "Nobody could", "Not one could", 1)}}}
		if r := importing(t, d, boss, again); r.Count(desk.ImportUpdated) != 1 { // The first update is nobody's work.
			t.Errorf("a second update is answered with %+v", r.Documents[0])
		}
		list := texts(revisions(t, d, ana, ref, store.RevisionFilter{Part: "summary"}))
		if len(list) != 3 || !strings.Contains(list[0], "Not one could") || !strings.Contains(list[1], "No customer could") || list[2] != was {
			t.Errorf("the wordings are %q", list)
		}
	})
}

// Of what somebody may not see, an import tells nothing: not its number, not where it came from.
func TestAnImportTellsNothingOfWhatIsPrivate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		ana, other, vic := d.Responder(t), named(t, d, person.Responder, "Bo Berg"), d.Viewer(t)
		inc := resolved(t, d, ana, func(in *desk.Declaration) { in.Private = true })
		pm := drafted(t, d, ana, inc.Ref())
		importing(t, d, ana, desk.Importing{Documents: []desk.Written{{Origin: "open.md", Text: "# It was open\n\nIt was.\n"}}})
		var sha string
		d.Write(t, func(tx *store.Tx) error { // As if it had been imported, and were private now.
			im, err := tx.Original(ana, "PM-2")
			if err != nil {
				return err
			}
			sha = im.SHA256
			return tx.SaveImport(&postmortem.Import{Postmortem: pm.ID, Incident: inc.ID, Origin: "canary/secret.md", SHA256: "canary", Source: "canary", ImportedAt: d.Clock.Now()})
		})
		d.Write(t, func(tx *store.Tx) error { // Its text is that of an open one too.
			return tx.SaveImport(&postmortem.Import{Postmortem: pm.ID, Incident: inc.ID, Origin: "canary/secret.md", SHA256: sha, Source: "canary", ImportedAt: d.Clock.Now().Add(-time.Hour)})
		})
		ask := func(by person.Actor, origin, text string, bend ...func(*desk.Importing)) desk.ImportedDocument {
			in := desk.Importing{Update: true, Partial: true, Documents: []desk.Written{{Origin: origin, Text: text}}}
			for _, b := range bend {
				b(&in)
			}
			return importing(t, d, by, in).Documents[0]
		}
		for _, dry := range []bool{true, false} {
			got := ask(other, "canary/secret.md", "# Another text\n\nOf it.\n", func(in *desk.Importing) { in.DryRun = dry })
			if got.Outcome != desk.ImportRefused || got.Incident+got.Postmortem != "" || strings.Contains(got.Reason, "PM-") || strings.Contains(got.Reason, "private") {
				t.Errorf("the place of what is private: %+v", got)
			}
		}
		if got := ask(other, "elsewhere.md", "# It was open\n\nIt was.\n"); got.Outcome != desk.ImportSame || got.Postmortem != "PM-2" || strings.Contains(got.Reason, "canary") {
			t.Errorf("the text of both: %+v", got)
		}
		if got := ask(ana, "canary/secret.md", "# Another text\n\nOf it.\n"); got.Postmortem != pm.Ref() {
			t.Errorf("a member is told: %+v", got)
		}
		_, err := d.ImportPostmortems(t.Context(), vic, desk.Importing{Documents: []desk.Written{{Origin: "canary/secret.md", Text: "# a\n"}}})
		desktest.WantKind(t, err, problem.KindForbidden)
	})
}

// An administrator publishes what was imported as a draft as it stands, by importing it again to
// that end; not once somebody has worked on it.
func TestADraftIsPublishedAsItWasImported(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		boss, vic := d.Administrator(t), d.Viewer(t)
		in := desk.Importing{Documents: []desk.Written{
			{Origin: "a.md", Text: signup},
			{Origin: "b.md", Text: "# Another outage on 2024-05-04\n\nIt was down.\n"},
			{Origin: "c.md", Text: "# A third outage on 2024-05-05\n\nIt was slow.\n"},
		}}
		importing(t, d, boss, in)
		ok(t, d.AskToSeeFirst(t.Context(), boss, "PM-3"))
		write(t, d, boss, "PM-2", postmortem.Summary, "It was down, and came back.")
		in.Publish = true
		got := importing(t, d, boss, in)
		if third := got.Documents[2]; third.Outcome != desk.ImportSame || !strings.Contains(third.Reason, "asked to see PM-3 first") {
			t.Errorf("of what somebody asked to see first: %+v", third)
		}
		if got.Documents[0].Outcome != desk.ImportUpdated || got.Documents[1].Outcome != desk.ImportSame || !strings.Contains(got.Documents[1].Reason, "worked on here") {
			t.Errorf("%+v", got)
		}
		if p := publication(t, d, vic, "PM-1", 0); p.Edition != 1 || p.Was.Dating != incident.Told || p.Was.At.Format(time.DateOnly) != "2024-05-03" {
			t.Errorf("%+v", p)
		}
		if again := importing(t, d, boss, in); again.Count(desk.ImportSame) != 3 {
			t.Errorf("a third time: %+v", again)
		}
	})
}
