package render

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"candor.dev/candor/internal/domain/problem"
)

// The limits of a document. goldmark is quadratic in some shapes (64 KiB took 6 to 11 s and
// gave 25.7 MB, measured) and cannot be cancelled, so that shape is bounded before it begins.
const (
	MaxDocument   = 256 << 10 // Bytes.
	MaxLine       = 10_000    // Bytes.
	MaxNesting    = 32        // Quotes and lists inside each other.
	MaxCells      = 5_000     // Of all tables together, also cells that a short row leaves out.
	MaxMarks      = 1_000     // Per paragraph: emphasis, brackets, code, angle brackets.
	MaxEscapes    = 1_000     // Escaped pipes in a document.
	MaxReferences = 1_000     // Definitions of links in a document.
	MaxWork       = 4_000_000 // Comparisons of marks in a document, as marks.work estimates them.
)

// CheckMarkdown says whether src can be rendered at a bounded cost. Invalid at field otherwise,
// naming the limit and what helps. It takes time linear in the length of src.
func CheckMarkdown(field, src string) error {
	if len(src) > MaxDocument {
		return problem.Invalid(field, "This text has %d KiB; at most %d KiB fit.", (len(src)+1023)>>10, MaxDocument>>10).
			Next("Attach long logs as a file.")
	}
	if err := checkLines(field, src); err != nil {
		return err
	}
	return checkMarks(field, src)
}

// checkLines walks the lines once, before anything is parsed.
func checkLines(field, src string) error {
	var tables tableCells
	var lists nesting
	escapes, references := strings.Count(src, `\|`), strings.Count(src, "]:")
	if escapes > MaxEscapes {
		return problem.Invalid(field, "This text has %d escaped pipes; at most %d fit.", escapes, MaxEscapes)
	}
	if references > MaxReferences {
		return problem.Invalid(field, "This text defines %d links; at most %d fit.", references, MaxReferences)
	}
	number := 0
	for line := range strings.Lines(src) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if len(line) > MaxLine {
			return problem.Invalid(field, "Line %d has %d bytes; at most %d fit.", number, len(line), MaxLine).
				Next("Break the line, or attach it as a file.")
		}
		if lists.of(line) > MaxNesting {
			return problem.Invalid(field, "Line %d has quotes or lists nested deeper than %d.", number, MaxNesting)
		}
		if tables.add(line) > MaxCells {
			return problem.Invalid(field, "The tables up to line %d have more than %d cells.", number, MaxCells).
				Next("Attach large tables as a file.")
		}
	}
	return nil
}

// nesting follows how deep quotes and list items stand in each other. It counts at least as
// deep as the parser will.
type nesting struct{ columns []int }

func (n *nesting) of(line string) int {
	if isRule(line) {
		return len(n.columns)
	}
	depth, column, started := 0, 0, false
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == ' ':
			i, column = i+1, column+1
		case c == '\t':
			i, column = i+1, column+4-column%4
		case c == '>':
			n.closeFrom(column, &started)
			depth, i, column = depth+1, i+1, column+1
		default:
			n.closeFrom(column, &started)
			width := marker(line[i:])
			if width == 0 {
				return depth + len(n.columns)
			}
			n.columns = append(n.columns, column)
			i, column = i+width, column+width
		}
		if depth+len(n.columns) > MaxNesting {
			break
		}
	}
	return depth + len(n.columns)
}

// closeFrom ends the items of earlier lines that stand at the column of this line's first
// mark or to the right of it.
func (n *nesting) closeFrom(column int, started *bool) {
	if *started {
		return
	}
	*started = true
	for len(n.columns) > 0 && n.columns[len(n.columns)-1] >= column {
		n.columns = n.columns[:len(n.columns)-1]
	}
}

// marker is the width of the list marker at the beginning of s; 0 when there is none.
func marker(s string) int {
	i := 0
	for i < len(s) && i < 9 && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	switch {
	case i >= len(s), i == 0 && !strings.ContainsRune("-*+", rune(s[0])), i > 0 && s[i] != '.' && s[i] != ')':
		return 0
	case i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\t':
		return i + 1
	}
	return 0
}

// isRule says whether the line is a horizontal rule, which looks like many list markers.
func isRule(line string) bool {
	rest := strings.Trim(line, " \t")
	return len(rest) > 2 && strings.ContainsRune("-*_", rune(rest[0])) && strings.Count(rest, rest[:1]) > 2 &&
		strings.Trim(rest, rest[:1]+" \t") == ""
}

// tableCells adds up the cells that the tables of a document may get: columns of what looks
// like the line under a head, times the lines that follow until a blank one.
type tableCells struct{ total, columns int }

func (t *tableCells) add(line string) int {
	inner := strings.TrimLeft(line, " \t>")
	switch {
	case strings.TrimSpace(inner) == "":
		t.columns = 0
	case strings.Trim(inner, "|-: \t\v\f\r") == "" && strings.Contains(inner, "-"):
		inner = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(inner), "|"), "|")
		if n := strings.Count(inner, "|") + 1; n > 1 {
			t.columns += n
			t.total += n // The head.
		}
	default:
		t.total += t.columns
	}
	return t.total
}

// checkMarks lets the parser find the paragraphs, but nothing inside them, and counts in each
// what its second phase would have to match against each other.
func checkMarks(field, src string) error {
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200))...),
	)
	check := markCheck{field: field, source: []byte(src)}
	return check.block(p.Parse(gtext.NewReader(check.source)))
}

// markCheck walks the paragraphs of a document and adds up their work.
type markCheck struct {
	field  string
	source []byte
	work   int
}

func (k *markCheck) block(n ast.Node) error {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() != ast.TypeBlock {
			continue
		}
		if err := k.block(c); err != nil {
			return err
		}
	}
	if n.Type() != ast.TypeBlock || n.IsRaw() || n.Kind() == ast.KindDocument {
		return nil
	}
	var m marks
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		m.count(line.Value(k.source))
	}
	const help = "Put logs and code between lines of ```, or split the paragraph."
	if name, count := m.worst(); count > MaxMarks {
		return problem.Invalid(k.field, "One paragraph has %d %s; at most %d fit.", count, name, MaxMarks).Next(help)
	}
	if k.work += m.work(); k.work > MaxWork {
		return problem.Invalid(k.field, "The marks in this text need more than %d comparisons.", MaxWork).Next(help)
	}
	return nil
}

// marks counts what a paragraph holds of each kind of mark.
type marks struct{ emphasis, brackets, code, angles, lines, bytes int }

// work estimates the comparisons: emphasis and brackets with each other; each mark of code and
// each angle bracket with everything to the end of the paragraph.
func (m *marks) work() int {
	return m.emphasis*m.emphasis + m.brackets*m.brackets + (m.code+m.angles)*(m.lines+m.bytes/128)
}

func (m *marks) count(line []byte) {
	m.lines++
	m.bytes += len(line)
	for i, c := range line {
		same := i > 0 && line[i-1] == c
		switch c {
		case '*', '~':
			if !same {
				m.emphasis++
			}
		case '_': // Inside a word it marks nothing: snake_case is common in logs.
			if !same && !(i > 0 && isWord(line[i-1]) && i+1 < len(line) && isWord(line[i+1])) {
				m.emphasis++
			}
		case '[', ']':
			m.brackets++
		case '`':
			if !same {
				m.code++
			}
		case '<':
			m.angles++
		}
	}
}

func (m *marks) worst() (string, int) {
	name, count := "emphasis marks", m.emphasis
	for _, other := range []struct {
		name  string
		count int
	}{{"square brackets", m.brackets}, {"code marks", m.code}, {"angle brackets", m.angles}} {
		if other.count > count {
			name, count = other.name, other.count
		}
	}
	return name, count
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}
