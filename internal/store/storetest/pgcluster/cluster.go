// Package pgcluster gives tests a real PostgreSQL: a private cluster in a temporary folder,
// reachable through a unix socket only, gone when the process that asked for it is gone, even
// when that process was killed. It knows nothing of Candor's schema; storetest builds on it.
//
// TEST_POSTGRES_URL names a server to use instead of an own one; the command in run sets it,
// so that a whole `go test ./...` shares one cluster. Where PostgreSQL is missing a test fails
// with the sentence that says what to install: it is never skipped.
//
// Start reading at Database, which most tests want, or at Dedicated, for tests that crash it.
package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// settings keep the promises of production (fsync, synchronous_commit) and leave out what a
// cluster of a few minutes does not need.
var settings = []string{
	"listen_addresses=", "max_connections=200", "fsync=on", "synchronous_commit=on",
	"autovacuum=off", "checkpoint_timeout=1h", "max_wal_size=512MB", "shared_buffers=64MB", "jit=off",
}

// Cluster is a PostgreSQL server of our own.
type Cluster struct {
	dir   string
	bin   string
	as    *syscall.Credential // Nil: as ourselves.
	guard *guard
	proc  *exec.Cmd
	ended chan struct{} // Closed when the postmaster has been reaped.
	tb    testing.TB    // Set by Dedicated only.
	bent  []string      // Set by With: what differs from settings.
}

// Dedicated starts a cluster, on disk, for one test that wants to kill and restart it. It ends
// with the test.
func Dedicated(tb testing.TB) *Cluster {
	tb.Helper()
	c, err := launch(disk())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(c.Close)
	c.tb = tb
	return c
}

// Launch makes a new cluster, in memory where there is room, and starts it. The caller closes
// it; should the caller's process end before that, the guard stops and removes it.
func Launch() (*Cluster, error) { return launch(memory()) }

func launch(base string) (*Cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	as, err := credential()
	if err != nil {
		return nil, err
	}
	dir, err := folder(base, as)
	if err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir, bin: bin, as: as}
	if c.guard, err = c.startGuard(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.initialise(); err != nil {
		c.Close()
		return nil, err
	}
	if err := c.start(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// URL is the address of the cluster's maintenance database, "postgres".
func (c *Cluster) URL() string { return "postgres://postgres@/postgres?host=" + c.dir }

// With lets the cluster run with other settings, such as "fsync=off", from its next Start on.
func (c *Cluster) With(settings ...string) { c.bent = settings }

// Start starts a cluster that was killed, and returns when it answers. It fails the test of
// Dedicated when the server does not come up.
func (c *Cluster) Start() {
	c.tb.Helper()
	if err := c.start(); err != nil {
		c.tb.Fatal(err)
	}
}

// Kill9 ends every process of the server at once, as a power cut would, and returns when they
// are gone.
func (c *Cluster) Kill9() {
	c.tb.Helper()
	pid := c.proc.Process.Pid
	children := childrenOf(pid)
	if err := c.proc.Process.Kill(); err != nil {
		c.tb.Fatalf("kill the postmaster: %v", err)
	}
	for _, child := range children {
		_ = syscall.Kill(child, syscall.SIGKILL) // It may have followed the postmaster already.
	}
	<-c.ended
}

// Close stops the server and removes its folder. Calling it twice is harmless.
func (c *Cluster) Close() {
	c.guard.release()
	if c.ended != nil {
		<-c.ended
	}
}

func (c *Cluster) initialise() error {
	args := []string{"-D", c.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "-N"}
	out, err := c.command("initdb", append(args, "--locale=C.UTF-8")...).CombinedOutput()
	if err != nil { // Some systems have no C.UTF-8.
		out, err = c.command("initdb", append(args, "--locale=C")...).CombinedOutput()
	}
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

func (c *Cluster) start() error {
	log, err := os.OpenFile(filepath.Join(c.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open the server's log: %w", err)
	}
	defer log.Close()
	args := []string{"-D", c.data(), "-k", c.dir}
	for _, s := range slices.Concat(settings, c.bent) { // The last one wins.
		args = append(args, "-c", s)
	}
	// A start soon after Kill9 is refused while the last child holds the shared memory.
	deadline := time.After(30 * time.Second)
	for {
		proc, ended := c.command("postgres", args...), make(chan struct{})
		proc.Stdout, proc.Stderr = log, log
		if err := proc.Start(); err != nil {
			return fmt.Errorf("start postgres: %w", err)
		}
		go func() {
			_ = proc.Wait() // How it ended is in the log.
			close(ended)
			runtime.KeepAlive(c.guard) // Collected, its file would close, and it would stop the server.
		}()
		c.proc, c.ended = proc, ended
		if c.answers(deadline) {
			return nil
		}
		select {
		case <-deadline:
			return fmt.Errorf("postgres did not start within 30 s: %s", c.logTail())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// answers waits until the server accepts a connection (true) or has ended or is too late (false).
func (c *Cluster) answers(deadline <-chan time.Time) bool {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		conn, err := pgx.Connect(ctx, c.URL())
		if err == nil {
			_ = conn.Close(ctx) // It was only a question.
		}
		cancel()
		if err == nil {
			return true
		}
		select {
		case <-c.ended:
			return false
		case <-deadline:
			return false
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// command prepares a PostgreSQL program to run as the right user and out of reach of the
// terminal's signals: an interrupt must reach the tests, and the guard then stops the server.
func (c *Cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.as, Setsid: true}
	return cmd
}

func (c *Cluster) logTail() string {
	raw, err := os.ReadFile(filepath.Join(c.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(raw[max(0, len(raw)-2000):]))
}
