package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/render"
)

func (sh *shell) timelineCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "timeline", Short: "Read and write the timeline of an incident"}
	cmd.AddCommand(sh.timelineAdd(), sh.timelineList(), sh.timelineRevise())
	return cmd
}

// noteFlags are when it happened and what the entry rests on.
type noteFlags struct {
	at                *when
	within            string
	links, logs, file []string
}

func (sh *shell) noteFlags(cmd *cobra.Command) *noteFlags {
	n := &noteFlags{at: sh.pastFlag(cmd, "at", "when it happened; without it, now")}
	f := cmd.Flags()
	f.StringVar(&n.within, "within", "", "the time is known to plus or minus this, such as 5m")
	f.StringArrayVar(&n.links, "link", nil, "address that is evidence; may be repeated")
	f.StringArrayVar(&n.logs, "log", nil, "excerpt of a log that is evidence; may be repeated")
	f.StringArrayVar(&n.file, "file", nil, "file that is evidence; may be repeated")
	return n
}

// precision is the seconds of --within.
func (n *noteFlags) precision() (int, error) {
	if n.within == "" {
		return 0, nil
	}
	d, err := parseSpan(n.within)
	return int(d / time.Second), err
}

// evidence uploads the files and names everything that the entry rests on.
func (sh *shell) evidence(ctx context.Context, c *client.Client, n *noteFlags, ref string) ([]client.Evidence, error) {
	var list []client.Evidence
	for _, u := range n.links {
		list = append(list, client.Evidence{Kind: "link", URL: u})
	}
	for _, t := range n.logs {
		list = append(list, client.Evidence{Kind: "log", Text: t})
	}
	for i, path := range n.file {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, local("The evidence cannot be read.").because(err)
		}
		got, err := c.AddFile(client.WithKey(ctx, sh.keyOf("file", strconv.Itoa(i))), ref, filepath.Base(path), data)
		var e *client.Error
		if errors.As(err, &e) {
			e.Key = sh.key // A repeat begins with the files again.
		}
		if err != nil {
			return nil, err
		}
		kind := "file"
		if got.Image {
			kind = "image"
		}
		list = append(list, client.Evidence{Kind: kind, Label: filepath.Base(path), File: got.ID})
	}
	return list, nil
}

func (sh *shell) timelineAdd() *cobra.Command {
	var n *noteFlags
	cmd := &cobra.Command{
		Use: "add INCIDENT TEXT", Short: "Write an entry", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			words, err := sh.prose(args[1:])
			if err != nil {
				return err
			}
			seconds, err := n.precision()
			if err != nil {
				return err
			}
			evidence, err := sh.evidence(ctx, c, n, args[0])
			if err != nil {
				return err
			}
			at := n.at.Time
			if at.IsZero() {
				var within time.Duration
				if at, within, words = text.LeadingHour(words, sh.now()); within > 0 && seconds == 0 {
					seconds = int(within / time.Second)
				}
			}
			got, err := c.AddNote(ctx, args[0], client.Note{Text: words, HappenedAt: at, PrecisionSeconds: seconds, Evidence: evidence})
			if err != nil {
				return err
			}
			if at.IsZero() {
				return sh.answer(got, "It is entry %d of the timeline.", got.Seq)
			}
			return sh.answer(got, "It is entry %d of the timeline, filed under %s. Change it with candor timeline revise %s %d.", got.Seq, sh.clock(at), args[0], got.Seq)
		}),
	}
	n = sh.noteFlags(cmd)
	return cmd
}

func (sh *shell) timelineRevise() *cobra.Command {
	var n *noteFlags
	var withdrawn bool
	cmd := &cobra.Command{
		Use: "revise INCIDENT NUMBER TEXT", Short: "Supersede an entry; the earlier wording stays in the record", Args: cobra.MinimumNArgs(2),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			seq, err := strconv.ParseInt(strings.TrimPrefix(args[1], "#"), 10, 64)
			if err != nil {
				return usage("%q is not the number of an entry.", args[1]).next("candor timeline list %s shows the numbers.", args[0])
			}
			words, err := sh.prose(args[2:])
			if err != nil {
				return err
			}
			seconds, err := n.precision()
			if err != nil {
				return err
			}
			evidence, err := sh.evidence(ctx, c, n, args[0])
			if err != nil {
				return err
			}
			got, err := c.ReviseNote(ctx, args[0], seq, client.Correction{
				Text: words, HappenedAt: n.at.Time, PrecisionSeconds: seconds, Evidence: evidence, Withdrawn: withdrawn,
			})
			if err != nil {
				return err
			}
			return sh.answer(got, "Entry %d takes its place.", got.Seq)
		}),
	}
	n = sh.noteFlags(cmd)
	cmd.Flags().BoolVar(&withdrawn, "withdraw", false, "show the entry as withdrawn")
	return cmd
}

func (sh *shell) timelineList() *cobra.Command {
	var after int64
	var page client.Paging
	cmd := &cobra.Command{
		Use: "list INCIDENT", Short: "List what happened, oldest first", Args: cobra.ExactArgs(1),
		RunE: sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
			got, err := c.Timeline(ctx, args[0], after, page)
			if err != nil || sh.json {
				return sh.orJSON(got, err)
			}
			if err := sh.showEvents(got.Items); err != nil {
				return err
			}
			return sh.more(got.Next)
		}),
	}
	cmd.Flags().Int64Var(&after, "after", 0, "begin after the entry with this number")
	pagingFlags(cmd, &page)
	return cmd
}

func (sh *shell) showEvents(list []client.Event) error {
	for _, ev := range list {
		if err := sh.tell(ev); err != nil {
			return err
		}
	}
	return nil
}

// tell prints an event: as a sentence, or as one line of JSON.
func (sh *shell) tell(ev client.Event) error {
	if sh.json {
		return sh.printLine(ev)
	}
	sentence := render.Sentence(event.Event{Kind: ev.Kind, Body: ev.Body, At: ev.At, Seq: ev.Seq, Subject: ev.Subject, Replaces: ev.Replaces})
	around := ""
	if ev.PrecisionSeconds > 0 {
		around = " ±" + short(time.Duration(ev.PrecisionSeconds)*time.Second)
	}
	if ev.Replaces > 0 {
		sentence += " (takes the place of #" + strconv.FormatInt(ev.Replaces, 10) + ")"
	}
	return sh.say("#%d  %s%s  %s", ev.Seq, sh.clock(ev.At), around, sentence)
}
