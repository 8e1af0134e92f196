package catalogfile_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/catalogfile"
)

var update = flag.Bool("update", false, "write the goldens anew")

// told is an import as the goldens hold it: as catalog.yaml, with the remarks below, or what is
// the matter.
func told(tb testing.TB, in catalog.Import, err error) string {
	tb.Helper()
	if err != nil {
		p := problem.Of(err)
		if p == nil {
			tb.Fatal(err)
		}
		out := ""
		for _, x := range append([]*problem.Problem{p}, p.Also...) {
			out += fmt.Sprintf("%s: %s\n", x.Kind, strings.TrimSpace(x.Say+" "+x.Hint))
		}
		return out
	}
	file, err := catalogfile.Write(in.Catalog)
	if err != nil {
		tb.Fatal(err)
	}
	_, out, _ := strings.Cut(string(file), "\n")
	for _, r := range in.Remarks {
		out += fmt.Sprintf("# %d: %s\n", r.Line, r.Say)
	}
	return out
}

func TestFilesAreReadAsTheGoldensSay(t *testing.T) {
	t.Parallel()
	goldens, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(goldens) < 5 {
		t.Fatalf("%d goldens: %v", len(goldens), err)
	}
	for _, path := range goldens {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(path)
			if err != nil || len(ar.Files) != 2 {
				t.Fatalf("%d files: %v", len(ar.Files), err)
			}
			in, err := catalogfile.Read(ar.Files[0].Data, catalogfile.Auto)
			got := told(t, in, err)
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(ar.Files[1].Data), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// What the documentation shows can be imported as it stands, without a remark.
func TestTheExampleOfTheDocumentationIsRead(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/catalog.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	file, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("there is no example")
	}
	in, err := catalogfile.Read([]byte(file), catalogfile.Auto)
	if err != nil {
		t.Fatal(err)
	}
	p, err := catalog.Catalog{}.Follow(in, true)
	if err != nil || p.Count(catalog.Added) != 7 || len(p.Remarks) > 0 {
		t.Errorf("%d things, remarks %v: %v", p.Count(catalog.Added), p.Remarks, err)
	}
}
