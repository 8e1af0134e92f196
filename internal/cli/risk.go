package cli

import (
	"context"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) riskCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "risk", Short: "Accepted risks: what stands, what is due, what a new incident brings up again",
		Long: "An accepted risk is the decision to live with what a why tells, for now. It is looked at again when its date has passed, or when a new incident touches the same service by the same contributing factor.",
	}
	cmd.AddCommand(sh.riskList(), sh.riskReview())
	return cmd
}

func (sh *shell) riskList() *cobra.Command {
	var state string
	cmd := &cobra.Command{
		Use: "list", Short: "List accepted risks, the earliest date first", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Risks(ctx, state)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, r := range got.Items {
					why := ""
					for _, m := range r.Matches {
						why += " " + m.Incident + " (" + strings.Join(m.Services, ", ") + ", " + m.Factor + ")"
					}
					row(w, r.Ref, r.State, r.ReviewAt.Format("2006-01-02"), r.Incident, r.Statement, strings.TrimSpace(why))
				}
			})
		}),
	}
	cmd.Flags().StringVar(&state, "state", "", "one state; without it, all that have not ended")
	oneOf(cmd, "state", "reopened", "due", "standing", "ended")
	return cmd
}

func (sh *shell) riskReview() *cobra.Command {
	var in client.RiskLook
	var add client.EarnedAction
	var until, due *when
	cmd := &cobra.Command{
		Use: "review RISK", Short: "Decide anew: another date with a reason, an action, or an end with a reason", Args: cobra.ExactArgs(1),
		Example: "  candor risk review RISK-3 --until 2027-03-01 --reason 'The new console comes in spring.'\n  candor risk review RISK-3 --new 'Consoles show their environment' --owner platform\n  candor risk review RISK-3 --end --reason 'The service is gone.'",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			now, err := c.Risk(ctx, args[0])
			if err != nil {
				return err
			}
			in.ReviewAt = until.Time
			if add.Due = due.Time; add.Title != "" {
				in.New = &add
			}
			got, err := c.ReviewRisk(ctx, args[0], now.Version, in)
			if err != nil {
				return err
			}
			switch {
			case got.Action != "":
				return sh.answer(got, "%s is %s now.", now.Ref, got.Action)
			case in.End:
				return sh.answer(got, "%s ended.", now.Ref)
			}
			return sh.answer(got, "%s is accepted until its new date.", now.Ref)
		}),
	}
	f := cmd.Flags()
	until = sh.whenFlag(cmd, "until", "it stands until then")
	f.StringVar(&in.Reason, "reason", "", "why; needed but for an action")
	f.BoolVar(&in.End, "end", false, "it ends")
	f.StringVar(&add.Title, "new", "", "title of an action that takes its place")
	f.StringVar(&add.Owner, "owner", "", "owner of the new action: a team or a person")
	f.StringVar(&add.Keep, "keep-wording", "", "why the title of the new action asks people for attention")
	due = sh.whenFlag(cmd, "due", "when the new action is due; without it, in 14 days")
	return cmd
}
