package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/app/apptest"
)

// TestAnswerComesAfterFsync traces the real program on SQLite: between the last write to the
// write-ahead log and the answer lies an fsync of that log. It catches a synchronous setting
// below the promise, which no kill of a process would.
func TestAnswerComesAfterFsync(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("strace is needed for this test: apt-get install strace")
	}
	c := app.Config{Data: filepath.Join(t.TempDir(), "data")}
	token := prepare(t, c)
	trace := filepath.Join(t.TempDir(), "trace")
	p := apptest.Serve(t, c, "strace", "-f", "-y", "-s", "64", "-e", "trace=pwrite64,fsync,fdatasync,write", "-o", trace)
	writer := newCrew(token)
	for range 3 {
		if !writer.write(t, p, 0) {
			t.Fatal("the traced server did not answer")
		}
	}
	p.Kill9()
	raw, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	answers := 0
	wal, synced := regexp.MustCompile(`pwrite64\(\d+<[^>]*\.db-wal>`), regexp.MustCompile(`(fsync|fdatasync)\(\d+<[^>]*\.db-wal>`)
	durable, written := false, false
	for line := range strings.SplitSeq(string(raw), "\n") {
		switch {
		case wal.MatchString(line):
			written, durable = true, false
		case synced.MatchString(line):
			durable = written
		case strings.Contains(line, `"HTTP/1.1 201`):
			if !durable {
				t.Errorf("an answer left before its data was on the disk: %s", line)
			}
			answers, durable, written = answers+1, false, false
		}
	}
	if answers != 3 {
		t.Errorf("the trace shows %d answers, want 3", answers)
	}
}
