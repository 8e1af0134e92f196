package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"candor.dev/candor/blameless"
	"candor.dev/candor/client"
)

// What goes to the server at once: few enough that progress is seen, and far below its limits.
const (
	mostDocuments = 25
	mostBytes     = 2 << 20
)

// original is a file on its way to the server.
type original struct {
	name string
	doc  client.ImportDocument
}

// importToServer asks the server what would become of all documents, and, unless that was all that
// was asked for, has them written: all of them, or with --partial those that can be.
func (sh *shell) importToServer(ctx context.Context, c *client.Client, o importOptions, args []string) error {
	files, unread, err := sh.originals(args)
	if err != nil {
		return err
	}
	asked, err := sh.sendAll(ctx, c, o, files, true)
	if err != nil {
		return err
	}
	refused := asked.Refused + len(unread)
	switch {
	case o.dryRun:
		err = sh.importAnswer(asked, unread, func() { sh.importReports(asked) })
	case refused > 0 && !o.partial:
		err = sh.importAnswer(asked, unread, func() {})
	default:
		done, failed := sh.sendAll(ctx, c, o, files, false)
		if failed != nil {
			return failed
		}
		err = sh.importAnswer(done, unread, func() {})
	}
	if err == nil && refused > 0 {
		return &fault{code: exitLocal} // Each was told.
	}
	return err
}

// originals reads the files. Each is known to the server by its folder and name.
func (sh *shell) originals(args []string) (files []original, unread []client.ImportedDocument, err error) {
	for _, arg := range args {
		names, err := documents([]string{arg})
		if err != nil {
			return nil, nil, err
		}
		above := filepath.Dir(absolute(arg)) // Of a folder, what holds it; of a file, below.
		if info, err := os.Stat(arg); err == nil && !info.IsDir() {
			above = filepath.Dir(above)
		}
		for _, name := range names {
			origin, err := filepath.Rel(above, absolute(name))
			if err != nil {
				origin = name
			}
			raw, err := sh.readText(name)
			reason := ""
			switch at := blameless.Unreadable(string(raw)); {
			case err != nil:
				reason = sh.told(err).say
			case at >= 0 && raw[at] == 0:
				reason = fmt.Sprintf("It is not text: byte %d is a NUL.", at+1)
			case at >= 0:
				reason = fmt.Sprintf("It is not text: byte %d is no UTF-8. Save it as UTF-8.", at+1)
			}
			if reason != "" {
				unread = append(unread, client.ImportedDocument{Origin: name, Outcome: "refused", Reason: reason})
				continue
			}
			files = append(files, original{name, client.ImportDocument{Origin: filepath.ToSlash(origin), Text: string(raw)}})
		}
	}
	return files, unread, nil
}

func absolute(name string) string {
	if full, err := filepath.Abs(name); err == nil {
		return full
	}
	return name
}

// sendAll sends the documents in parts, each under its own key, and adds up what came back.
func (sh *shell) sendAll(ctx context.Context, c *client.Client, o importOptions, files []original, dry bool) (client.Imported, error) {
	sum := client.Imported{DryRun: dry, Items: []client.ImportedDocument{}}
	p := sh.progress(len(files), map[bool]string{true: "read", false: "imported"}[dry])
	for n := 0; len(files) > 0; n++ {
		in := client.Import{DryRun: dry, Partial: o.partial || dry, Update: o.update, Publish: o.publish, Zone: o.zone}
		size := 0
		for len(files) > 0 && len(in.Documents) < mostDocuments && (size == 0 || size+len(files[0].doc.Text) <= mostBytes) {
			size += len(files[0].doc.Text)
			in.Documents = append(in.Documents, files[0].doc)
			files = files[1:]
		}
		key := sh.key
		if dry {
			key += "-read"
		}
		got, err := c.ImportPostmortems(client.WithKey(ctx, fmt.Sprintf("%s-%d", key, n)), in)
		if err != nil {
			p.end()
			return sum, err
		}
		sum.New, sum.Same, sum.Changed = sum.New+got.New, sum.Same+got.Same, sum.Changed+got.Changed
		sum.Updated, sum.Refused, sum.Items = sum.Updated+got.Updated, sum.Refused+got.Refused, append(sum.Items, got.Items...)
		sum.Written = sum.Written || got.Written
		p.step(len(in.Documents))
	}
	p.end()
	return sum, nil
}

// importAnswer tells what became of the documents: what was refused first on the error output,
// then the others, then the sum.
func (sh *shell) importAnswer(got client.Imported, unread []client.ImportedDocument, before func()) error {
	got.Refused, got.Items = got.Refused+len(unread), append(got.Items, unread...)
	if sh.json {
		return sh.printJSON(got)
	}
	before()
	for _, d := range got.Items {
		switch {
		case d.Outcome == "refused":
			sh.note("%s: %s", d.Origin, d.Reason)
		case got.DryRun:
		default:
			line := []string{d.Outcome, orElse(d.Postmortem, "-"), orElse(d.Incident, "-"), d.Origin, plain(d.Understood.Title)}
			if d.Reason != "" {
				line = append(line, d.Reason)
			}
			if err := sh.say("%s", strings.Join(line, "  ")); err != nil {
				return err
			}
		}
	}
	sum := fmt.Sprintf("%d new, %d same, %d changed, %d updated, %d refused.", got.New, got.Same, got.Changed, got.Updated, got.Refused)
	if !got.Written {
		sum += " Nothing was written."
		if got.Refused > 0 {
			sum += " With --partial, the others are imported."
		}
	}
	return sh.say("%s", sum)
}

// importReports tells of each document what was understood, and what was not.
func (sh *shell) importReports(got client.Imported) {
	for _, d := range got.Items {
		if d.Outcome == "refused" {
			continue
		}
		u := d.Understood
		lines := []string{d.Origin}
		line := func(label, value string) {
			if value != "" {
				lines = append(lines, fmt.Sprintf("  %-10s %s", label, plain(value)))
			}
		}
		line("outcome", strings.TrimSpace(d.Outcome+" "+d.Postmortem))
		line("why", d.Reason)
		line("title", u.Title)
		line("date", u.Date)
		line("severity", u.Severity)
		for _, name := range []string{"impact_start", "detected", "escalated", "diagnosed", "stable", "resolved"} {
			line(strings.TrimPrefix(name, "impact_"), u.Moments[name])
		}
		line("no time", strings.ReplaceAll(strings.Join(u.NotGiven, ", "), "_", " "))
		timeline := tally(u.Timeline, "entry", "entries")
		if u.Undated > 0 {
			timeline += fmt.Sprintf("; without a day and so only text: %d", u.Undated)
		}
		line("timeline", timeline)
		line("actions", tally(u.Actions, "action", "actions"))
		if u.Whys > 0 {
			line("whys", tally(u.Whys, "why", "whys"))
		}
		line("factors", tally(len(u.Factors), "factor suggested", "factors suggested"))
		line("as text", strings.Join(u.KeptAsText, "; "))
		for _, r := range u.Remarks {
			line("note", r)
		}
		if sh.say("%s", strings.Join(lines, "\n")) != nil {
			return
		}
	}
}

// progress counts what is done: in place on a terminal, a line now and then elsewhere.
type progress struct {
	sh          *shell
	done, of    int
	what        string
	began, told time.Time
	live        bool
}

func (sh *shell) progress(of int, what string) *progress {
	live := false
	if f, ok := sh.err.to.(*os.File); ok {
		info, err := f.Stat()
		live = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	now := sh.now()
	return &progress{sh: sh, of: of, what: what, began: now, told: now, live: live}
}

const tellEvery = 5 * time.Second

func (p *progress) step(n int) {
	p.done += n
	now := p.sh.now()
	rate := float64(p.done) / max(0.001, now.Sub(p.began).Seconds())
	line := fmt.Sprintf("%d of %d %s, %.0f a second", p.done, p.of, p.what, rate)
	switch {
	case p.live:
		_, _ = fmt.Fprintf(p.sh.err.to, "\r\x1b[K%s", line) // There is nobody left to tell.
	case now.Sub(p.told) >= tellEvery:
		p.told = now
		p.sh.note("%s", line)
	}
}

// end takes the line away on which the progress stood.
func (p *progress) end() {
	if p.live {
		_, _ = fmt.Fprint(p.sh.err.to, "\r\x1b[K")
	}
}
