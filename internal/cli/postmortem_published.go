package cli

import (
	"context"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) postmortemReach() *cobra.Command {
	return &cobra.Command{
		Use: "reach POSTMORTEM", Short: "Tell how often a published one was read, by nobody in particular", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Reach(ctx, args[0])
			if err != nil {
				return err
			}
			if got.Few {
				return sh.answer(got, "%s was read fewer than five times until yesterday.", args[0])
			}
			return sh.answer(got, "%s was read %d times until yesterday.", args[0], got.Readings)
		}),
	}
}
