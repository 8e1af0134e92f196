package cli

import (
	"context"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) changeCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "change", Short: "What altered a system; a change has no author"}
	cmd.AddCommand(sh.changeRecord(), sh.changeRun(), sh.changeImport(), sh.changeWatch(), sh.changeList(), sh.changeMark())
	return cmd
}

func (sh *shell) changeRecord() *cobra.Command {
	var in client.NewChange
	var at *when
	cmd := &cobra.Command{
		Use: "record SUMMARY --kind KIND", Short: "Record a change that reached an environment", Args: cobra.MinimumNArgs(1),
		Example: "  candor change record checkout 4.2.0 --kind deploy --service checkout --environment production --source-key build-881",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if in.Summary, err = sh.prose(args); err != nil {
				return err
			}
			in.OccurredAt = at.Time
			got, err := c.RecordChange(ctx, in)
			if err != nil {
				return err
			}
			if got.Known {
				return sh.answer(got, "This change was recorded before; its ID is %s.", got.ID)
			}
			return sh.answer(got, "The change is recorded; its ID is %s.", got.ID)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Kind, "kind", "deploy", "what kind of change")
	f.StringVar(&in.Service, "service", "", "changed service")
	f.StringVar(&in.Environment, "environment", "", "where, such as production")
	f.StringVar(&in.Ref, "ref", "", "commit, version or ticket")
	f.StringVar(&in.URL, "url", "", "where it can be read up")
	f.StringVar(&in.RollbackURL, "rollback-url", "", "where it can be undone")
	f.StringVar(&in.Before, "before", "", "value before")
	f.StringVar(&in.After, "after", "", "value after")
	f.StringVar(&in.Key, "source-key", "", "the source's own key; the same key is recorded once")
	at = sh.whenFlag(cmd, "at", "when it happened; without it, now")
	oneOf(cmd, "kind", changeKinds...)
	return cmd
}

func (sh *shell) changeList() *cobra.Command {
	var q client.ChangeQuery
	var since, until *when
	var incident string
	cmd := &cobra.Command{
		Use: "list", Short: "List changes, newest first", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) (err error) {
			q.Since, q.Until = since.Time, until.Time
			var got client.Page[client.Change]
			if incident != "" {
				got, err = c.IncidentChanges(ctx, incident, q)
			} else {
				got, err = c.Changes(ctx, q)
			}
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			err = sh.table(func(w *tabwriter.Writer) {
				for _, ch := range got.Items {
					row(w, ch.ID, sh.clock(ch.OccurredAt), ch.Kind, orElse(ch.Service, "-"), orElse(ch.Environment, "-"), orElse(ch.Mark, "-"), ch.Summary)
				}
			})
			if err != nil {
				return err
			}
			return sh.more(got.Next)
		}),
	}
	since, until = sh.whenFlag(cmd, "since", "only what happened from then on, such as 24h"), sh.whenFlag(cmd, "until", "only what happened before")
	cmd.Flags().StringVar(&q.Service, "service", "", "only these services, with commas")
	cmd.Flags().StringVar(&q.Environment, "environment", "", "only this environment")
	cmd.Flags().StringVar(&incident, "incident", "", "what this incident looks at, marked changes first")
	pagingFlags(cmd, &q.Paging)
	return cmd
}

func (sh *shell) changeMark() *cobra.Command {
	var in client.Mark
	cmd := &cobra.Command{
		Use: "mark INCIDENT CHANGE MARK", Short: "Say what a change turned out to be: likely, cleared or confirmed", Args: cobra.ExactArgs(3),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			in.Mark = args[2]
			if err := c.MarkChange(ctx, args[0], args[1], in); err != nil {
				return err
			}
			return sh.done(args[1], "The change is marked %s.", args[2])
		}),
	}
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "what shows it; needed to clear a change")
	return cmd
}
