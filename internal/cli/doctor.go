package cli

import (
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/internal/app"
)

func (sh *shell) doctorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "doctor", Short: "Say which promises hold on this machine", Args: cobra.NoArgs,
		Long: "Say which promises hold on this machine, with this database, and what to do about the others. It changes nothing.\n" +
			"The exit code is 1 when a promise does not hold; advice leaves it at 0.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := sh.configuration(cmd)
			if err != nil {
				return err
			}
			checks, err := app.Examine(cmd.Context(), c.Config)
			if err != nil {
				return onFile{err}
			}
			if err := sh.tellChecks(checks); err != nil {
				return err
			}
			if slices.ContainsFunc(checks, func(k app.Check) bool { return k.Health == app.Bad }) {
				return errFindings
			}
			return nil
		},
	}
	serverFlags(cmd)
	return cmd
}

func (sh *shell) tellChecks(checks []app.Check) error {
	if sh.json {
		return sh.printJSON(checks)
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, k := range checks {
			row(w, string(k.Health), k.Name, k.Say)
			if k.Do != "" {
				row(w, "", "", "-> "+k.Do)
			}
		}
	})
}
