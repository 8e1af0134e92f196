package cli

import (
	"context"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) hypothesisCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "hypothesis", Short: "What might cause the incident"}
	var idea client.Idea
	add := &cobra.Command{
		Use: "add INCIDENT TEXT", Short: "Raise an idea", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if idea.Text, err = sh.prose(args[1:]); err != nil {
				return err
			}
			got, err := c.RaiseHypothesis(ctx, args[0], idea)
			if err != nil {
				return err
			}
			return sh.answer(got, "The idea is raised; its ID is %s.", got.ID)
		}),
	}
	add.Flags().StringVar(&idea.NextTest, "next-test", "", "what would show whether it is so")
	add.Flags().StringVar(&idea.WhoLooks, "who", "", "a role or a volunteer who looks")
	cmd.AddCommand(add, sh.hypothesisList(), sh.hypothesisMove())
	return cmd
}

func (sh *shell) hypothesisList() *cobra.Command {
	return &cobra.Command{
		Use: "list INCIDENT", Short: "List the ideas, oldest first", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Hypotheses(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, h := range got.Items {
					row(w, h.ID, h.State, h.Text, h.Evidence)
				}
			})
		}),
	}
}

func (sh *shell) hypothesisMove() *cobra.Command {
	var in client.Verdict
	var nextTest, who string
	cmd := &cobra.Command{
		Use: "move INCIDENT ID STATE", Short: "Say that somebody looks, or what a test showed", Args: cobra.ExactArgs(3),
		Long:      "Say that somebody looks, or what a test showed. The states are open, testing, supported and ruled_out; the last two need --evidence.",
		ValidArgs: []string{"open", "testing", "supported", "ruled_out"},
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			in.State, in.NextTest, in.WhoLooks = args[2], given(nextTest), given(who)
			if err := c.MoveHypothesis(ctx, args[0], args[1], in); err != nil {
				return err
			}
			return sh.done(args[1], "The idea is %s now.", args[2])
		}),
	}
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "what shows it")
	cmd.Flags().StringVar(&nextTest, "next-test", "", "what would show whether it is so")
	cmd.Flags().StringVar(&who, "who", "", "a role or a volunteer who looks")
	return cmd
}
