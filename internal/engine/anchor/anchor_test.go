package anchor_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/anchor"
)

// follow takes the words in [brackets] of a text through its later wordings.
func follow(marked string, later ...string) (string, postmortem.Anchor) {
	before, rest, _ := strings.Cut(marked, "[")
	words, after, _ := strings.Cut(rest, "]")
	was := before + words + after
	start := len([]rune(before))
	a := postmortem.AnchorAt(was, start, start+len([]rune(words)))
	for _, is := range later {
		a = anchor.Follow(was, is, []postmortem.Anchor{a})[0]
		was = is
	}
	return a.Words(was), a
}

func TestWordsAreFollowed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		marked string
		later  []string
		want   string // Empty: gone.
	}{
		"nothing changed":                 {"The [prompt looked] the same.", []string{"The prompt looked the same."}, "prompt looked"},
		"written before":                  {"The [prompt looked] the same.", []string{"At 16:14 ☕ the door. The prompt looked the same."}, "prompt looked"},
		"written behind":                  {"The [prompt looked] the same.", []string{"The prompt looked the same, and so did the host."}, "prompt looked"},
		"written right before":            {"The [prompt looked] the same.", []string{"The old prompt looked the same."}, "prompt looked"},
		"written right behind":            {"The [prompt looked] the same.", []string{"The prompt looked exactly the same."}, "prompt looked"},
		"written inside":                  {"The [prompt looked] the same.", []string{"The prompt of staging looked the same."}, "prompt of staging looked"},
		"taken away inside":               {"The [prompt of staging looked] the same.", []string{"The prompt looked the same."}, "prompt looked"},
		"a letter mended":                 {"It [recieved] all.", []string{"It received all."}, "received"},
		"around and inside at once":       {"The [prompt looked] the same. Nobody saw it.", []string{"At 16:14 the prompt of staging looked the same. No alert told it."}, "prompt of staging looked"},
		"the first of two alike goes":     {"ab [ab]", []string{"ab"}, "ab"},
		"a paragraph moved above":         {"One.\n\nThe [prompt looked] the same.", []string{"One.\n\nTwo, which is long.\n\nThe prompt looked the same."}, "prompt looked"},
		"all gone":                        {"The [prompt looked] the same.", []string{"The same."}, ""},
		"all gone, others in their place": {"The [prompt] is here.", []string{"The host is here."}, ""},
		"everything gone":                 {"The [prompt looked] the same.", []string{""}, ""},
		"gone and back":                   {"The [prompt looked] the same.", []string{"The same.", "Now: the prompt looked the same."}, "prompt looked"},
		"gone and back twice":             {"The [prompt] is here.", []string{"Gone.", "A prompt. B prompt."}, ""},
		"gone and back, told by around":   {"Hosts: a\n\nThe [prompt] is here.", []string{"Gone.", "A prompt, and Hosts: a\n\nThe prompt is here."}, "prompt"},
		"typed away and restored":         {"The [prompt looked] the same.", []string{"The prompt the same.", "The pr the same.", "The the same.", "The prompt looked the same."}, "prompt looked"},
		"narrowed and restored":           {"The [prompt looked] the same.", []string{"The looked the same.", "The prompt looked the same."}, "prompt looked"},
		"another writing":                 {"決済が[停止]しました", []string{"本日、決済が停止しました"}, "停止"},
	} {
		if got, a := follow(c.marked, c.later...); got != c.want || a.Gone() != (c.want == "") {
			t.Errorf("%s: on %q (gone: %v), want %q", name, got, a.Gone(), c.want)
		}
	}
}

// texts are made of few letters, so that everything looks alike, or of many.
func texts(t *rapid.T) *rapid.Generator[string] {
	if rapid.Bool().Draw(t, "alike") {
		return rapid.StringOfN(rapid.RuneFrom([]rune("ab \n")), 0, 30, -1)
	}
	return rapid.StringOfN(rapid.RuneFrom([]rune("abcdefghij klmnopqé☕\n")), 0, 60, -1)
}

// Whatever is inserted, deleted or replaced outside of the words, the words stay what they were. Where
// they can be told from the rest of the text, one save after another.
func TestEditsOutsideNeverChangeTheWords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		gen := texts(t)
		before, words, after := gen.Draw(t, "before"), gen.Filter(func(s string) bool { return s != "" }).Draw(t, "words"), gen.Draw(t, "after")
		saves := rapid.IntRange(1, 6).Draw(t, "saves")
		if saves > 1 {
			words += "§"
		}
		was := before + words + after
		start := len([]rune(before))
		a := postmortem.AnchorAt(was, start, start+len([]rune(words)))
		for range saves {
			side := &before
			if rapid.Bool().Draw(t, "behind") {
				side = &after
			}
			r := []rune(*side)
			from := rapid.IntRange(0, len(r)).Draw(t, "from")
			to := rapid.IntRange(from, len(r)).Draw(t, "to")
			*side = string(r[:from]) + gen.Draw(t, "instead") + string(r[to:])
			is := before + words + after
			a = anchor.Follow(was, is, []postmortem.Anchor{a})[0]
			if got := a.Words(is); got != words {
				t.Fatalf("%q became %q: on %q, not %q", was, is, got, words)
			}
			was = is
		}
	})
}

// apart has letters of its own in each part, so that nobody can take one for the other.
func TestEditsInsideWidenAndNarrow(t *testing.T) {
	t.Parallel()
	own := func(letters string, least int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			return string(rapid.Permutation([]rune(letters)).Draw(t, "order")[:rapid.IntRange(least, len(letters)).Draw(t, "length")])
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		before, after := own("abcdefg ", 0).Draw(t, "before"), own("hijklm\n", 0).Draw(t, "after")
		words := []rune(own("ABCDEFGHIJ", 2).Draw(t, "words"))
		was := before + string(words) + after
		a := postmortem.AnchorAt(was, len(before), len(before)+len(words))

		from := rapid.IntRange(1, len(words)-1).Draw(t, "from")
		wider := string(words[:from]) + own("01234", 1).Draw(t, "inside") + string(words[from:])
		if got := anchor.Follow(was, before+wider+after, []postmortem.Anchor{a})[0].Words(before + wider + after); got != wider {
			t.Fatalf("widened to %q, want %q", got, wider)
		}
		first := rapid.IntRange(0, len(words)-1).Draw(t, "first")
		narrow := string(words[:first]) + string(words[rapid.IntRange(first+1, len(words)).Draw(t, "last"):])
		got := anchor.Follow(was, before+narrow+after, []postmortem.Anchor{a})[0]
		if got.Words(before+narrow+after) != narrow || got.Gone() != (narrow == "") {
			t.Fatalf("narrowed to %q (gone: %v), want %q", got.Words(before+narrow+after), got.Gone(), narrow)
		}
		gone := anchor.Follow(was, before+after, []postmortem.Anchor{a})
		if !gone[0].Gone() {
			t.Fatalf("nothing of %q is left, but it is on %q", string(words), gone[0].Words(before+after))
		}
		if back := anchor.Follow(before+after, was, gone)[0].Words(was); back != string(words) {
			t.Fatalf("restored, it is on %q", back)
		}
	})
}

// Whatever becomes of a text, an anchor is gone or stands within it.
func TestAnAnchorStaysWithinItsText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		gen := texts(t)
		was, is := gen.Filter(func(s string) bool { return s != "" }).Draw(t, "was"), gen.Draw(t, "is")
		n := len([]rune(was))
		start := rapid.IntRange(0, n-1).Draw(t, "start")
		a := postmortem.AnchorAt(was, start, rapid.IntRange(start+1, n).Draw(t, "end"))
		got := anchor.Follow(was, is, []postmortem.Anchor{a})[0]
		if got.Quote != a.Quote || !got.Gone() && (got.Start < 0 || got.Start >= got.End || got.End > len([]rune(is)) || got.Words(is) == "") {
			t.Fatalf("%q became %q: %+v", was, is, got)
		}
	})
}

func TestWordsThatStandAlmostEverywhereAreNowhereForCertain(t *testing.T) {
	t.Parallel()
	a := postmortem.AnchorAt("A word, ☕.", 2, 6)
	a.Before, a.After = "nothing of it", ""
	for n, want := range map[int]int{1: 9, 2: 0, 5_000: 0} {
		if got := anchor.Find("☕ Some "+strings.Repeat("☕ word ", n), a); got.Start != want {
			t.Errorf("among %d places it is at %d, want %d", n, got.Start, want)
		}
	}
}
