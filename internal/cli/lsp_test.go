package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// One writes, is marked, reads why, takes the other wording, and ends.
func TestAnEditorIsToldWhileOneWrites(t *testing.T) {
	t.Parallel()
	e := edit(t, `{"workspace":{"workspaceEdit":{"documentChanges":true}}}`)
	const uri = "file:///tmp/report.md"
	m := e.open(uri, "markdown", "# Review\n\n😀 It was human error.\n")
	if len(m.Diagnostics) != 1 || m.URI != uri || *m.Version != 1 {
		t.Fatalf("opened: %+v", m)
	}
	d := m.Diagnostics[0]
	if want := (place{Start: struct{ Line, Character int }{2, 10}, End: struct{ Line, Character int }{2, 21}}); d.Range != want || d.Source != "candor" || d.Severity != 2 {
		t.Errorf("marked: %+v", d)
	}
	if !strings.HasPrefix(d.Message, "human-error: ") || !strings.Contains(d.Message, "Instead: ") {
		t.Errorf("says %q", d.Message)
	}

	var hover struct {
		Contents struct{ Kind, Value string }
		Range    place
	}
	e.call("textDocument/hover", `{"textDocument":{"uri":"`+uri+`"},"position":{"line":2,"character":12}}`, &hover)
	if hover.Contents.Kind != "markdown" || !strings.HasPrefix(hover.Contents.Value, "**human-error** (publication waits)\n\n") || hover.Range != d.Range {
		t.Errorf("hover: %+v", hover)
	}
	var none any
	e.call("textDocument/hover", `{"textDocument":{"uri":"`+uri+`"},"position":{"line":0,"character":3}}`, &none)
	if none != nil {
		t.Errorf("hover over nothing: %v", none)
	}

	// Two edits in one notice, the second in the text that the first made; one answer after a rest.
	e.notify("textDocument/didChange", `{"textDocument":{"uri":"`+uri+`","version":2},"contentChanges":[
		{"range":{"start":{"line":0,"character":0},"end":{"line":2,"character":0}},"text":""},
		{"range":{"start":{"line":0,"character":10},"end":{"line":0,"character":21}},"text":"a mistake"}]}`)
	m = e.next()
	if *m.Version != 2 || len(m.Diagnostics) != 1 || m.Diagnostics[0].Range.Start.Line != 0 || m.Diagnostics[0].Range.Start.Character < 10 {
		t.Fatalf("changed: %+v", m)
	}

	actions := e.actions(uri)
	if len(actions) != 2 || !strings.HasPrefix(actions[0].Title, "Use this wording: ") || !strings.HasPrefix(actions[1].Title, "Ignore with a reason: ") {
		t.Fatalf("actions: %+v", actions)
	}
	change := actions[0].Edit.DocumentChanges[0]
	if change.TextDocument.Version != 2 || change.TextDocument.URI != uri || change.Edits[0].NewText == "" {
		t.Errorf("wording: %+v", change)
	}
	ignore := actions[1].Edit.DocumentChanges[0].Edits[0]
	if ignore.NewText != "<!-- candor:ignore --> " || ignore.Range.Start != ignore.Range.End {
		t.Errorf("ignore: %+v", ignore)
	}

	// The comment waives nothing until it has a reason, and says so.
	e.put(uri, 3, "😀 It was <!-- candor:ignore --> a mistake.\n")
	if got := e.next(); !cmp.Equal(got.codes(), []string{m.Diagnostics[0].Code, "ignore-needs-reason"}) {
		t.Errorf("without a reason: %v", got.codes())
	}
	e.put(uri, 4, "😀 It was <!-- candor:ignore a quotation --> a mistake.\n")
	if got := e.next(); len(got.Diagnostics) != 0 {
		t.Errorf("with a reason: %v", got.codes())
	}
	e.notify("textDocument/didSave", `{"textDocument":{"uri":"`+uri+`"}}`)
	if got := e.next(); *got.Version != 4 {
		t.Errorf("saved: %+v", got)
	}
	e.notify("textDocument/didClose", `{"textDocument":{"uri":"`+uri+`"}}`)
	if got := e.next(); got.Version != nil || len(got.Diagnostics) != 0 {
		t.Errorf("closed: %+v", got)
	}
	if code := e.leave(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// An editor that counts bytes is told bytes; one that shows no Markdown is told plain text; one
// without versions of edits gets edits by address.
func TestAnEditorIsToldInItsOwnTerms(t *testing.T) {
	t.Parallel()
	e := edit(t, `{"general":{"positionEncodings":["utf-32","utf-8","utf-16"]},"textDocument":{"hover":{"contentFormat":["plaintext"]}}}`)
	const uri = "file:///tmp/notes.txt"
	m := e.open(uri, "plaintext", "😀 It was `human error`.\r\n")
	if len(m.Diagnostics) != 1 || m.Diagnostics[0].Range.Start.Character != 13 {
		t.Fatalf("opened: %+v", m)
	}
	var hover struct{ Contents struct{ Kind, Value string } }
	e.call("textDocument/hover", `{"textDocument":{"uri":"`+uri+`"},"position":{"line":0,"character":14}}`, &hover)
	if hover.Contents.Kind != "plaintext" || strings.Contains(hover.Contents.Value, "**") {
		t.Errorf("hover: %+v", hover)
	}
	actions := e.actions(uri)
	if len(actions) != 1 || len(actions[0].Edit.Changes[uri]) != 1 || actions[0].Edit.Changes[uri][0].NewText == "" {
		t.Errorf("actions: %+v", actions)
	}
	if got := e.open("file:///tmp/main.go", "go", "// It was human error.\n"); len(got.Diagnostics) != 0 {
		t.Errorf("code: %+v", got)
	}
	if code := e.leave(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// An organisation's own rules mark as well, and rules that cannot be used end the command with a
// sentence.
func TestAnEditorIsToldByTheRulesOfTheHouse(t *testing.T) {
	t.Parallel()
	rules := filepath.Join(t.TempDir(), "house.yaml")
	if err := os.WriteFile(rules, []byte(`rules: [{id: house.suspects, label: blame, match: ["usual suspects"], why: "This points at a group."}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	e := edit(t, `{}`, "--stdio", "--rules", rules)
	if m := e.open("file:///a.md", "markdown", "The usual suspects.\n"); !cmp.Equal(m.codes(), []string{"house.suspects"}) {
		t.Errorf("marked: %+v", m)
	}
	if actions := e.actions("file:///a.md"); len(actions) != 1 || !strings.HasPrefix(actions[0].Title, "Ignore") {
		t.Errorf("a rule without a suggestion offers %+v", actions)
	}
	if code := e.leave(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
