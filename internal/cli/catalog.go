package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) catalogCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "catalog", Short: "Services and what they need, environments, data stores"}
	cmd.AddCommand(sh.catalogShow(), sh.catalogExport(), sh.catalogImport())
	return cmd
}

func (sh *shell) catalogShow() *cobra.Command {
	return &cobra.Command{
		Use: "show", Short: "Show the catalog", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Catalog(ctx)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, s := range got.Services {
					row(w, "service", s.Name, orElse(s.Owner, "-"), tierWords(s.Tier), needsWords(s.Needs))
				}
				for _, e := range got.Environments {
					row(w, "environment", e.Name, e.Colour, e.Loudness, strings.Join(e.Aliases, ", "))
				}
				for _, d := range got.DataStores {
					row(w, "data store", d.Name, d.Kind, orElse(d.Environment, "-"), "of "+orElse(d.Service, "-"))
				}
			})
		}),
	}
}

func tierWords(tier int) string {
	if tier == 0 {
		return "-"
	}
	return "tier " + strconv.Itoa(tier)
}

func needsWords(needs []client.ServiceNeed) string {
	if len(needs) == 0 {
		return ""
	}
	names := make([]string, len(needs))
	for i, n := range needs {
		names[i] = orElse(n.Service, n.DataStore)
		if n.Kind == "soft" {
			names[i] += " (soft)"
		}
	}
	return "needs " + strings.Join(names, ", ")
}

func (sh *shell) catalogExport() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use: "export", Short: "Write the catalog as catalog.yaml, which can be imported again", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			if sh.json {
				got, err := c.Catalog(ctx)
				return sh.orJSON(got, err)
			}
			file, err := c.CatalogFile(ctx)
			if err != nil {
				return err
			}
			if output != "" {
				return sh.keepFile(output, file)
			}
			if sh.isTerminal() {
				return sh.say("%s", strings.TrimRight(string(file), "\n"))
			}
			_, err = sh.out.to.Write(file) // A file or a program gets what the server sent, byte by byte.
			return err
		}),
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write, which must not exist")
	return cmd
}

func (sh *shell) catalogImport() *cobra.Command {
	var in client.CatalogImport
	cmd := &cobra.Command{
		Use: "import FILE|-", Short: "Take the catalog from catalog.yaml, or from catalog-info.yaml of Backstage; all of it or nothing", Args: cobra.ExactArgs(1),
		Example: "  candor catalog import --dry-run catalog.yaml\n  candor catalog import --prune catalog.yaml\n  cat */catalog-info.yaml | candor catalog import -",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if in.Text, err = sh.fileText(args[0]); err != nil {
				return err
			}
			got, err := c.ImportCatalog(ctx, in)
			if err != nil {
				return ofFile(err)
			}
			if sh.json {
				return sh.printJSON(got)
			}
			return sh.toldImport(got)
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&in.DryRun, "dry-run", false, "say what would be done; nothing is")
	f.BoolVar(&in.Prune, "prune", false, "remove what the file does not name any more, of the kinds that it speaks of")
	f.StringVar(&in.Format, "format", "", "form of the file; without it, the file tells")
	oneOf(cmd, "format", "candor", "backstage")
	return cmd
}

func (sh *shell) toldImport(got client.CatalogImported) error {
	err := sh.table(func(w *tabwriter.Writer) {
		for _, s := range got.Items {
			if s.Outcome != "unchanged" {
				row(w, s.Outcome, strings.ReplaceAll(s.Kind, "_", " "), s.Name, strings.Join(s.Fields, ", "))
			}
		}
	})
	if err != nil {
		return err
	}
	for _, r := range got.Remarks {
		if r.Line > 0 {
			sh.note("Line %d: %s", r.Line, r.Say)
		} else {
			sh.note("%s", r.Say)
		}
	}
	say := fmt.Sprintf("%d new, %d changed, %d same, %d removed.", got.Added, got.Changed, got.Unchanged, got.Removed)
	if got.DryRun {
		say += " Nothing was done: this was a dry run."
	}
	return sh.say("%s", say)
}

// ofFile speaks of the file instead of the field that carried it.
func ofFile(err error) error {
	var e *client.Error
	if !errors.As(err, &e) || e.Field != "text" {
		return err
	}
	out := *e
	out.Field, out.Also = "", nil
	for _, more := range e.Also {
		more.Field = ""
		out.Also = append(out.Also, more)
	}
	return &out
}

// fileText reads a text file, or the input for a hyphen; a little more than the server takes, so
// that it says what the limit is.
func (sh *shell) fileText(name string) (string, error) {
	const most = 5 << 20
	in := sh.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", local("The file cannot be read.").because(err)
		}
		defer func() { _ = f.Close() }() // It was only read.
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, most))
	if err != nil {
		return "", local("The file cannot be read.").because(err)
	}
	return strings.ToValidUTF8(strings.TrimPrefix(string(raw), "\ufeff"), "\ufffd"), nil
}
