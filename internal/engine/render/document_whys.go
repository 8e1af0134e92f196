package render

import (
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
)

// whyHead is the head of the table of whys: question, answer, what follows.
var whyHead = row{"Question Chain", "Answer", "Action Item / Mitigation"}

// whyRows tells the why-tree as a table. A chain needs no numbers; where it branches, each
// question carries its place.
func whyRows(c postmortem.Copy) []row {
	rows := make([]row, len(c.Whys))
	for i, w := range c.Whys {
		rows[i] = row{line(w.Question), line(w.Answer), whyFollows(w), ""}
		if branches(c.Whys) {
			rows[i][3] = w.Number
		}
	}
	return rows
}

// branches says whether two whys stand beside each other.
func branches(whys []postmortem.CopyWhy) bool {
	for i, w := range whys {
		if w.Number != "1"+strings.Repeat(".1", i) {
			return true
		}
	}
	return false
}

// whyFollows is what a why earns, in words.
func whyFollows(w postmortem.CopyWhy) string {
	switch r := w.Risk; {
	case r != nil:
		return "Accepted risk: " + closed(line(r.Statement)) + " Cost to prevent: " + closed(line(r.Prevent)) + " Cost to suffer: " +
			closed(line(r.Suffer)) + " Accepted by " + line(r.Approver) + ", looked at again on " + day(r.ReviewAt) + "."
	case w.Action != "":
		return line(w.Title)
	}
	return ""
}

// writeWhys writes the table of the playbook.
func writeWhys(b *strings.Builder, c postmortem.Copy) {
	b.WriteString("\n## Whys\n\n")
	writeWhyTable(b, c)
}

func writeWhyTable(b *strings.Builder, c postmortem.Copy) {
	writeRow(b, whyHead)
	b.WriteString("| :--- | :--- | :--- |\n")
	for _, r := range whyRows(c) {
		question := "**" + strings.ReplaceAll(r[0], "*", `\*`) + "**"
		if r[3] != "" {
			question = r[3] + " " + question
		}
		writeRow(b, row{question, r[1], r[2]})
	}
}

// WhyTable is the why-tree as the table of the exports: its head, and its rows in plain words.
// Where the tree branches, a question carries its place.
func WhyTable(c postmortem.Copy) (head []string, rows [][]string) {
	for _, r := range whyRows(c) {
		question := r[0]
		if r[3] != "" {
			question = r[3] + " " + question
		}
		rows = append(rows, []string{question, r[1], r[2]})
	}
	return whyHead[:3], rows
}
