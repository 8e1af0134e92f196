package cli

import (
	"context"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) reportCommand() *cobra.Command {
	var in client.Filing
	var touched, nearMiss bool
	var at *when
	cmd := &cobra.Command{
		Use: "report TEXT", Short: "Tell what you see, or that you may have touched production",
		Long: "Tell what you see, or that you may have touched production. Nothing but the text is needed.\n" +
			"With --anonymous no token is sent: the server does not learn who you are.",
		Example: "  candor report checkout answers with an error\n  candor report --touched --at 10m the clean-up ran and the console said production",
		Args:    cobra.MinimumNArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if touched && nearMiss {
				return usage("It is --touched or --near-miss, not both.")
			}
			in.TouchedAt = at.Time
			switch {
			case nearMiss:
				in.Kind = "near_miss"
			case touched:
				in.Kind = "touched"
			}
			if in.Anonymous {
				c.Token = ""
			}
			if in.Text, err = sh.prose(args); err != nil {
				return err
			}
			got, err := c.FileReport(ctx, in)
			if err != nil {
				return err
			}
			if err := sh.answer(got, "Thank you. Your report is %s. %s", got.Ref, waits(got.ToldBy)); err != nil || sh.json {
				return err
			}
			sh.note("Follow it, or add to it, without an account: candor reports follow %s", got.Secret)
			return nil
		}),
	}
	flags := cmd.Flags()
	flags.BoolVar(&touched, "touched", false, "you may have touched production")
	flags.BoolVar(&nearMiss, "near-miss", false, "it could have done harm and did not")
	flags.BoolVar(&in.Anonymous, "anonymous", false, "keep nobody's name")
	flags.StringVar(&in.Service, "service", "", "what it is about")
	flags.StringVar(&in.Join, "join", "", "open incident that it belongs to, such as INC-7")
	at = sh.pastFlag(cmd, "at", "when it may have happened")
	return cmd
}

// waits tells what becomes of a report, by the ways in which news of it leaves the server.
func waits(by []string) string {
	switch {
	case slices.Contains(by, "mail"):
		return "It waits in Reports, and people who asked for news get a mail. If it is urgent, call somebody too."
	case slices.Contains(by, "webhook"):
		return "It waits in Reports, and the webhook is told. This server sends no mail: if it is urgent, call somebody too."
	}
	return "It waits in Reports. This server sends no mail: if it is urgent, call somebody too."
}

func (sh *shell) reportsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "reports", Short: "Look through reports and say what becomes of them"}
	cmd.AddCommand(sh.reportsList(), sh.reportsShow(), sh.reportsFollow(), sh.reportsJoin(), sh.reportsAccept(), sh.reportsDecline())
	return cmd
}

func (sh *shell) reportsList() *cobra.Command {
	var state string
	var page client.Paging
	cmd := &cobra.Command{
		Use: "list", Short: "List reports, newest first", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Reports(ctx, state, page)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			err = sh.table(func(w *tabwriter.Writer) {
				for _, r := range got.Items {
					row(w, r.Ref, r.State, r.Kind, sh.clock(r.ReceivedAt), r.Service, r.Text)
				}
			})
			if err != nil {
				return err
			}
			return sh.more(got.Next)
		}),
	}
	cmd.Flags().StringVar(&state, "state", "", "only these")
	oneOf(cmd, "state", "received", "joined", "accepted", "declined")
	pagingFlags(cmd, &page)
	return cmd
}

func (sh *shell) reportsShow() *cobra.Command {
	return &cobra.Command{
		Use: "show REPORT", Short: "Show a report", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Report(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.showReport(got)
		}),
	}
}

func (sh *shell) showReport(r client.Report) error {
	return sh.table(func(w *tabwriter.Writer) {
		fact(w, "report", r.Ref)
		fact(w, "state", r.State)
		fact(w, "kind", r.Kind)
		fact(w, "received", sh.clock(r.ReceivedAt))
		fact(w, "happened", sh.clock(r.TouchedAt))
		fact(w, "service", r.Service)
		fact(w, "incident", r.Incident)
		fact(w, "reason", r.Reason)
		fact(w, "text", r.Text)
	})
}

func (sh *shell) reportsFollow() *cobra.Command {
	var add string
	cmd := &cobra.Command{
		Use: "follow SECRET", Short: "See what became of your report, by its private link", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			c.Token = "" // The secret is enough, and says nothing about who asks.
			if add != "" {
				if err := c.AddToReport(ctx, args[0], client.Addition{Text: add}); err != nil {
					return err
				}
			}
			got, err := c.FollowReport(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			if err := sh.showReport(got.Report); err != nil {
				return err
			}
			return sh.showEvents(got.Events)
		}),
	}
	cmd.Flags().StringVar(&add, "add", "", "add this text to the report")
	return cmd
}

func (sh *shell) reportsJoin() *cobra.Command {
	return &cobra.Command{
		Use: "join REPORT INCIDENT", Short: "Bring a report to an open incident", Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.JoinReport(ctx, args[0], client.Joining{Incident: args[1]}); err != nil {
				return err
			}
			return sh.done(args[0], "%s belongs to %s.", args[0], args[1])
		}),
	}
}

func (sh *shell) reportsAccept() *cobra.Command {
	var in client.Declaration
	cmd := &cobra.Command{
		Use: "accept REPORT TITLE", Short: "Declare the incident that a report becomes", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if in.Title, err = sh.prose(args[1:]); err != nil {
				return err
			}
			got, err := c.AcceptReport(ctx, args[0], in)
			if err != nil {
				return err
			}
			return sh.answer(got, "%s is declared.", got.Ref)
		}),
	}
	declarationFlags(cmd, &in)
	return cmd
}

func (sh *shell) reportsDecline() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "decline REPORT --reason WHY", Short: "End a report with a reason that the person can read", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.DeclineReport(ctx, args[0], client.Declination{Reason: reason}); err != nil {
				return err
			}
			return sh.done(args[0], "%s is declined.", args[0])
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the person who reported")
	required(cmd, "reason")
	return cmd
}
