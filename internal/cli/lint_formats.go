package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"candor.dev/candor/blameless"
)

// lintFormats print what was found.
var lintFormats = map[string]func(io.Writer, []lintedFile) error{
	"text": lintText, "json": lintJSON, "sarif": lintSARIF, "github": lintGitHub,
}

// spot is a place as people and tools name it: lines and columns begin at 1, columns count
// UTF-16 units.
type spot struct{ line, column, endLine, endColumn int }

// spots turns places into lines and columns; it is asked in any order.
type spots struct {
	text  string
	lines []int // Where each line begins.
}

func newSpots(text string) *spots {
	s := &spots{text: text, lines: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

func (s *spots) of(p blameless.Place) spot {
	line, column := s.at(p.Start)
	endLine, endColumn := s.at(p.End)
	return spot{line, column, endLine, endColumn}
}

func (s *spots) at(offset int) (line, column int) {
	low, high := 0, len(s.lines)
	for high-low > 1 {
		if mid := (low + high) / 2; s.lines[mid] <= offset {
			low = mid
		} else {
			high = mid
		}
	}
	return low + 1, len(utf16.Encode([]rune(s.text[s.lines[low]:offset]))) + 1
}

func lintText(w io.Writer, files []lintedFile) error {
	count, waived := 0, 0
	for _, f := range files {
		at := newSpots(f.text)
		for _, one := range f.found {
			if one.Severity == blameless.Waived {
				waived++
				continue
			}
			count++
			p := at.of(one.Place)
			words := strings.Join(strings.Fields(f.text[one.Start:one.End]), " ")
			if _, err := fmt.Fprintf(w, "%s:%d:%d: %s (%s): “%s”. %s\n    Instead: %s\n", f.name, p.line, p.column, one.Label, one.Severity, words, one.Why, one.Suggest); err != nil {
				return err
			}
		}
	}
	if count+waived == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "%s, %s by a reason.\n", counted(count, "finding"), counted(waived, "waived"))
	return err
}

func counted(n int, what string) string {
	if what == "finding" && n != 1 {
		what = "findings"
	}
	return fmt.Sprintf("%d %s", n, what)
}

type lintedJSON struct {
	File     string              `json:"file"`
	Labels   []string            `json:"labels"`
	Waived   int                 `json:"waived"`
	Findings []lintedFindingJSON `json:"findings"`
}

type lintedFindingJSON struct {
	blameless.Finding
	Line      int `json:"line"`
	Column    int `json:"column"`
	EndLine   int `json:"end_line"`
	EndColumn int `json:"end_column"`
}

func lintJSON(w io.Writer, files []lintedFile) error {
	list := []lintedJSON{}
	for _, f := range files {
		one := lintedJSON{File: f.name, Labels: labelsOf(f.found), Findings: []lintedFindingJSON{}}
		at := newSpots(f.text)
		for _, found := range f.found {
			p := at.of(found.Place)
			one.Findings = append(one.Findings, lintedFindingJSON{found, p.line, p.column, p.endLine, p.endColumn})
			if found.Severity == blameless.Waived {
				one.Waived++
			}
		}
		list = append(list, one)
	}
	return encode(w, list)
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// lintGitHub prints workflow commands, which GitHub shows beside the lines of a change.
// Source: GitHub's documentation of workflow commands.
func lintGitHub(w io.Writer, files []lintedFile) error {
	value := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, f := range files {
		at := newSpots(f.text)
		for _, one := range f.found {
			level := map[blameless.Severity]string{blameless.Block: "error", blameless.Advise: "warning", blameless.Waived: "notice"}[one.Severity]
			p := at.of(one.Place)
			say := one.Why + " Instead: " + one.Suggest
			if one.Severity == blameless.Waived {
				say = "Waived: " + one.Reason
			}
			_, err := fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,endLine=%d,endColumn=%d,title=%s::%s\n", level, property.Replace(f.name),
				p.line, p.column, p.endLine, p.endColumn, property.Replace(one.Label), value.Replace(say))
			if err != nil {
				return err
			}
		}
	}
	return nil
}
