package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"candor.dev/candor/blameless"
)

// spoken are the folders whose Go texts people read: pages, answers, commands, sentences.
var spoken = []string{"domain", "desk", "edge", "cli", "app", "engine"}

// Our own interface and documents pass our own linter. An ignore comment needs its reason, and
// how many there are is told.
func TestOurOwnWordsAreBlameless(t *testing.T) {
	t.Parallel()
	texts, waived := 0, 0
	check := func(where, text string, plain bool) {
		texts++
		for _, f := range blameless.Check(text, blameless.Options{Plain: plain}) {
			if f.Severity == blameless.Waived {
				waived++
				continue
			}
			t.Errorf("%s: %q: %s", where, text[f.Start:f.End], f.Why)
		}
	}
	for _, page := range find(t, "..", ".md") {
		if !strings.Contains(page, "testdata") {
			check(page, read(t, page), false)
		}
	}
	for _, room := range spoken {
		for _, page := range find(t, room, ".templ") {
			check(page, read(t, page), true)
		}
		for _, file := range find(t, room, ".go") {
			if !strings.HasSuffix(file, "_test.go") && !strings.HasSuffix(file, "_templ.go") {
				eachLiteral(t, file, func(text string) { check(file, text, true) })
			}
		}
	}
	t.Logf("%d texts read, %d ignore comments", texts, waived)
	if texts < 500 {
		t.Errorf("only %d texts were found: the test looks in the wrong place", texts)
	}
}

func find(t *testing.T, root, suffix string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if err == nil && !d.IsDir() && strings.HasSuffix(path, suffix) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func eachLiteral(t *testing.T, path string, do func(string)) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && strings.Contains(s, " ") {
				do(s)
			}
		}
		return true
	})
}
