package cli

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/engine/recap"
)

func (sh *shell) recapCommand() *cobra.Command {
	cmd := sh.recapOf()
	cmd.AddCommand(sh.recapRank(), sh.recapEval())
	return cmd
}

func (sh *shell) recapRank() *cobra.Command {
	var jsonl bool
	cmd := &cobra.Command{
		Use: "rank --jsonl", Short: "Rank the changes of cases by how well each explains what is broken", Args: cobra.NoArgs,
		Long: "Rank the changes of cases by how well each explains what is broken. Needs no server.\n\n" +
			"Standard input holds one case a line: {\"id\",\"at\",\"incident\":{\"text\",\"error\"},\"candidates\":[{\"id\",\"at\",\"title\",\"body\",\n" +
			"\"paths\",\"additions\",\"deletions\",\"kind\"}]}. Each gets one line of answer: {\"id\",\"ranking\":[every candidate, the likeliest\n" +
			"first],\"top\":[{\"id\",\"score\",\"reasons\"}]}. A score is the share of the change among all of its case.",
		Example: "  candor recap rank --jsonl < cases.jsonl",
		RunE: func(*cobra.Command, []string) error {
			if !jsonl {
				return usage("candor recap rank reads JSON lines from standard input.").next("Say so: candor recap rank --jsonl < cases.jsonl")
			}
			return eachPosed(sh.in, "the input", func(p recap.Posed) error { return sh.rankPosed(p) })
		},
	}
	cmd.Flags().BoolVar(&jsonl, "jsonl", false, "read cases as JSON lines from standard input, answer in JSON lines")
	return cmd
}

// mostReasoned is for how many changes of a case the reasons are told.
const mostReasoned = 5

// rankedCase is one line of answer.
type rankedCase struct {
	ID      string      `json:"id"`
	Ranking []string    `json:"ranking"`
	Top     []topRanked `json:"top"`
}

type topRanked struct {
	ID      string   `json:"id"`
	Score   float64  `json:"score"`
	Reasons []string `json:"reasons"`
}

func (sh *shell) rankPosed(p recap.Posed) error {
	answer := rankedCase{ID: p.ID, Ranking: []string{}, Top: []topRanked{}}
	for place, r := range recap.Top(p.Case, p.Among, mostReasoned, recap.Shipped()) {
		answer.Ranking = append(answer.Ranking, r.ID)
		if place < mostReasoned {
			answer.Top = append(answer.Top, topRanked{r.ID, math.Round(r.Score*1e4) / 1e4, r.Reasons})
		}
	}
	raw, err := marshal(answer, "")
	if err != nil {
		return err
	}
	_, err = sh.out.Write(raw)
	return err
}

// eachPosed reads cases, one a line; empty lines are passed over. The first line that cannot be used ends it.
func eachPosed(from io.Reader, called string, do func(recap.Posed) error) error {
	in := bufio.NewReaderSize(from, 1<<16)
	for line := 1; ; line++ {
		raw, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return usage("Line %d of %s cannot be read.", line, called).because(err)
		}
		if len(bytes.TrimSpace(raw)) > 0 {
			p, bad := recap.ReadPosed(raw)
			if bad != nil {
				return usage("Line %d of %s is no case: %v.", line, called, bad).next("candor recap rank --help shows what a line holds.")
			}
			if bad := do(p); bad != nil {
				return bad
			}
		}
		if err != nil {
			return nil
		}
	}
}

func (sh *shell) recapEval() *cobra.Command {
	return &cobra.Command{
		Use: "eval [CASES]", Short: "Tell how often the ranking puts the change that was looked for near the top", Args: cobra.MaximumNArgs(1),
		Long: "Tell how often the ranking puts the change that was looked for near the top, beside the order of newest first.\n\n" +
			"Without CASES the server replays its own incidents whose trigger was confirmed, as they were when they were noticed.\n" +
			"CASES is a file of solved cases, or - for standard input, plain or packed with gzip: the lines that candor recap rank\n" +
			"reads, with the ID of the change that was looked for in \"culprit\". Needs no server.",
		Example: "  candor recap eval\n  candor recap eval cases.jsonl.gz",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return sh.talking(sh.tellAccuracy)(cmd, args)
			}
			from, done, err := sh.openCases(args[0])
			if err != nil {
				return err
			}
			defer done()
			var cases []recap.Posed
			if err := eachPosed(from, args[0], func(p recap.Posed) error { cases = append(cases, p); return nil }); err != nil {
				return err
			}
			return sh.tellReplay(cases)
		},
	}
}

func (sh *shell) openCases(name string) (io.Reader, func(), error) {
	from, done := sh.in, func() {}
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, nil, local("%s cannot be read.", name).because(errors.Unwrap(err))
		}
		if at, err := f.Stat(); err == nil && at.IsDir() {
			_ = f.Close() // It was only looked at.
			return nil, nil, local("%s is a folder.", name)
		}
		from, done = f, func() { _ = f.Close() } // It was only read.
	}
	in := bufio.NewReader(from)
	if magic, err := in.Peek(2); err != nil || magic[0] != 0x1f || magic[1] != 0x8b {
		return in, done, nil // An empty file has no cases, which is told later.
	}
	unpacked, err := gzip.NewReader(in)
	if err != nil {
		done()
		return nil, nil, local("%s cannot be unpacked.", name).because(err)
	}
	return unpacked, done, nil
}

// tellReplay ranks solved cases again and prints how that went.
func (sh *shell) tellReplay(cases []recap.Posed) error {
	ranked, newest := recap.Replay(cases, recap.Shipped())
	if ranked.Cases == 0 {
		return local("None of the %d cases says which change was looked for.", len(cases)).next("Its ID stands in \"culprit\".")
	}
	if sh.json {
		return sh.printJSON(struct {
			Candor recap.Figures `json:"candor"`
			Newest recap.Figures `json:"newest_first"`
		}{ranked, newest})
	}
	return sh.tellFigures(ranked, newest)
}

// tellAccuracy asks the server how the ranking did on its own incidents.
func (sh *shell) tellAccuracy(ctx context.Context, c *client.Client, _ []string) error {
	got, err := c.RecapAccuracy(ctx)
	if err != nil || sh.json {
		return sh.orJSON(got, err)
	}
	if got.Late > 0 {
		sh.note("Not counted: %s whose trigger was recorded after it was noticed.", counted(got.Late, "incident"))
	}
	if got.Learned > 0 {
		sh.note("The ranking has learned from %d confirmed triggers since; the figures are those of the weights that Candor comes with.", got.Learned)
	}
	if got.Incidents == 0 {
		return sh.say("No incident has a confirmed trigger yet. candor change mark INCIDENT CHANGE confirmed sets one.")
	}
	of := func(f client.RecapFigures) recap.Figures {
		return recap.Figures{Cases: got.Incidents, Hit1: f.Hit1, Hit3: f.Hit3, Hit5: f.Hit5, MRR: f.MRR}
	}
	return sh.tellFigures(of(got.Candor), of(got.NewestFirst))
}

func (sh *shell) tellFigures(ranked, newest recap.Figures) error {
	return sh.table(func(w *tabwriter.Writer) {
		row(w, "ORDER", "CASES", "FIRST", "FIRST 3", "FIRST 5", "MEAN 1/PLACE")
		for _, one := range []struct {
			name string
			recap.Figures
		}{{"candor", ranked}, {"newest first", newest}} {
			share := func(x float64) string { return fmt.Sprintf("%.3f", x) }
			row(w, one.name, fmt.Sprint(one.Cases), share(one.Hit1), share(one.Hit3), share(one.Hit5), share(one.MRR))
		}
	})
}
