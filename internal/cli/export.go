package cli

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) exportCommand() *cobra.Command {
	var q client.ExportQuery
	var git gitExport
	var output string
	var accounts bool
	cmd := &cobra.Command{
		Use: "export POSTMORTEM|INCIDENT | export --git DIR", Short: "Write a published postmortem as a document, or all of them into a git repository",
		Long: "Write a published postmortem as a document. confluence is the storage format of Confluence; table and csv are the whys alone.\n\n" +
			"--git writes the newest edition of each postmortem that the token may read as Markdown into a working copy, takes out those that\n" +
			"it may no longer read, and commits what changed, with no person as author. Everybody who reads the repository reads them: use the\n" +
			"token of somebody who sees what all may see. The same state again commits nothing.\n\n" +
			"--git and confluence leave out what people told in their own words and the names of co-authors, since it cannot be taken back there; --with-accounts takes it along.",
		Example: "  candor export INC-7 --format pdf -o lessons.pdf\n  candor export --git ~/lessons --push",
		Args: func(cmd *cobra.Command, args []string) error {
			if git.dir != "" {
				return cobra.NoArgs(cmd, args)
			}
			return cobra.ExactArgs(1)(cmd, args)
		},
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if git.dir != "" {
				git.accounts = accounts
				return sh.exportGit(ctx, c, git)
			}
			if accounts {
				q.Accounts = "with"
			}
			if sh.json {
				q.Format = "json"
			}
			ref := args[0]
			if !q.Draft {
				var err error
				if ref, err = published(ctx, c, args[0]); err != nil {
					return err
				}
			}
			got, err := c.ExportAs(ctx, ref, q)
			if err != nil {
				return err
			}
			if output != "" {
				return sh.keepFile(output, got.Data)
			}
			if sh.isTerminal() && q.Format == "pdf" {
				return usage("A PDF is not for a terminal.").next("Name a file: --output FILE.")
			}
			if sh.isTerminal() && q.Format != "json" {
				return sh.say("%s", strings.TrimRight(string(got.Data), "\n"))
			}
			_, err = sh.out.to.Write(got.Data) // A file or a program gets what the server sent, byte by byte.
			return err
		}),
	}
	f := cmd.Flags()
	f.StringVar(&q.Format, "format", "md", "form of the document")
	oneOf(cmd, "format", "md", "html", "pdf", "json", "confluence", "table", "csv")
	f.StringVarP(&output, "output", "o", "", "file to write, which must not exist")
	f.IntVar(&q.Edition, "edition", 0, "an earlier edition")
	f.BoolVar(&q.Draft, "draft", false, "what is being written, marked as a draft; for those who write")
	f.StringVar(&q.Paper, "paper", "a4", "size of the pages of a PDF")
	oneOf(cmd, "paper", "a4", "letter")
	f.BoolVar(&accounts, "with-accounts", false, "with --git or confluence, also what people told in their own words, and co-authors")
	f.StringVar(&git.dir, "git", "", "a folder with a working copy")
	f.StringVar(&git.folder, "folder", "postmortems", "with --git, the folder inside of it")
	f.BoolVar(&git.push, "push", false, "with --git, push the branch to origin")
	cmd.MarkFlagsMutuallyExclusive("git", "output")
	cmd.MarkFlagsMutuallyExclusive("git", "edition")
	cmd.MarkFlagsMutuallyExclusive("git", "draft")
	cmd.MarkFlagsMutuallyExclusive("draft", "edition")
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
