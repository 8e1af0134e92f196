package web

import (
	"fmt"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/web/ui"
)

// wording is what was found in the words of a postmortem, as review and publication show it.
type wording struct {
	ref      string
	findings []postmortem.Finding
	waivers  []postmortem.Finding
}

// summary counts what waits, what is worth a second look, and what a reason excuses.
func (x wording) summary() string {
	blocks := 0
	for _, f := range x.findings {
		if f.Blocks {
			blocks++
		}
	}
	s := "Nothing in the wording holds publication up."
	if blocks > 0 {
		s = fmt.Sprintf("%s publication up, until reworded or kept with a reason.", number(blocks, "wording holds", "wordings hold"))
	}
	if n := len(x.findings) - blocks; n > 0 {
		s += fmt.Sprintf(" %s worth a second look.", number(n, "wording is", "wordings are"))
	}
	if n := len(x.waivers); n > 0 {
		s += fmt.Sprintf(" %s waived in the text, with a reason.", number(n, "wording is", "wordings are"))
	}
	return s
}

func number(n int, one, many string) string {
	if n == 1 {
		return "One " + one
	}
	return fmt.Sprint(n, " ", many)
}

// ordered are the remarks, those that publication waits for first.
func (x wording) ordered() ui.Findings {
	var first, rest []postmortem.Finding
	for _, f := range x.findings {
		if f.Blocks {
			first = append(first, f)
		} else {
			rest = append(rest, f)
		}
	}
	return margin(x.ref, append(first, rest...))
}

// sectionName is a section of a postmortem as people read it.
func sectionName(section string) string {
	if h := postmortem.Key(section).Heading(); h != "" {
		return h
	}
	if section == postmortem.TitleField {
		return "Title"
	}
	return section
}

// reasonOf is the reason of a waiver.
func reasonOf(f postmortem.Finding) string {
	if f.Reason == "" {
		return "no reason is given"
	}
	return f.Reason
}
