package cli

import (
	"context"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) postmortemWhy() *cobra.Command {
	cmd := &cobra.Command{
		Use: "why", Short: "Ask why and how, until every answer earns an action or an accepted risk",
		Long: "The why-tree of a postmortem. Each why is named by its place: 1.2 is the second below 1.",
	}
	cmd.AddCommand(sh.whyList(), sh.whyAdd(), sh.whyChange(), sh.whyMove(), sh.whyRemove(), sh.whyEarn(), sh.whyFactors())
	return cmd
}

func (sh *shell) whyList() *cobra.Command {
	return &cobra.Command{
		Use: "list POSTMORTEM", Short: "List the whys with what each earns", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Whys(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, y := range got.Whys {
					row(w, y.Number, y.Question, y.Answer, earns(y))
				}
			})
		}),
	}
}

// earns tells what a why earns.
func earns(w client.Why) string {
	switch {
	case w.Risk != nil:
		return "accepted risk: " + w.Risk.Statement
	case w.Open && w.Action != "":
		return w.Action + " is not being done: open"
	case w.Open:
		return "open"
	}
	return orElse(w.Action, "-")
}

func (sh *shell) whyFactors() *cobra.Command {
	cmd := sh.factorShow()
	cmd.Use = "factors"
	return cmd
}

// numbered finds a why by its number, or its ID, and the version of the tree.
func numbered(ctx context.Context, c *client.Client, ref, number string) (client.Why, int, error) {
	t, err := c.Whys(ctx, ref)
	if err != nil {
		return client.Why{}, 0, err
	}
	for _, w := range t.Whys {
		if w.Number == number || w.ID == number {
			return w, t.Version, nil
		}
	}
	return client.Why{}, 0, &fault{code: exitNotFound, say: "There is no why " + number + " in " + ref + "."}
}

func (sh *shell) whyAdd() *cobra.Command {
	var in client.NewWhy
	var below, beside string
	cmd := &cobra.Command{
		Use: "add POSTMORTEM QUESTION ANSWER", Short: "Ask a question and answer it in system terms", Args: cobra.ExactArgs(3),
		Example: "  candor postmortem why add PM-3 'Why was the table dropped?' 'The production role may drop tables.' --below 1",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			in.Question, in.Answer = args[1], args[2]
			if below != "" {
				over, _, err := numbered(ctx, c, args[0], below)
				if err != nil {
					return err
				}
				in.Below = over.ID
			}
			if beside != "" {
				other, _, err := numbered(ctx, c, args[0], beside)
				if err != nil {
					return err
				}
				in.Beside = other.ID
			}
			got, err := c.AddWhy(ctx, args[0], in)
			if err != nil {
				return err
			}
			return sh.answer(got, "The why is written down.")
		}),
	}
	f := cmd.Flags()
	f.StringVar(&below, "below", "", "the why that it asks on below, such as 1.2; without it, a first question")
	f.StringVar(&beside, "beside", "", "the why that it stands right after, such as 1.2, instead of --below")
	f.StringVar(&in.Evidence, "evidence", "", "how we know")
	f.StringVar(&in.Factor, "factor", "", "contributing factor; see candor postmortem why factors")
	f.StringVar(&in.Keep, "keep-wording", "", "why the wording stays although a rewrite was offered")
	return cmd
}

func (sh *shell) whyChange() *cobra.Command {
	var in client.WhyText
	cmd := &cobra.Command{
		Use: "change POSTMORTEM WHY", Short: "Give a why other words; what is not named stays", Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			now, version, err := numbered(ctx, c, args[0], args[1])
			if err != nil {
				return err
			}
			in.Question, in.Answer = orElse(in.Question, now.Question), orElse(in.Answer, now.Answer)
			in.Evidence, in.Factor, in.Keep = orElse(in.Evidence, now.Evidence), orElse(in.Factor, now.Factor), orElse(in.Keep, now.Kept)
			got, err := c.ChangeWhy(ctx, args[0], now.ID, version, in)
			if err != nil {
				return err
			}
			return sh.answer(got, "Why %s is changed.", now.Number)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Question, "question", "", "another question")
	f.StringVar(&in.Answer, "answer", "", "another answer")
	f.StringVar(&in.Evidence, "evidence", "", "how we know")
	f.StringVar(&in.Factor, "factor", "", "contributing factor; see candor postmortem why factors")
	f.StringVar(&in.Keep, "keep-wording", "", "why the wording stays although a rewrite was offered")
	return cmd
}

func (sh *shell) whyMove() *cobra.Command {
	return &cobra.Command{
		Use: "move POSTMORTEM WHY up|down|indent|outdent", Short: "Move a why by one place, with everything below it", Args: cobra.ExactArgs(3),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			now, version, err := numbered(ctx, c, args[0], args[1])
			if err != nil {
				return err
			}
			got, err := c.MoveWhy(ctx, args[0], now.ID, version, client.WhyPlace{Step: args[2]})
			if err != nil {
				return err
			}
			return sh.answer(got, "The why is moved.")
		}),
	}
}

func (sh *shell) whyRemove() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "remove POSTMORTEM WHY", Short: "Take a why away; its action stays", Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			now, version, err := numbered(ctx, c, args[0], args[1])
			if err != nil {
				return err
			}
			got, err := c.RemoveWhy(ctx, args[0], now.ID, version, all)
			if err != nil {
				return err
			}
			return sh.answer(got, "Why %s is gone.", now.Number)
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "those below it go too")
	return cmd
}

func (sh *shell) whyEarn() *cobra.Command {
	var act string
	var add client.EarnedAction
	var risk client.AcceptedRisk
	var due, review *when
	cmd := &cobra.Command{
		Use: "earn POSTMORTEM WHY", Short: "Say which action or accepted risk answers a why; neither leaves it open", Args: cobra.ExactArgs(2),
		Example: "  candor postmortem why earn PM-3 1.2 --new 'Refuse DROP TABLE' --owner 'Data platform'\n  candor postmortem why earn PM-3 1.1 --action ACT-7",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			in := client.WhyEarning{Action: act}
			if add.Due = due.Time; add.Title != "" {
				in.New = &add
			}
			if risk.ReviewAt = review.Time; risk.Statement != "" {
				in.Risk = &risk
			}
			now, version, err := numbered(ctx, c, args[0], args[1])
			if err != nil {
				return err
			}
			got, err := c.EarnWhy(ctx, args[0], now.ID, version, in)
			if err != nil {
				return err
			}
			switch {
			case got.Action != "":
				return sh.answer(got, "Why %s earns %s.", now.Number, got.Action)
			case in.Risk != nil:
				return sh.answer(got, "The risk of why %s is accepted.", now.Number)
			}
			return sh.answer(got, "Why %s is open.", now.Number)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&act, "action", "", "an action that is there, such as ACT-7")
	f.StringVar(&add.Title, "new", "", "title of an action to write down")
	f.StringVar(&add.Owner, "owner", "", "owner of the new action: a team or a person")
	f.StringVar(&add.Keep, "keep-wording", "", "why the title of the new action asks people for attention")
	due = sh.whenFlag(cmd, "due", "when the new action is due; without it, in 14 days")
	f.StringVar(&risk.Statement, "accept", "", "the risk that is accepted")
	f.StringVar(&risk.CostToPrevent, "prevent", "", "what preventing it would cost")
	f.StringVar(&risk.CostToSuffer, "suffer", "", "what suffering it costs")
	f.StringVar(&risk.Approver, "approver", "", "role that accepts it")
	review = sh.whenFlag(cmd, "review", "when the risk is looked at again")
	return cmd
}
