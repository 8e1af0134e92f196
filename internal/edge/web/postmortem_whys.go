package web

import (
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render/picture"
)

// whyNode is a why with those that ask on below it.
type whyNode struct {
	postmortem.CopyWhy
	below []whyNode
	draft bool
}

// whys are those directly below a number, each with its own; below none, the first questions.
func (d document) whys(number string) []whyNode {
	var list []whyNode
	for _, w := range d.copy.Whys {
		if over, _ := cutLast(w.Number); over == number {
			list = append(list, whyNode{CopyWhy: w, below: d.whys(w.Number), draft: d.draft})
		}
	}
	return list
}

// whyPicture draws the whys, wide for a desk and slim for a phone.
func (d document) whyPicture() templ.Component {
	return templ.Raw(picture.WhyTree{Whys: d.copy.Whys, Width: 680, Class: "wide"}.SVG() +
		picture.WhyTree{Whys: d.copy.Whys, Width: 320, Class: "slim"}.SVG())
}

// cutLast cuts the last part off a number: 1.2 is 2 below 1.
func cutLast(number string) (over, last string) {
	if i := strings.LastIndexByte(number, '.'); i >= 0 {
		return number[:i], number[i+1:]
	}
	return "", number
}

// whyID is the anchor of a why on its page.
func whyID(number string) string { return "why-" + strings.ReplaceAll(number, ".", "-") }

// open says whether publication waits for the why.
func (n whyNode) open() bool { return n.draft && len(n.below) == 0 && n.Action == "" && n.Risk == nil }

// factor is the contributing factor by the name that it had; empty for none.
func (n whyNode) factor() string {
	if n.Means != "" || n.Factor == "" {
		return n.Means
	}
	return postmortem.BuiltInFactors().Name(n.Factor) // A copy from before names were kept.
}
