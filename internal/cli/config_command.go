package cli

import (
	"text/tabwriter"

	"github.com/spf13/cobra"
)

func (sh *shell) configCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Look at the configuration of the server"}
	show := &cobra.Command{
		Use: "print", Short: "Print the effective settings and where each came from", Args: cobra.NoArgs,
		Long: "Print the effective settings and where each came from: flags > environment > file > default. Secrets are masked.",
		RunE: func(cmd *cobra.Command, _ []string) error { return sh.printConfig(cmd) },
	}
	check := &cobra.Command{
		Use: "check", Short: "Say whether the settings can be used", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := sh.configuration(cmd)
			if err != nil {
				return err
			}
			if c.Config, err = c.WithDefaults(); err != nil {
				return onFile{err}
			}
			if err := c.Check(); err != nil {
				return onFile{err}
			}
			return sh.answer(struct {
				Usable bool `json:"usable"`
			}{true}, "The configuration can be used.")
		},
	}
	serverFlags(show)
	serverFlags(check)
	cmd.AddCommand(show, check)
	return cmd
}

// shownSetting is a line of config print.
type shownSetting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	From  string `json:"from"`
}

func (sh *shell) printConfig(cmd *cobra.Command) error {
	c, err := sh.configuration(cmd)
	if err != nil {
		return err
	}
	lines := make([]shownSetting, len(settings))
	for i, s := range settings {
		lines[i] = shownSetting{s.key, s.show(c.Config), orElse(c.from[s.key], "default")}
	}
	if sh.json {
		return sh.printJSON(lines)
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, l := range lines {
			row(w, l.Key, orElse(l.Value, "-"), l.From)
		}
	})
}
