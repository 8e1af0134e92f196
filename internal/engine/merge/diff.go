package merge

import (
	"strings"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// Op says what happened to a piece of a text.
type Op string

// What can happen.
const (
	Stays Op = "stays"
	Out   Op = "out" // It is gone.
	In    Op = "in"  // It is new.
	Gap   Op = "gap" // Lines that stay and are not told; Lines counts them.
)

// Piece is a part of a comparison.
type Piece struct {
	Op    Op
	Text  string
	Lines int // Of a Gap.
}

// Diff tells how a text became another one: by lines, and by words within lines that changed.
// What stays and what is gone is before; what stays and what is new is after.
func Diff(before, after string) []Piece {
	a, b := linesOf(before), linesOf(after)
	var list []Piece
	at := 0
	for _, d := range lcs.DiffLines(a, b) {
		list = append(list, Piece{Op: Stays, Text: strings.Join(a[at:d.Start], "")})
		list = append(list, within(strings.Join(a[d.Start:d.End], ""), strings.Join(b[d.ReplStart:d.ReplEnd], ""))...)
		at = d.End
	}
	return tidy(append(list, Piece{Op: Stays, Text: strings.Join(a[at:], "")}))
}

// within compares lines by their words. Where almost nothing stayed, old and new lines are told
// one after the other.
func within(before, after string) []Piece {
	a, b := wordsOf(before), wordsOf(after)
	var list []Piece
	at, kept := 0, 0
	for _, d := range lcs.DiffLines(a, b) {
		stays := strings.Join(a[at:d.Start], "")
		if n := len(list); n > 0 && strings.TrimSpace(stays) == "" && !strings.Contains(stays, "\n") {
			list = append(list, Piece{Op: Out, Text: stays}, Piece{Op: In, Text: stays}) // One change, not two with a space between.
		} else {
			list = append(list, Piece{Op: Stays, Text: stays})
			kept += len(strings.TrimSpace(stays))
		}
		list = append(list, Piece{Op: Out, Text: strings.Join(a[d.Start:d.End], "")}, Piece{Op: In, Text: strings.Join(b[d.ReplStart:d.ReplEnd], "")})
		at = d.End
	}
	rest := strings.Join(a[at:], "")
	kept += len(strings.TrimSpace(rest))
	if before != "" && after != "" && kept*5 < min(len(before), len(after)) {
		return []Piece{{Op: Out, Text: before}, {Op: In, Text: after}}
	}
	return append(list, Piece{Op: Stays, Text: rest})
}

// tidy puts pieces together, what is gone before what is new.
func tidy(list []Piece) []Piece {
	var done []Piece
	var out, in strings.Builder
	flush := func() {
		if out.Len() > 0 {
			done = append(done, Piece{Op: Out, Text: out.String()})
		}
		if in.Len() > 0 {
			done = append(done, Piece{Op: In, Text: in.String()})
		}
		out.Reset()
		in.Reset()
	}
	for _, p := range list {
		switch {
		case p.Text == "":
		case p.Op == Out:
			out.WriteString(p.Text)
		case p.Op == In:
			in.WriteString(p.Text)
		default:
			flush()
			if n := len(done) - 1; n >= 0 && done[n].Op == Stays {
				done[n].Text += p.Text
			} else {
				done = append(done, p)
			}
		}
	}
	flush()
	return done
}

// Brief leaves of what stays only the lines beside a change, around of them on each side.
func Brief(list []Piece, around int) []Piece {
	var out []Piece
	for i, p := range list {
		lines := linesOf(p.Text)
		head, tail := around+1, around+1 // The first and the last line are parts of lines that changed.
		if i == 0 {
			head = 0
		}
		if i == len(list)-1 {
			tail = 0
		}
		if p.Op != Stays || len(lines) <= head+tail+1 {
			out = append(out, p)
			continue
		}
		if head > 0 {
			out = append(out, Piece{Op: Stays, Text: strings.Join(lines[:head], "")})
		}
		out = append(out, Piece{Op: Gap, Lines: len(lines) - head - tail})
		if tail > 0 {
			out = append(out, Piece{Op: Stays, Text: strings.Join(lines[len(lines)-tail:], "")})
		}
	}
	return out
}

// Words counts the words that went and that came.
func Words(list []Piece) (out, in int) {
	for _, p := range list {
		n := len(strings.Fields(p.Text))
		switch p.Op {
		case Out:
			out += n
		case In:
			in += n
		}
	}
	return out, in
}
