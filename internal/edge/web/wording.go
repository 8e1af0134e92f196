package web

import (
	"encoding/json"
	"fmt"

	"candor.dev/candor/blameless"
	"candor.dev/candor/internal/desk"
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

// mark is a finding for the editor, which counts in UTF-16 units.
type mark struct {
	Start        int                `json:"start"`
	End          int                `json:"end"`
	Severity     blameless.Severity `json:"severity"`
	Why          string             `json:"why"`
	Suggest      string             `json:"suggest"`
	ReplaceStart int                `json:"replace_start"`
	ReplaceEnd   int                `json:"replace_end"`
}

// readWording answers an editor while somebody types: as thoroughly as publication reads, and
// without what is waived.
func readWording(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	found, err := v.desk.ReadWording(v.ctx(), v.actor, desk.Wording{Text: f.get("text"), Context: f.get("context"), Thorough: true})
	if err != nil {
		return err
	}
	marks := []mark{}
	for _, x := range found {
		if x.Severity != blameless.Waived {
			marks = append(marks, mark{
				x.StartUTF16, x.EndUTF16, x.Severity, x.Why, x.Suggest, x.Replace.StartUTF16, x.Replace.EndUTF16,
			})
		}
	}
	marks = append(marks, undescribed(f.get("text"))...)
	raw, err := json.Marshal(marks)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	_, _ = v.w.Write(raw) // The browser went away: nobody is left to tell.
	return nil
}
