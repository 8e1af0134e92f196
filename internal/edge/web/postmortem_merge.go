package web

import (
	"context"
	"html"
	"io"
	"strconv"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/engine/merge"
	"candor.dev/candor/internal/store"
)

// together is a section that two people wrote over the same text.
type together struct {
	base, mine, theirs string
	known              bool // Nobody erased the text that both began from.
	places             []merge.Place
}

// bring puts what was typed over an earlier version together with what is saved now. Saving it
// takes the place of the text that the person has read here.
func (x *sectionField) bring(view *store.View, id postmortem.ID, mine string) error {
	t := &together{mine: mine, theirs: x.Text}
	base, err := view.SectionAt(id, x.Section, x.version)
	if err != nil && problem.KindOf(err) != problem.KindNotFound {
		return err
	}
	if t.base, t.known = base, err == nil && base != ""; t.known {
		t.places = merge.Three(base, mine, t.theirs)
	} else {
		t.places = merge.Two(mine, t.theirs)
	}
	x.together, x.typed, x.version, x.was = t, merge.Proposal(t.places), x.Section.Version, digest(x.Text)
	return nil
}

// open are the places that a person decides about, with what stands before each in the proposal.
func (t *together) open() []openPlace {
	var list []openPlace
	var before strings.Builder
	for _, p := range t.places {
		if p.Kind == merge.Decided {
			list = append(list, openPlace{Place: p, Before: lastLetters(before.String(), 60)})
		}
		before.WriteString(p.Text())
	}
	return list
}

type openPlace struct {
	merge.Place
	Before string
}

func (p openPlace) label(i, of int) string {
	if of == 1 {
		return "Both wrote here"
	}
	return "Both wrote here: place " + strconv.Itoa(i+1) + " of " + strconv.Itoa(of)
}

// lead says what came together, and what to do now.
func (t *together) lead() string {
	switch n := merge.Open(t.places); n {
	case 0:
		return "You wrote in different places: the field has both. Look it through, then save."
	case 1:
		return "The field has both texts. In one place you both wrote: it holds both wordings, one after the other. Make it one, then save."
	default:
		return "The field has both texts. In " + strconv.Itoa(n) + " places you both wrote: each holds both wordings, one after the other. Make them one, then save."
	}
}

func (t *together) fromTheirs() diffText { return diffText(merge.Diff(t.base, t.theirs)) }
func (t *together) fromMine() diffText   { return diffText(merge.Diff(t.base, t.mine)) }

func lastLetters(s string, n int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-n):])
}

// diffText is a comparison as it is read: what is gone is struck out, what is new is underlined,
// and both are said to those who listen.
type diffText []merge.Piece

// Render writes the text; the spaces in it count, so nothing stands between the pieces.
func (d diffText) Render(_ context.Context, w io.Writer) error {
	var b strings.Builder
	b.WriteString(`<div class="diff" tabindex="0" role="group" aria-label="What changed">`)
	for _, p := range d {
		words := html.EscapeString(p.Text)
		switch p.Op {
		case merge.Out:
			b.WriteString(`<del><span class="vh">taken away: </span>` + words + `<span class="vh"> (end) </span></del>`)
		case merge.In:
			b.WriteString(`<ins><span class="vh">added: </span>` + words + `<span class="vh"> (end) </span></ins>`)
		case merge.Gap:
			b.WriteString(`<span class="gap">` + lines(p.Lines) + ` that stayed</span>`)
		default:
			b.WriteString(words)
		}
	}
	b.WriteString(`</div>`)
	_, err := io.WriteString(w, b.String())
	return err
}

func lines(n int) string {
	if n == 1 {
		return "1 line"
	}
	return strconv.Itoa(n) + " lines"
}
