package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif" // Holds the schema.
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xeipuuv/gojsonschema"
)

// pour writes a text with Go's escapes, as often as it is told: pour FILE 'a\x00b\n' 1000
func pour(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: pour FILE TEXT TIMES")
	}
	text, err := strconv.Unquote(`"` + strings.ReplaceAll(args[1], `"`, `\"`) + `"`)
	ts.Check(err)
	times, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(text, times)), 0o600))
}

// isSARIF checks what the last command printed against the schema of SARIF 2.1.0 that OASIS
// publishes, and that the schema would refuse another version.
func isSARIF(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: sarif")
	}
	schema, err := sarifSchema()
	ts.Check(err)
	printed := ts.ReadFile("stdout")
	result, err := schema.Validate(gojsonschema.NewStringLoader(printed))
	ts.Check(err)
	if !result.Valid() {
		ts.Fatalf("this is no SARIF 2.1.0: %v", result.Errors())
	}
	result, err = schema.Validate(gojsonschema.NewStringLoader(strings.Replace(printed, `"2.1.0"`, `"2.1"`, 1)))
	ts.Check(err)
	if result.Valid() {
		ts.Fatalf("the schema took another version: it checks nothing")
	}
}

// sarifSchema is the published schema, taken from the source of the module that carries it: the
// module's own types lose and invent properties, so they cannot judge what we print.
var sarifSchema = sync.OnceValues(func() (*gojsonschema.Schema, error) {
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "schema.go"), nil, 0)
	if err != nil {
		return nil, err
	}
	text := ""
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && len(lit.Value) > len(text) {
			text = lit.Value
		}
		return true
	})
	if text, err = strconv.Unquote(text); err != nil {
		return nil, err
	}
	return gojsonschema.NewSchema(gojsonschema.NewStringLoader(text))
})
