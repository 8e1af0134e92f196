package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/store"
)

// opener is app.Attach or app.Prepare.
type opener func(context.Context, app.Config) (*store.Store, error)

// withDatabase runs a command of the operator on the configured database.
func (sh *shell) withDatabase(cmd *cobra.Command, open opener, run func(context.Context, *store.Store) error) error {
	c, err := sh.configuration(cmd)
	if err != nil {
		return err
	}
	s, err := open(cmd.Context(), c.Config)
	if err != nil {
		return onFile{err}
	}
	return errors.Join(run(cmd.Context(), s), s.Close())
}
