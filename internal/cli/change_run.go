package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/nameless/commandline"
)

func (sh *shell) changeRun() *cobra.Command {
	var in client.NewChange
	cmd := &cobra.Command{
		Use: "run COMMAND...", Short: "Run a command and record it as a change", Args: cobra.MinimumNArgs(1),
		Long: "Run a command, such as a migration or a data script, and record it as a change: when it began, how long it took, and\n" +
			"whether it succeeded. Its input, output, signals and exit code are its own.\n\n" +
			"Of the command line only the program, up to two well-known sub-commands, the names of flags and the names of files of\n" +
			"scripts and migrations are told; every value is left out. --summary says it in words of your own, which are told\n" +
			"as they are but for names that are marked as such. When the server cannot be reached the command runs all the\n" +
			"same, and the change is kept on this machine for the next time.",
		Example: "  candor change run --kind migration --service checkout --environment production -- flyway migrate",
		RunE:    func(cmd *cobra.Command, args []string) error { return sh.runChange(cmd.Context(), in, args) },
	}
	f := cmd.Flags()
	f.SetInterspersed(false)
	f.StringVar(&in.Kind, "kind", "data_script", "what kind of change")
	f.StringVar(&in.Service, "service", "", "changed service")
	f.StringVar(&in.Environment, "environment", "", "where, such as production")
	f.StringVar(&in.Summary, "summary", "", "what it does; without it, the command line without values")
	f.StringVar(&in.Ref, "ref", "", "commit, version or ticket")
	f.StringVar(&in.URL, "url", "", "where it can be read up")
	f.StringVar(&in.RollbackURL, "rollback-url", "", "where it can be undone")
	oneOf(cmd, "kind", changeKinds...)
	return cmd
}

// How the shells say that a command could not be run, or ended by a signal.
const (
	exitNoCommand = 127
	exitNotToRun  = 126
	exitSignal    = 128
)

// asItEnded passes on the exit code of a command; its words were its own.
func asItEnded(code int) error {
	if code == 0 {
		return nil
	}
	return &fault{code: code}
}

func (sh *shell) runChange(ctx context.Context, in client.NewChange, args []string) error {
	line := commandline.Told(args, sh.people()...)
	in.Key, in.OccurredAt, in.Outcome = "run:"+client.NewKey(), sh.now().UTC(), "started"
	in.Detail = "How it ended is not known."
	if in.Summary == "" {
		in.Summary = text.Cut(line, 300)
	}
	kept, keeping := sh.keepChange(in, os.Getpid()) // It is told of even when this process is killed.
	child := exec.Command(args[0], args[1:]...)     //nolint:gosec,noctx // It is what somebody typed, and it ends when it likes.
	child.Stdin, child.Stdout, child.Stderr = sh.in, sh.out.to, sh.err.to
	ended, err := sh.carryOut(child)
	if err != nil {
		forgetKept(kept)
		return notRun(args[0], err)
	}
	took := sh.now().Sub(in.OccurredAt).Round(100 * time.Millisecond)
	in.Outcome, in.Detail = "succeeded", fmt.Sprintf("%s\nTook %s, until %s; %s.", line, took, sh.now().UTC().Format("2006-01-02 15:04:05 UTC"), ended)
	code := child.ProcessState.ExitCode()
	if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		code = exitSignal + int(status.Signal())
	}
	if code != 0 {
		in.Outcome = "failed"
	}
	in.Detail = text.Cut(in.Detail, 4_000)
	if kept != "" {
		kept, keeping = sh.keepChange(in, 0)
	}
	sh.tellRun(ctx, in, kept, keeping)
	return asItEnded(code)
}

// carryOut runs a command to its end, and says how it ended.
func (sh *shell) carryOut(child *exec.Cmd) (string, error) {
	heard := make(chan os.Signal, 8)
	signal.Notify(heard, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2)
	defer signal.Stop(heard)
	if err := child.Start(); err != nil {
		return "", err
	}
	done := make(chan error, 1)
	go func() { done <- child.Wait() }()
	for {
		select {
		case s := <-heard:
			if (s == syscall.SIGINT || s == syscall.SIGQUIT) && atTerminal() {
				continue // A terminal sends these to every process in front of it.
			}
			_ = child.Process.Signal(s) // It may have ended meanwhile.
		case err := <-done:
			var code *exec.ExitError
			if err != nil && !errors.As(err, &code) && child.ProcessState == nil {
				return "", err
			}
			return child.ProcessState.String(), nil
		}
	}
}

func atTerminal() bool {
	info, err := os.Stdin.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func notRun(name string, err error) error {
	f := &fault{code: exitNotToRun, say: fmt.Sprintf("%s could not be run: %s.", name, reason(errors.Unwrap(err))), cause: err}
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		f.code, f.say = exitNoCommand, fmt.Sprintf("There is no command %s.", name)
	}
	return f.next("Nothing was run, and no change is recorded.")
}

// tellRun records the change and what was kept earlier. Whatever goes wrong is told in one line: the
// command has run.
func (sh *shell) tellRun(ctx context.Context, in client.NewChange, kept string, keeping error) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer stop()
	c, err := sh.dial()
	if err == nil {
		_, err = c.RecordChange(ctx, in)
	}
	switch {
	case err == nil:
		forgetKept(kept)
		sh.tellKept(ctx, c)
	case kept == "":
		sh.note("The change could not be recorded (%s), nor kept (%s).", sentence(sh.told(err).say), sentence(sh.told(keeping).say))
	default:
		sh.note("The change could not be recorded (%s); it is kept in %s for the next time.", sentence(sh.told(err).say), kept)
	}
}

func sentence(s string) string { return strings.TrimSuffix(s, ".") }

// people are the names by which this machine knows whoever types, so that they can be left out.
func (sh *shell) people() []string {
	var names []string
	for _, v := range []string{"USER", "LOGNAME", "SUDO_USER", "USERNAME", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"} {
		names = append(names, sh.getenv(v))
	}
	if home := sh.getenv("HOME"); strings.HasPrefix(home, "/home/") || strings.HasPrefix(home, "/Users/") {
		names = append(names, filepath.Base(home))
	}
	return names
}
