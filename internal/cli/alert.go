package cli

import (
	"context"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) alertCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "alert", Short: "What tools alert of, and which incidents that opened"}
	cmd.AddCommand(sh.alertList())
	return cmd
}

func (sh *shell) alertList() *cobra.Command {
	var q client.AlertQuery
	var incident string
	cmd := &cobra.Command{
		Use: "list", Short: "List alerts, newest first", Args: cobra.NoArgs,
		Example: "  candor alert list --state firing\n  candor alert list --incident INC-142",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) (err error) {
			var got client.Page[client.Alert]
			if incident != "" {
				got, err = c.IncidentAlerts(ctx, incident, q.Paging)
			} else {
				got, err = c.Alerts(ctx, q)
			}
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			err = sh.table(func(w *tabwriter.Writer) {
				for _, a := range got.Items {
					row(w, sh.clock(a.StartsAt), a.State, orElse(a.Level, "-"), orElse(a.Service, "-"), orElse(a.Incident, "-"), counted(a.Messages, "message"), a.Title)
				}
			})
			if err != nil {
				return err
			}
			return sh.more(got.Next)
		}),
	}
	cmd.Flags().StringVar(&q.State, "state", "", "only this state")
	cmd.Flags().StringVar(&q.Service, "service", "", "only this service")
	cmd.Flags().StringVar(&q.Source, "source", "", "only this source, by its ID")
	cmd.Flags().StringVar(&incident, "incident", "", "only the alerts of this incident")
	oneOf(cmd, "state", "firing", "resolved")
	pagingFlags(cmd, &q.Paging)
	return cmd
}
