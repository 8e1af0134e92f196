package cli

import (
	"context"
	"errors"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) postmortemMove(name, short string, move func(*client.Client, context.Context, string) error) *cobra.Command {
	return &cobra.Command{
		Use: name + " POSTMORTEM", Short: short, Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := move(c, ctx, args[0]); err != nil {
				return err
			}
			return sh.nowPostmortem(ctx, c, args[0])
		}),
	}
}

func (sh *shell) postmortemReasoned(name, short string, move func(*client.Client, context.Context, string, client.Reason) error) *cobra.Command {
	var in client.Reason
	cmd := &cobra.Command{
		Use: name + " POSTMORTEM --reason WHY", Short: short, Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := move(c, ctx, args[0], in); err != nil {
				return err
			}
			return sh.nowPostmortem(ctx, c, args[0])
		}),
	}
	cmd.Flags().StringVar(&in.Reason, "reason", "", "why")
	required(cmd, "reason")
	return cmd
}

// nowPostmortem says how a postmortem stands after a move.
func (sh *shell) nowPostmortem(ctx context.Context, c *client.Client, ref string) error {
	pm, err := c.Postmortem(ctx, ref)
	if err != nil {
		return sh.done(ref, "%s is changed.", ref) // The move is kept; how it stands cannot be told.
	}
	return sh.answer(pm, "%s is %s.", pm.Ref, strings.ReplaceAll(pm.State, "_", " "))
}

func (sh *shell) publishingFlags(cmd *cobra.Command) func() client.Publishing {
	var in client.Publishing
	f := cmd.Flags()
	f.StringVar(&in.Audience, "audience", "", "who may read it; without it, the whole company")
	oneOf(cmd, "audience", "company", "responders", "members")
	f.StringVar(&in.Reason, "reason", "", "why the audience is not the usual one")
	f.StringVar(&in.Override, "override", "", "why it is published although findings remain")
	f.StringVar(&in.Onward, "onward", "", "why it does not wait for somebody who was there; it answers their open corrections")
	f.StringSliceVar(&in.Keep, "keep", nil, "key of a name that stays as it is written; may be repeated")
	f.StringSliceVar(&in.Replace, "replace", nil, "key of an unsure name that becomes a role; may be repeated")
	until := sh.whenFlag(cmd, "until", "when a narrower audience ends, such as \"in 30d\"")
	return func() client.Publishing {
		in.Until = until.Time
		return in
	}
}

func (sh *shell) postmortemPreview() *cobra.Command {
	var in func() client.Publishing
	cmd := &cobra.Command{
		Use: "preview POSTMORTEM", Short: "Show the names that become roles, and what publication waits for", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.PreviewPublication(ctx, args[0], in())
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			err = sh.table(func(w *tabwriter.Writer) {
				for _, n := range got.Names {
					becomes := "becomes " + n.Becomes
					if n.Unsure {
						becomes = "stays, unless --replace " + n.Key
					}
					row(w, n.Key, n.Field, n.Found, becomes)
				}
			})
			if err != nil {
				return err
			}
			return sh.showMissing(got.Missing, got.Findings)
		}),
	}
	in = sh.publishingFlags(cmd)
	return cmd
}

func (sh *shell) postmortemPublish() *cobra.Command {
	var in func() client.Publishing
	cmd := &cobra.Command{
		Use: "publish POSTMORTEM", Short: "Publish it, to the whole company unless you say otherwise, and close the incident", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.PublishPostmortem(ctx, args[0], in())
			if err != nil {
				return beforePublication(ctx, c, args[0], err)
			}
			return sh.answer(got, "%s is published, edition %d.", got.Ref, got.Edition)
		}),
	}
	in = sh.publishingFlags(cmd)
	return cmd
}

// beforePublication adds the command that comes before publication to a refusal.
func beforePublication(ctx context.Context, c *client.Client, ref string, err error) error {
	var e *client.Error
	if !errors.As(err, &e) || e.Kind != client.Conflict {
		return err
	}
	next := "candor postmortem preview " + ref + " shows what it waits for."
	if pm, lookErr := c.Postmortem(ctx, ref); lookErr == nil { // Otherwise the preview helps as well.
		switch pm.State {
		case "drafting":
			next = "Next: candor postmortem review " + ref
		case "in_review":
			next = "Next: candor postmortem approve " + ref
		}
	}
	if e.Hint != "" {
		next = e.Hint + "\n" + next
	}
	out := *e
	out.Hint = next
	return &out
}

// isTerminal says whether a person looks at the output.
func (sh *shell) isTerminal() bool {
	f, ok := sh.out.to.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
