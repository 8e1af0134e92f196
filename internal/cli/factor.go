package cli

import (
	"context"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) factorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "factor", Short: "The contributing factors that a why may be given",
		Long: "The taxonomy of contributing factors: conditions that help incidents to happen, to worsen or to last. It is a list in YAML, each factor with key, name, definition, and where wanted group and examples.",
	}
	cmd.AddCommand(sh.factorShow(), sh.factorExport(), sh.factorSet(), sh.factorRestore())
	return cmd
}

func (sh *shell) factorShow() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "List the contributing factors with their definitions", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Factors(ctx)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, f := range got.Items {
					row(w, f.Key, f.Name, f.Definition)
				}
				for _, f := range got.Retired {
					row(w, f.Key, f.Name+" (retired)", f.Definition)
				}
			})
		}),
	}
}

func (sh *shell) factorExport() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "export", Short: "Write the list as YAML, which can be set again", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Factors(ctx)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			if output != "" {
				return sh.keepFile(output, []byte(got.Text))
			}
			if sh.isTerminal() {
				return sh.say("%s", strings.TrimRight(got.Text, "\n"))
			}
			_, err = sh.out.to.Write([]byte(got.Text)) // A file or a program gets what the server sent, byte by byte.
			return err
		}),
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write, which must not exist")
	return cmd
}

func (sh *shell) factorSet() *cobra.Command {
	return &cobra.Command{
		Use: "set FILE|-", Short: "Take the list from a file; what a why names stays readable, as retired", Args: cobra.ExactArgs(1),
		Example: "  candor factor export -o factors.yaml\n  candor factor set factors.yaml",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			text, err := sh.fileText(args[0])
			if err != nil {
				return err
			}
			return sh.setFactors(ctx, c, client.FactorsText{Text: text})
		}),
	}
}

func (sh *shell) factorRestore() *cobra.Command {
	return &cobra.Command{
		Use: "restore", Short: "Take the built-in list again; what a why names stays readable, as retired", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			return sh.setFactors(ctx, c, client.FactorsText{BuiltIn: true})
		}),
	}
}

func (sh *shell) setFactors(ctx context.Context, c *client.Client, in client.FactorsText) error {
	now, err := c.Factors(ctx)
	if err != nil {
		return err
	}
	got, err := c.SaveFactors(ctx, now.Version, in)
	if err != nil {
		return ofFile(err)
	}
	return sh.answer(got, "Factors to choose from: %d, retired: %d.", len(got.Items), len(got.Retired))
}
