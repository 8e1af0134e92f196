package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

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
type spots []lineStart

// lineStart is where a line begins, in bytes and in UTF-16 units.
type lineStart struct{ at, unit int }

func newSpots(text string) spots {
	s, units := spots{{}}, 0
	for i, r := range text {
		if r >= utf8.RuneSelf {
			units += utf16.RuneLen(r)
			continue
		}
		if units++; r == '\n' {
			s = append(s, lineStart{i + 1, units})
		}
	}
	return s
}

func (s spots) of(p blameless.Place) spot {
	line, column := s.at(p.Start, p.StartUTF16)
	endLine, endColumn := s.at(p.End, p.EndUTF16)
	return spot{line, column, endLine, endColumn}
}

func (s spots) at(offset, unit int) (line, column int) {
	line = sort.Search(len(s), func(i int) bool { return s[i].at > offset })
	return line, unit - s[line-1].unit + 1
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
	if n != 1 && what != "waived" {
		what += "s"
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
		var at spots
		if len(f.found) > 0 {
			at = newSpots(f.text)
		}
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
	raw, err := marshal(v, "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(raw)
	return err
}

// marshal is v as JSON and a line break. What a terminal would obey is escaped as JSON does it,
// so that the screen has nothing left to change.
func marshal(v any, indent string) ([]byte, error) {
	var plain bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetIndent("", indent)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode the answer: %w", err)
	}
	return escape(plain.Bytes()), nil
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
			column := fmt.Sprintf("col=%d,endColumn=%d,", p.column, p.endColumn)
			if p.endLine != p.line {
				column = "" // GitHub takes columns within one line only.
			}
			say := one.Why + " Instead: " + one.Suggest
			if one.Severity == blameless.Waived {
				say = "Waived: " + one.Reason
			}
			_, err := fmt.Fprintf(w, "::%s file=%s,line=%d,endLine=%d,%stitle=%s::%s\n", level, property.Replace(f.name),
				p.line, p.endLine, column, property.Replace(one.Label), value.Replace(say))
			if err != nil {
				return err
			}
		}
	}
	return nil
}
