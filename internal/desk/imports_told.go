package desk

import (
	"slices"
	"strings"
	"unicode"

	"candor.dev/candor/internal/domain/workspace"
)

// Understood tells what was understood of a document. What it does not tell is empty.
type Understood struct {
	Title      string            `json:"title,omitempty"`
	Date       string            `json:"date,omitempty"`
	Severity   string            `json:"severity,omitempty"` // As it stands there.
	Zone       string            `json:"zone,omitempty"`     // The IANA zone in which its clocks were read.
	Moments    map[string]string `json:"moments,omitempty"`
	NotGiven   []string          `json:"not_given,omitempty"` // Moments without a time.
	Timeline   int               `json:"timeline"`            // Entries with a time.
	Undated    int               `json:"undated"`             // Entries that stay text, since they have no day.
	Actions    int               `json:"actions"`
	Whys       int               `json:"whys"`
	Factors    []string          `json:"factors,omitempty"` // Suggested: nobody has decided on them.
	Sections   []string          `json:"sections,omitempty"`
	KeptAsText []string          `json:"kept_as_text,omitempty"` // Headings that say nothing that is known.
	Remarks    []string          `json:"remarks,omitempty"`
}

// told reports on a document, and chooses its severity among those in use.
func (u *understanding) told(severities workspace.Severities) Understood {
	out := Understood{
		Title: u.recollection.Title, Date: u.doc.Date, Severity: u.doc.Severity, Timeline: len(u.notes), Undated: u.undated,
		Actions: len(u.actions), Whys: len(u.whys), Factors: u.doc.Factors, KeptAsText: u.kept, Remarks: slices.Clone(u.remarks),
	}
	if u.doc.Severity != "" {
		if u.recollection.Severity = severityOf(u.doc.Severity, severities); u.recollection.Severity == "" {
			out.Remarks = append(out.Remarks, "Its severity “"+fitting(u.doc.Severity, 40)+"” is none of those in use here; it stays text.")
		}
	}
	if u.zone != nil {
		out.Zone = u.zone.String()
	}
	for _, m := range u.moments {
		if !m.Given() {
			out.NotGiven = append(out.NotGiven, string(m.Name))
			continue
		}
		if out.Moments == nil {
			out.Moments = map[string]string{}
		}
		out.Moments[string(m.Name)] = m.Local().Format("2006-01-02T15:04Z07:00")
	}
	for _, s := range u.sections {
		if s.Text != "" {
			out.Sections = append(out.Sections, string(s.Key))
		}
	}
	return out
}

// severityOf finds the severity in use that a document means: by its key or name, however it is
// written; SEV-2 is SEV2.
func severityOf(said string, severities workspace.Severities) string {
	plain := func(s string) string {
		s = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, s)
		return strings.Replace(s, "severity", "sev", 1)
	}
	for _, s := range severities.List {
		if plain(said) == plain(s.Key) || plain(said) == plain(s.Name) {
			return s.Key
		}
	}
	return ""
}
