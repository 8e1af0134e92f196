package desk

import (
	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/domain/postmortem"
)

// language is the check of wording that publication waits for, when no other is handed in.
// Titles are plain lines, sections are Markdown.
func language(section, text string) []postmortem.Finding {
	_, err := postmortem.ParseKey(section)
	var list []postmortem.Finding
	for _, f := range blameless.Check(text, blameless.Options{Plain: err != nil}) {
		if f.Severity == blameless.Waived {
			continue
		}
		list = append(list, postmortem.Finding{
			Section: section, Rule: f.Rule, Match: text[f.Start:f.End], Say: f.Why, Suggest: f.Suggest, Start: f.Start, End: f.End,
			Blocks: f.Severity == blameless.Block,
		})
	}
	return list
}
