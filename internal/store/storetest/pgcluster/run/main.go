// Command run starts one private PostgreSQL, runs a command with TEST_POSTGRES_URL pointing to
// it, and exits with that command's code:
//
//	go run ./internal/store/storetest/pgcluster/run -- go test ./...
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"candor.dev/candor/internal/store/storetest/pgcluster"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func run(args []string) (int, error) {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return 2, errors.New("usage: run -- command [argument ...]")
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if os.Getenv("TEST_POSTGRES_URL") == "" {
		cluster, err := pgcluster.Launch()
		if err != nil {
			return 1, err
		}
		defer cluster.Close()
		cmd.Env = append(os.Environ(), "TEST_POSTGRES_URL="+cluster.URL())
	}
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	go func() {
		for s := range signals {
			_ = cmd.Process.Signal(s) // It may have ended by itself.
		}
	}()
	err := cmd.Wait()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil // A signal shows as -1.
	}
	return 0, err
}
