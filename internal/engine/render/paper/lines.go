package paper

import (
	"strings"
	"unicode/utf8"

	"candor.dev/candor/internal/engine/render/prose"
)

// look is how words are set.
type look struct {
	face   *face
	size   float64
	ink    colour
	link   string
	struck bool
}

// run is words of one look, with a place on its line.
type run struct {
	look
	words string
	x     float64
	wide  float64
}

// word is what no line is broken in, as long as it fits into one.
type word struct {
	runs  []run
	wide  float64
	space run  // Before it, where it does not begin a line.
	ends  bool // A new line begins after it.
}

// style is how a passage is set: the look of plain words, and its line.
type style struct {
	look
	line float64
	bold *face // For strong words.
}

var (
	body   = style{look{face: serif, size: bodySize, ink: ink}, bodyLine, serifBold}
	noted  = style{look{face: sans, size: 9, ink: soft}, 13, sansBold}
	quoted = style{look{face: serifItal, size: bodySize, ink: soft}, bodyLine, serifBoth}
)

// of is the look of a span in this style.
func (st style) of(p prose.Span) look {
	l := st.look
	isSerif := l.face == serif || l.face == serifItal
	switch {
	case p.Mono:
		l.face, l.size = mono, l.size*0.86
	case p.Bold && p.Italic && isSerif:
		l.face = serifBoth
	case p.Bold:
		l.face = st.bold
	case p.Italic && isSerif:
		l.face = serifItal
	}
	if isOutside(p.Link) {
		l.link, l.ink = p.Link, accent
	}
	l.struck = p.Struck
	return l
}

// isOutside says whether a link leads somewhere from a file: a path of a site does not.
func isOutside(link string) bool {
	return strings.HasPrefix(link, "http://") || strings.HasPrefix(link, "https://") || strings.HasPrefix(strings.ToLower(link), "mailto:")
}

// runs are words in signs that their faces have: where the face of a look lacks one, the signs
// of another stand in for it.
func runs(l look, words string) []run {
	var list []run
	for _, r := range shown(l.face, words) {
		at := l
		if !l.face.has(r) {
			at.face = signs
		}
		if n := len(list); n > 0 && list[n-1].look == at {
			list[n-1].words += string(r)
			continue
		}
		list = append(list, run{look: at, words: string(r)})
	}
	for i := range list {
		list[i].wide = list[i].face.width(list[i].words, list[i].size)
	}
	return list
}

// wordsOf takes spans apart into words.
func wordsOf(st style, spans []prose.Span) []word {
	list := []word{{}}
	for _, p := range spans {
		last := &list[len(list)-1]
		if p.Break {
			last.ends = true
			list = append(list, word{})
			continue
		}
		l := st.of(p)
		for i, part := range strings.FieldsFunc(spaced(p.Text), func(r rune) bool { return r == ' ' }) {
			if i > 0 || strings.HasPrefix(spaced(p.Text), " ") {
				list = append(list, word{space: space(l)})
			}
			last := &list[len(list)-1]
			for _, r := range runs(l, part) {
				last.runs, last.wide = append(last.runs, r), last.wide+r.wide
			}
		}
		if t := spaced(p.Text); strings.HasSuffix(t, " ") {
			list = append(list, word{space: space(l)})
		}
	}
	return tidy(list)
}

// tidy drops words of nothing; the space before one goes to the next.
func tidy(list []word) []word {
	var out []word
	var pending run
	for _, w := range list {
		if w.space.words == "" {
			w.space = pending
		}
		if len(w.runs) == 0 && !w.ends {
			pending = w.space
			continue
		}
		pending = run{}
		out = append(out, w)
	}
	return out
}

func space(l look) run {
	l.struck = false
	return run{look: l, words: " ", wide: l.face.width(" ", l.size)}
}

// spaced is s with plain spaces; one that does not break stays.
func spaced(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t', '\v', '\f':
			return ' '
		}
		return r
	}, s)
}

// lines breaks words so that each line fits.
func lines(words []word, wide float64) [][]run {
	var all [][]run
	var line []run
	x, ended := 0.0, true
	end := func() {
		all = append(all, line)
		line, x, ended = nil, 0, true
	}
	put := func(r run) {
		r.x = x
		x += r.wide
		if n := len(line); n > 0 && line[n-1].look == r.look {
			line[n-1].words, line[n-1].wide = line[n-1].words+r.words, line[n-1].wide+r.wide
			return
		}
		line = append(line, r)
	}
	for _, w := range words {
		if len(line) > 0 && x+w.space.wide+w.wide > wide {
			end()
		}
		if len(line) > 0 && w.space.words != "" {
			put(w.space)
		}
		for _, r := range w.runs {
			for x+r.wide > wide+0.01 { // Longer than a line.
				head, rest := split(r, wide-x, len(line) == 0)
				if r = rest; head.words != "" {
					put(head)
				}
				if r.words == "" {
					break
				}
				end()
			}
			if r.words != "" {
				put(r)
			}
			ended = false
		}
		if w.ends {
			end()
		}
	}
	if len(line) > 0 || !ended {
		end()
	}
	return all
}

// split cuts a run so that its head fits into wide, after a sign at which addresses and names of
// files break well, if there is one. On a line of its own a head has at least one sign.
func split(r run, wide float64, alone bool) (head, rest run) {
	at, good, x := 0, 0, 0.0
	for i, c := range r.words {
		if x += r.face.wide(c) * r.size; x > wide && (i > 0 || !alone) {
			break
		}
		if at = i + utf8.RuneLen(c); strings.ContainsRune("/-_.,;:&?=", c) {
			good = at
		}
	}
	if good > at/2 {
		at = good
	}
	head, rest = r, r
	head.words, rest.words = r.words[:at], r.words[at:]
	head.wide, rest.wide = r.face.width(head.words, r.size), r.face.width(rest.words, r.size)
	return head, rest
}

// cut is one line of words that fits, with an ellipsis where it was longer.
func (s *Sheet) cut(l look, words string, wide float64) []run {
	all := lines(wordsOf(style{look: l, bold: sansBold}, prose.Words(words)), wide-8)
	if len(all) == 0 {
		return nil
	}
	if line := all[0]; len(all) > 1 {
		end := line[len(line)-1]
		return append(line, run{look: l, words: "…", x: end.x + end.wide})
	}
	return all[0]
}
