package render_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/render"
)

// kept is a copy as the store keeps it: through JSON.
func kept(t rapid.TB, c postmortem.Copy) postmortem.Copy {
	t.Helper()
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back postmortem.Copy
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func readsBack(t rapid.TB, c postmortem.Copy) string {
	t.Helper()
	c = kept(t, c)
	doc, err := render.DocumentMarkdown(c)
	if err != nil {
		t.Fatal(err)
	}
	back, ours, err := render.ReadMarkdown(doc)
	if err != nil || !ours {
		t.Fatalf("ours %v, %v\n%s", ours, err, doc)
	}
	if diff := cmp.Diff(c, back); diff != "" {
		t.Fatalf("it reads back as something else (-copy +back):\n%s\n%s", diff, doc)
	}
	head, _, _ := strings.Cut(strings.TrimPrefix(doc, "---\n"), "\n---\n")
	var fields map[string]any
	if err := yaml.Unmarshal([]byte(head), &fields); err != nil || fields["ref"] != c.Ref || fields["title"] != c.Title {
		t.Fatalf("other tools read %v, %v\n%s", fields, err, head)
	}
	return doc
}

func TestMarkdownReadsBackEqual(t *testing.T) {
	t.Parallel()
	for name, c := range samples() {
		doc := readsBack(t, c)
		if strings.Contains(doc, "<!--") && name != "wide" {
			t.Errorf("%s needs marks:\n%.2000s", name, doc)
		}
	}
	rapid.Check(t, func(t *rapid.T) { readsBack(t, drawCopy(t)) })
}

func TestAnEditedDocumentIsReadAsItIs(t *testing.T) {
	t.Parallel()
	doc := readsBack(t, copied())
	edited := strings.NewReplacer("Nobody could pay for *three hours*.", "Nobody could pay.\n\n### Why\n\nlate", "severity: SEV1", "severity: SEV2").Replace(doc)
	back, ours, err := render.ReadMarkdown(edited)
	if err != nil || !ours || back.Severity != "SEV2" || !strings.HasPrefix(back.Sections[0].Text, "Nobody could pay.\n\n### Why\n\nlate <script>") {
		t.Errorf("%v %v %+v", ours, err, back)
	}
	back, _, err = render.ReadMarkdown(strings.ReplaceAll(doc, "\n", "\r\n"))
	if diff := cmp.Diff(kept(t, copied()), back); err != nil || diff != "" {
		t.Errorf("with other ends of lines: %v\n%s", err, diff)
	}
}

func TestADocumentThatIsNotOursIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"", "# A title", "---\ntitle: x\n---\n\n## Summary\n", "---\ncandor: 1\nno end", "---", "---\n---\n", "\x00\xff"} {
		if c, ours, err := render.ReadMarkdown(src); ours || err != nil || c.Ref != "" {
			t.Errorf("%q: ours %v, %v, %+v", src, ours, err, c)
		}
	}
	for src, field := range map[string]string{
		"---\ncandor: 2\n---\n": "candor", "---\ncandor: [\n---\n": "front matter", "---\ncandor: 1\nedition: many\n---\n": "front matter",
		"---\ncandor: 1\nsections: 7\n---\n": "front matter", "---\ncandor: 1\n1: {[a]: b}\n---\n": "front matter", "---\ncandor: 1\nmarked_by: m\nsections: [{key: summary, heading: S}]\n---\n\n<!-- m:section 1 -->\nx": "sections",
		"---\ncandor: 1\nsections:\n" + strings.Repeat("- {key: summary}\n", 40_000) + "---\n": "sections",
	} {
		if _, ours, err := render.ReadMarkdown(src); !ours || problem.KindOf(err) != problem.KindInvalid {
			t.Errorf("%.200q: ours %v, %v, want one at %s", src, ours, err, field)
		}
	}
}
