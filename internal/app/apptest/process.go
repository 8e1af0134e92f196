package apptest

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"candor.dev/candor/internal/app"
)

// program builds the real program once for a test process.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "candor-binary-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "candor")
	cmd := exec.Command("go", "build", "-trimpath", "-o", path, "candor.dev/candor/cmd/candor")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), err
	}
	return path, nil
})

// Binary returns the path of the real program, built from this tree.
func Binary(tb testing.TB) string {
	tb.Helper()
	path, err := program()
	if err != nil {
		tb.Fatalf("build the program: %v\n%s", err, path)
	}
	return path
}

// Process is the real program serving in a process of its own, which a test may kill.
type Process struct {
	URL string

	tb    testing.TB
	cmd   *exec.Cmd
	setup chan string // The set-up link, where there is one.
	done  chan struct{}
}

// Serve runs the program on the data of c until it answers. The words of prefix stand before the
// program: a tracer, for example.
func Serve(tb testing.TB, c app.Config, prefix ...string) *Process {
	tb.Helper()
	args := append(prefix, Binary(tb), "serve", "--addr", "127.0.0.1:0", "--data", c.Data)
	if c.DB != "" {
		args = append(args, "--db", c.DB)
	}
	if c.KeyFile != "" {
		args = append(args, "--key-file", c.KeyFile)
	}
	if len(c.AllowPrivate) > 0 {
		args = append(args, "--allow-private", strings.Join(c.AllowPrivate, ","))
	}
	if c.JobPoll > 0 {
		args = append(args, "--job-poll", c.JobPoll.String())
	}
	p := &Process{
		tb: tb, cmd: exec.CommandContext(context.Background(), args[0], args[1:]...),
		setup: make(chan string, 1), done: make(chan struct{}),
	}
	p.cmd.Env = append(os.Environ(), "CANDOR_ADDR=", "CANDOR_DB=", "CANDOR_DATA=", "CANDOR_KEY_FILE=")
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	p.cmd.Stderr = p.cmd.Stdout
	if err := p.cmd.Start(); err != nil {
		tb.Fatalf("start %s: %v", args[0], err)
	}
	p.URL = p.address(out)
	tb.Cleanup(p.Kill9)
	return p
}

// address reads what the program prints until it tells where it answers; the rest is drained.
func (p *Process) address(out io.Reader) string {
	p.tb.Helper()
	found := make(chan string, 1)
	var said strings.Builder
	go func() {
		defer close(p.done)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if i := strings.Index(lines.Text(), "http://127.0.0.1:"); i >= 0 && len(found) == 0 {
				url, _, _ := strings.Cut(lines.Text()[i:], " ")
				found <- strings.TrimRight(strings.SplitN(url, "/setup/", 2)[0], "/.,")
			}
			if line := lines.Text(); strings.Contains(line, "/setup/") && strings.HasPrefix(line, "  http") && len(p.setup) == 0 {
				p.setup <- strings.TrimSpace(line)
			}
			said.WriteString(lines.Text() + "\n")
		}
	}()
	select {
	case url := <-found:
		return url
	case <-p.done:
		p.tb.Fatalf("the program ended without serving:\n%s", said.String())
	case <-time.After(30 * time.Second):
		p.tb.Fatal("the program did not tell its address within 30 s")
	}
	return ""
}

// SetupLink is the link that a new database is set up by. The test fails when none is told.
func (p *Process) SetupLink() string {
	p.tb.Helper()
	select {
	case link := <-p.setup:
		return link
	case <-p.done:
		p.tb.Fatal("the program ended without telling a set-up link")
	case <-time.After(30 * time.Second):
		p.tb.Fatal("the program told no set-up link within 30 s")
	}
	return ""
}

// Kill9 ends the process, and whatever stands before it, as a power switch would.
func (p *Process) Kill9() {
	if p.cmd.ProcessState != nil {
		return
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // It may have ended by itself.
	<-p.done
	_ = p.cmd.Wait() // Killed is what it was meant to be.
}

// Terminate asks the process to stop, as a service manager does.
func (p *Process) Terminate() {
	p.tb.Helper()
	if err := syscall.Kill(p.cmd.Process.Pid, syscall.SIGTERM); err != nil {
		p.tb.Fatalf("ask the program to stop: %v", err)
	}
}

// Ended waits until the process has ended by itself and returns its exit code.
func (p *Process) Ended() int {
	p.tb.Helper()
	select {
	case <-p.done:
	case <-time.After(30 * time.Second):
		p.tb.Fatal("the program did not end within 30 s")
	}
	_ = p.cmd.Wait() // What it has to say is the exit code.
	return p.cmd.ProcessState.ExitCode()
}

// PID is the process that serves, or the one that stands before it.
func (p *Process) PID() int { return p.cmd.Process.Pid }
