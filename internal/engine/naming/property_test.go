package naming_test

import (
	"testing"

	"pgregory.net/rapid"

	"candor.dev/candor/internal/engine/naming"
)

func TestFindTakesAnyText(t *testing.T) {
	t.Parallel()
	f := naming.New(people())
	pieces := rapid.SampledFrom([]string{"Ana", "Lopez", "Will", "mark", "May", "leo", "@", ".", ",", "'s", "'", " ", "\n", "/", "-", "#", "王小明", "é", "\xff", "ana.lopez@example.com", "L.", "2", "the "})
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for _, p := range rapid.SliceOfN(pieces, 0, 30).Draw(t, "pieces") {
			text += p
		}
		found, at := f.Find("x", text), 0
		for _, o := range found {
			if o.Start < at || o.End <= o.Start || o.End > len(text) || o.Becomes == "" {
				t.Fatalf("%q: %+v after %d", text, o, at)
			}
			at = o.End
		}
		if got := naming.Replace(text, found, func(naming.Occurrence) bool { return true }); got != text {
			t.Fatalf("%q became %q though everything is kept", text, got)
		}
	})
}
