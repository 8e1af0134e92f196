package cli_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"candor.dev/candor/internal/app/apptest"
	"candor.dev/candor/internal/cli"
	"candor.dev/candor/internal/domain/person"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"candor": func() { os.Exit(cli.Main(os.Args[1:])) }})
}

// TestScripts runs testdata/script/*.txtar, one for each command and each bad input. A script
// whose name begins with local_ has no server. The others have one of their own, an
// administrator's token in CANDOR_TOKEN, and RESPONDER, VIEWER and AUDITOR where they name them.
func TestScripts(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("found %d scripts: %v", len(scripts), err)
	}
	for _, script := range scripts {
		name := strings.TrimSuffix(filepath.Base(script), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := []string{"TZ=UTC"}
			if !strings.HasPrefix(name, "local_") {
				env = append(env, serve(t, script)...)
			}
			testscript.Run(t, testscript.Params{
				Files:               []string{script},
				RequireExplicitExec: true,
				RequireUniqueNames:  true,
				Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "keep": keep, "start": start, "stop": stop, "says": says, "secret": secret, "copykey": copyKey, "forge": forge, "newer": newer, "nothing": nothing, "pour": pour, "sarif": isSARIF},
				Setup: func(e *testscript.Env) error {
					e.Vars = append(e.Vars, "HOME="+e.WorkDir+"/home", "XDG_CONFIG_HOME="+e.WorkDir+"/home/.config")
					e.Vars = append(e.Vars, env...)
					return os.MkdirAll(e.WorkDir+"/home/.config/candor", 0o700)
				},
			})
		})
	}
}

// serve starts a server for one script and makes the people that it names.
func serve(t *testing.T, script string) []string {
	t.Helper()
	text, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	s := apptest.Start(t)
	env := []string{
		"CANDOR_URL=" + s.URL(), "DB=" + s.Store.URL(), "KEY=" + filepath.Join(filepath.Dir(strings.TrimPrefix(s.Store.URL(), "sqlite:")), "candor.key"),
		"CANDOR_TOKEN=" + s.Token(s.Administrator("Admin", "admin@example.com"), person.Administrator),
	}
	for _, role := range []person.Role{person.Responder, person.Viewer, person.Auditor} {
		if name := strings.ToUpper(string(role)); strings.Contains(string(text), "$"+name) {
			env = append(env, name+"="+s.Token(s.Person(role, string(role), string(role)+"@example.com"), role))
		}
	}
	return env
}

// exits runs a command that must end with an exit code: exits 5 candor incident resolve INC-1
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// keep puts what the last command printed, or one "field" of its JSON, into a variable:
// keep ID id
func keep(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keep VARIABLE FIELD")
	}
	_, rest, found := strings.Cut(ts.ReadFile("stdout"), strconv.Quote(args[1])+": ")
	if !found {
		ts.Fatalf("the output has no field %q", args[1])
	}
	value, _, _ := strings.Cut(rest, "\n")
	ts.Setenv(args[0], strings.Trim(value, `",`))
}

// says checks a variable: says SERVED 'regular expression'
func says(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: says VARIABLE REGEXP")
	}
	if regexp.MustCompile(args[1]).MatchString(ts.Getenv(args[0])) == neg {
		ts.Fatalf("%s is %q", args[0], ts.Getenv(args[0]))
	}
}

// secret writes a variable to a file that only its owner can read: secret FILE VARIABLE
func secret(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: secret FILE VARIABLE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(ts.Getenv(args[1])+"\n"), 0o600))
}

// copyKey puts the key of the script's server elsewhere: copykey d/candor.key
func copyKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: copykey FILE")
	}
	raw, err := os.ReadFile(ts.Getenv("KEY"))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), raw, 0o600))
}

// forge changes the database of the script's server behind its back: forge update ...
func forge(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: forge STATEMENT")
	}
	db, err := sql.Open("sqlite", strings.TrimPrefix(ts.Getenv("DB"), "sqlite:")+"?_pragma=busy_timeout(5000)")
	ts.Check(err)
	_, err = db.Exec(strings.Join(args, " "))
	ts.Check(errors.Join(err, db.Close()))
}

// nothing checks that tables of the script's server are empty: nothing needs offers
func nothing(ts *testscript.TestScript, neg bool, args []string) {
	db, err := sql.Open("sqlite", strings.TrimPrefix(ts.Getenv("DB"), "sqlite:"))
	ts.Check(err)
	ts.Defer(func() { _ = db.Close() }) // It was only read.
	for _, table := range args {
		var n int
		ts.Check(db.QueryRow("select count(*) from " + table).Scan(&n))
		if (n == 0) == neg {
			ts.Fatalf("%s has %d rows", table, n)
		}
	}
}

// newer copies a backup as if a later version of Candor had made it: newer SAVED LATER
func newer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: newer SAVED LATER")
	}
	from, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { _ = from.Close() }() // It was only read.
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, f := range from.File {
		r, err := f.Open()
		ts.Check(err)
		raw, err := io.ReadAll(r)
		ts.Check(err)
		if f.Name == "manifest.json" {
			var m map[string]any
			ts.Check(json.Unmarshal(raw, &m))
			m["schema"], m["made_by"] = 9999, "99.1"
			raw, err = json.Marshal(m)
			ts.Check(err)
		}
		w, err := to.Create(f.Name)
		ts.Check(err)
		_, err = w.Write(raw)
		ts.Check(err)
	}
	ts.Check(to.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out.Bytes(), 0o600))
}
