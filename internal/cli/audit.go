package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"candor.dev/candor/internal/app"
	"candor.dev/candor/internal/store"
)

func (sh *shell) auditCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "Check the record"}
	verify := &cobra.Command{
		Use: "verify", Short: "Compute every hash of the record again, and say where it does not hold", Args: cobra.NoArgs,
		Long: "Compute every hash of the record again. For each stream that does not hold, the first entry is named, and the exit\n" +
			"code is 1. With the key file, the signed checkpoints are checked as well: they find what a consistent forgery hides.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return sh.withDatabase(cmd, app.Attach, func(ctx context.Context, s *store.Store) error { return sh.verify(ctx, s, sh.out) })
		},
	}
	serverFlags(verify, "db", "data", "key_file")
	cmd.AddCommand(verify)
	return cmd
}

// verdictJSON is what audit verify prints with --json.
type verdictJSON struct {
	Holds       bool        `json:"holds"`
	Streams     int         `json:"streams"`
	Entries     int         `json:"entries"`
	Removed     int         `json:"removed_with_demo"`
	Checkpoints int         `json:"checkpoints"`
	Signed      bool        `json:"signatures_checked"`
	Breaks      []breakJSON `json:"breaks"`
}

type breakJSON struct {
	Stream string `json:"stream"`
	Seq    int64  `json:"seq"`
	Reason string `json:"reason"`
}

func (sh *shell) verify(ctx context.Context, s *store.Store, to *screen) error {
	v, err := verdictOf(ctx, s)
	if err != nil {
		return err
	}
	if err := sh.tellVerdict(v, to); err != nil {
		return err
	}
	if !v.Holds {
		return errFindings
	}
	return nil
}

func verdictOf(ctx context.Context, s *store.Store) (verdictJSON, error) {
	seal, err := s.SealKey()
	if err != nil {
		seal = nil // There is no key file; the hashes can be checked without it.
	}
	var v store.Verdict
	err = s.Snapshot(ctx, func(view *store.View) (err error) {
		v, err = view.VerifyRecord(seal)
		return err
	})
	out := verdictJSON{
		Holds: len(v.Breaks) == 0, Streams: v.Streams, Entries: v.Events, Removed: v.Removed,
		Checkpoints: v.Checkpoints, Signed: v.Signed, Breaks: []breakJSON{},
	}
	for _, b := range v.Breaks {
		out.Breaks = append(out.Breaks, breakJSON{b.Stream.String(), b.Seq, b.Reason})
	}
	return out, err
}

func (sh *shell) tellVerdict(v verdictJSON, to *screen) error {
	if sh.json && to == sh.out {
		return sh.printJSON(v)
	}
	for _, b := range v.Breaks {
		if _, err := fmt.Fprintf(to, "%s, entry %d: %s.\n", b.Stream, b.Seq, b.Reason); err != nil {
			return err
		}
	}
	sentence := fmt.Sprintf("The record holds: %d entries in %d streams, %d checkpoints", v.Entries, v.Streams, v.Checkpoints)
	if !v.Holds {
		sentence = fmt.Sprintf("The record does not hold: %d of %d streams or checkpoints were changed", len(v.Breaks), v.Streams)
	}
	if v.Removed > 0 {
		sentence += fmt.Sprintf("; %d streams went with the demo", v.Removed)
	}
	if !v.Signed {
		sentence += "; signatures were not checked, since there is no key file"
	}
	_, err := fmt.Fprintln(to, sentence+".")
	return err
}
