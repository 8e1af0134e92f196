package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"candor.dev/candor/internal/app/apptest"
)

// commands tells of changes by the command line, on the machine of somebody whose names stand in all
// that it reads: accounts, folders, commits, migrations and the commands themselves.
func (h *hunt) commands() {
	h.t.Helper()
	home := filepath.Join(h.t.TempDir(), "home", "qxzbadoki")
	repo := filepath.Join(home, "shop")
	h.must(os.MkdirAll(repo, 0o700))
	rows := "version,description,script,installed_by,installed_on,success\n7,carts for qxzremo,/home/qxzbadoki/V7.sql,qxzremo,2026-03-02 14:00:00,t\n"
	h.must(os.WriteFile(filepath.Join(home, "rows.csv"), []byte(rows), 0o600))
	h.must(os.WriteFile(filepath.Join(repo, "qxzbadoki.yaml"), []byte("pool: 20\n"), 0o600))
	run := func(server, program string, args ...string) string {
		h.t.Helper()
		cmd := exec.CommandContext(h.t.Context(), program, args...)
		cmd.Dir = home
		cmd.Env = []string{
			"HOME=" + home, "USER=qxzbadoki", "PATH=" + os.Getenv("PATH"), "CANDOR_URL=" + server, "CANDOR_TOKEN=" + h.token,
			"GIT_AUTHOR_NAME=Qxzkalu Qxzremo", "GIT_AUTHOR_EMAIL=qxzremo@canary.example", "GIT_COMMITTER_NAME=Qxzkalu Qxzremo", "GIT_COMMITTER_EMAIL=qxzremo@canary.example",
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			h.t.Fatalf("%s %q: %v\n%s", program, args, err, out)
		}
		return string(out)
	}
	candor := apptest.Binary(h.t)
	run("", "git", "-C", repo, "init", "-q")
	run("", "git", "-C", repo, "add", ".")
	run("", "git", "-C", repo, "commit", "-q", "-m", "Pool of 20, as Qxzremo asked", "-m", "Co-authored-by: Qxzfeda Qxzfodo <qxzfodo@canary.example>")
	run(h.s.URL(), candor, "change", "record", "Pool of 20 by Alice Qxzkalu, @qxzremo, ask qxzfodo@canary.example", "--ref", "refs/heads/users/qxzremo/pool",
		"--url", "https://qxzremo:secret@ci.example.com/1", "--before", "by Alice Qxzkalu", "--after", "/home/qxzremo/pool.yaml", "--source-key", "one")
	run(h.s.URL(), candor, "change", "import", "--git", repo, "--service", "checkout")
	run(h.s.URL(), candor, "change", "import", "--migrations", "rows.csv", "--service", "checkout")
	typed := []string{
		"change", "run", "--service", "checkout", "--", "/bin/echo", "-u", "qxzremo", "--password=qxzfodo", "PGUSER=qxzremo", "postgres://qxzremo:qxzfodo@db.example.com/shop",
		"update users set name = 'Qxzkalu Qxzremo' where mail = 'qxzfodo@canary.example'", "qxzremo@db1", "/data/qxzbadoki/fix.sql",
	}
	run(h.s.URL(), candor, typed...)
	run("http://127.0.0.1:1", candor, typed...)
	kept, err := filepath.Glob(filepath.Join(home, ".local", "state", "candor", "changes", "*.json"))
	h.must(err)
	if len(kept) != 1 {
		h.t.Fatalf("kept for later: %v", kept)
	}
	raw, err := os.ReadFile(kept[0])
	h.must(err)
	h.none("the file of a change that waits", string(raw))
	told := run(h.s.URL(), candor, "change", "list", "--json", "--limit", "200")
	for _, want := range []string{"Pool of 20", "Migration 7", "echo -u"} {
		if !strings.Contains(told, want) {
			h.t.Errorf("the list of changes lacks %q:\n%.3000s", want, told)
		}
	}
}

// TestCanariesAreKnown: what the hunt looks for is found in what intaketest plants and in what the commands
// are given, and in no ordinary word.
func TestCanariesAreKnown(t *testing.T) {
	t.Parallel()
	for _, one := range []string{"qxzbadoki", "Qxzkalu", "/home/QXZremofado/x"} {
		if !canary.MatchString(one) {
			t.Errorf("%s is not known as a canary", one)
		}
	}
	if canary.MatchString("checkout qxz01 qxzz") {
		t.Error("an ordinary word is taken for a canary")
	}
}
