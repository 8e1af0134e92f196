package cli

import (
	"context"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) needCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "need", Short: "What the responders lack"}
	post := &cobra.Command{
		Use: "post INCIDENT TEXT", Short: "Say what is lacking", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			text, err := sh.prose(args[1:])
			if err != nil {
				return err
			}
			got, err := c.PostNeed(ctx, args[0], client.NewNeed{Text: text})
			if err != nil {
				return err
			}
			return sh.answer(got, "The need is posted; its ID is %s.", got.ID)
		}),
	}
	list := &cobra.Command{
		Use: "list INCIDENT", Short: "List the needs", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Needs(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, n := range got.Items {
					row(w, n.ID, n.State, n.Text)
				}
			})
		}),
	}
	cmd.AddCommand(post, list, sh.needMove("met", "The need is met"), sh.needMove("withdraw", "Nobody needs it any more"))
	return cmd
}

func (sh *shell) needMove(name, short string) *cobra.Command {
	state := name
	if name == "withdraw" {
		state = "withdrawn"
	}
	return &cobra.Command{
		Use: name + " INCIDENT ID", Short: short, Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.MoveNeed(ctx, args[0], args[1], client.NeedMove{State: state}); err != nil {
				return err
			}
			return sh.done(args[1], "The need is %s.", state)
		}),
	}
}

func (sh *shell) offerCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "offer", Short: "Offer help; nobody is paged by it"}
	cmd.AddCommand(sh.offerMake(), sh.offerList(), sh.offerMatch(),
		sh.offerMove("thank", "Answer an offer with thanks", "The helper is thanked.", (*client.Client).ThankOffer),
		sh.offerMove("withdraw", "Take your own offer back", "The offer is taken back.", (*client.Client).WithdrawOffer))
	return cmd
}

func (sh *shell) offerMake() *cobra.Command {
	var in client.NewOffer
	var until *when
	cmd := &cobra.Command{
		Use: "make INCIDENT TEXT", Short: "Say what you can do, or know", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if in.Text, err = sh.prose(args[1:]); err != nil {
				return err
			}
			in.Until = until.Time
			got, err := c.OfferHelp(ctx, args[0], in)
			if err != nil {
				return err
			}
			return sh.answer(got, "Thank you; the ID of your offer is %s.", got.ID)
		}),
	}
	until = sh.whenFlag(cmd, "until", "until when you are there, such as \"in 2h\"")
	cmd.Flags().StringVar(&in.Need, "need", "", "ID of the need that it answers")
	return cmd
}

func (sh *shell) offerList() *cobra.Command {
	return &cobra.Command{
		Use: "list INCIDENT", Short: "List the offers", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Offers(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, o := range got.Items {
					row(w, o.ID, o.State, sh.clock(o.Until), o.Text)
				}
			})
		}),
	}
}

func (sh *shell) offerMatch() *cobra.Command {
	return &cobra.Command{
		Use: "match INCIDENT OFFER NEED", Short: "Join an offer to a need", Args: cobra.ExactArgs(3),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.MatchOffer(ctx, args[0], args[1], client.Match{Need: args[2]}); err != nil {
				return err
			}
			return sh.done(args[1], "The offer answers the need.")
		}),
	}
}

func (sh *shell) offerMove(name, short, sentence string, move func(*client.Client, context.Context, string, string) error) *cobra.Command {
	return &cobra.Command{
		Use: name + " INCIDENT OFFER", Short: short, Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := move(c, ctx, args[0], args[1]); err != nil {
				return err
			}
			return sh.done(args[1], "%s", sentence)
		}),
	}
}

func (sh *shell) thanksCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "thanks", Short: "Thank a helper or a team"}
	var in client.NewThanks
	give := &cobra.Command{
		Use: "give INCIDENT FOR --to WHOM", Short: "Thank somebody; a name is published only by consent", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if in.For, err = sh.prose(args[1:]); err != nil {
				return err
			}
			got, err := c.GiveThanks(ctx, args[0], in)
			if err != nil {
				return err
			}
			return sh.answer(got, "The thanks are given.")
		}),
	}
	give.Flags().StringVar(&in.To, "to", "", "a person or a team, in words")
	give.Flags().StringVar(&in.Person, "person", "", "ID of somebody with an account")
	list := &cobra.Command{
		Use: "list INCIDENT", Short: "List the thanks", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.AllThanks(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, t := range got.Items {
					row(w, t.To, t.For)
				}
			})
		}),
	}
	cmd.AddCommand(give, list)
	return cmd
}
