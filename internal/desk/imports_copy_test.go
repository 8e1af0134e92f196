package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/desk/desktest"
	"candor.dev/candor/internal/domain/action"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
	"candor.dev/candor/internal/store"
	"candor.dev/candor/internal/store/storetest"
)

// whole publishes a postmortem in which every part of a copy says something.
func whole(t *testing.T, d *desktest.Desk, by person.Actor) string {
	t.Helper()
	d.Clock.Advance(time.Hour)
	inc := desktest.Must[desk.Declared](t)(d.DeclareIncident(t.Context(), by, desk.Declaration{Declaration: incident.Declaration{
		Title: "Queue stood still", Severity: "SEV2", Services: []string{"checkout", "mail"}, Environment: "production",
	}}))
	_, err := d.GiveThanks(t.Context(), by, desk.Thanks{Incident: inc.Ref(), To: "the storage team", For: "the disk\n\nand the coffee"})
	ok(t, err)
	_, err = d.GiveThanks(t.Context(), by, desk.Thanks{Incident: inc.Ref(), To: "support", For: "calm words"})
	ok(t, err)
	ok(t, d.StabiliseIncident(t.Context(), by, desk.Move{Incident: inc.Ref()}))
	ok(t, d.ResolveIncident(t.Context(), by, desk.Move{Incident: inc.Ref()}))
	pm := drafted(t, d, by, inc.Ref())
	p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), by, pm.Ref()))
	for _, m := range p.Moments {
		if m.Name == postmortem.Diagnosed {
			desktest.Must[int](t)(d.SetMoment(t.Context(), by, desk.MomentSetting{
				Postmortem: pm.Ref(), Moment: string(m.Name), Version: m.Version, At: time.Date(2026, 10, 2, 14, 20, 30, 0, time.UTC), Zone: "Europe/Berlin", Precision: 90 * time.Second, Evidence: "https://log.example/1",
			}))
		}
	}
	root := desktest.Must[desk.Asked](t)(d.AddWhy(t.Context(), by, desk.WhyEdit{Postmortem: pm.Ref(), Said: postmortem.Said{
		Question: "Why did it stand still?", Answer: "The disk was full.", Evidence: "The graph.", Factor: "detection",
	}})).ID
	below := func(q string) string {
		return string(desktest.Must[desk.Asked](t)(d.AddWhy(t.Context(), by, desk.WhyEdit{Postmortem: pm.Ref(), Below: string(root), Said: asks(q, "Nothing stood between.")})).ID)
	}
	desktest.Must[desk.Earned](t)(d.EarnWhy(t.Context(), by, desk.WhyEarning{
		Postmortem: pm.Ref(), Why: below("Why was it full?"), New: &action.Commitment{Title: "Rotate the logs", Owner: "data platform", Type: action.Repair},
	}))
	desktest.Must[desk.Earned](t)(d.EarnWhy(t.Context(), by, desk.WhyEarning{Postmortem: pm.Ref(), Why: below("How did nobody hear of it?"), Risk: &postmortem.AcceptedRisk{
		Statement: "It may fill again.", Prevent: "A month.", Suffer: "Minutes.", Approver: "head of operations", ReviewAt: d.Clock.Now().Add(90 * 24 * time.Hour),
	}}))
	desktest.Must[desk.Committed](t)(d.CommitAction(t.Context(), by, desk.Commitment{Postmortem: pm.Ref(), Commitment: action.Commitment{Title: "Measure the queue", Owner: "mail", Due: d.Clock.Now().Add(48 * time.Hour)}}))
	write(t, d, by, pm.Ref(), postmortem.Impact, "## For people\n\n| who | how many |\n|-|-|\n| readers | 40 |\n\n```\n# no heading\n```\n\n1. *One*\n2. [Two](https://x.example)")
	write(t, d, by, pm.Ref(), postmortem.LeaveAlone, "A second queue.")
	approved(t, d, by, pm.Ref())
	desktest.Must[desk.Published](t)(d.PublishPostmortem(t.Context(), by, desk.Publishing{Postmortem: pm.Ref()}))
	return pm.Ref()
}

// otherEngine is a store of the engine that the test does not run on.
func otherEngine(t *testing.T) *store.Store {
	t.Helper()
	if strings.HasSuffix(t.Name(), "/sqlite") {
		return storetest.Open(t, storetest.Postgres(t), time.Now)
	}
	return storetest.Open(t, storetest.SQLite(t), time.Now)
}

func exported(t *testing.T, d *desktest.Desk, by person.Actor, ref string) (postmortem.Copy, string) {
	t.Helper()
	doc := desktest.Must[render.Document](t)(d.Export(t.Context(), by, desk.Exporting{Postmortem: ref}))
	return doc.Copy, desktest.Must[string](t)(render.DocumentMarkdown(doc.Copy))
}

// What one server exports, another one imports and exports again: equal, but for what belongs to a
// server. Those fields are named here, and no others.
func TestAnExportComesBackEqual(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		from, to := reviewing(t, s), reviewing(t, otherEngine(t))
		ana, boss := from.Responder(t), to.Administrator(t)
		importing(t, to, boss, desk.Importing{Documents: []desk.Written{{Origin: "a.md", Text: signup}}, Publish: true}) // So that numbers differ.
		want, text := exported(t, from, ana, whole(t, from, ana))
		to.Clock.Advance(200 * 24 * time.Hour) // The risk is due, the actions are late.
		report := importing(t, to, boss, desk.Importing{Documents: []desk.Written{{Origin: "pm/PM-1.md", Text: text}}, Publish: true})
		one := report.Documents[0]
		if one.Outcome != desk.ImportNew || one.Postmortem != "PM-2" || one.Understood.Whys != 3 || one.Understood.Actions != 2 || len(one.Understood.Moments) == 0 {
			t.Fatalf("%+v", one)
		}
		got, again := exported(t, to, boss, one.Postmortem)
		ofTheServer := func(c *postmortem.Copy) {
			c.Ref, c.Edition, c.Incident, c.Organisation, c.PublishedAt, c.Origin = "", 0, "", "", time.Time{}, ""
			for i := range c.Actions { // Numbers are given anew.
				c.Actions[i].Ref = ""
			}
			for i := range c.Whys {
				if c.Whys[i].Action != "" {
					c.Whys[i].Action = "ACT"
				}
			}
		}
		if got.Origin != "pm/PM-1.md" || got.Whys[1].Action != got.Actions[0].Ref || got.Actions[0].Ref == want.Actions[0].Ref {
			t.Errorf("from %q, the why earned %q, the actions are %+v", got.Origin, got.Whys[1].Action, got.Actions)
		}
		ofTheServer(&want)
		ofTheServer(&got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("it comes back as something else (-there +here):\n%s", diff)
		}
		if r := riskOf(t, to, boss, "RISK-1"); r.State(to.Clock.Now()) != postmortem.RiskDue {
			t.Errorf("the accepted risk is %+v", r)
		}
		if same := importing(t, to, boss, desk.Importing{Documents: []desk.Written{{Origin: "pm/PM-1.md", Text: text}}}); same.Count(desk.ImportSame) != 1 {
			t.Errorf("a second time: %+v", same)
		}
		edited := strings.Replace(text, "Nobody could pay for three hours.", "Nobody could pay.", 1)
		if r := importing(t, to, boss, desk.Importing{Update: true, Documents: []desk.Written{{Origin: "pm/PM-1.md", Text: edited}}}); r.Count(desk.ImportUpdated) != 1 {
			t.Fatalf("%+v", r)
		}
		if got, _ := exported(t, to, boss, "PM-2"); got.Edition != 2 || got.Sections[0].Text != "Nobody could pay." || len(got.Whys) != 3 || len(got.Actions) != 2 {
			t.Errorf("updated, it is %+v", got)
		}
		if _, ours, err := render.ReadMarkdown(again); !ours || err != nil {
			t.Errorf("exported again: %v, %v", ours, err)
		}
	})
}

// One of Candor's own that cannot be taken is refused with the line and the reason.
func TestAnExportThatCannotBeTakenIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		boss := d.Administrator(t)
		_, text := exported(t, d, boss, whole(t, d, boss))
		for name, c := range map[string]struct{ was, is, want string }{
			"newer version":  {"\ncandor: 1\n", "\ncandor: 2\n", "version 2; this program reads version 1"},
			"not the format": {"\nedition: 1\n", "\nedition: many\n", "front matter"},
			"section":        {"key: summary", "key: nonsense", `no section "nonsense"`},
			"twice":          {"key: impact", "key: summary", "twice"},
			"moment":         {"name: stable", "name: settled", `no moment "settled"`},
			"dangling":       {`number: "1.2"`, `number: "7.2"`, `"7.2" stands below none`},
			"state":          {"state: proposed", "state: somehow", "somehow"},
			"private":        {"audience: company", "audience: members", "private incident"},
			"narrow":         {"audience: company", "audience: responders\nuntil: 2027-01-01T00:00:00Z", "until 2027-01-01"},
			"reference":      {"\nref: PM-1\n", "\nref: \"\\e[2J\"\n", "reference"},
			"title":          {"title: Queue stood still\n", "title: \" \"\n", "title"},
			"ahead":          {"at: 2026-10-02T14:20:30Z", "at: 2126-10-02T14:20:30Z", "lies ahead"},
		} {
			if !strings.Contains(text, c.was) {
				t.Errorf("%s: %q is not in it:\n%.3000s", name, c.was, text)
				continue
			}
			got := importing(t, d, boss, desk.Importing{Publish: true, DryRun: true, Documents: []desk.Written{{Origin: "a.md", Text: strings.Replace(text, c.was, c.is, 1)}}}).Documents[0]
			if got.Outcome != desk.ImportRefused || !strings.Contains(got.Reason, c.want) {
				t.Errorf("%s: %s, %q, want %q", name, got.Outcome, got.Reason, c.want)
			}
		}
	})
}

// A head that somebody wrote by hand may say anything: nothing of it is read as more than it says.
func TestAForgedExportMeansNoMoreThanItSays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := reviewing(t, s)
		boss := d.Administrator(t)
		_, text := exported(t, d, boss, whole(t, d, boss))
		for _, c := range [][2]string{
			{"zone: Europe/Berlin", "zone: Local"}, {"  - ref: ACT-1\n    title", "  - ref: \"\"\n    title"}, {"state: proposed", "state: verified"},
		} {
			if !strings.Contains(text, c[0]) {
				t.Fatalf("%q is not in it:\n%.3000s", c[0], text)
			}
			text = strings.Replace(text, c[0], c[1], 1)
		}
		one := importing(t, d, boss, desk.Importing{Documents: []desk.Written{{Origin: "a.md", Text: text}}}).Documents[0]
		p := desktest.Must[desk.PostmortemProgress](t)(d.Progress(t.Context(), boss, one.Postmortem))
		for _, m := range p.Moments {
			if m.Zone != "UTC" {
				t.Errorf("%s is told in the zone %q", m.Name, m.Zone)
			}
		}
		for _, w := range p.Whys.Whys {
			if w.Action != "" {
				t.Errorf("%q earned an action that the document does not name", w.Question)
			}
		}
		for _, a := range p.Actions {
			if a.State == action.Verified {
				t.Errorf("%q is verified by what a document says", a.Title)
			}
		}
	})
}
