package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"candor.dev/candor/blameless"
	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/engine/importer"
)

// importOptions are the flags of import.
type importOptions struct {
	dryRun, jsonl            bool
	partial, update, publish bool
	zone                     string
}

func (sh *shell) importCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use: "import FILE|DIR...", Short: "Import postmortems that were written elsewhere, or report what would be understood",
		Long: "Import postmortems that were written elsewhere: each Markdown document becomes a closed incident and its postmortem, a draft\n" +
			"that nobody owns and for which nothing is due; nobody is told. --publish shows them to the whole company as they stand.\n\n" +
			"Of a folder, the files that end in .md or .markdown are read, with those of the folders below it.\n" +
			"A time that a document does not give stays empty; what is not understood stays as text where it stood, and the whole\n" +
			"document is kept. One that was imported before stays as it is. When one is refused, all are told that are, and nothing is\n" +
			"written, unless --partial asks for the others.\n\n" +
			"--dry-run writes nothing. Without a token it asks no server either: it reports what is understood. --jsonl prints that as\n" +
			"one object a line, in the order of the files, with the sections of the whole text.",
		Example: "  candor import --dry-run postmortems/\n  candor import --publish postmortems/\n  candor import --jsonl 2024-05-03.md | jq .times",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("candor import needs a FILE or a DIR.").next("candor import --help shows examples.")
			}
			token, err := sh.token()
			if err != nil {
				return err
			}
			if o.jsonl || o.dryRun && token == "" {
				return sh.importFiles(cmd.Context(), o, args)
			}
			return sh.talking(func(ctx context.Context, c *client.Client, args []string) error {
				return sh.importToServer(ctx, c, o, args)
			})(cmd, args)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.dryRun, "dry-run", false, "report what was understood and what would be done; write nothing")
	f.BoolVar(&o.jsonl, "jsonl", false, "print what was understood as JSON lines; asks no server")
	f.BoolVar(&o.partial, "partial", false, "import what can be imported, although others are refused")
	f.BoolVar(&o.update, "update", false, "take the new text of documents that have changed since, where nobody has worked on them here")
	f.BoolVar(&o.publish, "publish", false, "publish for the whole company, as they stand; for administrators")
	f.StringVar(&o.zone, "zone", "", "IANA zone of the clocks of documents that name none; without it, the organisation's")
	return cmd
}

// importFiles reads here, and asks no server.
func (sh *shell) importFiles(ctx context.Context, o importOptions, args []string) error {
	files, err := documents(args)
	if err != nil {
		return err
	}
	unread := 0
	for _, name := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		doc, err := sh.readDocument(name)
		if err != nil {
			sh.fail(ctx, err) // The others are still read.
			unread++
			continue
		}
		if o.jsonl || sh.json {
			err = sh.importLine(name, doc)
		} else {
			err = sh.importReport(name, doc)
		}
		if err != nil {
			return err
		}
	}
	if unread > 0 {
		return &fault{code: exitLocal} // Each was told.
	}
	return nil
}

// documents are the files that were named, and those of the folders, in the order of their names.
func documents(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		var below []string
		err := filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case path == arg && !d.IsDir():
				below = append(below, path)
			case d.IsDir() && path != arg && strings.HasPrefix(d.Name(), "."):
				return filepath.SkipDir
			case d.Type().IsRegular() && slices.Contains([]string{".md", ".markdown"}, strings.ToLower(filepath.Ext(path))):
				below = append(below, path)
			}
			return nil
		})
		if err != nil {
			return nil, local("%s cannot be read.", arg).because(errors.Unwrap(err))
		}
		if len(below) == 0 {
			return nil, local("%s holds no file that ends in .md or .markdown.", arg)
		}
		files = append(files, below...)
	}
	return files, nil
}

func (sh *shell) readDocument(name string) (importer.Document, error) {
	raw, err := sh.readText(name)
	if err != nil {
		return importer.Document{}, err
	}
	if at := blameless.Unreadable(string(raw)); at >= 0 {
		what := "no UTF-8"
		if raw[at] == 0 {
			what = "a NUL"
		}
		return importer.Document{}, local("%s is not text: byte %d is %s.", name, at+1, what).next("Save it as UTF-8, or leave it out.")
	}
	return importer.Read(string(raw)), nil
}

// importedLine is a line of --jsonl. What the document does not say is null.
type importedLine struct {
	File string `json:"file"`
	importer.Document
	Title    *string         `json:"title"`
	Date     *string         `json:"date"`
	Severity *string         `json:"severity"`
	Times    importedTimes   `json:"times"`
	Timeline []importedEntry `json:"timeline"`
	Actions  []importedDeed  `json:"actions"`
}

type importedTimes struct {
	TZ        *string `json:"tz"`
	Started   *string `json:"started"`
	Detected  *string `json:"detected"`
	Declared  *string `json:"declared"`
	Mitigated *string `json:"mitigated"`
	Resolved  *string `json:"resolved"`
}

type importedEntry struct {
	At *string `json:"at"`
	importer.Entry
}

type importedDeed struct {
	importer.Action
	Owner *string `json:"owner"`
	Link  *string `json:"link"`
}

func said(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (sh *shell) importLine(name string, d importer.Document) error {
	line := importedLine{File: name, Document: d, Title: said(d.Title), Date: said(d.Date), Severity: said(d.Severity), Timeline: []importedEntry{}, Actions: []importedDeed{}}
	line.Times = importedTimes{said(d.Times.TZ), said(d.Times.Started), said(d.Times.Detected), said(d.Times.Declared), said(d.Times.Mitigated), said(d.Times.Resolved)}
	for _, e := range d.Timeline {
		line.Timeline = append(line.Timeline, importedEntry{said(e.At), e})
	}
	for _, a := range d.Actions {
		line.Actions = append(line.Actions, importedDeed{a, said(a.Owner), said(a.Link)})
	}
	raw, err := json.Marshal(line)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(sh.out, "%s\n", raw)
	return err
}

// importReport says in a few lines what was understood, and what was not.
func (sh *shell) importReport(name string, d importer.Document) error {
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %-10s %s\n", label, value)
		}
	}
	fmt.Fprintf(&b, "%s\n", text.Visible(name))
	line("title", d.Title)
	line("date", d.Date)
	line("severity", d.Severity)
	line("zone", d.Times.TZ)
	line("started", d.Times.Started)
	line("detected", d.Times.Detected)
	line("declared", d.Times.Declared)
	line("mitigated", d.Times.Mitigated)
	line("resolved", d.Times.Resolved)
	line("timeline", tally(len(d.Timeline), "entry", "entries"))
	line("actions", tally(len(d.Actions), "action", "actions"))
	line("factors", tally(len(d.Factors), "factor", "factors"))
	line("impact", tally(len(d.Impact), "statement", "statements"))
	kept := []string{}
	for _, s := range d.Sections {
		if s.Kind == "" && s.Heading != "" && s.Heading != d.Title {
			kept = append(kept, s.Heading)
		}
	}
	line("as text", strings.Join(kept, "; "))
	for _, r := range d.Remarks {
		line("note", r)
	}
	_, err := fmt.Fprint(sh.out, text.Visible(b.String()))
	return err
}

func tally(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
