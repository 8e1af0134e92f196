package cli

import (
	"context"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) postmortemHistory() *cobra.Command {
	var page client.Paging
	var against int
	cmd := &cobra.Command{
		Use: "history POSTMORTEM [SECTION [VERSION]]", Short: "List the wordings of a section, print one, or compare two",
		Example: "  candor postmortem history PM-3\n  candor postmortem history PM-3 summary\n  candor postmortem history PM-3 summary 4 --against 2",
		Args:    cobra.RangeArgs(1, 3),
	}
	cmd.RunE = sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
		compares := cmd.Flags().Changed("against")
		if compares && len(args) < 3 {
			return usage("Two wordings are compared.").next("Say which: history POSTMORTEM SECTION VERSION --against VERSION.")
		}
		switch len(args) {
		case 1:
			return sh.listWritten(ctx, c, args[0])
		case 2:
			return sh.listRevisions(ctx, c, args[0], args[1], page)
		}
		version, err := versionOf(args[2])
		if err != nil {
			return err
		}
		if !compares {
			got, err := c.SectionRevision(ctx, args[0], args[1], version)
			if err != nil {
				return err
			}
			return sh.answer(got, "%s", got.Text)
		}
		got, err := c.CompareSectionRevisions(ctx, args[0], args[1], version, against)
		if err != nil {
			return err
		}
		return sh.answer(got, "%s", marked(got.Changes))
	})
	cmd.Flags().IntVar(&against, "against", 0, "version to compare with")
	pagingFlags(cmd, &page)
	return cmd
}

func versionOf(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, usage("%q is no version.", s).next("candor postmortem history POSTMORTEM SECTION lists them.")
	}
	return n, nil
}

// listWritten lists the sections with the version that each is in.
func (sh *shell) listWritten(ctx context.Context, c *client.Client, ref string) error {
	got, err := c.Sections(ctx, ref)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, s := range got.Items {
			row(w, s.Key, "version "+strconv.Itoa(s.Version), sh.clock(s.UpdatedAt), s.Heading)
		}
	})
}

func (sh *shell) listRevisions(ctx context.Context, c *client.Client, ref, section string, page client.Paging) error {
	got, err := c.SectionRevisions(ctx, ref, section, page)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	err = sh.table(func(w *tabwriter.Writer) {
		for _, r := range got.Items {
			row(w, strconv.Itoa(r.Version), sh.clock(r.WrittenAt), strconv.Itoa(r.Characters)+" characters", ofRevision(r))
		}
	})
	if err != nil {
		return err
	}
	return sh.more(got.Next)
}

func ofRevision(r client.SectionRevision) string {
	switch {
	case r.Erased:
		return "erased"
	case r.Drafted:
		return "the draft"
	case r.Restored:
		return "restored"
	}
	return ""
}

// marked tells a comparison in one text: [-what went-] and {+what came+}.
func marked(changes []client.TextPiece) string {
	var b strings.Builder
	for _, p := range changes {
		switch p.Op {
		case "out":
			b.WriteString("[-" + p.Text + "-]")
		case "in":
			b.WriteString("{+" + p.Text + "+}")
		case "gap":
			b.WriteString("[" + strconv.Itoa(p.Lines) + " lines as they were]\n")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func (sh *shell) postmortemRestore() *cobra.Command {
	return &cobra.Command{
		Use: "restore POSTMORTEM SECTION VERSION", Short: "Bring an earlier wording of a section back", Args: cobra.ExactArgs(3),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			wording, err := versionOf(args[2])
			if err != nil {
				return err
			}
			now, err := c.Section(ctx, args[0], args[1])
			if err != nil {
				return err
			}
			got, err := c.RestoreSection(ctx, args[0], args[1], wording, now.Version)
			if err != nil {
				return err
			}
			if got.Version == now.Version {
				return sh.answer(got, "The section %s reads like this already.", args[1])
			}
			return sh.answer(got, "The section %s reads as in version %d again.", args[1], wording)
		}),
	}
}
