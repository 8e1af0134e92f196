package cli

import (
	"context"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) postmortemComment() *cobra.Command {
	var in client.NewComment
	cmd := &cobra.Command{
		Use: "comment POSTMORTEM [TEXT]", Short: "Say something about it, or list what others said", Args: cobra.MinimumNArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if len(args) == 1 {
				return sh.listComments(ctx, c, args[0])
			}
			if in.Text, err = sh.prose(args[1:]); err != nil {
				return err
			}
			got, err := c.CommentPostmortem(ctx, args[0], in)
			if err != nil {
				return err
			}
			return sh.answer(got, "The comment is kept.")
		}),
	}
	cmd.Flags().StringVar(&in.Section, "section", "", "section that it is about")
	cmd.Flags().StringVar(&in.Quote, "quote", "", "words of the section that it is about")
	cmd.Flags().IntVar(&in.Occurrence, "occurrence", 0, "which of them, from 1, where they stand several times")
	cmd.AddCommand(sh.commentAnswer(),
		sh.commentSettled("resolve", "Say that nothing more is to be done about a comment", "The comment is resolved.", (*client.Client).ResolveComment),
		sh.commentSettled("reopen", "Open a resolved comment again", "The comment is open again.", (*client.Client).ReopenComment))
	return cmd
}

func (sh *shell) commentAnswer() *cobra.Command {
	return &cobra.Command{
		Use: "answer POSTMORTEM COMMENT TEXT", Short: "Answer a comment", Args: cobra.MinimumNArgs(3),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			text, err := sh.prose(args[2:])
			if err != nil {
				return err
			}
			got, err := c.AnswerComment(ctx, args[0], args[1], client.NewAnswer{Text: text})
			if err != nil {
				return err
			}
			return sh.answer(got, "The answer is kept.")
		}),
	}
}

func (sh *shell) commentSettled(use, short, said string, settle func(*client.Client, context.Context, string, string) error) *cobra.Command {
	return &cobra.Command{
		Use: use + " POSTMORTEM COMMENT", Short: short, Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := settle(c, ctx, args[0], args[1]); err != nil {
				return err
			}
			return sh.answer(nil, said)
		}),
	}
}

func (sh *shell) listComments(ctx context.Context, c *client.Client, ref string) error {
	got, err := c.Comments(ctx, ref)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, k := range got.Items {
			row(w, k.ID, sh.clock(k.MadeAt), stateOfComment(k), orElse(k.Section, "-"), about(k), k.Text)
		}
	})
}

func stateOfComment(k client.Comment) string {
	switch {
	case k.Answers != "":
		return "answer"
	case !k.ResolvedAt.IsZero():
		return "resolved"
	}
	return "open"
}

// about is the words that a comment is about, in quotation marks; when they are gone, it says so.
func about(k client.Comment) string {
	switch {
	case k.About == nil:
		return "-"
	case k.About.Gone:
		return "gone: “" + k.About.Quote + "”"
	}
	return "“" + k.About.Quote + "”"
}
