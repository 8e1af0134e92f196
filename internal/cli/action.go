package cli

import (
	"context"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) actionCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "action", Short: "What will be done because of an incident"}
	cmd.AddCommand(sh.actionAdd(), sh.actionList(), sh.actionShow(), sh.actionRevise(), sh.actionMove(), sh.actionCoAuthor())
	return cmd
}

func actionTypes(cmd *cobra.Command) {
	oneOf(cmd, "type", "investigate", "mitigate", "repair", "prevent", "detect", "process")
}

func (sh *shell) actionAdd() *cobra.Command {
	var in client.NewAction
	var due *when
	cmd := &cobra.Command{
		Use: "add POSTMORTEM|INCIDENT TITLE", Short: "Write an action down", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if in.Title, err = sh.prose(args[1:]); err != nil {
				return err
			}
			if strings.HasPrefix(strings.ToUpper(args[0]), "PM-") {
				in.Postmortem = args[0]
			} else {
				in.Incident = args[0]
			}
			in.Due = due.Time
			got, err := c.CommitAction(ctx, in)
			if err != nil {
				return err
			}
			return sh.answer(got, "%s is written down.", got.Ref)
		}),
	}
	cmd.Flags().StringVar(&in.Type, "type", "", "what it does; without it, prevent")
	actionTypes(cmd)
	cmd.Flags().StringVar(&in.Owner, "owner", "", "a team or a person, in words")
	due = sh.whenFlag(cmd, "due", "when it is due; without it, in 14 days")
	cmd.Flags().StringVar(&in.Keep, "keep-wording", "", "why the title asks people for attention; without it such a title is refused")
	return cmd
}

func (sh *shell) actionList() *cobra.Command {
	var q client.ActionQuery
	cmd := &cobra.Command{
		Use: "list", Short: "List actions, the earliest due first", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			got, err := c.Actions(ctx, q)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			err = sh.table(func(w *tabwriter.Writer) {
				for _, a := range got.Items {
					row(w, a.Ref, actionState(a), orElse(a.Owner, "-"), orElse(sh.clock(a.Due), "-"), a.IncidentRef, a.Title)
				}
			})
			if err != nil {
				return err
			}
			return sh.more(got.Next)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&q.State, "state", "", "only these states, with commas")
	f.StringVar(&q.Incident, "incident", "", "only those of this incident")
	f.BoolVar(&q.Overdue, "overdue", false, "only those that are overdue")
	pagingFlags(cmd, &q.Paging)
	return cmd
}

func actionState(a client.Action) string {
	state := strings.ReplaceAll(a.State, "_", " ")
	if a.Overdue {
		return state + ", overdue"
	}
	return state
}

func (sh *shell) actionShow() *cobra.Command {
	return &cobra.Command{
		Use: "show ACTION", Short: "Show an action", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			a, err := c.Action(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(a, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				fact(w, "action", a.Ref)
				fact(w, "title", a.Title)
				fact(w, "state", actionState(a))
				fact(w, "can become", strings.Join(a.Next, ", "))
				fact(w, "type", a.Type)
				fact(w, "owner", a.Owner)
				fact(w, "due", sh.clock(a.Due))
				fact(w, "incident", a.IncidentRef)
				fact(w, "reason", a.Reason)
				fact(w, "evidence", a.Evidence)
			})
		}),
	}
}

func (sh *shell) actionRevise() *cobra.Command {
	var title, kind, owner, keep string
	var due *when
	cmd := &cobra.Command{
		Use: "revise ACTION", Short: "Change what is planned", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			now, err := c.Action(ctx, args[0])
			if err != nil {
				return err
			}
			got, err := c.ReviseAction(ctx, args[0], now.Version, client.ActionRevision{
				Title: given(title), Type: given(kind), Owner: given(owner), Due: due.given(), Keep: keep,
			})
			if err != nil {
				return err
			}
			return sh.answer(got, "%s is revised.", got.Ref)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&title, "title", "", "another title")
	f.StringVar(&kind, "type", "", "what it does")
	actionTypes(cmd)
	f.StringVar(&owner, "owner", "", "a team or a person, in words")
	due = sh.whenFlag(cmd, "due", "when it is due")
	f.StringVar(&keep, "keep-wording", "", "why the title asks people for attention; without it such a title is refused")
	return cmd
}

func (sh *shell) actionMove() *cobra.Command {
	var in client.ActionStep
	cmd := &cobra.Command{
		Use: "move ACTION STATE", Short: "Bring an action to another state", Args: cobra.ExactArgs(2),
		Long: "Bring an action to another state: agreed, in_progress, claimed, verified (with --evidence), accepted_risk, not_doing\n" +
			"or superseded (with --reason).",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			in.State = strings.ReplaceAll(args[1], "-", "_")
			if err := c.MoveAction(ctx, args[0], in); err != nil {
				return err
			}
			return sh.done(args[0], "%s is %s.", args[0], strings.ReplaceAll(in.State, "_", " "))
		}),
	}
	cmd.Flags().StringVar(&in.Reason, "reason", "", "why it ends without being done")
	cmd.Flags().StringVar(&in.Evidence, "evidence", "", "what shows that it works")
	return cmd
}

func (sh *shell) searchCommand() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use: "search WORDS", Short: "Find incidents and postmortems by their words, anything by its reference", Args: cobra.MinimumNArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Search(ctx, strings.Join(args, " "), limit)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, h := range got.Items {
					row(w, h.Ref, h.State, h.Title, h.Snippet)
				}
			})
		}),
	}
	cmd.Flags().IntVar(&limit, "limit", 0, "how many at most")
	return cmd
}
