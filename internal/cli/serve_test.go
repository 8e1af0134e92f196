package cli_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// running holds the server of each script, under the script.
var running sync.Map

// server is a `candor serve` that a script started.
type server struct {
	cmd  *exec.Cmd
	said chan string
}

// start runs candor in the background until it tells where it answers, and puts the address
// into URL and the set-up link into SETUP; its log goes to the file log: start serve --data d
func start(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: start COMMAND...")
	}
	path, err := exec.LookPath("candor")
	ts.Check(err)
	cmd := exec.Command(path, args...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), []string{"HOME=" + ts.Getenv("HOME"), "PATH=" + ts.Getenv("PATH"), "TMPDIR=" + ts.MkAbs(".")}
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	log, err := os.Create(ts.MkAbs("log"))
	ts.Check(err)
	ts.Defer(func() { _ = log.Close() }) // The program writes to it, not we.
	cmd.Stderr = log
	ts.Check(cmd.Start())
	s := &server{cmd: cmd, said: make(chan string, 1)}
	ts.Defer(func() { _ = cmd.Process.Kill() }) // It may have been stopped by the script.
	address := make(chan string, 1)
	go func() {
		var all strings.Builder
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			all.WriteString(lines.Text() + "\n")
			if _, after, ok := strings.Cut(lines.Text(), "http://"); ok && len(address) == 0 {
				address <- "http://" + strings.Fields(after)[0]
			}
		}
		s.said <- all.String()
		close(address)
	}()
	select {
	case url := <-address:
		ts.Setenv("URL", url)
	case <-time.After(30 * time.Second):
		ts.Fatalf("the server told no address within 30 s")
	}
	running.Store(ts, s)
}

// stop ends the server as a service manager does; it has ten seconds and must exit with 0. What
// it printed is left in the file served.
func stop(ts *testscript.TestScript, neg bool, args []string) {
	v, ok := running.LoadAndDelete(ts)
	if neg || len(args) != 0 || !ok {
		ts.Fatalf("usage: stop, after start")
	}
	s := v.(*server)
	began := time.Now()
	ts.Check(s.cmd.Process.Signal(syscall.SIGTERM))
	said := <-s.said
	if err := s.cmd.Wait(); err != nil {
		ts.Fatalf("the server ended with %v", err)
	}
	if took := time.Since(began); took > 10*time.Second {
		ts.Fatalf("the server took %s to stop", took)
	}
	ts.Logf("[served]\n%s", said)
	ts.Setenv("SERVED", said)
}
