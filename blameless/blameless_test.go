package blameless_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"candor.dev/candor/blameless"
)

var update = flag.Bool("update", false, "write what is found into testdata instead of comparing")

// TestCheck walks testdata: hits, and beside each hit its near misses.
func TestCheck(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(ar.Files); i += 2 {
			in, out := ar.Files[i], &ar.Files[i+1]
			name := strings.TrimSuffix(in.Name, ".in")
			if out.Name != name+".out" {
				t.Fatalf("%s: %s is followed by %s", file, in.Name, out.Name)
			}
			doc := string(in.Data)
			got := describe(doc, blameless.Check(doc, blameless.Options{}), !strings.HasSuffix(file, "banned.txtar"))
			if *update {
				out.Data = []byte(got)
			}
			if diff := cmp.Diff(string(out.Data), got); diff != "" {
				t.Errorf("%s: %s (-want +got)\n%s", file, name, diff)
			}
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func describe(doc string, found []blameless.Finding, instead bool) string {
	var b strings.Builder
	for i, f := range found {
		fmt.Fprintln(&b, strings.TrimSpace(fmt.Sprintf("%s %s %+q %s", f.Severity, f.Rule, doc[f.Start:f.End], f.Reason)))
		if instead && (i+1 == len(found) || found[i+1].Replace != f.Replace) {
			fmt.Fprintln(&b, "=", f.Suggest)
		}
	}
	return b.String()
}

func TestOffsetsCountAsBrowsersDo(t *testing.T) {
	t.Parallel()
	const doc = "🚨 é mistake 🚨 and human error"
	units := utf16.Encode([]rune(doc))
	found := blameless.Check(doc, blameless.Options{})
	if len(found) != 2 {
		t.Fatalf("found %d", len(found))
	}
	for _, f := range found {
		if got, want := string(utf16.Decode(units[f.StartUTF16:f.EndUTF16])), doc[f.Start:f.End]; got != want {
			t.Errorf("%q is not %q", got, want)
		}
	}
}

func TestALiveRoomIsOnlyAdvised(t *testing.T) {
	t.Parallel()
	found := blameless.Check("A mistake.", blameless.Options{Gentle: true})
	if len(found) != 1 || found[0].Severity != blameless.Advise || blameless.Blocks(found) {
		t.Fatalf("%+v", found)
	}
	if !blameless.Blocks(blameless.Check("A mistake.", blameless.Options{})) {
		t.Error("nothing blocks publication")
	}
	if blameless.Blocks(blameless.Check("<!-- candor:ignore quoted --> A mistake.", blameless.Options{})) {
		t.Error("a waiver is of no use")
	}
}

func TestPlainTextHasNoMarks(t *testing.T) {
	t.Parallel()
	if found := blameless.Check("`mistake`", blameless.Options{Plain: true}); len(found) != 1 {
		t.Fatalf("found %d", len(found))
	}
}

// TestOurOwnWordsAreClean: what a finding tells is itself not a finding.
func TestOurOwnWordsAreClean(t *testing.T) {
	t.Parallel()
	for _, f := range blameless.Check("careless mistake, human error", blameless.Options{}) {
		if f.Why == "" || f.Suggest == "" || f.Label == "" {
			t.Errorf("%s is not complete", f.Rule)
		}
		if again := blameless.Check(f.Why+" "+f.Suggest, blameless.Options{}); len(again) != 0 {
			t.Errorf("%s: %+v", f.Rule, again)
		}
	}
}

// TestHostileTextTakesLinearTime: eight times the text may take at most about eight times as
// long; the bound is wide, since other work shares the machine.
func TestHostileTextTakesLinearTime(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"`", "`` ` ", "<!-- ", "<", "](", "> \n", "```\n", "human ", "\"mistake\" ", "'", "http://", "<!-- candor:ignore x -->", "\n\n` ", "mistake "} {
		small, large := strings.Repeat(part, 20_000/len(part)), strings.Repeat(part, 160_000/len(part))
		one, eight := spent(small), spent(large)
		if eight > 60*one+200*time.Millisecond {
			t.Errorf("%q: %v became %v", part, one, eight)
		}
	}
}

func spent(doc string) time.Duration {
	start := time.Now()
	blameless.Check(doc, blameless.Options{})
	return time.Since(start)
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"`a` mistake", "> q\n", "<!-- candor:ignore x --> human error", "\"careless\"", "\xff human\x80error"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		last := 0
		for _, found := range blameless.Check(doc, blameless.Options{}) {
			if found.Start < last || found.End <= found.Start || found.End > len(doc) || found.EndUTF16 < found.StartUTF16 ||
				found.Replace.Start > found.Start || found.Replace.End < found.End {
				t.Fatalf("%+v", found)
			}
			last = found.Start
		}
	})
}
