package cli

import (
	"context"
	"errors"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) postmortemMove(name, short string, move func(*client.Client, context.Context, string) error) *cobra.Command {
	return &cobra.Command{
		Use: name + " POSTMORTEM", Short: short, Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := move(c, ctx, args[0]); err != nil {
				return err
			}
			return sh.nowPostmortem(ctx, c, args[0])
		}),
	}
}

func (sh *shell) postmortemReasoned(name, short string, move func(*client.Client, context.Context, string, client.Reason) error) *cobra.Command {
	var in client.Reason
	cmd := &cobra.Command{
		Use: name + " POSTMORTEM --reason WHY", Short: short, Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := move(c, ctx, args[0], in); err != nil {
				return err
			}
			return sh.nowPostmortem(ctx, c, args[0])
		}),
	}
	cmd.Flags().StringVar(&in.Reason, "reason", "", "why")
	required(cmd, "reason")
	return cmd
}

// nowPostmortem says how a postmortem stands after a move.
func (sh *shell) nowPostmortem(ctx context.Context, c *client.Client, ref string) error {
	pm, err := c.Postmortem(ctx, ref)
	if err != nil {
		return sh.done(ref, "%s is changed.", ref) // The move is kept; how it stands cannot be told.
	}
	return sh.answer(pm, "%s is %s.", pm.Ref, strings.ReplaceAll(pm.State, "_", " "))
}

func (sh *shell) publishingFlags(cmd *cobra.Command) func() client.Publishing {
	var in client.Publishing
	f := cmd.Flags()
	f.StringVar(&in.Audience, "audience", "", "who may read it; without it, the whole company")
	oneOf(cmd, "audience", "company", "responders", "members")
	f.StringVar(&in.Reason, "reason", "", "why the audience is not the usual one")
	f.StringVar(&in.Override, "override", "", "why it is published although findings remain")
	f.StringSliceVar(&in.Keep, "keep", nil, "key of a name that stays as it is written; may be repeated")
	f.StringSliceVar(&in.Replace, "replace", nil, "key of an unsure name that becomes a role; may be repeated")
	until := sh.whenFlag(cmd, "until", "when a narrower audience ends, such as \"in 30d\"")
	return func() client.Publishing {
		in.Until = until.Time
		return in
	}
}

func (sh *shell) postmortemPreview() *cobra.Command {
	var in func() client.Publishing
	cmd := &cobra.Command{
		Use: "preview POSTMORTEM", Short: "Show the names that become roles, and what publication waits for", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.PreviewPublication(ctx, args[0], in())
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			err = sh.table(func(w *tabwriter.Writer) {
				for _, n := range got.Names {
					becomes := "becomes " + n.Becomes
					if n.Unsure {
						becomes = "stays, unless --replace " + n.Key
					}
					row(w, n.Key, n.Field, n.Found, becomes)
				}
			})
			if err != nil {
				return err
			}
			return sh.showMissing(got.Missing, got.Findings)
		}),
	}
	in = sh.publishingFlags(cmd)
	return cmd
}

func (sh *shell) postmortemPublish() *cobra.Command {
	var in func() client.Publishing
	cmd := &cobra.Command{
		Use: "publish POSTMORTEM", Short: "Publish it, to the whole company unless you say otherwise, and close the incident", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.PublishPostmortem(ctx, args[0], in())
			if err != nil {
				return beforePublication(ctx, c, args[0], err)
			}
			return sh.answer(got, "%s is published, edition %d.", got.Ref, got.Edition)
		}),
	}
	in = sh.publishingFlags(cmd)
	return cmd
}

// beforePublication adds the command that comes before publication to a refusal.
func beforePublication(ctx context.Context, c *client.Client, ref string, err error) error {
	var e *client.Error
	if !errors.As(err, &e) || e.Kind != client.Conflict {
		return err
	}
	next := "candor postmortem preview " + ref + " shows what it waits for."
	if pm, lookErr := c.Postmortem(ctx, ref); lookErr == nil { // Otherwise the preview helps as well.
		switch pm.State {
		case "drafting":
			next = "Next: candor postmortem review " + ref
		case "in_review":
			next = "Next: candor postmortem approve " + ref
		}
	}
	if e.Hint != "" {
		next = e.Hint + "\n" + next
	}
	out := *e
	out.Hint = next
	return &out
}

func (sh *shell) exportCommand() *cobra.Command {
	var format, output string
	var edition int
	cmd := &cobra.Command{
		Use: "export POSTMORTEM|INCIDENT", Short: "Write a published postmortem as a document", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if sh.json {
				format = "json"
			}
			ref, err := published(ctx, c, args[0])
			if err != nil {
				return err
			}
			got, err := c.Export(ctx, ref, format, edition)
			if err != nil {
				return err
			}
			if output != "" {
				return sh.keepFile(output, got.Data)
			}
			if sh.isTerminal() && format == "pdf" {
				return usage("A PDF is not for a terminal.").next("Name a file: --output FILE.")
			}
			if sh.isTerminal() && format != "json" {
				return sh.say("%s", strings.TrimRight(string(got.Data), "\n"))
			}
			_, err = sh.out.to.Write(got.Data) // A file or a program gets what the server sent, byte by byte.
			return err
		}),
	}
	cmd.Flags().StringVar(&format, "format", "md", "form of the document")
	oneOf(cmd, "format", "md", "html", "pdf", "json")
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write, which must not exist")
	cmd.Flags().IntVar(&edition, "edition", 0, "an earlier edition")
	return cmd
}

// published finds the postmortem of an incident; the reference of a postmortem stays.
func published(ctx context.Context, c *client.Client, ref string) (string, error) {
	if !strings.HasPrefix(strings.ToUpper(ref), "INC-") {
		return ref, nil
	}
	for page := (client.Paging{}); ; {
		got, err := c.Publications(ctx, page)
		if err != nil {
			return "", err
		}
		for _, p := range got.Items {
			if strings.EqualFold(p.IncidentRef, ref) {
				return p.Ref, nil
			}
		}
		if page.Cursor = got.Next; page.Cursor == "" {
			return "", &fault{code: exitNotFound, say: "Nothing is published about " + ref + "."}
		}
	}
}

// keepFile writes a new file.
func (sh *shell) keepFile(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return local("The file cannot be written.").because(err)
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close() // The first failure says more.
		return local("The file cannot be written.").because(err)
	}
	if err := f.Close(); err != nil {
		return local("The file cannot be written.").because(err)
	}
	return nil
}

// isTerminal says whether a person looks at the output.
func (sh *shell) isTerminal() bool {
	f, ok := sh.out.to.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
