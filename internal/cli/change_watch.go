package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) changeWatch() *cobra.Command {
	in := importing{branch: "HEAD"}
	var cluster bool
	var every time.Duration
	var rounds int
	cmd := &cobra.Command{
		Use: "watch --git DIR | --kubectl", Short: "Look at a working copy or a cluster again and again, and record what changed", Args: cobra.NoArgs,
		Long: "Look at a working copy or a cluster again and again, and record what changed from now on, until it is stopped.\n\n" +
			"--git records the new commits of a branch; something else has to fetch them. --kubectl asks for deployments and stateful\n" +
			"sets, with kubectl as it is set up here, and records new images, other sizes, other settings, what is new and what is gone.\n" +
			"No author is told, nor what annotations or the fields of managers say.",
		Example: "  candor change watch --kubectl --environment production\n  candor change watch --git /srv/checkout.git --branch main --service checkout",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if every < time.Second/20 {
				return usage("--interval is too short: %s.", every).next("30s is usual.")
			}
			c, err := sh.dial()
			if err != nil {
				return err
			}
			in.people = sh.people()
			look := sh.lookAtGit(in)
			if cluster {
				look = sh.lookAtCluster(in)
			}
			return sh.watchChanges(cmd.Context(), c, look, every, rounds)
		},
	}
	f := cmd.Flags()
	f.StringVar(&in.git, "git", "", "a folder with a working copy")
	f.StringVar(&in.branch, "branch", "HEAD", "with --git, the branch")
	f.BoolVar(&cluster, "kubectl", false, "look at what runs in a cluster")
	f.StringVar(&in.service, "service", "", "changed service; with --kubectl and without it, its label or its name")
	f.StringVar(&in.environment, "environment", "", "where, such as production")
	f.DurationVar(&every, "interval", 30*time.Second, "how often to look")
	f.IntVar(&rounds, "rounds", 0, "end after so many looks; without it, when it is stopped")
	cmd.MarkFlagsOneRequired("git", "kubectl")
	cmd.MarkFlagsMutuallyExclusive("git", "kubectl")
	return cmd
}

// look returns what changed since it was called last; the first time, nothing.
type look func(context.Context) ([]client.NewChange, error)

// watchChanges looks, and records what it saw. What cannot be told is kept, and told in a later round.
// When there is nothing to look at the first time, it ends; later it goes on, and says so once.
func (sh *shell) watchChanges(ctx context.Context, c *client.Client, see look, every time.Duration, rounds int) error {
	if _, err := see(ctx); err != nil {
		return err
	}
	sh.note("Watching, every %s.", every)
	tick := time.NewTicker(every)
	defer tick.Stop()
	quiet := false
	for n := 1; rounds == 0 || n < rounds; n++ {
		select {
		case <-ctx.Done():
			return nil // It was stopped, as is usual.
		case <-tick.C:
		}
		list, err := see(ctx)
		if err == nil {
			sh.tellKept(ctx, c)
		}
		for _, one := range list {
			if err == nil {
				err = sh.tellOrKeep(ctx, c, one)
			} else if _, kept := sh.keepChange(one, 0); kept != nil { // The others wait as well.
				err = kept
			}
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !quiet:
			sh.note("%s It is asked again with the next look.", sh.told(err).say)
		}
		quiet = err != nil
	}
	return nil
}

// tellOrKeep records a change, or keeps it for later when the server cannot be reached.
func (sh *shell) tellOrKeep(ctx context.Context, c *client.Client, one client.NewChange) error {
	got, err := c.RecordChange(ctx, one)
	if err != nil {
		if _, kept := sh.keepChange(one, 0); kept != nil {
			return kept
		}
		return err
	}
	if sh.json {
		return sh.printLine(struct {
			ID    string `json:"id"`
			Known bool   `json:"known"`
			client.NewChange
		}{got.ID, got.Known, one})
	}
	if got.Known {
		return nil
	}
	return sh.say("%s  %s  %s  %s", sh.clock(one.OccurredAt), one.Kind, orElse(one.Service, "-"), plain(one.Summary))
}

// lookAtGit sees the commits that a branch got since the last look.
func (sh *shell) lookAtGit(in importing) look {
	last := ""
	return func(ctx context.Context) ([]client.NewChange, error) {
		raw, err := ask(ctx, "git", "-C", in.git, "rev-parse", "--verify", "--quiet", "--end-of-options", in.branch+"^{commit}")
		if err != nil {
			return nil, local("There is no branch %s in %s.", in.branch, in.git).because(err)
		}
		head := strings.TrimSpace(string(raw))
		if last == "" || head == last {
			last = head
			return nil, nil
		}
		list, err := commits(ctx, in, last+".."+head)
		if err != nil {
			return nil, fmt.Errorf("read the commits since the last look: %w", err)
		}
		last = head
		return list, nil
	}
}
