package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
)

func (sh *shell) demoCommand() *cobra.Command {
	var addr string
	cmd := &cobra.Command{
		Use: "demo [--server URL]", Short: "Tell a story through the API: a near miss, a published postmortem, a living incident", Args: cobra.NoArgs,
		Long: "Tell a story through the API: a near miss, an incident with its published postmortem, and one that is half way through.\n" +
			"Without --server it starts a server on a temporary database, and takes both away at the end. With --server, as an\n" +
			"administrator, the story has people of its own who cannot sign in; candor demo remove takes all of it away again, and\n" +
			"nothing that anybody else made.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if sh.server != "" {
				return sh.demoOn(cmd.Context())
			}
			return sh.demoHere(cmd.Context(), addr)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "where the temporary server listens")
	cmd.AddCommand(sh.demoRemove())
	return cmd
}

func (sh *shell) demoRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove", Short: "Take away everything that the demo made, and what was added to it", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.RemoveDemo(ctx)
			if err != nil {
				return err
			}
			if got.Removed == 0 {
				return sh.answer(got, "There is nothing of the demo here.")
			}
			return sh.answer(got, "The demo is taken away: %d things with all that belonged to them.", got.Removed)
		}),
	}
}

// demoOn tells the story on a server that runs already.
func (sh *shell) demoOn(ctx context.Context) error {
	c, err := sh.dial()
	if err != nil {
		return err
	}
	s := &stage{ctx: ctx, admin: c}
	if err := sh.tellStory(s); err != nil {
		return err
	}
	return sh.answer(struct {
		Server string `json:"server"`
	}{sh.server}, "The demo is told on %s. candor demo remove takes it away.", sh.server)
}

// tellStory tells everything, up to now.
func (sh *shell) tellStory(s *stage) error {
	now := sh.now().UTC()
	s.today = now
	s.at(fridayBefore(now).Add(-24 * time.Hour))
	s.open()
	s.tellPast(fridayBefore(now))
	s.tellLiving(now)
	return s.err
}

// fridayBefore is a Friday at 16:15, early enough for all that came of it until now.
func fridayBefore(now time.Time) time.Time {
	day := now.AddDate(0, 0, -5)
	for day.Weekday() != time.Friday {
		day = day.AddDate(0, 0, -1)
	}
	y, m, d := day.Date()
	return time.Date(y, m, d, 16, 15, 0, 0, time.UTC)
}

// demoHere starts a server on a temporary database, tells the story, and serves until Ctrl-C.
func (sh *shell) demoHere(ctx context.Context, addr string) error {
	dir, err := os.MkdirTemp("", "candor-demo-")
	if err != nil {
		return local("There is no place for a temporary database.").because(err)
	}
	sh.note("The demo lives in %s until you end it with Ctrl-C.", dir)
	return errors.Join(sh.serveDemo(ctx, app.Config{Addr: addr, Data: dir, LogLevel: slog.LevelWarn}), os.RemoveAll(dir))
}

// playClock is the clock of a server of our own, which the story may set back.
type playClock struct{ behind atomic.Int64 }

func (c *playClock) now() time.Time { return app.Now().Add(-time.Duration(c.behind.Load())) }

func (c *playClock) set(t time.Time) { c.behind.Store(int64(max(0, app.Now().Sub(t)))) }

// serveDemo serves as serve does. On a new database it tells the story first; where the story
// was told before, the visitor gets a new password.
func (sh *shell) serveDemo(ctx context.Context, c app.Config) error {
	clock := &playClock{}
	c.Now = clock.now
	return sh.serving(ctx, c, func(a *app.App) error {
		told, err := a.HasVisitor(ctx)
		if err != nil {
			return err
		}
		if !told && a.SetupLink() == "" {
			sh.note("This database is in use already, so the demo is not told here.")
			return sh.welcome(a)
		}
		password, token, err := a.Visitor(ctx)
		if err != nil {
			return err
		}
		if !told {
			if err := sh.play(ctx, a, clock, token); err != nil {
				return err
			}
		}
		return sh.say("Candor answers at %s\nIt is a demo. Sign in at %s/login as %s with the password %s", a.URL(), a.URL(), app.DemoVisitor, password)
	})
}

// play tells the story with everybody in their own role.
func (sh *shell) play(ctx context.Context, a *app.App, clock *playClock, token string) error {
	s := &stage{ctx: ctx, clock: clock.set, admin: client.New(a.URL(), token)}
	err := sh.tellStory(s)
	clock.behind.Store(0)
	return err
}
