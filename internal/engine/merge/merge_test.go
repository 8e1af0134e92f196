package merge_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor.dev/candor/internal/engine/merge"
)

func TestThree(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		base, mine, theirs, want string
		open                     int
	}{
		"two paragraphs": {
			base: "The disk was full.\n\nNobody could pay.", mine: "The disk was full.\n\nNobody could pay for an hour.",
			theirs: "The disk of the database was full.\n\nNobody could pay.", want: "The disk of the database was full.\n\nNobody could pay for an hour.",
		},
		"two sentences of one paragraph": {
			base: "The disk was full. Nobody could pay.", mine: "The disk was full. Most people could not pay.",
			theirs: "The disk had no space. Nobody could pay.", want: "The disk had no space. Most people could not pay.",
		},
		"two words of one sentence": {
			base: "The disk was full and nobody could pay at all.", mine: "The disk was full and nobody could buy at all.",
			theirs: "The volume was full and nobody could pay at all.", want: "The volume was full and nobody could buy at all.",
		},
		"a line added below by both": {
			base: "- a", mine: "- a\n- mine", theirs: "- a\n- theirs", want: "- a\n- theirs\n- mine", open: 1,
		},
		"lines beside each other": {
			base: "- a\n- b\n- c", mine: "- a\n- B\n- c", theirs: "- a\n- b\n- C", want: "- a\n- B\n- C",
		},
		"a sentence added to one that was mended": {
			base: "It failed.", mine: "It failed. Then it came back.", theirs: "It failed twice.", want: "It failed twice. Then it came back.",
		},
		"the same sentence": {
			base: "It took five minutes. It ended.", mine: "It took six minutes. It ended.", theirs: "It took seven hours. It ended.",
			want: "It took seven hours. It took six minutes. It ended.", open: 1,
		},
		"numbers beside each other are one place": {
			base: "It took 5 minutes.", mine: "It took 15 minutes.", theirs: "It took 5 hours.", want: "It took 5 hours. It took 15 minutes.", open: 1,
		},
		"taken away by one, mended by the other": {
			base: "One.\n\nTwo was here.\n\nThree.", mine: "One.\n\nTwo is here.\n\nThree.", theirs: "One.\n\nThree.", want: "One.\n\nTwo is here.\n\nThree.", open: 1,
		},
		"both begin":     {base: "", mine: "Mine.", theirs: "Theirs.", want: "Theirs.\nMine.", open: 1},
		"the same twice": {base: "a", mine: "b", theirs: "b", want: "b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			places := merge.Three(c.base, c.mine, c.theirs)
			if d := cmp.Diff(c.want, merge.Proposal(places)); d != "" {
				t.Errorf("the proposal differs:\n%s\n%+v", d, places)
			}
			if n := merge.Open(places); n != c.open {
				t.Errorf("%d places are open, want %d: %+v", n, c.open, places)
			}
		})
	}
}

// prose is a text of few different lines and words, so that parts of it repeat.
func prose(t *rapid.T, label string) string {
	sentence := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(strings.Fields("the disk was full 5 ten – naïve 数据 a_b **bold** 'x'")), 0, 6), func(w []string) string {
		return strings.Join(w, " ") + "."
	})
	line := rapid.Map(rapid.SliceOfN(sentence, 0, 3), func(s []string) string { return strings.Join(s, " ") })
	return strings.Join(rapid.SliceOfN(line, 0, 8).Draw(t, label), "\n")
}

// bent is a text in which a few words were changed.
func bent(t *rapid.T, s, label string) string {
	words := strings.SplitAfter(s, " ")
	for range rapid.IntRange(0, 4).Draw(t, label) {
		i := rapid.IntRange(0, len(words)-1).Draw(t, label+" at")
		words[i] = rapid.SampledFrom([]string{"", "new ", "new.\n", "new words here. ", "\n"}).Draw(t, label+" word")
	}
	return strings.Join(words, "")
}

// drawn are three texts: two written over one, or anything at all.
func drawn(t *rapid.T) (base, mine, theirs string) {
	base = prose(t, "base")
	if rapid.Bool().Draw(t, "anything") {
		return base, prose(t, "mine"), prose(t, "theirs")
	}
	return base, bent(t, base, "mine"), bent(t, base, "theirs")
}

func trimmed(s string) string { return strings.TrimRight(s, "\n") }

func TestThePlacesGiveEveryTextAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base, mine, theirs := drawn(t)
		var b, m, o strings.Builder
		for _, p := range merge.Three(base, mine, theirs) {
			b.WriteString(p.Base)
			m.WriteString(p.Mine)
			o.WriteString(p.Theirs)
			switch ok := p.Kind; {
			case ok == merge.Same && (p.Base != p.Mine || p.Base != p.Theirs), ok == merge.Mine && (p.Base != p.Theirs || p.Base == p.Mine),
				ok == merge.Theirs && (p.Base != p.Mine || p.Base == p.Theirs), ok == merge.Alike && (p.Mine != p.Theirs || p.Base == p.Mine):
				t.Fatalf("a place is not what it says: %+v", p)
			case ok == merge.Decided && (!strings.Contains(p.Text(), p.Mine) || !strings.Contains(p.Text(), p.Theirs)):
				t.Fatalf("the proposal has not both: %+v", p)
			}
		}
		for _, x := range [][2]string{{base, b.String()}, {mine, m.String()}, {theirs, o.String()}} {
			if trimmed(x[0]) != trimmed(x[1]) {
				t.Fatalf("%q became %q", x[0], x[1])
			}
		}
	})
}

// Whatever one of them wrote anew is in the proposal, wherever that place is.
func TestEveryNewWordIsInTheProposal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base, mine, theirs := drawn(t)
		proposal := counted(merge.Proposal(merge.Three(base, mine, theirs)))
		was := counted(base)
		for _, text := range []string{mine, theirs} {
			for word, n := range counted(text) {
				if was[word] == 0 && proposal[word] == 0 && n > 0 {
					t.Fatalf("%q is lost of\n%q\n%q\n%q", word, base, mine, theirs)
				}
			}
		}
	})
}

func counted(s string) map[string]int {
	n := map[string]int{}
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		n[w]++
	}
	return n
}

func TestWhereOneWroteNothingIsAsked(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base, mine, _ := drawn(t)
		for name, got := range map[string][]merge.Place{
			"mine alone": merge.Three(base, mine, base), "theirs alone": merge.Three(base, base, mine), "both alike": merge.Three(base, mine, mine),
		} {
			if merge.Proposal(got) != trimmed(mine) || merge.Open(got) != 0 {
				t.Fatalf("%s: %q became %q: %+v", name, mine, merge.Proposal(got), got)
			}
		}
	})
}

// Two people who write in different paragraphs are asked nothing, and both changes are there.
func TestWhatDoesNotOverlapIsMerged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		head, between, foot := prose(t, "head"), "\nThis line is touched by nobody at all.\n", prose(t, "foot")
		head2, foot2 := bent(t, head, "mine"), bent(t, foot, "theirs")
		got := merge.Three(head+between+foot, head2+between+foot, head+between+foot2)
		if want := trimmed(head2 + between + foot2); merge.Proposal(got) != want || merge.Open(got) != 0 {
			t.Fatalf("want %q\n got %q\n%+v", want, merge.Proposal(got), got)
		}
	})
}

func TestWithoutABaseNothingIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		mine, theirs := prose(t, "mine"), prose(t, "theirs")
		var m, o strings.Builder
		places := merge.Two(mine, theirs)
		for _, p := range places {
			m.WriteString(p.Mine)
			o.WriteString(p.Theirs)
		}
		if trimmed(m.String()) != trimmed(mine) || trimmed(o.String()) != trimmed(theirs) {
			t.Fatalf("%q and %q became %q and %q", mine, theirs, m.String(), o.String())
		}
	})
}

func TestADiffGivesBothTextsAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after, _ := drawn(t)
		var a, b strings.Builder
		for _, p := range merge.Diff(before, after) {
			if p.Op != merge.In {
				a.WriteString(p.Text)
			}
			if p.Op != merge.Out {
				b.WriteString(p.Text)
			}
		}
		if a.String() != before || b.String() != after {
			t.Fatalf("%q and %q became %q and %q", before, after, a.String(), b.String())
		}
	})
}

func TestADiffIsReadByWords(t *testing.T) {
	t.Parallel()
	got := merge.Diff("One.\nThe disk was full of old logs.\nTwo.", "One.\nThe volume was full of very old logs.\nTwo.\nThree.")
	want := []merge.Piece{
		{Op: merge.Stays, Text: "One.\nThe "},
		{Op: merge.Out, Text: "disk"},
		{Op: merge.In, Text: "volume"},
		{Op: merge.Stays, Text: " was full of "},
		{Op: merge.In, Text: "very "},
		{Op: merge.Stays, Text: "old logs.\nTwo."},
		{Op: merge.In, Text: "\nThree."},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if out, in := merge.Words(got); out != 1 || in != 3 {
		t.Errorf("%d words went and %d came", out, in)
	}
}

func TestABriefDiffTellsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	lines := strings.Repeat("A line that stays.\n", 50)
	got := merge.Brief(merge.Diff(lines+"old\n"+lines, lines+"new\n"+lines), 1)
	want := []merge.Piece{
		{Op: merge.Gap, Lines: 48},
		{Op: merge.Stays, Text: "A line that stays.\nA line that stays.\n"},
		{Op: merge.Out, Text: "old\n"},
		{Op: merge.In, Text: "new\n"},
		{Op: merge.Stays, Text: "A line that stays.\nA line that stays.\n"},
		{Op: merge.Gap, Lines: 48},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A section of the largest size, written anew from end to end, is compared while a page waits.
func BenchmarkThreeOfTheLargestSection(b *testing.B) {
	base := strings.Repeat("The disk of the database was full, and nobody could pay for it. ", 1500)
	mine, theirs := strings.ReplaceAll(base, "disk", "volume"), strings.ReplaceAll(base, "pay", "buy")
	for b.Loop() {
		merge.Three(base, mine, theirs)
		merge.Diff(base, mine)
	}
}
