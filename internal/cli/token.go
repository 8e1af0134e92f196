package cli

import (
	"context"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) tokenCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "token", Short: "Your own API tokens"}
	cmd.AddCommand(sh.tokenCreate(), sh.tokenList(), sh.tokenRevoke())
	return cmd
}

func (sh *shell) tokenCreate() *cobra.Command {
	var in client.NewToken
	var expires string
	cmd := &cobra.Command{
		Use: "create --name N", Short: "Make a token; it is printed once", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			if expires != "" {
				d, err := parseLong(expires)
				if err != nil {
					return err
				}
				if in.ExpiresDays = int(d / (24 * time.Hour)); in.ExpiresDays < 1 {
					return usage("A token lives for whole days, such as 90d; %s is less than one.", expires)
				}
			}
			got, err := c.CreateToken(ctx, in)
			if err != nil {
				return err
			}
			if err := sh.answer(got, "%s", got.Secret); err != nil || sh.json {
				return err
			}
			sh.note("This is the only time that the token is shown. It ends on %s.", sh.clock(got.ExpiresAt))
			return nil
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Name, "name", "", "what it is for")
	f.StringVar(&in.Role, "role", "", "role, at most one's own; without it, one's own")
	f.StringSliceVar(&in.Scopes, "scope", nil, "the only things that it may do; may be repeated")
	f.StringVar(&expires, "expires", "", "how long it lives, such as 90d; without it 90 days, and never longer than the token in use")
	oneOf(cmd, "role", "viewer", "responder", "administrator", "auditor")
	oneOf(cmd, "scope", "report", "see", "take_part", "run_incident", "write", "administer", "audit", "own_tokens")
	required(cmd, "name")
	return cmd
}

func (sh *shell) tokenList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List your tokens", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Tokens(ctx)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, t := range got.Items {
					row(w, t.ID, t.Name, t.Role, orElse(strings.Join(t.Scopes, ","), "-"), "until "+sh.clock(t.ExpiresAt))
				}
			})
		}),
	}
}

func (sh *shell) tokenRevoke() *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Short: "Stop a token", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.RevokeToken(ctx, args[0]); err != nil {
				return err
			}
			return sh.done(args[0], "The token is stopped.")
		}),
	}
}
