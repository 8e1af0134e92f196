package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

// recapOf is candor recap INCIDENT.
func (sh *shell) recapOf() *cobra.Command {
	var q client.RecapQuery
	var since, until *when
	cmd := &cobra.Command{
		Use: "recap INCIDENT", Short: "What changed since it last worked, the likeliest first", Args: cobra.ExactArgs(1),
		Example: "  candor recap INC-7\n  candor recap INC-7 --since 72h",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			q.Since, q.Until = since.Time, until.Time
			got, err := c.Recap(ctx, args[0], q)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.tellRecap(got)
		}),
	}
	since, until = sh.pastFlag(cmd, "since", "when it last worked, such as 72h; without it, what the incident says"), sh.whenFlag(cmd, "until", "only what happened before")
	f := cmd.Flags()
	f.StringVar(&q.SinceChange, "since-change", "", "the ID of a change after which it is known to have worked")
	f.StringVar(&q.Environment, "environment", "", "without it, that of the incident")
	f.IntVar(&q.Limit, "limit", 10, "at most so many changes")
	return cmd
}

func (sh *shell) tellRecap(r client.Recap) error {
	sh.note("%s to %s (%s).", sh.clock(r.Since), sh.clock(r.Until), r.Why)
	if len(r.Changes) == 0 {
		sh.note("Nothing that altered a system is known from that time. candor change record tells of a change.")
		return nil
	}
	err := sh.table(func(w *tabwriter.Writer) {
		for i, c := range r.Changes {
			row(w, fmt.Sprintf("%d.", i+1), orElse(c.Mark, percent(c.Score)), sh.clock(c.OccurredAt), c.Kind, orElse(c.Service, "-"), c.Summary)
			row(w, "", "", "", "", "", "  "+strings.Join(c.Reasons, "; "))
		}
	})
	if err != nil {
		return err
	}
	for _, s := range r.Services {
		sh.note("%s: %s", orElse(s.Service, "without a service"), counted(s.Changes, "change")+steps(s.Distance))
	}
	if r.Cut {
		sh.note("There were more changes than are ranked; --since with a shorter time shows all of them.")
	}
	return nil
}

func percent(share float64) string {
	if share < 0.01 {
		return "under 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

func steps(distance int) string {
	switch distance {
	case 0:
		return ", of the incident itself"
	case 1:
		return ", needed directly"
	case -1:
		return ""
	}
	return fmt.Sprintf(", needed over %d steps", distance)
}
