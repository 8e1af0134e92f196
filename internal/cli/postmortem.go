package cli

import (
	"context"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) postmortemCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "postmortem", Short: "Write, review and publish what was learned"}
	cmd.AddCommand(sh.postmortemDraft(), sh.postmortemWaive(), sh.postmortemList(), sh.postmortemShow(), sh.postmortemTitle(),
		sh.postmortemAssign(), sh.postmortemSection(), sh.postmortemHistory(), sh.postmortemRestore(),
		sh.postmortemMoment(), sh.postmortemWhy(), sh.postmortemComment(),
		sh.postmortemMove("acknowledge", "Say that the Prime Directive was read and is accepted", (*client.Client).AcknowledgeDirective),
		sh.postmortemMove("review", "Ask others to read the draft", (*client.Client).RequestReview),
		sh.postmortemMove("approve", "Say that it may be published", (*client.Client).ApprovePostmortem),
		sh.postmortemReasoned("return", "Send it back to its writers", (*client.Client).SendBack),
		sh.postmortemReasoned("edition", "Open a published one for writing again", (*client.Client).BeginEdition),
		sh.postmortemSchedule(), sh.postmortemMeeting(), sh.postmortemReaders(), sh.postmortemAnswer(),
		sh.postmortemPreview(), sh.postmortemPublish(), sh.postmortemReach(), sh.postmortemAccount(), sh.postmortemLook(), sh.postmortemCorrect(), sh.postmortemSupersede(), sh.postmortemCustomers())
	return cmd
}

func (sh *shell) postmortemDraft() *cobra.Command {
	return &cobra.Command{
		Use: "draft INCIDENT", Short: "Draft it from the record of a resolved incident", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.DraftPostmortem(ctx, args[0])
			if err != nil {
				return err
			}
			return sh.answer(got, "%s is drafted.", got.Ref)
		}),
	}
}

func (sh *shell) postmortemWaive() *cobra.Command {
	var in client.Waiver
	cmd := &cobra.Command{
		Use: "not-required INCIDENT --reason WHY", Short: "Say why an incident needs none, and close it", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.WaivePostmortem(ctx, args[0], in)
			if err != nil {
				return err
			}
			return sh.answer(got, "%s is closed without a postmortem.", args[0])
		}),
	}
	cmd.Flags().StringVar(&in.Reason, "reason", "", "why")
	required(cmd, "reason")
	return cmd
}

func (sh *shell) postmortemList() *cobra.Command {
	var q client.PostmortemQuery
	var published bool
	cmd := &cobra.Command{
		Use: "list", Short: "List drafts, or what is published", Args: cobra.NoArgs,
		RunE: sh.talking(func(ctx context.Context, c *client.Client, _ []string) error {
			if published {
				return sh.listPublications(ctx, c, q.Paging)
			}
			got, err := c.Postmortems(ctx, q)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			err = sh.table(func(w *tabwriter.Writer) {
				for _, pm := range got.Items {
					row(w, pm.Ref, pm.State, pm.IncidentRef, pm.Title)
				}
			})
			if err != nil {
				return err
			}
			return sh.more(got.Next)
		}),
	}
	cmd.Flags().BoolVar(&published, "published", false, "what one may read, newest first")
	cmd.Flags().StringVar(&q.State, "state", "", "only these states, with commas")
	pagingFlags(cmd, &q.Paging)
	return cmd
}

func (sh *shell) listPublications(ctx context.Context, c *client.Client, page client.Paging) error {
	got, err := c.Publications(ctx, page)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	err = sh.table(func(w *tabwriter.Writer) {
		for _, p := range got.Items {
			row(w, p.Ref, p.Severity, sh.clock(p.PublishedAt), p.Title)
		}
	})
	if err != nil {
		return err
	}
	return sh.more(got.Next)
}

func (sh *shell) postmortemShow() *cobra.Command {
	return &cobra.Command{
		Use: "show POSTMORTEM", Short: "Show how far it has come and what publication waits for", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Progress(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.showProgress(got)
		}),
	}
}

func (sh *shell) showProgress(p client.Progress) error {
	pm := p.Postmortem
	err := sh.table(func(w *tabwriter.Writer) {
		fact(w, "postmortem", pm.Ref)
		fact(w, "title", pm.Title)
		fact(w, "of", pm.IncidentRef)
		fact(w, "state", pm.State)
		fact(w, "publish by", sh.clock(pm.PublishDue))
		fact(w, "published", sh.clock(pm.PublishedAt))
		for _, m := range p.Moments {
			fact(w, m.Label, orElse(sh.clock(m.At), m.Waived))
		}
		for _, s := range p.Sections {
			if s.Text != "" {
				fact(w, s.Key, s.Text)
			}
		}
		for _, a := range p.Actions {
			fact(w, a.Ref, a.State+", "+orElse(a.Owner, "nobody yet")+", due "+orElse(sh.clock(a.Due), "never")+": "+a.Title)
		}
	})
	if err != nil {
		return err
	}
	return sh.showMissing(p.Missing, p.Findings)
}

func (sh *shell) showMissing(missing []client.Missing, findings []client.Finding) error {
	for _, m := range missing {
		if err := sh.say("Publication waits for %s: %s", m.Field, m.Say); err != nil {
			return err
		}
	}
	for _, f := range findings {
		if err := sh.say("%s: “%s”: %s", f.Section, f.Match, f.Say); err != nil {
			return err
		}
	}
	return nil
}

func (sh *shell) postmortemTitle() *cobra.Command {
	return &cobra.Command{
		Use: "title POSTMORTEM TITLE", Short: "Give it another title", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			title, err := sh.prose(args[1:])
			if err != nil {
				return err
			}
			now, err := c.Postmortem(ctx, args[0])
			if err != nil {
				return err
			}
			got, err := c.RetitlePostmortem(ctx, args[0], now.Version, client.NewTitle{Title: title})
			if err != nil {
				return err
			}
			return sh.answer(got, "%s has a new title.", got.Ref)
		}),
	}
}

func (sh *shell) postmortemAssign() *cobra.Command {
	var in client.Reviewers
	cmd := &cobra.Command{
		Use: "assign POSTMORTEM", Short: "Say who owns it and who facilitates the review", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			now, err := c.Postmortem(ctx, args[0])
			if err != nil {
				return err
			}
			got, err := c.AssignPostmortem(ctx, args[0], now.Version, in)
			if err != nil {
				return err
			}
			return sh.answer(got, "%s is assigned.", got.Ref)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Owner, "owner", "", "ID of the person who owns it")
	f.StringVar(&in.Facilitator, "facilitator", "", "ID of the person who facilitates")
	f.StringVar(&in.FacilitatedBy, "facilitated-by", "", "name of somebody without an account who facilitates")
	f.StringVar(&in.Exception, "exception", "", "why somebody who took part in the response facilitates")
	return cmd
}

func (sh *shell) postmortemSection() *cobra.Command {
	return &cobra.Command{
		Use: "section POSTMORTEM [SECTION [TEXT]]", Short: "List the sections, print one, or write it",
		Example: "  candor postmortem section PM-3\n  candor postmortem section PM-3 lucky\n  candor postmortem section PM-3 lucky - < lucky.md",
		Args:    cobra.MinimumNArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if len(args) == 1 {
				return sh.listSections(ctx, c, args[0])
			}
			section, err := c.Section(ctx, args[0], args[1])
			if err != nil {
				return err
			}
			if len(args) == 2 {
				return sh.answer(section, "%s", section.Text)
			}
			text, err := sh.prose(args[2:])
			if err != nil {
				return err
			}
			got, err := c.EditSection(ctx, args[0], args[1], section.Version, client.SectionText{Text: text})
			if err != nil {
				return err
			}
			return sh.answer(got, "The section %s is written.", args[1])
		}),
	}
}

func (sh *shell) listSections(ctx context.Context, c *client.Client, ref string) error {
	got, err := c.Sections(ctx, ref)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, s := range got.Items {
			row(w, s.Key, s.Heading, orElse(s.Text, "("+s.Asks+")"))
		}
	})
}

func (sh *shell) postmortemMoment() *cobra.Command {
	var in client.MomentSetting
	var at *when
	var within string
	cmd := &cobra.Command{
		Use: "moment POSTMORTEM [MOMENT]", Short: "List the moments, or set or waive one",
		Long: "List the moments, or set or waive one: impact_start, detected, escalated, diagnosed, stable, resolved.",
		Args: cobra.RangeArgs(1, 2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if len(args) == 1 {
				return sh.listMoments(ctx, c, args[0])
			}
			if at.IsZero() == (in.Waived == "") {
				return usage("A moment has a time, or a reason why it has none.").next("Add --at TIME or --waive WHY.")
			}
			if within != "" {
				d, err := parseSpan(within)
				if err != nil {
					return err
				}
				in.PrecisionSeconds = int(d / time.Second)
			}
			now, err := c.Moment(ctx, args[0], args[1])
			if err != nil {
				return err
			}
			in.At = at.Time
			got, err := c.SetMoment(ctx, args[0], args[1], now.Version, in)
			if err != nil {
				return err
			}
			return sh.answer(got, "The moment %s is set.", args[1])
		}),
	}
	at = sh.pastFlag(cmd, "at", "when it was")
	f := cmd.Flags()
	f.StringVar(&in.Zone, "zone", "", "IANA zone in which it is told, such as Europe/Berlin")
	f.StringVar(&within, "within", "", "the time is known to plus or minus this, such as 5m")
	f.StringVar(&in.Evidence, "evidence", "", "what shows it")
	f.StringVar(&in.Waived, "waive", "", "why this moment has no time")
	return cmd
}

func (sh *shell) listMoments(ctx context.Context, c *client.Client, ref string) error {
	got, err := c.Moments(ctx, ref)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, m := range got.Items {
			row(w, m.Name, orElse(sh.clock(m.At), orElse(m.Waived, "-")), m.Evidence)
		}
	})
}
