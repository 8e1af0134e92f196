// Package prose is a text as it is meant: paragraphs, lists and tables of words with their looks,
// without any markup. What people wrote as Markdown becomes this once, and whoever prints it or
// writes it for another program takes it from here.
package prose

// Kind is what a Block is.
type Kind int

// The kinds of blocks.
const (
	Paragraph Kind = iota // Spans.
	Heading               // Spans, at Level.
	Code                  // Text, as it was typed; in Language.
	Quote                 // Blocks.
	List                  // Blocks, each an Item; Ordered from Start.
	Item                  // Blocks.
	Table                 // Rows; the first is the head.
	Rule
)

// Block is a part of a text that stands by itself.
type Block struct {
	Kind     Kind
	Level    int
	Spans    []Span
	Text     string
	Language string
	Blocks   []Block
	Ordered  bool
	Start    int
	Rows     [][]Cell
	Tight    bool // A paragraph of a list whose items follow each other without a gap.
}

// Span is words of one look. A Picture is the path of a file that is kept here, and Text says
// what it shows; a Break begins a new line.
type Span struct {
	Text                       string
	Bold, Italic, Mono, Struck bool
	Link                       string // Harmless, and absolute or a path of this site.
	Picture                    string
	Break                      bool
}

// Cell is a place of a table.
type Cell struct {
	Spans []Span
	Align string // left, right, center, or nothing.
}

// Words is plain text as spans.
func Words(s string) []Span { return []Span{{Text: s}} }
