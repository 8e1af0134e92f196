package cli

import (
	"context"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) incidentMember() *cobra.Command {
	cmd := &cobra.Command{Use: "member", Short: "Who may see a private incident"}
	list := &cobra.Command{
		Use: "list INCIDENT", Short: "List the members", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Members(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, m := range got.Items {
					row(w, m.Person.ID, m.Person.Name, "since "+sh.clock(m.Since))
				}
			})
		}),
	}
	add := &cobra.Command{
		Use: "add INCIDENT PERSON", Short: "Let somebody see it; candor person list shows the IDs", Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.InviteMember(ctx, args[0], client.NewMember{Person: args[1]}); err != nil {
				return err
			}
			return sh.done(args[0], "This person can see %s now.", args[0])
		}),
	}
	remove := &cobra.Command{
		Use: "remove INCIDENT PERSON", Short: "End somebody's sight of it, your own included", Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.RemoveMember(ctx, args[0], args[1]); err != nil {
				return err
			}
			return sh.done(args[0], "This person cannot see %s any more.", args[0])
		}),
	}
	join := &cobra.Command{
		Use: "join INCIDENT", Short: "Let yourself in, as an administrator; its members see that", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.JoinPrivateIncident(ctx, args[0]); err != nil {
				return err
			}
			return sh.done(args[0], "You are a member of %s now.", args[0])
		}),
	}
	cmd.AddCommand(list, add, remove, join)
	return cmd
}
