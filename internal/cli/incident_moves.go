package cli

import (
	"context"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

// updateFlags let a move carry an update in the same moment.
func updateFlags(cmd *cobra.Command) func() *client.Update {
	var u client.Update
	cmd.Flags().StringVar(&u.Text, "update", "", "post this update in the same moment")
	cmd.Flags().StringVar(&u.Audience, "to", "responders", "whom the update is for")
	oneOf(cmd, "to", "responders", "company", "customers")
	return func() *client.Update {
		if u.Text == "" {
			return nil
		}
		return &u
	}
}

// incidentMove is a change of state with a note.
func (sh *shell) incidentMove(name, short string, move func(*client.Client, context.Context, string, client.Move) error) *cobra.Command {
	var note string
	var update func() *client.Update
	cmd := &cobra.Command{
		Use: name + " INCIDENT", Short: short, Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := move(c, ctx, args[0], client.Move{Note: note, Update: update()}); err != nil {
				return err
			}
			return sh.nowIncident(ctx, c, args[0])
		}),
	}
	cmd.Flags().StringVar(&note, "note", "", "the words that go with it")
	update = updateFlags(cmd)
	return cmd
}

// incidentReasoned is a change of state that needs a reason.
func (sh *shell) incidentReasoned(name, short string, move func(*client.Client, context.Context, string, client.Reasoned) error) *cobra.Command {
	var reason string
	var update func() *client.Update
	cmd := &cobra.Command{
		Use: name + " INCIDENT --reason WHY", Short: short, Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := move(c, ctx, args[0], client.Reasoned{Reason: reason, Update: update()}); err != nil {
				return err
			}
			return sh.nowIncident(ctx, c, args[0])
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	required(cmd, "reason")
	update = updateFlags(cmd)
	return cmd
}

// nowIncident says how an incident stands after a move.
func (sh *shell) nowIncident(ctx context.Context, c *client.Client, ref string) error {
	i, err := c.Incident(ctx, ref)
	if err != nil {
		return sh.done(ref, "%s is changed.", ref) // The move is kept; how it stands cannot be told.
	}
	return sh.answer(i, "%s is %s, %s.", i.Ref, state(i), i.Severity)
}

func (sh *shell) incidentSeverity() *cobra.Command {
	in := client.NewSeverity{}
	var update func() *client.Update
	cmd := &cobra.Command{
		Use: "severity INCIDENT SEVERITY", Short: "Set another severity", Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			in.Severity, in.Update = args[1], update()
			if err := c.ChangeSeverity(ctx, args[0], in); err != nil {
				return err
			}
			return sh.nowIncident(ctx, c, args[0])
		}),
	}
	cmd.Flags().StringVar(&in.Reason, "reason", "", "why")
	update = updateFlags(cmd)
	return cmd
}

func (sh *shell) incidentUpdate() *cobra.Command {
	var in client.Update
	var next *when
	cmd := &cobra.Command{
		Use: "update INCIDENT TEXT", Short: "Tell an audience how things stand", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) (err error) {
			if in.Text, err = sh.prose(args[1:]); err != nil {
				return err
			}
			in.NextDue = next.Time
			if err := c.PostUpdate(ctx, args[0], in); err != nil {
				return err
			}
			return sh.done(args[0], "It is posted. %s", audience(in.Audience))
		}),
	}
	cmd.Flags().StringVar(&in.Audience, "to", "responders", "whom it is for")
	oneOf(cmd, "to", "responders", "company", "customers")
	cmd.Flags().BoolVar(&in.NoneDue, "last", false, "nothing more is promised")
	next = sh.whenFlag(cmd, "next", "when the next one is promised, such as \"in 30m\"")
	return cmd
}

// audience says where an update is seen.
func audience(name string) string {
	switch name {
	case "customers":
		return "Shown in the room; customers see it only where your status page takes the webhook."
	case "company":
		return "Shown in the room, to everybody with an account; those who asked for news get a mail where this server sends mail."
	}
	return "Shown in the room, to responders; those who asked for news get a mail where this server sends mail."
}

func (sh *shell) incidentMerge() *cobra.Command {
	var into string
	cmd := &cobra.Command{
		Use: "merge INCIDENT --into INCIDENT", Short: "End an incident in favour of another one", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if err := c.MergeIncident(ctx, args[0], client.Merger{Into: into}); err != nil {
				return err
			}
			return sh.done(args[0], "%s goes on in %s.", args[0], into)
		}),
	}
	cmd.Flags().StringVar(&into, "into", "", "incident that goes on")
	required(cmd, "into")
	return cmd
}

func (sh *shell) incidentLink() *cobra.Command {
	var in client.NewLink
	cmd := &cobra.Command{
		Use: "link INCIDENT [--to INCIDENT]", Short: "Relate an incident to another one, or list its links", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if in.To == "" {
				return sh.listLinks(ctx, c, args[0])
			}
			if err := c.LinkIncident(ctx, args[0], in); err != nil {
				return err
			}
			return sh.done(args[0], "%s is linked to %s.", args[0], in.To)
		}),
	}
	cmd.Flags().StringVar(&in.To, "to", "", "the other incident")
	cmd.Flags().StringVar(&in.Relation, "relation", "related_to", "how it is related")
	oneOf(cmd, "relation", "related_to", "caused_by", "follows_from")
	return cmd
}

func (sh *shell) listLinks(ctx context.Context, c *client.Client, ref string) error {
	got, err := c.Links(ctx, ref)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, l := range got.Items {
			row(w, l.Relation, l.Ref, l.Title)
		}
	})
}

func (sh *shell) incidentRole() *cobra.Command {
	var in client.Handover
	var release bool
	cmd := &cobra.Command{
		Use: "role INCIDENT [ROLE]", Short: "Take a role, hand it over, leave it, or list who has which",
		Example: "  candor incident role INC-7\n  candor incident role INC-7 commander --note \"I can stay until six\"\n  candor incident role INC-7 scribe --release",
		Args:    cobra.RangeArgs(1, 2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			switch {
			case len(args) == 1:
				return sh.listRoles(ctx, c, args[0])
			case release:
				if err := c.ReleaseRole(ctx, args[0], args[1]); err != nil {
					return err
				}
				return sh.done(args[0], "Nobody is %s of %s now.", args[1], args[0])
			}
			if err := c.AssignRole(ctx, args[0], args[1], in); err != nil {
				return err
			}
			return sh.done(args[0], "The role %s of %s is taken.", args[1], args[0])
		}),
	}
	cmd.Flags().StringVar(&in.Person, "person", "", "ID of the person who takes it; without it, oneself")
	cmd.Flags().StringVar(&in.Note, "note", "", "what the next one should know")
	cmd.Flags().BoolVar(&release, "release", false, "leave the role empty")
	return cmd
}

func (sh *shell) listRoles(ctx context.Context, c *client.Client, ref string) error {
	got, err := c.Roles(ctx, ref)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	return sh.table(func(w *tabwriter.Writer) {
		for _, r := range got.Items {
			row(w, r.Role, r.Person.Name, "since "+sh.clock(r.Since))
		}
	})
}

func (sh *shell) incidentWatch() *cobra.Command {
	var after int64
	cmd := &cobra.Command{
		Use: "watch INCIDENT", Short: "Follow an incident as it happens, until Ctrl-C", Args: cobra.ExactArgs(1),
		Long: "Follow an incident as it happens, until Ctrl-C. Dropped connections are taken up again where they broke off.\n" +
			"With --json, each line is one event.",
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			for ev, err := range c.WatchIncident(ctx, args[0], after) {
				if err != nil {
					return err
				}
				if err := sh.tell(ev); err != nil {
					return err
				}
			}
			return nil
		}),
	}
	cmd.Flags().Int64Var(&after, "after", 0, "begin after the entry with this number")
	return cmd
}

func (w *when) given() *time.Time {
	if w.IsZero() {
		return nil
	}
	return &w.Time
}
