package cli

import (
	"context"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) templateCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "template", Short: "What postmortems ask for, and which severity uses what"}
	cmd.AddCommand(sh.templateList(), sh.templateShow(), sh.templateExport(), sh.templateImport())
	return cmd
}

func (sh *shell) templateList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the templates, those that are built in first", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Templates(ctx)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, t := range got.Items {
					var used []string
					for severity, key := range got.Use {
						if key == t.Key {
							used = append(used, severity)
						}
					}
					row(w, t.Key, t.Name, orElse(strings.Join(slices.Sorted(slices.Values(used)), ", "), "-"), t.Says)
				}
			})
		}),
	}
}

func (sh *shell) templateShow() *cobra.Command {
	return &cobra.Command{
		Use: "show KEY", Short: "Show what a template asks for", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Templates(ctx)
			if err != nil {
				return err
			}
			for _, t := range got.Items {
				if t.Key != args[0] {
					continue
				}
				if sh.json {
					return sh.printJSON(t)
				}
				return sh.table(func(w *tabwriter.Writer) {
					for _, s := range t.Sections {
						row(w, s.Key, s.Heading, s.Asks)
					}
				})
			}
			return &fault{code: exitNotFound, say: "There is no template " + args[0] + ".", hint: "candor template list shows them."}
		}),
	}
}

func (sh *shell) templateExport() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "export", Short: "Write the organisation's templates as YAML, which can be imported again", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Templates(ctx)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			if output != "" {
				return sh.keepFile(output, []byte(got.Text))
			}
			return sh.say("%s", strings.TrimRight(got.Text, "\n"))
		}),
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write, which must not exist")
	return cmd
}

func (sh *shell) templateImport() *cobra.Command {
	return &cobra.Command{
		Use: "import FILE|-", Short: "Take the organisation's templates from YAML; all of it or nothing", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			text, err := sh.fileText(args[0])
			if err != nil {
				return err
			}
			before, err := c.Templates(ctx)
			if err != nil {
				return err
			}
			got, err := c.SaveTemplates(ctx, before.Version, client.TemplateFile{Text: text})
			if err != nil {
				return ofFile(err)
			}
			return sh.answer(got, "The templates are taken. Drafts that were begun keep theirs.")
		}),
	}
}
