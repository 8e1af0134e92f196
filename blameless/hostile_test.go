package blameless_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"candor.dev/candor/blameless"
)

// TestHostileTextCostsLittleMoreThanOrdinary bounds what a byte may cost: in one run, by
// processor time, against a byte of an ordinary report (at most 400 times as much; 106 is the
// most that was seen), and against a byte of the same text at an eighth of its length: four times as much,
// where it costs enough for the clock to tell. It is not parallel, so that nothing else in this process is counted.
func TestHostileTextCostsLittleMoreThanOrdinary(t *testing.T) {
	ordinary := cost(t, long(report(t), 200_000))
	for name, part := range hostile(t) {
		short, whole := cost(t, long(part, 10_000)), cost(t, long(part, 80_000))
		if whole > 400*ordinary {
			t.Errorf("%q: a byte costs %.0f times an ordinary one", name, whole/ordinary)
		}
		if whole > 4*max(short, 10*ordinary) {
			t.Errorf("%q: a byte costs %.1f ns, and %.1f ns where the text is an eighth as long", name, whole, short)
		}
		t.Logf("%-40q %8.1f ns a byte, %6.1f times an ordinary one", name, whole, whole/ordinary)
	}
}

// cost is the processor time for a byte of doc in nanoseconds, the least of three attempts.
func cost(tb testing.TB, doc string) float64 {
	best := time.Duration(1 << 62)
	for range 3 {
		before := cpu(tb)
		blameless.Check(doc, blameless.Options{})
		best = min(best, cpu(tb)-before)
	}
	return float64(best) / float64(len(doc))
}

// cpu is the processor time that this process has used, in all its threads.
func cpu(tb testing.TB) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// hostile are texts to repeat: marks that open and never close, findings without end, and what
// chance makes of the words that the rules speak of, always the same.
func hostile(tb testing.TB) map[string]string {
	texts := map[string]string{}
	for _, part := range []string{
		"`", "`` ` ", "<!-- ", "<", "](", "[", "> \n", "```\n", "'", "\"", "“", "('", "http://", "<!-- candor:ignore x -->", "\n\n` ",
		"| a ", "# ", "- ", "\u200b", "é", "\xff", "@a ", "1:", "a_", "the ", "human ",
		"mistake ", "mistake. ", "\"mistake\" ", "mistake 10 ", "human error, ", "by mistake because ",
		"we should have ", "if only we had ", "root cause ", "Maria forgot to ",
	} {
		texts[part] = part
	}
	words := ruleWords(tb)
	ends := []string{" ", " ", " ", ", ", "\" ", " `", ". ", "\n"}
	for seed := range uint64(4) {
		dice := rand.New(rand.NewPCG(seed, 0))
		few := len(ends) - 2*int(seed%2) // Every other text has no end of a sentence.
		var b strings.Builder
		for b.Len() < 100_000 {
			b.WriteString(words[dice.IntN(len(words))] + ends[dice.IntN(few)])
		}
		texts[fmt.Sprint("chance ", seed)] = b.String()
	}
	return texts
}

// ruleWords are the words in the files of the rules, in order.
func ruleWords(tb testing.TB) []string {
	files, err := filepath.Glob("rules/*.yaml")
	if err != nil || len(files) == 0 {
		tb.Fatal(files, err)
	}
	words := map[string]bool{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			tb.Fatal(err)
		}
		for _, w := range regexp.MustCompile(`[a-z']{2,}`).FindAllString(string(raw), -1) {
			words[w] = true
		}
	}
	return slices.Sorted(maps.Keys(words))
}
