package blameless

import (
	"sort"
	"strings"
)

// span is a part of a text, in bytes.
type span struct{ start, end int }

// spans are parts of a text in order, without overlap.
type spans []span

// waiver is a part of a text whose findings are waived, and why.
type waiver struct {
	span
	reason string
}

// waivers are in order and do not overlap.
type waivers []waiver

func (w waivers) at(at int) (waiver, bool) {
	i := sort.Search(len(w), func(i int) bool { return w[i].end > at })
	if i < len(w) && w[i].start <= at {
		return w[i], true
	}
	return waiver{}, false
}

// reader walks a document once and notes what is prose, and what in it is not.
type reader struct {
	doc      string
	thorough bool
	skip     spans
	waivers  waivers
	blocks   []block
}

// block is a paragraph, a heading, an item of a list or a cell: text that is read as one.
type block struct {
	span
	heading bool
}

// readAround finds the prose of doc, the parts within it that are not said in earnest, and the
// waivers.
func readAround(doc string, opts Options) reader {
	r := reader{doc: doc, thorough: opts.Thorough}
	switch {
	case opts.Passage:
		r.inline(0, len(doc))
		r.blocks = []block{{span: span{0, len(doc)}}}
	case opts.Plain:
		r.paragraphs(0, len(doc))
	default:
		r.lines(frontMatter(doc))
	}
	return r
}

// frontMatter is the length of the block of keys that a document may begin with.
func frontMatter(doc string) int {
	for _, mark := range []string{"---\n", "+++\n", "---\r\n", "+++\r\n"} {
		if !strings.HasPrefix(doc, mark) {
			continue
		}
		for at := len(mark); at < len(doc); {
			end := lineEnd(doc, at)
			if strings.TrimRight(doc[at:end], " \t\r\n") == mark[:3] {
				return end
			}
			at = end
		}
	}
	return 0
}

// lines walks the blocks from at on: fenced code, quotations, and everything else, which is
// read mark by mark.
func (r *reader) lines(at int) {
	prose := at
	for at < len(r.doc) {
		end := lineEnd(r.doc, at)
		switch {
		case fence(r.doc[at:end]) != "":
			r.prose(prose, at)
			at = r.fenced(at, end)
			prose = at
		case strings.HasPrefix(strings.TrimLeft(r.doc[at:end], " "), ">"):
			stop := r.quoteEnd(at)
			if !r.thorough || isPrimeDirective(r.doc[at:stop]) {
				r.prose(prose, at)
				r.skip = append(r.skip, span{at, stop})
				prose = stop
			}
			at = stop
		default:
			at = end
		}
	}
	r.prose(prose, len(r.doc))
}

// prose reads a part without code between fences: its marks, and its blocks.
func (r *reader) prose(from, to int) {
	if from < to {
		r.inline(from, to)
		r.paragraphs(from, to)
	}
}

func lineEnd(doc string, at int) int {
	if i := strings.IndexByte(doc[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(doc)
}

// fence returns the mark that opens a block of code, or "".
func fence(line string) string {
	line = strings.TrimLeft(line, " \t>")
	for _, c := range []string{"`", "~"} {
		rest := strings.TrimLeft(line, c)
		if n := len(line) - len(rest); n >= 3 && !(c == "`" && strings.Contains(rest, "`")) {
			return line[:n]
		}
	}
	return ""
}

// fenced skips a block of code and returns where it ends: at its closing mark, or where the
// document ends.
func (r *reader) fenced(at, end int) int {
	open := fence(r.doc[at:end])
	for stop := end; stop < len(r.doc); {
		next := lineEnd(r.doc, stop)
		line := strings.Trim(r.doc[stop:next], " \t>\r\n")
		stop = next
		if len(line) >= len(open) && strings.Trim(line, open[:1]) == "" {
			r.skip = append(r.skip, span{at, stop})
			return stop
		}
	}
	r.skip = append(r.skip, span{at, len(r.doc)})
	return len(r.doc)
}

// quoteEnd is where the block quote that begins at at ends: a paragraph in it goes on over lines
// without the mark.
func (r *reader) quoteEnd(at int) int {
	for at < len(r.doc) {
		end := lineEnd(r.doc, at)
		line := strings.TrimSpace(r.doc[at:end])
		if !strings.HasPrefix(line, ">") && (line == "" || startsBlock(line)) {
			return at
		}
		at = end
	}
	return at
}

// startsBlock says whether a line cannot go on with the paragraph before it.
func startsBlock(line string) bool {
	return line[0] == '#' || fence(line) != "" || itemMark(line) > 0 || isRow(line) || isRule(line)
}

// isPrimeDirective says whether a quotation is the statement that opens a blameless review, in
// Norman Kerth's wording or the playbook's.
func isPrimeDirective(quote string) bool {
	words := strings.Join(strings.FieldsFunc(strings.ToLower(quote), func(r rune) bool {
		return r == ' ' || r == '\n' || r == '\r' || r == '\t' || r == '>' || r == '*' || r == '_'
	}), " ")
	return strings.Contains(words, "everyone did the best job they could")
}

// inline notes what is not prose in doc[from:to]: code, comments, targets of links, and bare
// addresses. HTML tags count as prose, since Candor shows them as they were typed.
func (r *reader) inline(from, to int) {
	part := r.doc[from:to]
	ticks := newTicks(part)
	comments := true
	for i := 0; i < len(part); {
		length := 1
		switch c := part[i]; {
		case c != '\\' && c != '`' && c != '<' && c != ']' && c != 'h': // Nearly always.
		case part[i] == '\\':
			length = 2
		case part[i] == '`':
			var isCode bool
			if length, isCode = ticks.at(i); isCode {
				r.mark(from+i, length)
			}
		case comments && strings.HasPrefix(part[i:], "<!--"):
			end := strings.Index(part[i+len("<!--"):], "-->")
			if comments = end >= 0; !comments {
				break // None is closed from here on.
			}
			length = len("<!--") + end + len("-->")
			r.comment(from+i, from+i+length)
		case strings.HasPrefix(part[i:], "]("):
			length = 2 + r.mark(from+i+2, targetLength(part[i+2:], ")"))
		case strings.HasPrefix(part[i:], "http://") || strings.HasPrefix(part[i:], "https://"):
			length = r.mark(from+i, targetLength(part[i:], ")>]|"))
		}
		i += max(length, 1)
	}
}

// mark notes that n bytes at start are not prose, and returns n.
func (r *reader) mark(start, n int) int {
	if n > 0 {
		r.skip = append(r.skip, span{start, start + n})
	}
	return n
}

// targetLength is the length of a link's target: up to a space, one of the ends, or the end.
func targetLength(s, ends string) int {
	if i := strings.IndexAny(s, " \t\r\n"+ends); i >= 0 {
		return i
	}
	return len(s)
}

// comment skips a comment, and takes it as a waiver when it says so and gives a reason.
func (r *reader) comment(start, end int) {
	text := strings.TrimSpace(r.doc[start+len("<!--") : end-len("-->")])
	if reason, ok := strings.CutPrefix(text, "candor:ignore"); ok {
		_, covered := r.waivers.at(start)
		if reason = strings.Trim(reason, " \t\r\n:"); reason != "" && !covered {
			r.waivers = append(r.waivers, waiver{r.waived(start, end), reason})
		}
	}
	r.mark(start, end-start)
}

// waived is what a waiver at start, which ends at end, speaks about: the rest of its line, or
// the paragraph that follows when nothing else stands on the line.
func (r *reader) waived(start, end int) span {
	before := r.doc[strings.LastIndexByte(r.doc[:start], '\n')+1 : start]
	stop := lineEnd(r.doc, end)
	if strings.Trim(before, " \t>") != "" || strings.TrimSpace(r.doc[end:stop]) != "" {
		return span{end, stop}
	}
	begun := false
	for stop < len(r.doc) {
		next := lineEnd(r.doc, stop)
		blank := strings.Trim(r.doc[stop:next], " \t\r\n>") == ""
		if begun && blank {
			break
		}
		begun, stop = begun || !blank, next
	}
	return span{end, stop}
}

// ticks finds where code in backticks ends: at the next run of as many, in the same paragraph.
type ticks struct {
	text     string
	byLength map[int][]int // Where the runs of a length begin that were not yet passed.
	blank    int           // The first blank line at or after the place asked for last.
}

func newTicks(text string) *ticks {
	t := &ticks{text: text, byLength: map[int][]int{}, blank: -1}
	for i := 0; i < len(text); i++ {
		if text[i] == '`' {
			n := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
			t.byLength[n] = append(t.byLength[n], i)
			i += n
		}
	}
	return t
}

// at returns the length of the code that begins at i and true, or the length of the run of
// backticks and false. It is asked for places in order.
func (t *ticks) at(i int) (int, bool) {
	n := len(t.text[i:]) - len(strings.TrimLeft(t.text[i:], "`"))
	if t.blank < i {
		t.blank = len(t.text)
		if b := strings.Index(t.text[i:], "\n\n"); b >= 0 {
			t.blank = i + b
		}
	}
	runs := t.byLength[n]
	for len(runs) > 0 && runs[0] <= i {
		runs = runs[1:]
	}
	t.byLength[n] = runs
	if len(runs) == 0 || runs[0] > t.blank {
		return n, false
	}
	return runs[0] + n - i, true
}
