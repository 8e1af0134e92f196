package importer_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/importer"
)

var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

func wordsOf(s string) []string { return word.FindAllString(strings.ToLower(s), -1) }

// unplaced checks that every word of a document stands in the sections, the title or a heading
// of the sections that says the same, and that each section keeps the order of the document. The
// front matter is told at the end of one section, in its order; a key of it that is left out is
// one whose value is empty, the title or the date.
func unplaced(src string) (lost []string, disordered postmortem.Key) {
	doc := importer.Read(src)
	placed := importer.Place(doc)
	have := map[string]int{}
	count := func(s string) {
		for _, w := range wordsOf(s) {
			have[w]++
		}
	}
	count(doc.Title)
	for _, heading := range placed.Bare {
		count(heading)
	}
	for _, key := range placed.Taken {
		count(key)
		count(valueTaken(src, key, doc))
	}
	all := wordsOf(src)
	for _, key := range postmortem.Keys() {
		text, noted, _ := strings.Cut(placed.Sections[key], importer.Noted)
		count(text)
		count(noted)
		count(key.Heading())
		if !inOrder(all, wordsOf(withoutTargets(text))) || !inOrder(all, wordsOf(withoutTargets(noted))) {
			disordered = key
		}
	}
	for _, w := range all {
		if have[w]--; have[w] < 0 {
			lost = append(lost, w)
		}
	}
	return lost, disordered
}

// valueTaken is what the document gives this key, if a field has exactly that.
func valueTaken(src, key string, doc importer.Document) string {
	for line := range strings.Lines(src) {
		rest, ok := strings.CutPrefix(line, key)
		if value := strings.Trim(strings.TrimLeft(rest, " "), ":= \"'\n"); ok && (value == doc.Title || value == doc.Date) {
			return value
		}
	}
	return ""
}

// withoutTargets leaves out the targets of links that a section repeats.
var targetLine = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:`)

func withoutTargets(s string) string {
	lines := strings.Split(s, "\n")
	for len(lines) > 0 && (targetLine.MatchString(lines[len(lines)-1]) || lines[len(lines)-1] == "") {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}

func inOrder(all, part []string) bool {
	at := 0
	for _, w := range part {
		for at < len(all) && all[at] != w {
			at++
		}
		if at == len(all) {
			return false
		}
		at++
	}
	return true
}

// Every word of a document has a place, and each section tells in the order of the document.
func TestEveryWordHasItsPlace(t *testing.T) {
	t.Parallel()
	docs := documents(t)
	more, err := filepath.Glob(os.Getenv("IMPORT_DOCUMENTS")) // Documents that are no part of the project.
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range more {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		docs[name] = strings.ToValidUTF8(string(raw), "")
	}
	for name, src := range docs {
		if lost, key := unplaced(src); len(lost) > 0 || key != "" {
			t.Errorf("%s: lost %.300q, out of order: %q", filepath.Base(name), lost, key)
		}
	}
}

func FuzzEveryWordHasItsPlace(f *testing.F) {
	for _, src := range documents(f) {
		f.Add(src)
	}
	f.Add("Title\n===\n\n[a]: https://x.example\n\n**Impact**: [a]\n\n- **Root cause**: b\n  - c\n- **Resolution**: d\n\n## Summary\n\ne\n")
	f.Add("+++\ntitle = \"x\"\n+++\n# Summary\n\na\n\n# Impact\n\nb\n\n# Impact\n\n- c\n")
	f.Fuzz(func(t *testing.T, src string) {
		if lost, key := unplaced(src); len(lost) > 0 || key != "" {
			t.Errorf("lost %q, out of order: %q", lost, key)
		}
	})
}

// What a document says stands where a reader looks for it.
func TestPlaces(t *testing.T) {
	t.Parallel()
	src := `# Queue stood still for an hour

Nobody could sign up; see [the chart][c].

**Authors:** Ana Lopez

## Business impact

Forty people saw an error.

## Timeline

- 10:00 It stopped

## Why it took an hour

Nobody had looked at the queue.

## Lessons learned

### What went well

The alert came at once.

### What went wrong

#### Access

The runbook was behind the login.

## Action items

### Process

- [ ] Put the runbook elsewhere

## Appendix

See the logs.

[c]: https://charts.example/1
`
	want := map[postmortem.Key]string{
		postmortem.Summary:      "Nobody could sign up; see [the chart][c].\n\n[c]: https://charts.example/1",
		postmortem.WhatHappened: "**Authors:** Ana Lopez\n\n### Timeline\n\n- 10:00 It stopped\n\n### Why it took an hour\n\nNobody had looked at the queue.",
		postmortem.Impact:       "### Business impact\n\nForty people saw an error.",
		postmortem.Worked:       "### What went well\n\nThe alert came at once.",
		postmortem.DidNotWork:   "### What went wrong\n\n#### Access\n\nThe runbook was behind the login.",
		postmortem.Surprised:    "### Action items\n\n#### Process\n\n- [ ] Put the runbook elsewhere\n\n### Appendix\n\nSee the logs.\n\n[c]: https://charts.example/1",
	}
	got := importer.Place(importer.Read(src))
	for _, key := range postmortem.Keys() {
		if got.Sections[key] != want[key] {
			t.Errorf("%s:\n%s\nwant:\n%s", key, got.Sections[key], want[key])
		}
	}
	if !slices.Equal(got.Kept, []string{"Why it took an hour"}) {
		t.Errorf("kept: %q", got.Kept)
	}
}

// A table of questions, and five whys, are whys; a question in passing is none.
func TestWhysAreRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src  string
		want []importer.Why
	}{
		"the playbook's table": {
			"## Whys\n\n| Question Chain | Answer | Action Item / Mitigation |\n| :--- | :--- | :--- |\n| **Why did it stop?** | The disk was full. | Alert at 80 % |\n| **Why was it full?** | Nothing rotates the logs. | |\n",
			[]importer.Why{{Question: "Why did it stop?", Answer: "The disk was full.", Action: "Alert at 80 %"}, {Question: "Why was it full?", Answer: "Nothing rotates the logs."}},
		},
		"numbers": {
			"## Whys\n\n| Question | Answer |\n|-|-|\n| 1 Why a? | b |\n| 1.1 **Why b?** | c |\n| 1.2 How d? | e |\n",
			[]importer.Why{{Number: "1", Question: "Why a?", Answer: "b"}, {Number: "1.1", Question: "Why b?", Answer: "c"}, {Number: "1.2", Question: "How d?", Answer: "e"}},
		},
		"a list": {
			"## Five whys\n\n1. Why did it stop? The disk was full.\n2. Why was it full?\n   - Nothing rotates the logs.\n",
			[]importer.Why{{Question: "Why did it stop?", Answer: "The disk was full."}, {Question: "Why was it full?", Answer: "Nothing rotates the logs."}},
		},
		"in passing":      {"## Root cause\n\n- Why did it stop? Nobody knows.\n", nil},
		"another table":   {"## Questions\n\n| Question | Owner |\n|-|-|\n| Why? | Ana |\n", nil},
		"a row left open": {"## Whys\n\n| Question | Answer |\n|-|-|\n| Why a? | |\n", nil},
	} {
		if got := importer.Read(c.src).Whys; !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A clock is read where it hangs; a word that names no zone is none.
func TestInstants(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ shown, zone, want string }{
		{"2024-07-01T10:00", "BST", "2024-07-01T09:00"},
		{"2024-07-01T10:00", "PST", "2024-07-01T17:00"},
		{"2024-01-01T10:00", "CEST", "2024-01-01T09:00"},
		{"2024-01-01T10:00", "UTC+2", "2024-01-01T08:00"},
		{"2024-01-01T10:00", "GMT-03:00", "2024-01-01T13:00"},
		{"2024-01-01T10:00", "Europe/Copenhagen", "2024-01-01T09:00"},
		{"2024-01-01", "UTC", "2024-01-01T12:00"},
	} {
		loc := importer.Location(c.zone)
		if loc == nil {
			t.Errorf("%s is no zone", c.zone)
			continue
		}
		at, _, ok := importer.Instant(c.shown, loc)
		if got := at.Format("2006-01-02T15:04"); !ok || got != c.want {
			t.Errorf("%s %s is %s, want %s", c.shown, c.zone, got, c.want)
		}
	}
	for _, word := range []string{"", "local", "UTC+5:30", "XYZ", "UTC+99", "../etc", "Nowhere/Here"} {
		if loc := importer.Location(word); loc != nil {
			t.Errorf("%q is %v", word, loc)
		}
	}
	if at, _, ok := importer.Instant("10:00", importer.Location("UTC")); ok {
		t.Errorf("a clock without a day is %v", at)
	}
}

// The front matter is a quiet list behind the course of events, and never code; of what the title
// and the date say, nothing is repeated.
func TestTheFrontMatterIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, want string }{
		"keys":      {"---\ntitle: Queue stood still\ndate: 2024-05-03\nweight: 33\nsource_path: \"a/b.md\"\n---\n\n# Queue stood still\n\nIt stopped.\n", "- weight: 33\n- source path: a/b.md"},
		"lists":     {"---\ntitle: Queue stood still\ntags: [queue, mail]\nauthors:\n  - Ana\n  - Bo\nabout: >\n  two\n  lines\n---\nIt stopped.\n", "- tags: queue, mail\n- authors: Ana, Bo\n- about: two lines"},
		"TOML":      {"+++\ntitle = \"Queue stood still\"\n[extra]\nrank = 2\n+++\nIt stopped.\n", "- extra\n- rank: 2"},
		"all taken": {"---\ntitle: Queue stood still\ndate: 2024-05-03\nlayout:\n---\nIt stopped.\n", ""},
		"marks":     {"---\ntitle: Queue stood still\nraw: <b>*x*</b> [a](b)\n# a hint\n---\nIt stopped.\n", `- raw: \<b\>\*x\*\</b\> \[a\](b) # a hint`},
		"days":      {"---\ntitle: Queue stood still\ndate: 2024-05-09\n---\nIt stopped.\n\n## Timeline\n\nOn 3 May 2024 (UTC):\n\n- 10:00 Outage starts\n- 10:05 Resolved\n", "- date: 2024-05-09"},
	} {
		got := importer.Place(importer.Read(c.src)).Sections[postmortem.WhatHappened]
		_, got, _ = strings.Cut(got, importer.Noted)
		if strings.TrimSpace(got) != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, c.want)
		}
	}
}
