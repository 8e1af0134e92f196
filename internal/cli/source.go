package cli

import (
	"context"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) sourceCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "source", Short: "The tools that send alerts and changes"}
	cmd.AddCommand(sh.sourceAdd(), sh.sourcePreview(), sh.sourceList(), sh.sourceRotate(), sh.sourceSwitch("enable", true), sh.sourceSwitch("disable", false), sh.sourceRemove())
	return cmd
}

func (sh *shell) sourceAdd() *cobra.Command {
	var in client.NewSource
	var silence string
	var given bool
	cmd := &cobra.Command{
		Use: "add KIND --name N", Short: "Open a door for a tool; its address and secret are printed once", Args: cobra.ExactArgs(1),
		Example: "  candor source add alertmanager --name prometheus --environment production --silence-after 10m",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			in.Kind = args[0]
			if in.SilenceAfter, err = seconds(silence); err != nil {
				return err
			}
			if given {
				if in.Secret, err = sh.firstLine(); err != nil {
					return err
				}
			}
			got, err := c.AddSource(ctx, in)
			if err != nil {
				return err
			}
			if err := sh.answer(got, "address  %s\nsecret   %s", got.URL, got.Secret); err != nil || sh.json {
				return err
			}
			sh.note("This is the only time that the secret is shown. The tool sends it as X-Candor-Token, as a bearer token, or signs with it; docs/sources.md tells how.")
			return nil
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Name, "name", "", "how people know it")
	f.StringVar(&in.Service, "service", "", "what its messages are about when they do not say")
	f.StringVar(&in.Environment, "environment", "", "where, when they do not say")
	f.StringVar(&in.Mapping, "mapping", "", "for generic sources: JSON that says where each fact stands")
	f.StringVar(&silence, "silence-after", "", "a notice goes up after so long without a message, such as 10m")
	f.IntVar(&in.Quota, "quota", 0, "most messages a minute; without it 60000")
	f.BoolVar(&given, "secret-stdin", false, "read the vendor's own secret from the input, where it gives one")
	required(cmd, "name")
	return cmd
}

func seconds(long string) (int, error) {
	if long == "" {
		return 0, nil
	}
	d, err := parseLong(long)
	return int(d / time.Second), err
}

func (sh *shell) sourceList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the sources, and what they sent", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Sources(ctx)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, s := range got.Items {
					last := "never"
					if !s.LastAt.IsZero() {
						last = sh.clock(s.LastAt)
					}
					row(w, s.ID, s.Kind, s.Name, "last "+last, counted(s.Signals, "signal"), counted(s.Changes, "change"), counted(s.Unproven, "refused call"))
				}
			})
		}),
	}
}

func (sh *shell) sourceRotate() *cobra.Command {
	return &cobra.Command{
		Use: "rotate ID", Short: "Make a new secret; the one before counts for 24 hours more", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.RotateSourceSecret(ctx, args[0], client.SourceSecret{})
			if err != nil {
				return err
			}
			return sh.answer(got, "%s", got.Secret)
		}),
	}
}

func (sh *shell) sourceSwitch(use string, on bool) *cobra.Command {
	short, said := "Refuse what a tool sends, until it is enabled again", "What this source sends is refused from now on."
	if on {
		short, said = "Take what a tool sends again", "What this source sends is taken again."
	}
	return &cobra.Command{
		Use: use + " ID", Short: short, Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.EnableSource(ctx, args[0], on); err != nil {
				return err
			}
			return sh.done(args[0], "%s", said)
		}),
	}
}

func (sh *shell) sourceRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Shut the door for good; what came in by it stays", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.RemoveSource(ctx, args[0]); err != nil {
				return err
			}
			return sh.done(args[0], "The source is removed.")
		}),
	}
}
