package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/internal/app"
)

// patience is how long the server may take to end what is under way.
const patience = 9 * time.Second

func (sh *shell) serveCommand() *cobra.Command {
	var demo bool
	cmd := &cobra.Command{
		Use: "serve", Short: "Run the server", Args: cobra.NoArgs,
		Long: "Run the server. It migrates the database first, prints its address and, on a new database, the one-time link\n" +
			"by which the first administrator is made. Nothing has to be configured.\n\n" +
			"Several servers may share one PostgreSQL database. Give each a data folder of its own, and all of them the key file\n" +
			"that the first one made (--key-file). When one ends, its watchers go on at another without missing anything.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := sh.configuration(cmd)
			if err != nil {
				return err
			}
			if demo {
				return sh.serveDemo(cmd.Context(), c.Config)
			}
			return sh.serving(cmd.Context(), c.Config, sh.welcome)
		},
	}
	serverFlags(cmd)
	cmd.Flags().BoolVar(&demo, "demo", false, "tell the story of the demo on a new database, and let a visitor in")
	return cmd
}

// serving runs a server until ctx ends; greet tells people how to come in.
func (sh *shell) serving(ctx context.Context, c app.Config, greet func(*app.App) error) error {
	c.Log = slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel}))
	a, err := app.Start(ctx, c)
	if err != nil {
		return onFile{err}
	}
	if err := greet(a); err != nil {
		return errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
	}
	if c.WeakSync {
		sh.note("Acknowledged writes may be lost at a power cut: --weak-sync is on.")
	}
	if c.PlainHTTP {
		sh.note("Passwords and cookies travel unencrypted where people come by http: --plain-http is on.")
	}
	failed := make(chan error, 1)
	go func() { failed <- a.Wait() }()
	select {
	case <-ctx.Done():
	case err := <-failed:
		return errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
	}
	sh.note("Stopping: what is under way is finished first.")
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return a.Stop(stopping)
}

// welcome tells where the server answers and how to come in.
func (sh *shell) welcome(a *app.App) error {
	if err := sh.say("Candor answers at %s", a.URL()); err != nil {
		return err
	}
	if link := a.SetupLink(); link != "" {
		return sh.say("Nobody has an account yet. Open this link once to make the first administrator:\n  %s", link)
	}
	return nil
}
