package render_test

import (
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// copied is the published copy of the playbook's story.
func copied() postmortem.Copy {
	four := time.Date(2026, time.November, 13, 15, 15, 0, 0, time.UTC)
	var moments []postmortem.Moment
	for i, n := range postmortem.MomentNames() {
		minutes := []int{0, 3, 5, 47, 145, 180}[i]
		moments = append(moments, postmortem.Moment{Name: n, At: four.Add(time.Duration(minutes) * time.Minute), Zone: "Europe/Berlin"})
	}
	moments[0].Precision, moments[0].Evidence = 2*time.Minute, "https://graphs.example/orders?a=1|2"
	moments[2] = postmortem.Moment{Name: postmortem.Escalated, Waived: "Everybody was in the room already."}
	return postmortem.Copy{
		Ref: "PM-12", Edition: 2, Title: "A clean-up script met production credentials", Incident: "INC-142", Severity: "SEV1", Environment: "production",
		Services: []string{"checkout", "payments-db"}, Organisation: "Example", PublishedAt: four.AddDate(0, 0, 5), Audience: postmortem.Company,
		Directive: postmortem.PrimeDirective, Statement: postmortem.CulturalStandard,
		Sections: []postmortem.CopySection{
			{Key: postmortem.Summary, Heading: "Summary", Text: "Nobody could pay for *three hours*. <script>alert(1)</script>"},
			{Key: postmortem.Impact, Heading: "Impact", Text: "# By hour\n\n- 41,000 people\n\n## Later\n\n```\n# not a heading\n```"},
			{Key: postmortem.Response, Heading: "How we responded", Text: " "},
			{Key: postmortem.Factors, Heading: "Contributing factors", Text: "The prompts look the same.\n\n![shot](https://elsewhere.example/x.png)\n\n[x](javascript:alert(1))"},
		},
		Moments: postmortem.MomentsOf(moments), Durations: postmortem.DurationsOf(moments),
		Actions: []postmortem.CopyAction{{Ref: "ACT-7", Title: "Refuse DROP | TRUNCATE", Type: "prevent", Owner: "data platform", Due: four.AddDate(0, 0, 14), State: "in_progress"}},
		Thanks:  []postmortem.CopyThanks{{To: "the storage team", For: "hourly snapshots\nthat nobody had asked for"}},
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed (-golden +got); run with -update when it is meant:\n%s", name, diff)
	}
}

func TestExports(t *testing.T) {
	t.Parallel()
	md := render.NewMarkdown()
	for _, f := range render.Formats() {
		doc, name, err := f.Export(render.Document{Copy: copied()}, md)
		if err != nil || !strings.HasPrefix(name, "PM-12-edition-2") {
			t.Fatalf("%s: %q, %v", f.Name, name, err)
		}
		if again, _, _ := f.Export(render.Document{Copy: copied()}, md); again != doc {
			t.Errorf("%s differs the second time", f.Name)
		}
		file := "document." + f.Name
		if f.Name == "pdf" { // Its words; what paints them belongs to a version of Go.
			file, doc = file+".txt", strings.Join(pdfPages(t, doc), "\n")+"\n"
		}
		golden(t, file, doc)
	}
	if _, err := render.FormatNamed("doc"); problem.KindOf(err) != problem.KindInvalid {
		t.Errorf("doc: %v", err)
	}
}

func TestTheHTMLFileNeedsNothingElse(t *testing.T) {
	t.Parallel()
	doc, err := render.DocumentHTML(render.Document{Copy: copied()}, render.NewMarkdown())
	if err != nil {
		t.Fatal(err)
	}
	for _, forbidden := range []string{"<script", "javascript:", "<img", "<link", "@import", "url("} {
		if strings.Contains(strings.ToLower(doc), forbidden) {
			t.Errorf("it contains %q", forbidden)
		}
	}
	for _, wanted := range []string{postmortem.PrimeDirective, "free lessons", "<svg", "waived: Everybody"} {
		if !strings.Contains(doc, wanted) {
			t.Errorf("it lacks %q", wanted)
		}
	}
}

func TestTheJSONExportReadsBackEqual(t *testing.T) {
	t.Parallel()
	doc, err := render.DocumentJSON(copied())
	if err != nil {
		t.Fatal(err)
	}
	var back postmortem.Copy
	if err := json.Unmarshal([]byte(doc), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(copied(), back); diff != "" {
		t.Error(diff)
	}
}

func TestADocumentOfNothingIsWhole(t *testing.T) {
	t.Parallel()
	for _, f := range render.Formats() {
		doc, _, err := f.Export(render.Document{Copy: postmortem.Copy{Title: "# - \u202e|"}}, render.NewMarkdown())
		if err != nil || doc == "" || strings.Contains(doc, "<nil>") {
			t.Errorf("%s: %v\n%s", f.Name, err, doc)
		}
	}
}

func TestAtom(t *testing.T) {
	t.Parallel()
	c := copied()
	feed := render.Feed{Organisation: "Example & Sons", PublicURL: "https://candor.example.com", Entries: []*postmortem.Publication{
		{Postmortem: "0198c000-0000-7000-8000-000000000012", PublishedAt: c.PublishedAt, Copy: c},
	}}
	doc, err := render.Atom(feed, render.NewMarkdown())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "feed.atom", doc)
	feed.Entries, feed.Updated = nil, c.PublishedAt
	empty, err := render.Atom(feed, render.NewMarkdown())
	var parsed struct {
		Updated string   `xml:"updated"`
		Entries []string `xml:"entry"`
	}
	if err != nil || xml.Unmarshal([]byte(empty), &parsed) != nil || parsed.Updated != "2026-11-18T15:15:00Z" || len(parsed.Entries) != 0 {
		t.Errorf("the empty feed is %s, %v", empty, err)
	}
}
