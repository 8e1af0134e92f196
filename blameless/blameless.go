// Package blameless reads text that is written for others and marks what puts a person where
// a system belongs. It says why in one sentence and offers a wording that keeps the facts. It
// needs no server, keeps no state, and never learns who wrote what it reads.
//
// What it does not yet do: this first cut knows only the words that the playbook bans. It does
// not see blame without those words, named persons as causes, hindsight, counterfactuals,
// minimisers, weak actions or single root causes; it takes no rules, allow-lists or roles of
// an organisation; and it does not rewrite. Those come behind the same Check.
//
// Start reading at Check. The rules are data, in rules.yaml.
package blameless

import (
	"cmp"
	"slices"
)

// Severity says what follows from a finding.
type Severity string

// The severities.
const (
	Block  Severity = "block"  // Publication waits until it is reworded or waived.
	Advise Severity = "advise" // Worth a second look.
	Waived Severity = "waived" // Would be one of the others, but a reason was given; it is counted.
)

// Finding is one place in a text, and what is the matter with it.
type Finding struct {
	Label      string   `json:"label"` // The class, such as "human-error".
	Rule       string   `json:"rule"`  // The rule's ID, such as "banned.careless".
	Start      int      `json:"start"` // In bytes; the text is doc[Start:End].
	End        int      `json:"end"`
	StartUTF16 int      `json:"start_utf16"` // In the units that browsers and editors count.
	EndUTF16   int      `json:"end_utf16"`
	Severity   Severity `json:"severity"`
	Why        string   `json:"why"`              // One sentence.
	Suggest    string   `json:"suggest"`          // A wording that keeps the facts; unknowns in [brackets].
	Reason     string   `json:"reason,omitempty"` // Why it was waived.
}

// Options say how a text is read.
type Options struct {
	Plain  bool // The text is not Markdown: backticks and angle brackets mean nothing.
	Gentle bool // A live room: nothing blocks, everything advises.
}

// Check returns what it finds in doc, in the order of the text. A word is passed over where it
// is not said in earnest: in code, in the target of a link, in a comment, in a quotation of
// the Prime Directive, and in quotation marks where the sentence is about the word itself
// (ban the words "..."). After <!-- candor:ignore REASON --> findings are waived: on the rest
// of that line or, when the comment stands alone, in the paragraph that follows. It takes
// time linear in the length of doc and may be called from many goroutines.
func Check(doc string, opts Options) []Finding {
	skip, waivers := readAround(doc, opts)
	var found []Finding
	for _, f := range builtin().find(doc) {
		if skip.covers(f.Start) || isAboutTheWord(doc, f.Start, f.End) {
			continue
		}
		if opts.Gentle {
			f.Severity = Advise
		}
		if w, ok := waivers.at(f.Start); ok {
			f.Severity, f.Reason = Waived, w.reason
		}
		found = append(found, f)
	}
	slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(a.Start, b.Start) })
	countUTF16(doc, found)
	return found
}

// Blocks says whether publication has to wait.
func Blocks(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Severity == Block })
}

// countUTF16 fills in the offsets in UTF-16 units, in one walk.
func countUTF16(doc string, found []Finding) {
	byteAt, unitAt := 0, 0
	unitsTo := func(at int) int {
		for _, r := range doc[byteAt:at] {
			unitAt++
			if r > 0xffff {
				unitAt++
			}
		}
		byteAt = at
		return unitAt
	}
	for i := range found {
		found[i].StartUTF16 = unitsTo(found[i].Start)
		found[i].EndUTF16 = unitsTo(found[i].End)
	}
}
