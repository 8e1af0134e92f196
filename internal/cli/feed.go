package cli

import (
	"context"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) feedCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "feed", Short: "Your private link to the feed of published postmortems"}
	create := &cobra.Command{
		Use: "create", Short: "Make the link, in place of an earlier one; it is printed once", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.CreateFeedLink(ctx)
			if err != nil {
				return err
			}
			return sh.answer(got, "%s", got.URL)
		}),
	}
	revoke := &cobra.Command{
		Use: "revoke", Short: "Stop the link", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			if err := c.RevokeFeedLink(ctx); err != nil {
				return err
			}
			return sh.done("feed", "The link is stopped.")
		}),
	}
	cmd.AddCommand(create, revoke)
	return cmd
}
