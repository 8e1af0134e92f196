package importer

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// inline is a run of text: what a reader sees of it, without marks. Lines that the author broke
// stay broken.
type inline struct {
	text  string
	links []link
	bold  string   // What it begins with in bold.
	loud  []string // All that is bold or in italics.
	task  *bool
}

type link struct {
	text, url string
	at        int // Where its text begins.
}

func inlineOf(n ast.Node, src []byte) inline {
	w := &inlineWriter{src: src}
	w.kids(n)
	w.in.text = w.out.String()
	if cut := len(w.in.text) - len(strings.TrimLeft(w.in.text, " \t\n")); cut > 0 {
		w.in.text = w.in.text[cut:]
		for i := range w.in.links {
			w.in.links[i].at -= cut
		}
	}
	w.in.text = strings.TrimRight(w.in.text, " \t\n")
	return w.in
}

type inlineWriter struct {
	src []byte
	out strings.Builder
	in  inline
}

func (w *inlineWriter) kids(n ast.Node) {
	for kid := n.FirstChild(); kid != nil; kid = kid.NextSibling() {
		w.one(kid)
	}
}

func (w *inlineWriter) one(n ast.Node) {
	start := w.out.Len()
	switch n := n.(type) {
	case *ast.Text:
		w.out.Write(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(n.Segment.Value(w.src)))))
		if n.SoftLineBreak() || n.HardLineBreak() {
			w.out.WriteByte('\n')
		}
	case *ast.String:
		w.out.Write(n.Value)
	case *ast.AutoLink:
		w.out.Write(n.Label(w.src))
		w.in.links = append(w.in.links, link{string(n.Label(w.src)), string(n.URL(w.src)), start})
	case *ast.Link:
		w.kids(n)
		w.in.links = append(w.in.links, link{w.out.String()[start:], string(n.Destination), start})
	case *ast.Image: // Its text describes a picture: it is nothing that happened at a time.
		w.out.WriteString("(image: ")
		w.kids(n)
		w.out.WriteString(")")
	case *ast.Emphasis:
		w.kids(n)
		said := strings.TrimSpace(w.out.String()[start:])
		w.in.loud = append(w.in.loud, said)
		if n.Level == 2 && strings.TrimSpace(w.out.String()[:start]) == "" {
			w.in.bold = said
		}
	case *ast.RawHTML:
		tag := ""
		for i := range n.Segments.Len() {
			seg := n.Segments.At(i)
			tag += string(seg.Value(w.src))
		}
		if low := strings.ToLower(tag); strings.HasPrefix(low, "<br") {
			w.out.WriteByte('\n')
		}
	case *east.TaskCheckBox:
		done := n.IsChecked
		w.in.task = &done
	default:
		w.kids(n)
	}
}

// labelled parts "**Impact**: text", "**Impact:** text" and "**Impact**" into label and rest.
func (in inline) labelled() (string, inline) {
	if in.bold == "" {
		return "", in
	}
	rest := strings.TrimSpace(strings.TrimPrefix(in.text, in.bold))
	label := in.bold
	switch {
	case strings.HasSuffix(label, ":"):
		label = strings.TrimSuffix(label, ":")
	case strings.HasPrefix(rest, ":"):
		rest = rest[1:]
	case rest == "":
	default:
		return "", in
	}
	out := in.from(strings.TrimSpace(rest))
	out.loud = slices.DeleteFunc(slices.Clone(in.loud), func(s string) bool { return s == in.bold })
	return strings.TrimSpace(label), out
}

// from is in with the text that is left of it, its end.
func (in inline) from(rest string) inline {
	cut := len(in.text) - len(rest)
	out := inline{text: rest, task: in.task, loud: in.loud}
	for _, l := range in.links {
		if l.at >= cut {
			out.links = append(out.links, link{l.text, l.url, l.at - cut})
		}
	}
	return out
}

// said is the text in one line.
func (in inline) said() string { return oneLine(in.text) }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
