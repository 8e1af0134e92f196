package cli

import (
	"context"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/engine/render"
)

// customerFlags is what candor postmortem customer-version was asked for.
type customerFlags struct {
	set, zone, format, output      string
	draft, check, approve, release bool
	in                             client.CustomerRelease
}

func (sh *shell) postmortemCustomers() *cobra.Command {
	var q customerFlags
	cmd := &cobra.Command{
		Use: "customer-version POSTMORTEM", Short: "Tell people outside what happened: write, approve and release a text of its own, or print it",
		Long: "Without a flag, print the newest text that was released. --draft prints what is being written, or what the record proposes;\n" +
			"--set takes a file of that shape. A release waits until the text is approved, names nobody, and says nothing that only people here\n" +
			"know; --check lists what it waits for.",
		Example: "  candor postmortem customer-version PM-12 --draft > outside.md\n  candor postmortem customer-version PM-12 --set outside.md\n  candor postmortem customer-version PM-12 --approve\n" +
			"  candor postmortem customer-version PM-12 --release\n  candor postmortem customer-version PM-12 --format html --output outside.html",
		Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			switch ref := args[0]; {
			case q.set != "":
				return sh.setCustomers(ctx, c, ref, q)
			case q.check:
				return sh.checkCustomers(ctx, c, ref)
			case q.approve:
				now, err := c.CustomerDraft(ctx, ref)
				if err != nil {
					return err
				}
				if err := c.ApproveCustomerVersion(ctx, ref, now.Version); err != nil {
					return err
				}
				return sh.done(ref, "The text for customers of %s is approved.", ref)
			case q.release:
				got, err := c.ReleaseCustomerVersion(ctx, ref, q.in)
				if err != nil {
					return err
				}
				return sh.answer(got, "Edition %d of the text for customers of %s is released.", got.Edition, ref)
			default:
				return sh.printCustomers(ctx, c, ref, q)
			}
		}),
	}
	f := cmd.Flags()
	f.BoolVar(&q.draft, "draft", false, "what is being written, or what the record proposes; for those who write")
	f.StringVar(&q.set, "set", "", "write this file of Markdown, or - for the input")
	f.StringVar(&q.zone, "zone", "", "with --set, the IANA zone in which times are told beside UTC")
	f.BoolVar(&q.check, "check", false, "list what a release waits for")
	f.BoolVar(&q.approve, "approve", false, "say that it may be released")
	f.BoolVar(&q.release, "release", false, "release what is approved")
	f.StringVar(&q.in.Override, "override", "", "with --release, why it is released although wording remains; recorded")
	f.StringSliceVar(&q.in.Keep, "keep", nil, "with --release, key of what looks like a name and is none; may be repeated")
	f.StringVar(&q.format, "format", "md", "form of the text")
	oneOf(cmd, "format", render.CustomerFormats()...)
	f.StringVarP(&q.output, "output", "o", "", "file to write, which must not exist")
	cmd.MarkFlagsMutuallyExclusive("draft", "set", "check", "approve", "release")
	return cmd
}

// printCustomers prints the text, or writes it to a file.
func (sh *shell) printCustomers(ctx context.Context, c *client.Client, ref string, q customerFlags) error {
	if sh.json {
		if q.draft {
			return sh.orJSON(c.CustomerDraft(ctx, ref))
		}
		return sh.orJSON(c.CustomerVersion(ctx, ref))
	}
	got, err := c.ExportCustomerVersion(ctx, ref, q.format, q.draft)
	if err != nil {
		return err
	}
	if q.output != "" {
		return sh.keepFile(q.output, got.Data)
	}
	if sh.isTerminal() {
		return sh.say("%s", strings.TrimRight(string(got.Data), "\n"))
	}
	_, err = sh.out.to.Write(got.Data) // A file or a program gets what the server sent, byte by byte.
	return err
}

// setCustomers writes a file over what is there now.
func (sh *shell) setCustomers(ctx context.Context, c *client.Client, ref string, q customerFlags) error {
	src, err := sh.fileOrInput(q.set)
	if err != nil {
		return err
	}
	title, parts, err := render.ReadCustomerMarkdown(src)
	if err != nil {
		return err
	}
	now, err := c.CustomerDraft(ctx, ref)
	if err != nil {
		return err
	}
	in := client.CustomerWords{Title: title, Zone: orElse(q.zone, now.Zone), Parts: map[string]string{}}
	for key, text := range parts {
		in.Parts[string(key)] = text
	}
	got, err := c.WriteCustomerVersion(ctx, ref, now.Version, in)
	if err != nil {
		return err
	}
	return sh.answer(got, "The text for customers of %s is kept, as the draft of edition %d.", ref, got.Edition)
}

// checkCustomers lists what a release waits for; waiting is a "no".
func (sh *shell) checkCustomers(ctx context.Context, c *client.Client, ref string) error {
	got, err := c.CustomerDraft(ctx, ref)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	if len(got.Missing) == 0 {
		if got.State == "released" {
			return sh.say("Edition %d is released.", got.Edition)
		}
		return sh.say("Nothing is missing.")
	}
	err = sh.table(func(w *tabwriter.Writer) {
		for _, m := range got.Missing {
			row(w, m.Field, m.Say, m.Hint)
		}
		for _, n := range got.Names {
			row(w, "name", n.Key, n.Found+" becomes "+n.Becomes)
		}
	})
	if err != nil {
		return err
	}
	return errFindings
}

// fileOrInput reads a file, or the input when its name is a dash.
func (sh *shell) fileOrInput(name string) (string, error) {
	if name == "-" {
		return sh.prose([]string{"-"})
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return "", local("The file cannot be read.").because(err)
	}
	return string(raw), nil
}
