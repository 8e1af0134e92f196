package lsp

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"candor.dev/candor/blameless"
)

// publish tells the editor what is found in t as it is now.
func (s *server) publish(t *text) error {
	t.turn++ // What a timer would still tell is told now.
	list := []diagnostic{}
	at := newWalk(t, s.utf8)
	for _, f := range t.findings(s.Rules, s.Thorough) {
		list = append(list, s.diagnostic(f, at))
	}
	if t.format == markdown {
		for _, open := range unfinished.FindAllStringIndex(t.doc, -1) {
			list = append(list, diagnostic{
				Range: t.between(open[0], open[1], s.utf8), Severity: information, Code: "ignore-needs-reason", Source: "candor",
				Message: "Write the reason into this comment; until then nothing is ignored.",
			})
		}
	}
	return s.notify("textDocument/publishDiagnostics", diagnosticsParams{URI: t.uri, Version: &t.version, Diagnostics: list})
}

// unfinished is an ignore comment without its reason, which the engine does not take.
var unfinished = regexp.MustCompile(`<!--\s*candor:ignore[\s:]*-->`)

func (s *server) diagnostic(f blameless.Finding, at *walk) diagnostic {
	d := diagnostic{
		Range: textRange{at.position(f.Start), at.position(f.End)}, Severity: information, Code: f.Rule, Source: "candor",
		Message: f.Label + ": " + f.Why,
	}
	if f.Severity == blameless.Block {
		d.Severity = warning
	}
	if f.Suggest != "" {
		d.Message += " Instead: " + f.Suggest
	}
	return d
}

// walk finds positions in a text. Asked in the order of the text it reads each line once,
// however many findings a long line has.
type walk struct {
	text    *text
	inBytes bool
	at      int
	found   position
}

func newWalk(t *text, inBytes bool) *walk { return &walk{text: t, inBytes: inBytes} }

func (w *walk) position(offset int) position {
	if offset < w.at || w.found.Line+1 < len(w.text.lines) && offset >= w.text.lines[w.found.Line+1] {
		w.found = w.text.position(offset, w.inBytes)
	} else {
		for _, r := range w.text.doc[w.at:offset] {
			w.found.Character += width(r, utf8.RuneLen(r), w.inBytes)
		}
	}
	w.at = offset
	return w.found
}

// hover says why the words at a position are marked, and what could stand there.
func (s *server) hover(p hoverParams) any {
	t := s.texts[p.TextDocument.URI]
	if t == nil {
		return nil
	}
	at := t.offset(p.Position, s.utf8)
	var said []string
	start, end := len(t.doc), 0
	for _, f := range t.findings(s.Rules, s.Thorough) {
		if f.Start <= at && at < f.End {
			said = append(said, s.explain(f))
			start, end = min(start, f.Start), max(end, f.End)
		}
	}
	if said == nil {
		return nil
	}
	kind, line := "markdown", "\n\n---\n\n"
	if s.plain {
		kind, line = "plaintext", "\n\n"
	}
	return hover{markup{kind, strings.Join(said, line)}, t.between(start, end, s.utf8)}
}

func (s *server) explain(f blameless.Finding) string {
	follows := "worth a second look"
	if f.Severity == blameless.Block {
		follows = "publication waits"
	}
	if s.plain {
		say := f.Label + " (" + follows + "): " + f.Why
		if f.Suggest != "" {
			say += "\nInstead: " + f.Suggest
		}
		return say
	}
	say := "**" + f.Label + "** (" + follows + ")\n\n" + inert.Replace(f.Why)
	if f.Suggest != "" {
		say += "\n\n> " + inert.Replace(f.Suggest)
	}
	return say
}

// inert keeps texts of a document or a rules file from becoming pictures, links, code or HTML
// in an editor's window.
var inert = strings.NewReplacer("![", `!\[`, "](", `]\(`, "][", `]\[`, "<", `\<`, "`", "\\`", "\r", " ", "\n", " ")
