package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "candor.dev/candor/"

const (
	upward = "Imports point up, towards the words: cli -> app -> edge -> desk -> live -> store and engine -> domain. Edges do not know each other."
	past   = "Among words, imports point back in time: a safeguard may know its action, an action its postmortem, a postmortem its incident, an incident its change; never the reverse."
)

// layers, from the words downwards; words, in the order of time. A new word takes its place here.
var (
	layers = []string{"domain", "engine", "store", "live", "outbound", "desk", "edge", "app", "cli"}
	words  = []string{"problem", "text", "person", "workspace", "event", "catalog", "source", "change", "report", "signal", "incident", "postmortem", "action", "safeguard", "news"}
	shared = []string{"internal/edge/doorway", "internal/edge/auth"} // What every edge may use.
	test   = regexp.MustCompile(`(^|/)[a-z]+test(/|$)|/pgcluster(/|$)`)
	vague  = regexp.MustCompile(`(^|/)(utils?|common|helpers?|base|core|types|models?|services?|managers?|handlers?)(/|$)`)
)

// placements say where the outside world may be touched: by an import path and all below it, or
// by a function.
var placements = []struct {
	what, where []string
	say         string
}{
	{[]string{"net/http"}, []string{"internal/edge", "internal/outbound", "client", "internal/app"}, "net/http lives in edges, outbound, client and app only."},
	{[]string{"database/sql", "github.com/jackc/pgx", "modernc.org/sqlite"}, []string{"internal/store", "internal/edge/probe", "internal/edge/kit", "internal/edge/jobs", "internal/app"}, "SQL lives in store (and probe, kit; jobs and app for wiring) only."},
	// The command line carries out what somebody typed on their own machine (candor change run), and asks git and kubectl there.
	{[]string{"os/exec"}, []string{"internal/edge/guard", "internal/engine/render", "internal/cli"}, "os/exec lives in guard, render and cli only: no server starts what it was sent."},
	{[]string{"time.Now", "time.Since", "time.Until"}, []string{"internal/app"}, "Only app reads the clock; everyone else is handed now func() time.Time."},
	{[]string{"os.Getenv", "os.LookupEnv", "os.Environ"}, []string{"internal/app", "internal/cli"}, "Only app and cli read the environment."},
	{[]string{"blameless.Check", "blameless.Builtin"}, []string{"internal/desk", "internal/cli"}, "Wording is read by the desk and the command line; a door asks the desk, and reports are not read."},
	{[]string{"fmt.Print", "fmt.Printf", "fmt.Println"}, []string{"internal/cli"}, "Only cli prints."},
}

// pure is what the words may never touch.
var pure = []string{"log", "net/http", "database/sql", "os", "syscall"}

func TestTheHouse(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		pkg := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), ".."+string(filepath.Separator)))
		if test.MatchString(pkg) { // Support for tests may touch the world, as tests do.
			return nil
		}
		seen++
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		complain := func(at token.Pos, what, say string) {
			t.Errorf("%s: %s: %s", files.Position(at), what, say)
		}
		if vague.MatchString(pkg) {
			complain(file.Pos(), pkg, "A package is named for the one thing it owns.")
		}
		for _, imp := range file.Imports {
			name, _ := strconv.Unquote(imp.Path.Value) // The parser has checked it.
			if say := checkImport(pkg, name); say != "" {
				complain(imp.Pos(), name, say)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok {
				if say := misplaced(pkg, x.Name+"."+sel.Sel.Name); say != "" {
					complain(n.Pos(), x.Name+"."+sel.Sel.Name, say)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("read %d files: %v", seen, err)
	}
}

// checkImport returns the sentence of the rule that an import breaks, or "".
func checkImport(pkg, name string) string {
	from, to := split(pkg), split(strings.TrimPrefix(name, module))
	switch {
	case !strings.HasPrefix(name, module):
		if from.layer == "domain" && slices.ContainsFunc(pure, func(p string) bool { return within(name, p) }) {
			return "Words are pure: no SQL, HTTP, log, file or clock."
		}
		return misplaced(pkg, name)
	case test.MatchString(name):
		return "Only tests import what supports tests."
	case from.layer == "": // cmd, client, blameless.
		if pkg != "cmd/candor" && to.layer != "" {
			return "The public packages know nothing of the house."
		}
	case to.layer == "": // Whoever wants the public packages may have them.
	case from.layer == "domain" && to.layer == "domain":
		return timeOrder(from.room, to.room)
	case slices.Index(layers, to.layer) > slices.Index(layers, from.layer):
		return upward
	case from.layer == "edge" && to.layer == "edge" && from.room != to.room && !slices.ContainsFunc(shared, func(s string) bool { return within(strings.TrimPrefix(name, module), s) }):
		return upward
	}
	return ""
}

func timeOrder(from, to string) string {
	switch a, b := slices.Index(words, from), slices.Index(words, to); {
	case a < 0 || b < 0:
		return "Give this word its place in the list of words in arch_test.go."
	case b > a:
		return past
	}
	return ""
}

func misplaced(pkg, what string) string {
	for _, p := range placements {
		touches := slices.ContainsFunc(p.what, func(w string) bool { return within(what, w) })
		if touches && !slices.ContainsFunc(p.where, func(w string) bool { return within(pkg, w) }) {
			return p.say
		}
	}
	return ""
}

type place struct{ layer, room string }

// split reads internal/domain/incident as the room incident in the layer domain; packages
// outside internal have no layer.
func split(pkg string) place {
	parts := strings.Split(pkg, "/")
	if parts[0] != "internal" || len(parts) < 2 {
		return place{}
	}
	return place{parts[1], strings.Join(parts[2:min(3, len(parts))], "")}
}

func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

func TestTheRulesBite(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pkg, imports string
		allowed      bool
	}{
		{"internal/desk", module + "internal/edge/web", false},
		{"internal/edge/web", module + "internal/edge/api", false},
		{"internal/edge/web", module + "internal/edge/web/editor", true},
		{"internal/edge/web", module + "internal/edge/doorway", true},
		{"internal/edge/web", module + "internal/store", true},
		{"internal/edge/chat/slack", "net/http", true},
		{"internal/domain/change", module + "internal/domain/incident", false},
		{"internal/domain/incident", module + "internal/domain/change", true},
		{"internal/domain/incident", "log/slog", false},
		{"internal/domain/unheard", module + "internal/domain/person", false},
		{"internal/engine/recap", module + "internal/store", false},
		{"internal/desk", "net/http", false},
		{"internal/desk", "database/sql", false},
		{"internal/store", "github.com/jackc/pgx/v5", true},
		{"internal/cli", "os/exec", true},
		{"internal/desk", "os/exec", false},
		{"internal/app", module + "internal/app/apptest", false},
		{"client", module + "internal/domain/incident", false},
		{"cmd/candor", module + "internal/cli", true},
	}
	for _, tt := range tests {
		if say := checkImport(tt.pkg, tt.imports); (say == "") != tt.allowed {
			t.Errorf("%s imports %s: %q", tt.pkg, tt.imports, say)
		}
	}
	for _, call := range []string{"time.Now", "os.Getenv", "fmt.Println"} {
		if misplaced("internal/desk", call) == "" {
			t.Errorf("the desk may use %s", call)
		}
	}
}
