package draft

import (
	"fmt"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/change"
	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/engine/render"
)

// Item is a part of the record that a text can take up, as Markdown with its time, its zone and a
// link to where it stands.
type Item struct {
	ID    string
	Kind  string // Timeline, Update, Change, Hypothesis or Evidence.
	Label string // What it is, on one line.
	Text  string // What is written.
}

// The kinds of items, in words.
const (
	Timeline   = "Timeline"
	Update     = "Update"
	Change     = "Change"
	Hypothesis = "Hypothesis"
	Evidence   = "Evidence"
)

// Items lists what a text can take up of a record: entries and updates in the order in which they
// happened, each followed by its evidence; then changes that were marked, and hypotheses.
func Items(rec Record) []Item {
	roots := rootsOf(rec.Events)
	var list []Item
	for _, ev := range inForce(rec.Events) {
		if !slices.Contains(told, ev.Kind) {
			continue
		}
		line := rec.line(ev)
		if ev.Kind == "report.joined" {
			line = rec.stamped(ev, reported(ev))
		}
		link := rec.link(fmt.Sprintf("entry-%d", roots[ev.Seq]))
		kind := Timeline
		if ev.Kind == (incident.UpdatePosted{}).Kind() {
			kind = Update
		}
		list = append(list, Item{ID: fmt.Sprintf("entry-%d", ev.Seq), Kind: kind, Label: rec.clock(ev.At) + " " + render.Sentence(ev), Text: line + link})
		list = append(list, rec.evidenceItems(ev, link)...)
	}
	for _, c := range rec.Changes {
		said := rec.changed(c)
		if c.Mark != "" && c.Mark != change.Cleared {
			said = capital(string(c.Mark)) + ": " + said
		}
		list = append(list, Item{ID: "change-" + string(c.ID), Kind: Change, Label: said, Text: "- " + capital(said) + rec.link("change-entry-"+string(c.ID))})
	}
	for _, h := range rec.Hypotheses {
		line := capital(h.State.Words()) + ": " + flat(h.Text)
		if h.Evidence != "" {
			line += " Evidence: " + flat(h.Evidence)
		}
		list = append(list, Item{ID: "hypothesis-" + h.ID, Kind: Hypothesis, Label: line, Text: "- " + line + rec.link("")})
	}
	return list
}

// rootsOf are the numbers of the first wordings of entries.
func rootsOf(events []event.Event) map[int64]int64 {
	roots := map[int64]int64{}
	for _, ev := range events {
		root, known := roots[ev.Replaces]
		if !known {
			root = ev.Seq
		}
		roots[ev.Seq] = root
	}
	return roots
}

// link leads to a place in the room of the incident.
func (rec Record) link(place string) string {
	return " ([" + rec.Incident.Ref() + "](/incidents/" + strings.TrimSuffix(rec.Incident.Ref()+"#"+place, "#") + "))"
}

// evidenceItems are the pieces of evidence of an entry: pictures to be shown, logs and queries as
// code, anything else as a link.
func (rec Record) evidenceItems(ev event.Event, link string) []Item {
	note, err := event.Read[incident.Noted](ev)
	if err != nil || ev.Kind != note.Kind() {
		return nil
	}
	var list []Item
	for i, e := range note.Evidence {
		what := strings.NewReplacer("[", "(", "]", ")").Replace(short(oneLine(e.Label)))
		if what == "" {
			what = string(e.Kind) + " of " + rec.clock(ev.At)
		}
		item := Item{ID: fmt.Sprintf("entry-%d-evidence-%d", ev.Seq, i+1), Kind: Evidence, Label: capital(string(e.Kind)) + ": " + what}
		told := "From " + rec.clock(ev.At) + link
		switch {
		case e.Kind == incident.EvidenceImage && e.File != "":
			item.Text = "![" + what + "](/files/" + e.File + ")\n\n" + told
		case e.File != "":
			item.Text = "[" + what + "](/files/" + e.File + ") " + told
		case e.URL != "":
			item.Text = "[" + what + "](<" + target(e.URL) + ">) " + told
		default:
			item.Text = told + "\n\n" + fenced(e.Text)
		}
		list = append(list, item)
	}
	return list
}

// fenced is a text as code, behind more marks than it has itself.
func fenced(s string) string {
	marks := "```"
	for strings.Contains(s, marks) {
		marks += "`"
	}
	return marks + "\n" + strings.TrimRight(fitting(s), "\n") + "\n" + marks
}
