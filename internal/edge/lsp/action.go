package lsp

import (
	"regexp"
	"slices"
	"strings"

	"candor.dev/candor/blameless"
)

// actions are what can be done about the findings in a range.
func (s *server) actions(p codeActionParams) []codeAction {
	list := []codeAction{}
	t := s.texts[p.TextDocument.URI]
	if t == nil || len(p.Context.Only) > 0 && !slices.ContainsFunc(p.Context.Only, includesQuickFix) {
		return list
	}
	from, to := t.offset(p.Range.Start, s.utf8), t.offset(p.Range.End, s.utf8)
	at := newWalk(t, s.utf8)
	for _, f := range t.findings(s.Rules, s.Thorough) {
		if f.End < from || f.Start > to || len(list) >= mostActions {
			continue
		}
		d := []diagnostic{s.diagnostic(f, at)}
		if f.Suggest != "" && f.Replace.End > f.Replace.Start {
			edit := textEdit{t.between(f.Replace.Start, replaceEnd(t.doc, f), s.utf8), f.Suggest}
			list = append(list, codeAction{"Use this wording: " + short(f.Suggest), quickFix, d, true, s.edit(t, edit)})
		}
		if t.format == markdown {
			edit := ignoring(t, f)
			list = append(list, codeAction{
				"Ignore with a reason: " + short(t.doc[f.Start:f.End]), quickFix, d, false,
				s.edit(t, textEdit{t.between(edit.at, edit.at, s.utf8), edit.insert}),
			})
		}
	}
	return list
}

// mostActions is more than anybody reads in a menu.
const mostActions = 40

// includesQuickFix: kinds are a tree, and an editor may ask for all of it.
func includesQuickFix(kind string) bool {
	return kind == "" || kind == quickFix
}

// replaceEnd is where the words end that the suggestion replaces: with their full stop, when
// the suggestion brings its own.
func replaceEnd(doc string, f blameless.Finding) int {
	end := f.Replace.End
	if strings.HasSuffix(f.Suggest, ".") || strings.HasSuffix(f.Suggest, "?") {
		for end < len(doc) && strings.IndexByte(".!?", doc[end]) >= 0 {
			end++
		}
	}
	return end
}

type insertion struct {
	at     int
	insert string
}

// ignoring is where the comment goes that waives a finding: in front of its words; or, where
// they begin a line, above their paragraph, since a line that begins with a comment would be
// HTML from there to its end. Its reason is left to the person; until then nothing is waived.
func ignoring(t *text, f blameless.Finding) insertion {
	const comment = "<!-- candor:ignore -->"
	line := strings.LastIndexAny(t.doc[:f.Start], "\r\n") + 1
	if before := t.doc[line:f.Start]; strings.Trim(before, " \t>") != "" {
		return insertion{f.Start, comment + " "}
	}
	for line > 0 {
		end := line - 1
		above := strings.LastIndexByte(t.doc[:end], '\n') + 1
		if !continues.MatchString(strings.TrimRight(t.doc[above:end], "\r")) {
			break
		}
		line = above
	}
	indent := t.doc[line : line+len(t.doc[line:])-len(strings.TrimLeft(t.doc[line:], " \t>"))]
	return insertion{line, indent + comment + lineBreak(t.doc)}
}

// continues knows a line that belongs to the paragraph of the next one: it is not blank, no
// heading, fence, rule, row of a table, item of a list or comment.
var continues = regexp.MustCompile("^[ \\t>]*(?:[^-#`~=|*+<0-9 \\t>]|[-*+][^-*+ \\t]|[0-9]+[^.)0-9]|[`~][^`~])")

// lineBreak is how the lines of doc end.
func lineBreak(doc string) string {
	if i := strings.IndexByte(doc, '\n'); i > 0 && doc[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// short is a text for a menu.
func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return string(r)
}

// edit asks for a change of t as it is now.
func (s *server) edit(t *text, e textEdit) workspaceEdit {
	if s.edits {
		return workspaceEdit{DocumentChanges: []documentEdit{{versioned{t.uri, t.version}, []textEdit{e}}}}
	}
	return workspaceEdit{Changes: map[string][]textEdit{t.uri: {e}}}
}
