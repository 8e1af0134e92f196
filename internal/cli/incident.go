package cli

import (
	"context"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) incidentCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "incident", Short: "Declare, run and look at incidents"}
	cmd.AddCommand(sh.incidentDeclare(), sh.incidentList(), sh.incidentShow(), sh.incidentUpdate(), sh.incidentRevise(),
		sh.incidentSeverity(), sh.incidentMove("diagnose", "The working cause is known well enough to act", (*client.Client).DiagnoseIncident),
		sh.incidentMove("accept", "What is in triage is an incident", (*client.Client).AcceptIncident),
		sh.incidentReasoned("decline", "End what is in triage and needs no response", (*client.Client).DeclineIncident),
		sh.incidentMove("stabilise", "The harm has stopped or is bounded; not yet resolved", (*client.Client).StabiliseIncident),
		sh.incidentMove("resolve", "Service and data are back to normal", (*client.Client).ResolveIncident),
		sh.incidentReasoned("reopen", "Make it active again", (*client.Client).ReopenIncident),
		sh.incidentReasoned("cancel", "End what turned out to be no incident", (*client.Client).CancelIncident),
		sh.incidentMerge(), sh.incidentLink(), sh.incidentRole(), sh.incidentMember(), sh.incidentWatch())
	return cmd
}

func declarationFlags(cmd *cobra.Command, in *client.Declaration) {
	f := cmd.Flags()
	f.StringVar(&in.Severity, "severity", "SEV3", "how bad it is")
	f.StringVar(&in.Summary, "summary", "", "what is happening")
	f.StringSliceVar(&in.Services, "service", nil, "affected service; may be repeated")
	f.StringVar(&in.Environment, "environment", "", "where, such as production")
	f.StringVar(&in.Mode, "mode", "", "what kind of incident")
	f.BoolVar(&in.Private, "private", false, "only members may see it")
	f.BoolVar(&in.Command, "command", false, "take the role of commander at once")
	oneOf(cmd, "mode", "real", "drill", "retrospective")
	oneOf(cmd, "severity", "SEV1", "SEV2", "SEV3", "SEV4")
}

func (sh *shell) incidentDeclare() *cobra.Command {
	var in client.Declaration
	var started, good *when
	cmd := &cobra.Command{
		Use: "declare TITLE", Short: "Declare an incident", Args: cobra.MinimumNArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if in.Title, err = sh.prose(args); err != nil {
				return err
			}
			in.ImpactStart, in.LastGood = started.Time, good.Time
			got, err := c.DeclareIncident(ctx, in)
			if err != nil {
				return err
			}
			return sh.answer(got, "%s is declared.", got.Ref)
		}),
	}
	declarationFlags(cmd, &in)
	cmd.Flags().StringSliceVar(&in.Reports, "report", nil, "report that becomes this incident; may be repeated")
	started = sh.pastFlag(cmd, "started", "when the impact began")
	good = sh.pastFlag(cmd, "last-good", "when it last worked")
	return cmd
}

func (sh *shell) incidentList() *cobra.Command {
	var q client.IncidentQuery
	cmd := &cobra.Command{
		Use: "list", Short: "List incidents, newest first", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Incidents(ctx, q)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			err = sh.table(func(w *tabwriter.Writer) {
				for _, i := range got.Items {
					row(w, i.Ref, state(i), orElse(i.Severity, "-"), orElse(orElse(sh.clock(i.DeclaredAt), i.Day), "-"), i.Title)
				}
			})
			if err != nil {
				return err
			}
			return sh.more(got.Next)
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&q.Open, "open", false, "only those that go on")
	f.StringVar(&q.State, "state", "", "only these states, with commas")
	f.StringVar(&q.Severity, "severity", "", "only this severity")
	f.StringVar(&q.Service, "service", "", "only this service")
	f.StringVar(&q.Words, "title", "", "only titles with these words")
	pagingFlags(cmd, &q.Paging)
	return cmd
}

func state(i client.Incident) string {
	if i.Phase != "" {
		return i.State + ", " + i.Phase
	}
	return i.State
}

func (sh *shell) incidentShow() *cobra.Command {
	return &cobra.Command{
		Use: "show INCIDENT", Short: "Show an incident", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			i, err := c.Incident(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(i, err)
			}
			roles, err := c.Roles(ctx, args[0])
			if err != nil {
				return err
			}
			return sh.showIncident(i, roles.Items)
		}),
	}
}

func (sh *shell) showIncident(i client.Incident, roles []client.Assignment) error {
	return sh.table(func(w *tabwriter.Writer) {
		fact(w, "incident", i.Ref)
		fact(w, "title", i.Title)
		fact(w, "state", state(i))
		fact(w, "severity", i.Severity)
		fact(w, "can become", strings.Join(i.Next, ", "))
		if i.Mode != "real" {
			fact(w, "mode", i.Mode)
		}
		if i.Private {
			fact(w, "visible to", "members only")
		}
		fact(w, "services", strings.Join(i.Services, ", "))
		fact(w, "environment", i.Environment)
		fact(w, "impact since", sh.clock(i.ImpactStart))
		fact(w, "declared", orElse(sh.clock(i.DeclaredAt), i.Day))
		fact(w, "stable", sh.clock(i.StableAt))
		fact(w, "resolved", sh.clock(i.ResolvedAt))
		fact(w, "next update", sh.clock(i.NextUpdateDue))
		fact(w, "affected", i.Affected)
		fact(w, "data lost", i.DataLost)
		fact(w, "merged into", i.MergedInto)
		for _, r := range roles {
			fact(w, r.Role, r.Person.Name)
		}
		fact(w, "summary", i.Summary)
	})
}

func (sh *shell) incidentRevise() *cobra.Command {
	var title, summary, environment, affected, lost string
	var services []string
	var started, good *when
	cmd := &cobra.Command{
		Use: "revise INCIDENT", Short: "Keep what is newly known about an incident", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			now, err := c.Incident(ctx, args[0])
			if err != nil {
				return err
			}
			got, err := c.ReviseIncident(ctx, args[0], now.Version, client.Revision{
				Title: given(title), Summary: given(summary), Environment: given(environment), Affected: given(affected), DataLost: given(lost),
				Services: givenList(services), ImpactStart: started.given(), LastGood: good.given(),
			})
			if err != nil {
				return err
			}
			return sh.answer(got, "%s is revised.", got.Ref)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&title, "title", "", "another title")
	f.StringVar(&summary, "summary", "", "what is happening")
	f.StringVar(&environment, "environment", "", "where, such as production")
	f.StringVar(&affected, "affected", "", "how many users suffer, in words")
	f.StringVar(&lost, "data-lost", "", "what is known about lost data")
	f.StringSliceVar(&services, "service", nil, "affected services; may be repeated")
	started = sh.pastFlag(cmd, "started", "when the impact began")
	good = sh.pastFlag(cmd, "last-good", "when it last worked")
	return cmd
}

// given is nil for what was not said.
func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func givenList(s []string) *[]string {
	if len(s) == 0 {
		return nil
	}
	return &s
}
