package paper

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/runenames"
)

var update = flag.Bool("update", false, "write the names of symbols again")

// TestSymbolsHaveTheirNames compares the names with those of Unicode.
func TestSymbolsHaveTheirNames(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	want := map[rune]string{}
	for r := rune(0x2000); r <= 0x1ffff; r++ {
		name := runenames.Name(r)
		if unicode.In(r, unicode.So, unicode.Sk, unicode.Sm) && !signs.has(r) && !strings.HasPrefix(name, "<") {
			want[r] = strings.ToLower(name)
			fmt.Fprintf(&list, "%x %s\n", r, want[r])
		}
	}
	if *update {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if _, err := w.Write([]byte(list.String())); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("fonts/symbols.txt.gz", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if len(want) < 1000 {
		t.Errorf("Unicode names %d symbols", len(want))
	}
	for r, name := range want {
		if symbols()[r] != name {
			t.Errorf("%U is %q, not %q", r, symbols()[r], name)
		}
	}
}
