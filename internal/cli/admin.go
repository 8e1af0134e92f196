package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

func (sh *shell) adminCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "admin", Short: "Make administrators, directly on the database"}
	var in desk.Account
	var token string
	var fromInput bool
	create := &cobra.Command{
		Use: "create --email E --name N --password-stdin", Short: "Make an administrator, also when nobody can sign in", Args: cobra.NoArgs,
		Long: "Make an administrator directly on the database. An account that has the address already becomes an enabled\n" +
			"administrator with the new password, and its sessions, tokens and links end. The server may be running.\n" +
			"With --token the administrator gets an API token of that name, which is printed once.",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if !fromInput {
				return errPasswordFlag
			}
			if in.Password, err = sh.firstLine(); err != nil {
				return err
			}
			return sh.createAdministrator(cmd, in, token)
		},
	}
	create.Flags().StringVar(&in.Email, "email", "", "mail address, with which the person signs in")
	create.Flags().StringVar(&in.Name, "name", "", "name that others see")
	create.Flags().BoolVar(&fromInput, "password-stdin", false, "read the password from the first line of the input")
	create.Flags().StringVar(&token, "token", "", "make an API token with this name as well")
	required(create, "email", "name")
	serverFlags(create, "db", "data", "key_file")
	cmd.AddCommand(create)
	return cmd
}

// errPasswordFlag: a password is never an argument, which others on the machine could read.
var errPasswordFlag = usage("The password is read from the input.").next("Add --password-stdin and give it on the first line.")

// madeAdministrator is what admin create prints with --json.
type madeAdministrator struct {
	ID    string            `json:"id"`
	Token *client.MadeToken `json:"token,omitempty"`
}

func (sh *shell) createAdministrator(cmd *cobra.Command, in desk.Account, token string) error {
	return sh.withDatabase(cmd, app.Prepare, func(ctx context.Context, s *store.Store) error {
		d := app.Operator(s)
		id, err := d.CreateAdministrator(ctx, person.System, in)
		if err != nil {
			return err
		}
		out := madeAdministrator{ID: string(id)}
		if token != "" {
			actor := person.Actor{ID: id, Role: person.Administrator, Door: person.DoorSystem}
			made, secret, err := d.CreateToken(ctx, actor, desk.TokenRequest{Name: token})
			if err != nil {
				return err
			}
			out.Token = &client.MadeToken{ID: string(made.ID), Secret: secret, ExpiresAt: made.ExpiresAt}
		}
		switch {
		case sh.json:
			return sh.printJSON(out)
		case out.Token == nil:
			return sh.say("%s can sign in as an administrator.", in.Email)
		}
		sh.note("%s can sign in as an administrator. This is the only time that the token is shown.", in.Email)
		return sh.say("%s", out.Token.Secret)
	})
}

// firstLine reads the first line of the input, which holds a secret.
func (sh *shell) firstLine() (string, error) {
	line, err := bufio.NewReader(io.LimitReader(sh.in, 64<<10)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", local("The input cannot be read.").because(err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func required(cmd *cobra.Command, flags ...string) {
	for _, f := range flags {
		if err := cmd.MarkFlagRequired(f); err != nil {
			panic(err) // The flag is declared a few lines above.
		}
	}
}
