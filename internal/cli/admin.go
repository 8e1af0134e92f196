package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/store"
)

func (sh *shell) adminCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "admin", Short: "Make administrators, directly on the database"}
	var in desk.Account
	var fromInput bool
	create := &cobra.Command{
		Use: "create --email E --name N --password-stdin", Short: "Make an administrator, also when nobody can sign in", Args: cobra.NoArgs,
		Long: "Make an administrator directly on the database. An account that has the address already becomes an enabled\n" +
			"administrator with the new password, and its sessions, tokens and links end. The server may be running.",
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if !fromInput {
				return usage("The password is read from the input.").next("Add --password-stdin and give it on the first line.")
			}
			if in.Password, err = sh.firstLine(); err != nil {
				return err
			}
			return sh.createAdministrator(cmd, in)
		},
	}
	create.Flags().StringVar(&in.Email, "email", "", "mail address, with which the person signs in")
	create.Flags().StringVar(&in.Name, "name", "", "name that others see")
	create.Flags().BoolVar(&fromInput, "password-stdin", false, "read the password from the first line of the input")
	required(create, "email", "name")
	serverFlags(create, "db", "data", "key_file")
	cmd.AddCommand(create)
	return cmd
}

func (sh *shell) createAdministrator(cmd *cobra.Command, in desk.Account) error {
	return sh.withDatabase(cmd, app.Prepare, func(ctx context.Context, s *store.Store) error {
		id, err := app.Operator(s).CreateAdministrator(ctx, person.System, in)
		if err != nil {
			return err
		}
		if sh.json {
			return sh.printJSON(struct {
				ID string `json:"id"`
			}{string(id)})
		}
		return sh.say("%s can sign in as an administrator.", in.Email)
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
