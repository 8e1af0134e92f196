package render_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
)

func forCustomers() render.CustomerDocument {
	return render.CustomerDocument{ReleasedAt: at, Copy: postmortem.CustomerCopy{
		Title: "Payments failed", Organisation: "Acme", Zone: "Europe/Berlin",
		Times: []postmortem.CustomerTime{
			{Name: postmortem.ImpactStart, Label: "It began", At: at.Add(-time.Hour), Precision: 300},
			{Name: postmortem.Resolved, Label: "It was over", At: at},
		},
		Parts: []postmortem.CustomerCopyPart{
			{Key: postmortem.ForHappened, Heading: "What happened", Text: "# Loud\nSome payments **failed**.\n\n1. Card\n2. [Invoice](https://status.example.com)"},
			{Key: postmortem.ForAffected, Heading: "How it affected you", Text: "| a | b |\n| --- | --- |\n| <script>1</script> | 2 |\n\n> so\n\n```\n## What we did\n```"},
		},
	}}
}

func TestATextForCustomersLeavesInThreeForms(t *testing.T) {
	t.Parallel()
	md := render.NewMarkdown()
	want := map[string]string{
		"md": "# Payments failed\n\n- **It began:** 2 October 2026, 13:00 UTC (15:00 CEST), ± 5 min\n- **It was over:** 2 October 2026, 14:00 UTC (16:00 CEST)\n- **It lasted:** 1 h, ± 5 min\n\n" +
			"## What happened\n\n### Loud\nSome payments **failed**.\n\n1. Card\n2. [Invoice](https://status.example.com)\n\n" +
			"## How it affected you\n\n| a | b |\n| --- | --- |\n| <script>1</script> | 2 |\n\n> so\n\n```\n## What we did\n```\n\n---\n\nAcme · 2 October 2026\n",
		"txt": "Payments failed\n===============\n\nIt began: 2 October 2026, 13:00 UTC (15:00 CEST), ± 5 min\nIt was over: 2 October 2026, 14:00 UTC (16:00 CEST)\nIt lasted: 1 h, ± 5 min\n\n" +
			"What happened\n-------------\n\nLoud\n\nSome payments failed.\n\n1. Card\n2. Invoice (https://status.example.com)\n\n" +
			"How it affected you\n-------------------\n\na | b\n<script>1</script> | 2\n\n> so\n\n    ## What we did\n\nAcme · 2 October 2026\n",
	}
	for _, format := range render.CustomerFormats() {
		_, name, doc, err := render.CustomerFile(forCustomers(), format, md)
		if err != nil || name != "for-customers-2026-10-02."+format {
			t.Fatalf("%s: %q, %v", format, name, err)
		}
		if w, told := want[format]; told {
			if diff := cmp.Diff(w, doc); diff != "" {
				t.Errorf("%s: %s", format, diff)
			}
			continue
		}
		for _, has := range []string{"<title>Payments failed</title>", "<dt>It lasted</dt><dd>1 h, ± 5 min</dd>", "<h3>Loud</h3>", "Acme · 2 October 2026"} {
			if !strings.Contains(doc, has) {
				t.Errorf("the page lacks %q", has)
			}
		}
		for _, never := range []string{"<script", "Candor", "PM-", "INC-", "src=\"http"} {
			if strings.Contains(doc, never) {
				t.Errorf("the page has %q", never)
			}
		}
	}
	if _, _, _, err := render.CustomerFile(forCustomers(), "pdf", md); problem.KindOf(err) != problem.KindInvalid {
		t.Errorf("another form: %v", err)
	}
	draft := forCustomers()
	draft.ReleasedAt = time.Time{}
	for _, format := range render.CustomerFormats() {
		if _, name, doc, err := render.CustomerFile(draft, format, md); err != nil || name != "for-customers-draft."+format || !strings.Contains(doc, "Draft, not released") {
			t.Errorf("a draft as %s: %q, %v", format, name, err)
		}
	}
}

func TestATextForCustomersIsReadBack(t *testing.T) {
	t.Parallel()
	_, _, doc, err := render.CustomerFile(forCustomers(), "md", render.NewMarkdown())
	if err != nil {
		t.Fatal(err)
	}
	title, parts, err := render.ReadCustomerMarkdown(doc)
	if err != nil || title != "Payments failed" {
		t.Fatalf("title %q, %v", title, err)
	}
	want := map[postmortem.CustomerKey]string{}
	for _, p := range forCustomers().Copy.Parts {
		want[p.Key] = strings.Replace(p.Text, "# Loud", "### Loud", 1) // Below the heading of its part.
	}
	if diff := cmp.Diff(want, parts); diff != "" {
		t.Error(diff)
	}
	for bad, says := range map[string]string{"# T\n\n## Root cause\n\na": "“Root cause” is no part", "## What happened\n\na": "There is no title.", "": "There is no title."} {
		if _, _, err := render.ReadCustomerMarkdown(bad); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestTimesStandInUTCAndInOneZone(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{
		"": "2 October 2026, 14:00 UTC", "UTC": "2 October 2026, 14:00 UTC", "Local": "2 October 2026, 14:00 UTC", "Mars/Olympus": "2 October 2026, 14:00 UTC",
		"Europe/Berlin": "2 October 2026, 14:00 UTC (16:00 CEST)", "Pacific/Auckland": "2 October 2026, 14:00 UTC (3 October 2026, 03:00 NZDT)",
		"America/Sao_Paulo": "2 October 2026, 14:00 UTC (11:00 UTC−03:00)",
	} {
		if got := render.InTwoZones(at, zone); got != want {
			t.Errorf("%s: %q, want %q", zone, got, want)
		}
	}
}
