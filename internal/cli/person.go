package cli

import (
	"context"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) personCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "person", Short: "Who has an account, and who may come in"}
	cmd.AddCommand(sh.personList(), sh.personInvite(), sh.personInvitations(), sh.personAccept(), sh.personRole(),
		sh.personEnd("disable", "End an account, with its sessions and tokens", "The account is disabled.", (*client.Client).DisablePerson),
		sh.personEnd("enable", "Let a disabled person sign in again", "The account is enabled.", (*client.Client).EnablePerson),
		sh.personEnd("withdraw", "Withdraw an invitation", "The invitation is withdrawn.", (*client.Client).RevokeInvitation))
	return cmd
}

func (sh *shell) personList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List everybody with an account", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.People(ctx)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, p := range got.Items {
					role := p.Role
					if p.Disabled {
						role += ", disabled"
					}
					row(w, p.ID, role, p.Name, p.Email)
				}
			})
		}),
	}
}

func roleFlag(cmd *cobra.Command, role *string, say string) {
	cmd.Flags().StringVar(role, "role", "", say)
	oneOf(cmd, "role", "viewer", "responder", "administrator", "auditor")
}

func (sh *shell) personInvite() *cobra.Command {
	var in client.Invite
	cmd := &cobra.Command{
		Use: "invite --role ROLE", Short: "Make a link by which somebody makes their own account; it is printed once", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.InvitePerson(ctx, in)
			if err != nil {
				return err
			}
			if err := sh.answer(got, "%s", got.URL); err != nil || sh.json {
				return err
			}
			sh.note("The link works once, until %s. Without a browser: candor person accept %s", sh.clock(got.ExpiresAt), got.Secret)
			return nil
		}),
	}
	roleFlag(cmd, &in.Role, "what the person may do")
	cmd.Flags().StringVar(&in.Email, "email", "", "the only mail address that it is for; without it, whoever holds the link")
	required(cmd, "role")
	return cmd
}

func (sh *shell) personInvitations() *cobra.Command {
	return &cobra.Command{
		Use: "invitations", Short: "List the invitations that can still be accepted", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Invitations(ctx)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, in := range got.Items {
					row(w, in.ID, in.Role, orElse(in.Email, "-"), "until "+sh.clock(in.ExpiresAt))
				}
			})
		}),
	}
}

func (sh *shell) personAccept() *cobra.Command {
	var in client.Acceptance
	var fromInput bool
	cmd := &cobra.Command{
		Use: "accept SECRET --name N --email E --password-stdin", Short: "Make your own account by an invitation", Args: cobra.ExactArgs(1),
		Long: "Make your own account by an invitation. SECRET is the end of its link. With --token the account gets an API token of\n" +
			"that name, which is printed once.",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if !fromInput {
				return errPasswordFlag
			}
			in.Secret, c.Token = args[0][strings.LastIndex(args[0], "/")+1:], "" // The link does as well.
			if in.Password, err = sh.firstLine(); err != nil {
				return err
			}
			got, err := c.AcceptInvitation(ctx, in)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			if got.Token == nil {
				return sh.say("Welcome, %s. Your account is ready.", got.Person.Name)
			}
			sh.note("Welcome, %s. This is the only time that your token is shown.", got.Person.Name)
			return sh.say("%s", got.Token.Secret)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Name, "name", "", "name that others see")
	f.StringVar(&in.Email, "email", "", "mail address, with which you sign in")
	f.StringVar(&in.TimeZone, "zone", "", "IANA zone, such as Europe/Berlin")
	f.StringVar(&in.TokenName, "token", "", "make an API token with this name as well")
	f.BoolVar(&fromInput, "password-stdin", false, "read the password from the first line of the input")
	required(cmd, "name", "email")
	return cmd
}

func (sh *shell) personRole() *cobra.Command {
	return &cobra.Command{
		Use: "role PERSON ROLE", Short: "Give somebody another role", Args: cobra.ExactArgs(2),
		ValidArgs: []string{"viewer", "responder", "administrator", "auditor"},
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.ChangeRole(ctx, args[0], client.NewRole{Role: args[1]}); err != nil {
				return err
			}
			return sh.done(args[0], "The role is %s now.", args[1])
		}),
	}
}

// personEnd is a deed on one account or one invitation.
func (sh *shell) personEnd(name, short, sentence string, deed func(*client.Client, context.Context, string) error) *cobra.Command {
	return &cobra.Command{
		Use: name + " ID", Short: short, Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := deed(c, ctx, args[0]); err != nil {
				return err
			}
			return sh.done(args[0], "%s", sentence)
		}),
	}
}
