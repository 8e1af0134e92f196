// Package catalogfile reads the catalog from files: from catalog.yaml, which is Candor's own
// form, and from the catalog-info.yaml of Backstage. It is strict, and every complaint names its
// line. It refuses to keep anything (that is the desk's) and to fetch what a file refers to.
//
// Start reading at Read; Write is its inverse for Candor's own form.
package catalogfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
)

// How much a file may hold.
const (
	MaxBytes = 4 << 20
	maxDepth = 32
)

// Format is a form of file.
type Format string

// The formats. Auto looks at the file.
const (
	Auto      Format = ""
	Candor    Format = "candor"
	Backstage Format = "backstage"
)

// Read reads a catalog from a file. Invalid at the field text names the lines that cannot be
// taken; nothing of such a file is. What is left out on purpose is told in the remarks.
func Read(file []byte, format Format) (catalog.Import, error) {
	docs, err := documents(file)
	if err != nil {
		return catalog.Import{}, err
	}
	if format == Auto {
		format = detect(docs)
	}
	switch format {
	case Candor:
		return readCandor(docs)
	case Backstage:
		return readBackstage(docs)
	}
	return catalog.Import{}, problem.Invalid("format", "There is no format %q.", text.Visible(string(format))).Next("Write candor or backstage, or leave it out.")
}

// documents parses what the file holds, within bounds: YAML that refers to itself, or is nested
// deeper than anybody writes, is refused before it is looked at.
func documents(file []byte) ([]*yaml.Node, error) {
	switch {
	case len(file) > MaxBytes:
		return nil, problem.New(problem.KindTooLarge, "This file is larger than %d MiB.", MaxBytes>>20).At("text").Next("Split it into several.")
	case !utf8.Valid(file):
		return nil, problem.Invalid("text", "This is not valid UTF-8 text.")
	}
	var docs []*yaml.Node
	for d := yaml.NewDecoder(bytes.NewReader(file)); ; {
		var doc yaml.Node
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, problem.Invalid("text", "%s", unreadable(err)).Next("Nothing was taken from this file.")
		}
		if err := bounded(&doc, 0); err != nil {
			return nil, err
		}
		if doc.Kind == yaml.DocumentNode && len(doc.Content) == 1 && doc.Content[0].Tag != "!!null" {
			docs = append(docs, doc.Content[0])
		}
	}
	if len(docs) == 0 {
		return nil, problem.Invalid("text", "This file holds nothing.").Next("It should hold services, environments or data_stores.")
	}
	return docs, nil
}

var atLine = regexp.MustCompile(`(?:^yaml: )?(?:line (\d+): )?(.*)`)

// unreadable tells what the parser says, with the line first.
func unreadable(err error) string {
	m := atLine.FindStringSubmatch(err.Error())
	say := strings.ToValidUTF8(m[2], "�")
	if m[1] == "" {
		return "This is not YAML: " + say + "."
	}
	return "Line " + m[1] + " or soon after it: this is not YAML: " + say + "."
}

func bounded(n *yaml.Node, depth int) error {
	switch {
	case depth > maxDepth:
		return at(n, "this is nested deeper than %d.", maxDepth)
	case n.Kind == yaml.AliasNode:
		return at(n, "*%s repeats another part of the file.", cut(text.Visible(n.Value))).Next("Write it out: what refers to itself is not read.")
	}
	for _, c := range n.Content {
		if err := bounded(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// at is a complaint about a place in the file.
func at(n *yaml.Node, say string, args ...any) *problem.Problem {
	return problem.Invalid("text", "%s", "Line "+strconv.Itoa(n.Line)+": "+fmt.Sprintf(say, args...))
}

// detect knows Backstage by what each of its entities begins with.
func detect(docs []*yaml.Node) Format {
	for _, doc := range docs {
		keys := map[string]bool{}
		for i := 0; i+1 < len(doc.Content) && doc.Kind == yaml.MappingNode; i += 2 {
			keys[doc.Content[i].Value] = true
		}
		if keys["apiVersion"] || keys["kind"] && keys["metadata"] {
			return Backstage
		}
	}
	return Candor
}

// reader collects what is the matter, so that a file is mended at once.
type reader struct {
	wrong []error
	named map[catalog.Item]int
	in    catalog.Import
}

func (r *reader) complain(n *yaml.Node, say string, args ...any) {
	r.wrong = append(r.wrong, at(n, say, args...))
}

// refuse tells at a line what a rule of the catalog says.
func (r *reader) refuse(n *yaml.Node, err error) {
	p := problem.Of(err)
	if p == nil {
		return
	}
	for _, x := range append([]*problem.Problem{p}, p.Also...) {
		r.wrong = append(r.wrong, at(n, "%s: %s", strings.ReplaceAll(x.Field, "_", " "), x.Say).Next(x.Hint))
	}
}

// first notes where a thing stands; false when the file has it already.
func (r *reader) first(n *yaml.Node, item catalog.Item) bool {
	key := catalog.Item{Kind: item.Kind, Name: strings.ToLower(item.Name)}
	if line, twice := r.named[key]; twice {
		r.complain(n, "the %s %q stands in line %d already.", item.Kind.Words(), cut(text.Visible(item.Name)), line)
		return false
	}
	r.named[key], r.in.Lines[item] = n.Line, n.Line
	return true
}

func newReader() *reader {
	return &reader{named: map[catalog.Item]int{}, in: catalog.Import{Lines: map[catalog.Item]int{}}}
}

// field is a key of a mapping with its value.
type field struct{ key, value *yaml.Node }

// fields reads a mapping. Keys that are not known are named, with the nearest; without known,
// any key will do.
func (r *reader) fields(n *yaml.Node, what string, known ...string) map[string]*yaml.Node {
	if n.Kind != yaml.MappingNode {
		r.complain(n, "%s is written as keys and values, one key in a line.", what)
		return nil
	}
	out := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		f := field{n.Content[i], n.Content[i+1]}
		name := f.key.Value
		switch {
		case f.key.Kind != yaml.ScalarNode:
			r.complain(f.key, "a key is one word.")
		case out[name] != nil:
			r.complain(f.key, "the key %q stands here twice.", cut(text.Visible(name)))
		case known != nil && !contains(known, name):
			p := at(f.key, "there is no key %q here.", cut(text.Visible(name)))
			if near := text.Nearest(name, known); near != "" {
				p = p.Next("Did you mean " + near + "?")
			} else {
				p = p.Next("Known are: " + strings.Join(known, ", ") + ".")
			}
			r.wrong = append(r.wrong, p)
		default:
			out[name] = f.value
		}
	}
	return out
}

// line is a value of one piece; a missing one is empty.
func (r *reader) line(n *yaml.Node, what string) string {
	switch {
	case n == nil || n.Tag == "!!null":
		return ""
	case n.Kind != yaml.ScalarNode:
		r.complain(n, "%s is one value, not a list and not keys.", what)
		return ""
	}
	return n.Value
}

// list is the values of a list; a missing one is empty.
func (r *reader) list(n *yaml.Node, what string) []*yaml.Node {
	if n == nil || n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.complain(n, "%s is a list: a hyphen before each.", what)
		return nil
	}
	return n.Content
}

// lines is a list of values of one piece.
func (r *reader) lines(n *yaml.Node, what string) (out []string) {
	for _, x := range r.list(n, what) {
		if s := r.line(x, what); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// cut keeps a complaint short.
func cut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
