package cli

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

// sourcePreview shows what a source would make of a message before a tool is pointed at it.
func (sh *shell) sourcePreview() *cobra.Command {
	var in client.Trial
	cmd := &cobra.Command{
		Use: "preview KIND FILE", Short: "Show what a source would make of a message; nothing is kept", Args: cobra.ExactArgs(2),
		Example: `  candor source preview generic message.json --mapping '{"summary":"$.title","service":"$.data.app"}'`,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			in.Kind = args[0]
			raw, err := sh.wholeFile(args[1])
			if err != nil {
				return err
			}
			if !json.Valid(raw) {
				return local("%s is not JSON.", args[1])
			}
			in.Sample = raw
			got, err := c.PreviewSource(ctx, in)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.tellPreview(got)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Mapping, "mapping", "", "for generic sources: JSON that says where each fact stands")
	f.StringVar(&in.Service, "service", "", "what the message is about when it does not say")
	f.StringVar(&in.Environment, "environment", "", "where, when it does not say")
	return cmd
}

// wholeFile reads a file, or the input for a hyphen.
func (sh *shell) wholeFile(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(sh.in, 8<<20))
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, local("%s cannot be read.", name).because(err)
	}
	return raw, nil
}

func (sh *shell) tellPreview(p client.Tried) error {
	if p.Ignored != "" && len(p.Changes)+len(p.Alerts) == 0 {
		sh.note("Nothing of it would be kept: %s.", p.Ignored)
		return nil
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, c := range p.Changes {
			row(w, "change", sh.clock(c.OccurredAt), c.Kind, orElse(c.Service, "-"), orElse(c.Environment, "-"), c.Summary)
			if c.Before != "" || c.After != "" {
				row(w, "", "", "", "", "", orElse(c.Before, "nothing")+" -> "+orElse(c.After, "nothing"))
			}
		}
		for _, a := range p.Alerts {
			row(w, "alert", sh.clock(a.StartsAt), a.State, orElse(a.Service, "-"), orElse(a.Environment, "-"), a.Title)
		}
	})
}
