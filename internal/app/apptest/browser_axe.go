package apptest

import (
	_ "embed"
	"fmt"
	"strings"
)

// axe-core 4.14.1 (MPL-2.0), unchanged from its npm package; licences beside it.
//
//go:embed testdata/axe/axe.min.js
var axeScript string

// Axe returns what axe-core finds on the page by the rules of WCAG 2.2 A and AA and by its own
// best practices: one line for each violation with its first places. Empty is what we want.
// It needs a tab with JavaScript.
func (t *Tab) Axe() []string {
	t.tb.Helper()
	type violation struct {
		ID, Impact, Help string
		Places           []string
	}
	const ask = `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => ({
		ID: v.id, Impact: v.impact || "", Help: v.help,
		Places: v.nodes.map(n => n.target.flat(9).join(" ") + " " + n.html.slice(0, 160)),
	})))`
	var lines []string
	for _, v := range Eval[[]violation](t, axeScript+";\n"+ask) {
		places := v.Places[:min(3, len(v.Places))]
		lines = append(lines, fmt.Sprintf("%s (%s): %s: %d places: %s", v.ID, v.Impact, v.Help, len(v.Places), strings.Join(places, " | ")))
	}
	return lines
}
