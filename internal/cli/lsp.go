package cli

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/edge/lsp"
)

func (sh *shell) lspCommand() *cobra.Command {
	var rules []string
	var thorough bool
	cmd := &cobra.Command{
		Use: "lsp", Short: "Serve an editor: mark wording while one writes", Args: cobra.NoArgs,
		Long: "Serve an editor over standard input and output by the Language Server Protocol: what candor lint finds is marked\n" +
			"while one writes, with the reason and another wording. Editors start it; docs/language.md shows how. Needs no server.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			compiled, err := lintRules(rules)
			if err != nil {
				return err
			}
			err = lsp.Serve(cmd.Context(), sh.in, sh.out.to, lsp.Settings{
				Rules: compiled, Thorough: thorough, Version: app.Version(), Pause: 200 * time.Millisecond,
				Log: func(say string) { sh.note("%s", say) },
			})
			if errors.Is(err, lsp.ErrLeft) {
				return &fault{code: exitFindings, say: "The editor ended without a shutdown."}
			}
			return err
		},
	}
	cmd.Flags().StringArrayVar(&rules, "rules", nil, "file with an organisation's own rules (YAML); may be repeated")
	cmd.Flags().BoolVar(&thorough, "thorough", false, "read block quotes and the cells of tables too")
	cmd.Flags().Bool("stdio", true, "talk over standard input and output, as it always does")
	return cmd
}
