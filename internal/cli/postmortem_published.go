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
			return sh.answer(got, "%s was read at least %d times until yesterday.", args[0], got.AtLeast)
		}),
	}
}

func (sh *shell) postmortemAccount() *cobra.Command {
	var in client.AccountWords
	var takeBack, withdraw bool
	cmd := &cobra.Command{
		Use: "account POSTMORTEM|INCIDENT [TEXT]", Short: "Tell what you saw in your own words; yours alone until you hand it in",
		Example: "  candor postmortem account INC-7 - < account.md\n  candor postmortem account INC-7 --hand-in --sign role\n  candor postmortem account INC-7 --withdraw",
		Args:    cobra.MinimumNArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			switch {
			case takeBack:
				if err := c.TakeBackAccount(ctx, args[0]); err != nil {
					return err
				}
				return sh.done(args[0], "Nothing tells it any more. Your words are kept for you alone.")
			case withdraw:
				if err := c.WithdrawAccount(ctx, args[0]); err != nil {
					return err
				}
				return sh.done(args[0], "It is deleted, every word of it.")
			case len(args) == 1 && !in.HandIn:
				got, err := c.OwnAccount(ctx, args[0])
				if err != nil {
					return err
				}
				return sh.answer(got, "%s", got.Text)
			}
			return sh.writeAccount(ctx, c, args, in)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Signature, "sign", "", "how it is signed; without it, by somebody who was there")
	oneOf(cmd, "sign", "name", "role", "unnamed")
	f.BoolVar(&in.HandIn, "hand-in", false, "give it to those who write, and to the next edition")
	f.BoolVar(&in.KeepNames, "keep-names", false, "what looks like a colleague's name is none")
	f.BoolVar(&in.ForCompany, "for-company", false, "of a private incident: it may go along when the company gets to read")
	f.BoolVar(&takeBack, "take-back", false, "take it out of everything that tells it, and keep the words")
	f.BoolVar(&withdraw, "withdraw", false, "delete it, everywhere")
	cmd.MarkFlagsMutuallyExclusive("hand-in", "take-back", "withdraw")
	return cmd
}

func (sh *shell) writeAccount(ctx context.Context, c *client.Client, args []string, in client.AccountWords) error {
	now, err := c.OwnAccount(ctx, args[0])
	if err != nil {
		return err
	}
	in.Text = now.Text
	if len(args) > 1 {
		if in.Text, err = sh.prose(args[1:]); err != nil {
			return err
		}
	}
	if in.Signature == "" {
		in.Signature = now.Signature
	}
	got, err := c.WriteAccount(ctx, args[0], now.Version, in)
	if err != nil {
		return err
	}
	if in.HandIn {
		return sh.answer(got, "It is handed in, signed %s.", got.SignedAs)
	}
	return sh.answer(got, "It is kept, for your eyes alone.")
}

func (sh *shell) postmortemSupersede() *cobra.Command {
	var in client.Superseding
	cmd := &cobra.Command{
		Use: "supersede POSTMORTEM", Short: "Say that another published one takes its place", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.SupersedePostmortem(ctx, args[0], in); err != nil {
				return err
			}
			return sh.done(args[0], "%s takes the place of %s.", in.By, args[0])
		}),
	}
	cmd.Flags().StringVar(&in.By, "by", "", "the one that takes its place")
	cmd.Flags().StringVar(&in.Reason, "reason", "", "why")
	required(cmd, "by", "reason")
	return cmd
}
