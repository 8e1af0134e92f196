package cli

import (
	"context"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
)

func (sh *shell) postmortemSchedule() *cobra.Command {
	var in client.MeetingPlan
	var at *when
	var anew bool
	cmd := &cobra.Command{
		Use: "schedule POSTMORTEM --at TIME", Short: "Plan the review meeting, or plan it anew", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			in.StartsAt = at.Time
			now, err := c.Meeting(ctx, args[0])
			switch {
			case client.KindOf(err) == client.NotFound: // None yet, unless planning one says more.
			case err != nil:
				return err
			case now.EndedAt.IsZero() && now.CancelledAt.IsZero() && !anew:
				return &client.Error{
					Kind: client.Stale, Detail: "A review meeting is planned already, for " + sh.clock(now.StartsAt) + ".", Hint: "Add --anew to plan it anew.",
				}
			}
			if err := c.ScheduleMeeting(ctx, args[0], now.Version, in); err != nil {
				return err
			}
			return sh.done(args[0], "The review of %s is planned.", args[0])
		}),
	}
	at = sh.whenFlag(cmd, "at", "when it begins, such as \"in 2d\"")
	required(cmd, "at")
	f := cmd.Flags()
	f.BoolVar(&anew, "anew", false, "in place of the plan that there is")
	f.StringVar(&in.Zone, "zone", "", "IANA zone in which it is told, such as Europe/Berlin")
	f.IntVar(&in.Minutes, "minutes", 60, "how long it lasts")
	f.StringVar(&in.Place, "place", "", "a room, or an address on the web")
	f.StringSliceVar(&in.Guests, "guest", nil, "ID of a person who is invited; may be repeated. Without it, everybody who may read the draft")
	return cmd
}

func (sh *shell) postmortemMeeting() *cobra.Command {
	cmd := &cobra.Command{
		Use: "meeting POSTMORTEM", Short: "Show the review meeting: its plan, or its record", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Meeting(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			return sh.table(func(w *tabwriter.Writer) {
				fact(w, "begins", sh.clock(got.StartsAt))
				fact(w, "place", got.Place)
				fact(w, "begun", sh.clock(got.BegunAt))
				fact(w, "ended", sh.clock(got.EndedAt))
				fact(w, "cancelled", got.Reason)
				for _, p := range got.Present {
					fact(w, "present", p.Name)
				}
				for _, o := range got.Others {
					fact(w, "present", strconv.Itoa(o.Count)+" of "+o.Role)
				}
				for _, d := range got.Decisions {
					fact(w, d.Becomes, strings.TrimSpace(d.Ref+" "+d.Text))
				}
			})
		}),
	}
	cmd.AddCommand(
		sh.postmortemMove("begin", "Say that the Prime Directive was read and is accepted, and begin", (*client.Client).BeginMeeting),
		sh.postmortemMove("end", "End it", (*client.Client).EndMeeting),
		sh.postmortemReasoned("cancel", "Take the planned meeting off", (*client.Client).CancelMeeting),
		sh.meetingAttend(), sh.meetingCount(), sh.postmortemDecide())
	return cmd
}

func (sh *shell) meetingAttend() *cobra.Command {
	var left bool
	cmd := &cobra.Command{
		Use: "attend POSTMORTEM [PERSON]", Short: "Say that you are there, or that somebody else is", Args: cobra.RangeArgs(1, 2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			who := "me"
			if len(args) == 2 {
				who = args[1]
			}
			if left {
				if err := c.LeaveMeeting(ctx, args[0], who); err != nil {
					return err
				}
				return sh.done(args[0], "Taken off the list of those present.")
			}
			if err := c.AttendMeeting(ctx, args[0], who); err != nil {
				return err
			}
			return sh.done(args[0], "Noted as present.")
		}),
	}
	cmd.Flags().BoolVar(&left, "left", false, "take it off the list again")
	return cmd
}

func (sh *shell) meetingCount() *cobra.Command {
	return &cobra.Command{
		Use: "count POSTMORTEM ROLE NUMBER", Short: "Say how many people without an account are there, by role and never by name", Args: cobra.ExactArgs(3),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			n, err := strconv.Atoi(args[2])
			if err != nil {
				return usage("%q is no number.", args[2]).next("Say how many, such as 3; 0 takes the role off.")
			}
			if err := c.CountOthers(ctx, args[0], client.Others{Role: args[1], Count: n}); err != nil {
				return err
			}
			return sh.done(args[0], "Counted.")
		}),
	}
}

func (sh *shell) postmortemDecide() *cobra.Command {
	var in client.NewDecision
	cmd := &cobra.Command{
		Use: "decide POSTMORTEM TEXT", Short: "Write down what the meeting decided: an action, or a note", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			text, err := sh.prose(args[1:])
			if err != nil {
				return err
			}
			in.Text = text
			got, err := c.DecideInMeeting(ctx, args[0], in)
			if err != nil {
				return err
			}
			return sh.answer(got, "It is written down. %s", got.Ref)
		}),
	}
	f := cmd.Flags()
	f.StringVar(&in.Becomes, "becomes", "action", "what it becomes")
	oneOf(cmd, "becomes", "action", "risk", "note")
	f.StringVar(&in.Why, "why", "", "ID of the why that it answers")
	f.StringVar(&in.Owner, "owner", "", "of an action: a team, or a role")
	f.StringVar(&in.Keep, "keep-wording", "", "of an action: why its wording stays")
	f.StringVar(&in.Prevent, "cost-to-prevent", "", "of a risk")
	f.StringVar(&in.Suffer, "cost-to-suffer", "", "of a risk")
	f.StringVar(&in.Approver, "approver", "", "of a risk: a role")
	review := sh.whenFlag(cmd, "review", "of a risk: when it is looked at again, such as \"in 90d\"")
	due := sh.whenFlag(cmd, "due", "of an action: when it is due")
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		in.ReviewAt, in.Due = review.Time, due.Time
		return run(cmd, args)
	}
	return cmd
}

// postmortemReaders shows who has read a draft, and asks others to.
func (sh *shell) postmortemReaders() *cobra.Command {
	var in client.ReviewAsk
	cmd := &cobra.Command{
		Use: "readers POSTMORTEM", Short: "Show who has read it and how the approvals stand, or ask people to read it", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			if len(in.People) > 0 {
				if err := c.AskReviewers(ctx, args[0], in); err != nil {
					return err
				}
			}
			got, err := c.ReviewStanding(ctx, args[0])
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			if err := sh.say("%d of %d approvals are given.", got.Given, got.Needed); err != nil {
				return err
			}
			return sh.table(func(w *tabwriter.Writer) {
				for _, r := range got.Readers {
					said := orElse(strings.ReplaceAll(r.Answer, "_", " "), "waits")
					if r.Answer != "" && !r.Stands {
						said += " (of an earlier text)"
					}
					row(w, r.By.Name, said, r.Reason)
				}
			})
		}),
	}
	cmd.Flags().StringSliceVar(&in.People, "ask", nil, "ID of a person who is asked; may be repeated")
	until := sh.whenFlag(cmd, "until", "until when an answer is hoped for, such as \"in 3d\"")
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		in.Until = until.Time
		return run(cmd, args)
	}
	return cmd
}

func (sh *shell) postmortemAnswer() *cobra.Command {
	var in client.ReviewAnswer
	cmd := &cobra.Command{
		Use: "answer POSTMORTEM ANSWER", Short: "Say what you think of it: nothing_to_add, approve or please_change", Args: cobra.ExactArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			in.Answer = args[1]
			if err := c.AnswerReview(ctx, args[0], in); err != nil {
				return err
			}
			return sh.nowPostmortem(ctx, c, args[0])
		}),
	}
	cmd.Flags().StringVar(&in.Reason, "reason", "", "what should change, and why")
	cmd.Flags().StringVar(&in.Exception, "exception", "", "why fewer approvals than the policy asks for are enough")
	return cmd
}
