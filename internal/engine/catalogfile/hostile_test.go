package catalogfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/catalogfile"
)

// Whatever somebody sends is answered, with a sentence that says what to mend.
func TestHostileFilesAreRefusedByName(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("services:\n - ", 1) + strings.Repeat("[", 5000)
	for name, c := range map[string]struct {
		file string
		kind problem.Kind
		says string
	}{
		"larger than the limit":   {"# " + strings.Repeat("x", catalogfile.MaxBytes), problem.KindTooLarge, "4 MiB"},
		"not UTF-8":               {"services: [\xff]", problem.KindInvalid, "UTF-8"},
		"a NUL":                   {"services: [\x00]", problem.KindInvalid, "not YAML"},
		"brackets without an end": {deep, problem.KindInvalid, "Line"},
		"nested too deeply":       {"services: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), problem.KindInvalid, "nested deeper than 32"},
		"nested by indentation":   {"services:" + strings.Repeat(" -", 9000), problem.KindInvalid, "not YAML"},
		"an alias of itself":      {"services: &a [*a]", problem.KindInvalid, "repeats another part"},
		"an alias of nothing":     {"services: *a", problem.KindInvalid, "not YAML"},
		"a merge key":             {"services:\n - <<: {name: a}", problem.KindInvalid, `no key "<<"`},
		"a number":                {"7", problem.KindInvalid, "keys and values"},
		"a list":                  {"- name: a", problem.KindInvalid, "keys and values"},
		"JSON of something else":  {`{"kind":"x","spec":{}}`, problem.KindInvalid, `no key "kind"`},
		"keys that are lists":     {"services:\n - ? [name]\n   : checkout", problem.KindInvalid, "one word"},
		"too many services":       {many(catalog.MaxThings + 1), problem.KindInvalid, "at most 10000 fit"},
		"an unknown format":       {"services: []", problem.KindInvalid, "no format"},
		"control characters":      {"services:\n - name: \"a\\x07b\"", problem.KindInvalid, "control character"},
		"a long name":             {"services:\n - name: " + strings.Repeat("a", 81), problem.KindInvalid, "at most 80"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			format := catalogfile.Auto
			if name == "an unknown format" {
				format = "toml"
			}
			_, err := catalogfile.Read([]byte(c.file), format)
			p := problem.Of(err)
			if p == nil || p.Kind != c.kind || !strings.Contains(p.Say, c.says) {
				t.Errorf("got %v, want %s with %q", err, c.kind, c.says)
			}
			if len(p.Also) > 20 || len(p.Say) > 400 {
				t.Errorf("a complaint of %d sentences, the first with %d bytes", len(p.Also), len(p.Say))
			}
		})
	}
}

// many is a catalog of n services, each of which needs the next.
func many(n int) string {
	var b strings.Builder
	b.WriteString("services:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {name: service-%d, owner: team-%d, needs: [service-%d]}\n", i, i%50, (i+1)%n)
	}
	return b.String()
}

func TestTenThousandServicesAreReadAndWritten(t *testing.T) {
	t.Parallel()
	in, err := catalogfile.Read([]byte(many(catalog.MaxThings)), catalogfile.Auto)
	if err != nil || len(in.Services) != catalog.MaxThings {
		t.Fatalf("%d services: %v", len(in.Services), err)
	}
	far := catalog.Distances("service-0", in.Dependencies())
	if len(far) != catalog.MaxThings || far[catalog.Node{Kind: catalog.OfService, Name: "service-9999"}] != 9999 {
		t.Errorf("%d are reached", len(far))
	}
	again(t, in.Catalog)
}

// again writes a catalog, reads it and finds nothing to change.
func again(tb testing.TB, c catalog.Catalog) {
	tb.Helper()
	file, err := catalogfile.Write(c)
	if err != nil {
		tb.Fatal(err)
	}
	in, err := catalogfile.Read(file, catalogfile.Auto)
	if err != nil {
		tb.Fatalf("%v\n%s", err, file)
	}
	p, err := c.Follow(in, true)
	if err != nil || p.Count(catalog.Unchanged) != len(p.Steps) || len(p.Steps) != len(c.Services)+len(c.Environments)+len(c.DataStores) {
		tb.Errorf("written and read again, %d of %d differ: %v", len(p.Steps)-p.Count(catalog.Unchanged), len(p.Steps), err)
	}
	if diff := cmp.Diff(c, in.Catalog); diff != "" && len(diff) < 5000 {
		tb.Errorf("-written +read:\n%s", diff)
	}
}

func TestWhatIsWrittenReadsTheSame(t *testing.T) {
	t.Parallel()
	again(t, catalog.Catalog{
		Services: []catalog.Service{
			{Name: "no", Description: "true: \"yes\" # not a comment\n- a\n", Owner: "*team", Tier: 4, Aliases: []string{"~", "web/shop", "0x1f", "<<"}},
			{
				Name: "決済 🚨", Links: []catalog.Link{{Title: "a: b", URL: "https://example.com/?a=b#c"}},
				Needs: []catalog.Need{{To: catalog.Node{Kind: catalog.OfDataStore, Name: "1e3"}, Kind: catalog.Soft}, {To: catalog.Node{Kind: catalog.OfService, Name: "null"}, Kind: catalog.Hard}},
			},
		},
		Environments: []catalog.Environment{{Name: "2026-11-21", Colour: catalog.Blue, Loudness: catalog.Quiet, Aliases: []string{"on"}}},
		DataStores:   []catalog.DataStore{{Name: "[a]", Kind: "s3", Service: "no", Environment: "2026-11-21"}},
	})
}
