package lsp

import (
	"strings"
	"testing"

	"candor.dev/candor/blameless"
)

// The comment alone waives nothing; with a reason it waives the words that it was asked for.
func TestTheIgnoreCommentWaivesOnceItHasAReason(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ doc, want string }{
		"within a line":          {"It was human error.\n", "It was <!-- candor:ignore --> human error.\n"},
		"a line's beginning":     {"Human error was it.\n", "<!-- candor:ignore -->\nHuman error was it.\n"},
		"the next paragraph":     {"All was well.\n\nHuman error was it.\n", "All was well.\n\n<!-- candor:ignore -->\nHuman error was it.\n"},
		"a later line":           {"All was well.\n\nAll\nwas well.\nHuman error was it.\n", "All was well.\n\n<!-- candor:ignore -->\nAll\nwas well.\nHuman error was it.\n"},
		"an item":                {"- All was well.\n- Human error was it.\n", "- All was well.\n- <!-- candor:ignore --> Human error was it.\n"},
		"an item's second line":  {"- All was well.\n  Human error was it.\n", "- All was well.\n  <!-- candor:ignore -->\n  Human error was it.\n"},
		"a heading":              {"# Human error was it\n", "# <!-- candor:ignore --> Human error was it\n"},
		"below a heading":        {"# All\nHuman error was it.\n", "# All\n<!-- candor:ignore -->\nHuman error was it.\n"},
		"below code":             {"```\nx\n```\nHuman error was it.\n", "```\nx\n```\n<!-- candor:ignore -->\nHuman error was it.\n"},
		"line ends of Windows":   {"All was well.\r\n\r\nHuman error was it.\r\n", "All was well.\r\n\r\n<!-- candor:ignore -->\r\nHuman error was it.\r\n"},
		"a quotation":            {"> All was well.\n> Human error was it.\n", "> <!-- candor:ignore -->\n> All was well.\n> Human error was it.\n"},
		"no line end at the end": {"Human error was it", "<!-- candor:ignore -->\nHuman error was it"},
	} {
		opts := blameless.Options{Thorough: true}
		found := blameless.Check(c.doc, opts)
		if len(found) != 1 {
			t.Errorf("%s: %d findings", name, len(found))
			continue
		}
		edit := ignoring(newText("a.md", "", 1, c.doc), found[0])
		got := c.doc[:edit.at] + edit.insert + c.doc[edit.at:]
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if again := blameless.Check(got, opts); len(again) != 1 || again[0].Severity == blameless.Waived {
			t.Errorf("%s: without a reason: %v", name, again)
		}
		reasoned := strings.Replace(got, "ignore -->", "ignore a quotation -->", 1)
		if again := blameless.Check(reasoned, opts); len(again) != 1 || again[0].Reason != "a quotation" {
			t.Errorf("%s: with a reason: %v", name, again)
		}
	}
}

// A suggestion that ends its sentence takes the old full stop with it.
func TestTheFullStopIsNotDoubled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		doc, suggest string
		want         int
	}{
		{"abc. d", "x.", 4},
		{"abc?! d", "x?", 5},
		{"abc. d", "x", 3},
		{"abc", "x.", 3},
	} {
		if got := replaceEnd(c.doc, blameless.Finding{Suggest: c.suggest, Replace: blameless.Place{End: 3}}); got != c.want {
			t.Errorf("%q for %q: ends at %d, want %d", c.suggest, c.doc, got, c.want)
		}
	}
}

// What a document or a rules file holds becomes no picture, link or markup in a window.
func TestAHoverShowsNothingButText(t *testing.T) {
	t.Parallel()
	s := &server{}
	said := s.explain(blameless.Finding{Label: "blame", Severity: blameless.Block, Why: "Why <b>.", Suggest: "![x](http://example.com/x.png) [a][b] `c`\n\n# d"})
	if want := "**blame** (publication waits)\n\nWhy \\<b>.\n\n> !\\[x]\\(http://example.com/x.png) [a]\\[b] \\`c\\`  # d"; said != want {
		t.Errorf("got  %q\nwant %q", said, want)
	}
}
