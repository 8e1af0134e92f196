package cli

import (
	"context"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) postmortemLook() *cobra.Command {
	var ask, seen, takeBack bool
	cmd := &cobra.Command{
		Use: "look POSTMORTEM|INCIDENT", Short: "See the draft before it is published, if you were there and ask for it",
		Example: "  candor postmortem look INC-7 --ask\n  candor postmortem look PM-3\n  candor postmortem look PM-3 --seen",
		Args:    cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			switch {
			case ask:
				return sh.own(args[0], "You can read the draft now, and until it is published.", c.AskToSeeFirst(ctx, args[0]))
			case seen:
				return sh.own(args[0], "Publication does not wait for you any more.", c.SeenDraft(ctx, args[0]))
			case takeBack:
				return sh.own(args[0], "Taken back. Nothing waits for you.", c.TakeBackFirstLook(ctx, args[0]))
			}
			got, err := c.FirstLook(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.showLook(got)
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&ask, "ask", false, "ask to see it")
	f.BoolVar(&seen, "seen", false, "say that you have seen it")
	f.BoolVar(&takeBack, "take-back", false, "ask no longer, and delete your corrections")
	cmd.MarkFlagsMutuallyExclusive("ask", "seen", "take-back")
	return cmd
}

// own says what became of a deed about something of one's own.
func (sh *shell) own(ref, said string, err error) error {
	if err != nil {
		return err
	}
	return sh.done(ref, "%s", said)
}

func (sh *shell) showLook(l client.FirstLook) error {
	if l.AskedAt.IsZero() {
		return sh.done(l.Postmortem, "You have not asked to see the draft of %s first; --ask does.", l.Postmortem)
	}
	for _, s := range l.Draft {
		if s.Text != "" {
			if err := sh.say("## %s\n\n%s\n", s.Heading, s.Text); err != nil {
				return err
			}
		}
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, k := range l.Corrections {
			row(w, k.Section, "“"+k.Words+"”", "“"+k.Instead+"”", answerOf(k))
		}
	})
}

func answerOf(k client.OwnCorrection) string {
	if k.Taken {
		return "taken"
	}
	return orElse(k.Answer, "not answered yet")
}

func (sh *shell) postmortemCorrect() *cobra.Command {
	var in client.CorrectionWords
	cmd := &cobra.Command{
		Use: "correct POSTMORTEM SECTION --words W --instead W", Short: "Propose other words for how a draft tells your own words or acts, or list what is proposed",
		Example: "  candor postmortem correct PM-3 summary --words 'ignored the alert' --instead 'saw no alert'\n  candor postmortem correct PM-3\n" +
			"  candor postmortem correct take PM-3 ID\n  candor postmortem correct answer PM-3 ID 'The log tells it so.'",
		Args: cobra.RangeArgs(1, 2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if len(args) == 1 {
				return sh.listCorrections(ctx, c, args[0])
			}
			in.Section = args[1]
			return sh.own(args[0], "Those who write read it, without your name.", c.ProposeCorrection(ctx, args[0], in))
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Words, "words", "", "the words as they stand in the section")
	f.StringVar(&in.Instead, "instead", "", "the words you would use")
	f.StringVar(&in.Why, "why", "", "why")
	cmd.AddCommand(&cobra.Command{
		Use: "take POSTMORTEM CORRECTION", Short: "Take a correction into the text", Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			return sh.own(args[0], "The text says it so now.", c.TakeCorrection(ctx, args[0], args[1]))
		}),
	}, &cobra.Command{
		Use: "answer POSTMORTEM CORRECTION REASON", Short: "Say why the text stays as it is", Args: cobra.MinimumNArgs(3),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			reason, err := sh.prose(args[2:])
			if err != nil {
				return err
			}
			return sh.own(args[0], "Your reason can be read where the correction was proposed.", c.AnswerCorrection(ctx, args[0], args[1], client.CorrectionAnswer{Reason: reason}))
		}),
	})
	return cmd
}

// listCorrections lists the open ones, for those who write.
func (sh *shell) listCorrections(ctx context.Context, c *client.Client, ref string) error {
	got, err := c.Corrections(ctx, ref)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, k := range got.Items {
			row(w, k.ID, k.Section, "“"+k.Words+"”", "“"+k.Instead+"”", orElse(k.Why, "-"))
		}
	})
}

func (sh *shell) actionCoAuthor() *cobra.Command {
	var in client.CoSignature
	var withdraw bool
	cmd := &cobra.Command{
		Use: "co-author ACTION", Short: "Say that you had a hand in an action, or list who says so", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			switch {
			case withdraw:
				return sh.own(args[0], "Taken back. Nothing tells of it any more.", c.UnsignAction(ctx, args[0]))
			case in.Signature != "":
				return sh.own(args[0], "You are told of as a co-author.", c.SignAction(ctx, args[0], in))
			}
			got, err := c.CoAuthors(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, k := range got.Items {
					row(w, k.SignedAs)
				}
			})
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Signature, "sign", "", "how you are told of")
	oneOf(cmd, "sign", "name", "role")
	f.BoolVar(&withdraw, "withdraw", false, "take it back, wherever it is told")
	cmd.MarkFlagsMutuallyExclusive("sign", "withdraw")
	return cmd
}
