package importer_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/engine/importer"
)

var clock = regexp.MustCompile(`^(?:\d{4}-\d\d-\d\d)?T?(?:\d\d:\d\d)?$`)

var update = flag.Bool("update", false, "rewrite the golden files")

// Documents of different templates are understood as their golden files say.
func TestDocumentsAreUnderstood(t *testing.T) {
	t.Parallel()
	for name, src := range documents(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			doc := importer.Read(src)
			doc.Sections = nil // TestNothingIsLost reads them.
			raw, err := json.MarshalIndent(doc, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(name, ".md") + ".json"
			if *update {
				if err := os.WriteFile(golden, append(raw, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(raw)+"\n"); diff != "" {
				t.Errorf("what is understood changed (-golden +got); run with -update when it is meant:\n%s", diff)
			}
		})
	}
}

// The sections, one after the other, are the document: no line of it is missing, and every
// heading that was understood is the heading of a section.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	for name, src := range documents(t) {
		if lost := missing(src, importer.Read(src)); len(lost) > 0 {
			t.Errorf("%s: lost %q", name, lost)
		}
	}
}

// missing are the lines of src with text that stand in no section.
func missing(src string, doc importer.Document) []string {
	var all strings.Builder
	for _, s := range doc.Sections {
		all.WriteString(s.Text)
	}
	var lost []string
	left := all.String()
	for line := range strings.Lines(strings.ReplaceAll(strings.TrimPrefix(src, "\ufeff"), "\r\n", "\n")) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		_, after, ok := strings.Cut(left, line)
		if !ok {
			lost = append(lost, line)
			continue
		}
		left = after
	}
	return lost
}

func documents(t testing.TB) map[string]string {
	t.Helper()
	names, err := filepath.Glob("testdata/*.md")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, name := range names {
		if filepath.Base(name) == "README.md" {
			continue
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(raw)
	}
	if len(all) < 8 {
		t.Fatalf("%d documents", len(all))
	}
	return all
}

// A time that a document does not give is never invented: without a clock in the text, there is
// none in the result, and every clock of the result stands in the text.
func TestNoTimeIsInvented(t *testing.T) {
	t.Parallel()
	doc := importer.Read("# Outage of 3 May 2024\n\n## Timeline\n\n- An alert fired.\n- The service was restored after two hours.\n")
	if doc.Times != (importer.Times{}) || doc.Date != "2024-05-03" || len(doc.Timeline) != 0 {
		t.Errorf("%+v", doc)
	}
	doc = importer.Read("# Outage\n\n## Timeline\n\n- 10:00 Errors begin\n- 10:20 Fully restored\n")
	if doc.Times != (importer.Times{}) || doc.Date != "" {
		t.Errorf("no day is told, and still: %+v", doc.Times)
	}
	if got := []string{doc.Timeline[0].At, doc.Timeline[1].At}; !cmp.Equal(got, []string{"10:00", "10:20"}) {
		t.Errorf("clocks: %q", got)
	}
}

// Inputs that are made to cost time or to break a parser are read, and kept.
func TestHostileDocuments(t *testing.T) {
	t.Parallel()
	hostile := map[string]string{
		"empty":           "",
		"only fence":      "---\n",
		"matter only":     "---\ntitle: x\n---\n",
		"rules and prose": "---\nThe site was down.\nIt was long.\n---\n\nMore.\n",
		"empty heading":   "#\n\ntext\n\n##\n\n# #\n",
		"many headings":   strings.Repeat("## 10:00\n", 20_000),
		"many times":      "## Timeline\n\n" + strings.Repeat("- 10:00 10:00 10:00 2020-01-01 10:00\n", 5_000),
		"long paragraph":  "## Root cause\n\n" + strings.Repeat("because it failed, so (", 10_000),
		"brackets":        strings.Repeat("[(", 5_000),
		"deep":            strings.Repeat(">", 5_000) + " x\n",
		"deep list":       strings.Repeat("- ", 31) + "x\n",
		"digits":          strings.Repeat("1", 100_000),
		"colons":          strings.Repeat("1:", 50_000),
		"months":          strings.Repeat("may may 1 ", 10_000),
		"wide table":      "|" + strings.Repeat("time|", 2_000) + "\n|" + strings.Repeat("-|", 2_000) + "\n|" + strings.Repeat("10:00|", 2_000) + "\n",
		"setext":          "10:00\n===\n\nTimeline\n---\n\n11:00 x\n",
		"carriage return": "# A\r\n\r\n## Timeline\r\n\r\n- 10:00 x\r\n",
		"lone return":     "# A\r- 10:00\r- 11:00\r",
		"other figures":   "# ٢٠٢٠-٠١-٠١\n\n- １０:００ x\n",
		"year zero":       "## Timeline\n\n- 0000-00-00 00:00 x\n- 2024-02-30 10:00 x\n- 9999-12-31 23:59 y\n",
	}
	for name, src := range hostile {
		if lost := missing(src, importer.Read(src)); len(lost) > 0 {
			t.Errorf("%s: lost %d lines, such as %.40q", name, len(lost), lost[0])
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, src := range documents(f) {
		f.Add(src)
	}
	f.Add("# A\n\n## Timeline\n\n### 2020-01-01\n\n- 23:00 x\n- 00:10 y\n\n| Time | Event |\n|-|-|\n| 3pm | z |\n")
	f.Fuzz(func(t *testing.T, src string) {
		doc := importer.Read(src)
		if lost := missing(src, doc); len(lost) > 0 {
			t.Errorf("lost %q", lost)
		}
		for _, e := range doc.Timeline {
			if !clock.MatchString(e.At) || !clock.MatchString(e.Until) {
				t.Errorf("an entry at %q until %q", e.At, e.Until)
			}
		}
		for _, m := range []string{doc.Times.Started, doc.Times.Detected, doc.Times.Declared, doc.Times.Mitigated, doc.Times.Resolved} {
			if m != "" && len(m) != len("2006-01-02T15:04") {
				t.Errorf("a moment %q", m)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var all []string
	size := 0
	for _, src := range documents(b) {
		all = append(all, src)
		size += len(src)
	}
	b.SetBytes(int64(size / len(all)))
	i := 0
	for b.Loop() {
		importer.Read(all[i%len(all)])
		i++
	}
}
