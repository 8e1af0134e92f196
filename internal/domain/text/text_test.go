package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

func TestCheckTitle(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		title string
		says  string // Empty: accepted.
	}{
		"accepts an ordinary title":              {"Checkout is down", ""},
		"accepts letters of any script":          {"決済が停止 🚨 مدفوعات", ""},
		"accepts plain direction marks":          {"שלום\u200f (ok)", ""},
		"accepts joined emoji":                   {"👩\u200d🚒 on call", ""},
		"refuses an empty title":                 {"", "visible"},
		"refuses only spaces":                    {" \u00a0\u3000", "visible"},
		"refuses only zero-width characters":     {"\u200b\u200d\ufeff\u2060", "visible"},
		"refuses only letters that draw nothing": {"\u3164\u2800\ufe0f", "visible"},
		"refuses a line break":                   {"a\nb", "one line"},
		"refuses a tab":                          {"a\tb", "one line"},
		"refuses NUL":                            {"a\x00b", "U+0000"},
		"refuses an escape character":            {"\x1b[31mred", "U+001B"},
		"refuses delete":                         {"a\x7f", "U+007F"},
		"refuses an override of direction":       {"invoice\u202egpj.exe", "U+202E"},
		"refuses an isolate":                     {"\u2066x\u2069", "U+2066"},
		"refuses bytes that are not UTF-8":       {"a\xff", "UTF-8"},
		"accepts the longest title":              {strings.Repeat("é", 200), ""},
		"counts characters, not bytes":           {strings.Repeat("é", 201), "has 201 characters; at most 200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := text.CheckTitle("title", c.title, 200)
			if c.says == "" {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			p := problem.Of(err)
			if p == nil || p.Kind != problem.KindInvalid || p.Field != "title" || !strings.Contains(p.Say, c.says) {
				t.Fatalf("got %#v, want Invalid at title saying %q", p, c.says)
			}
		})
	}
}

func TestCheckTextKeepsLinesTabsAndDirection(t *testing.T) {
	t.Parallel()
	if err := text.CheckText("note", "one\r\n\ttwo \u202e three", 100); err != nil {
		t.Fatal(err)
	}
	if err := text.CheckText("note", "", 100); err != nil {
		t.Fatal(err)
	}
	if problem.KindOf(text.CheckText("note", "a\x01", 100)) != problem.KindInvalid {
		t.Fatal("a control character was kept")
	}
}

func TestVisibleShowsWhatTurnsTheDirection(t *testing.T) {
	t.Parallel()
	if got := text.Visible("a\u202eb"); got != "a⟨U+202E⟩b" {
		t.Fatalf("got %q", got)
	}
	if got := text.Visible("plain é"); got != "plain é" {
		t.Fatalf("got %q", got)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"title", "severity", "impact_start", "to"}
	for in, want := range map[string]string{
		"titel": "title", "Title": "title", "severty": "severity", "impactstart": "impact_start",
		"owner_id": "", "x": "", "": "", strings.Repeat("a", 9000): "",
	} {
		if got := text.Nearest(in, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whoever reads the sentence alone, on a command line or at the head of a form, knows which field
// is meant.
func TestAnEmptyFieldIsNamedInWords(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"title": "The title", "reason": "The reason", "services": "The name of a service", "evidence.next_test": "The next test", "": "This",
	} {
		for name, err := range map[string]error{"title": text.CheckTitle(field, " ", 9), "words": text.CheckWords(field, "\u200b", 9)} {
			if p := problem.Of(err); p == nil || p.Field != field || p.Say != want+" needs at least one visible character." {
				t.Errorf("%s: an empty %q is told as %v", name, field, err)
			}
		}
	}
}

func TestCutFitsWhateverIsAsked(t *testing.T) {
	t.Parallel()
	for max := range 40 {
		for _, s := range []string{"", "short", strings.Repeat("é", 30), "a\xffb" + strings.Repeat("x", 50), "tab\tand\x00nul"} {
			got := text.Cut(s, max)
			if len(got) > max || !utf8.ValidString(got) || strings.ContainsRune(got, 0) {
				t.Errorf("Cut(%q, %d) is %q", s, max, got)
			}
		}
	}
	if a, b := text.Cut(strings.Repeat("x", 100)+"a", 50), text.Cut(strings.Repeat("x", 100)+"b", 50); a == b || len(a) != 50 {
		t.Errorf("two long texts become %q and %q", a, b)
	}
}
