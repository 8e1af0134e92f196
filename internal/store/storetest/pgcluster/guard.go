package pgcluster

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// guardScript waits for the end of its input, which comes when the process that holds the other
// end closes it or dies by whatever cause. A server that does not stop within ten seconds is
// ended with SIGKILL: nothing in the folder is worth keeping.
const guardScript = `cat >/dev/null
if [ -f "$1/data/postmaster.pid" ]; then
  "$2/pg_ctl" stop -D "$1/data" -m immediate -w -t 10 || kill -9 "$(head -n 1 "$1/data/postmaster.pid")"
fi
rm -rf "$1"`

// guard is a child process that outlives us by a moment, to clean up.
type guard struct {
	once sync.Once
	hold *os.File
	proc *exec.Cmd
}

// startGuard starts the guard before the server, so that there is no moment without it.
func (c *Cluster) startGuard() (*guard, error) {
	read, hold, err := os.Pipe() // Close-on-exec: no other child can hold it open.
	if err != nil {
		return nil, fmt.Errorf("make the guard's pipe: %w", err)
	}
	defer read.Close()
	proc := exec.Command("/bin/sh", "-c", guardScript, "candor-pg-guard", c.dir, c.bin)
	proc.Dir, proc.Stdin = "/", read
	proc.SysProcAttr = &syscall.SysProcAttr{Credential: c.as, Setsid: true}
	if err := proc.Start(); err != nil {
		hold.Close()
		return nil, fmt.Errorf("start the guard: %w", err)
	}
	return &guard{hold: hold, proc: proc}, nil
}

// release lets the guard do its work and waits for it.
func (g *guard) release() {
	g.once.Do(func() {
		g.hold.Close()
		_ = g.proc.Wait() // Nobody is left to tell.
	})
}
