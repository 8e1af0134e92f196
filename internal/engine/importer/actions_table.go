package importer

import (
	"regexp"
	"strings"
)

var (
	whatHead  = regexp.MustCompile(`(?i)\b(?:actions?|items?|action items?|tasks?|descriptions?|what|to ?do|follow-?ups?|improvements?|recommendations?|measures?|summary|title|details)\b`)
	ownerHead = regexp.MustCompile(`(?i)\b(?:owners?|who|assignees?|assigned(?: to)?|responsible|dri|lead|person|team)\b`)
	linkHead  = regexp.MustCompile(`(?i)\b(?:tickets?|issues?|bugs?|links?|tracking|jira|references?|prs?|url|id)\b`)
	dueHead   = regexp.MustCompile(`(?i)\b(?:due|deadline|eta|target|by when|when|date)\b`)
	stateHead = regexp.MustCompile(`(?i)\b(?:status|state|done|completed?|progress)\b`)
	stateDone = regexp.MustCompile(`(?i)^\W*(?:done|completed?|closed|fixed|resolved|finished|yes|x|✅|✔️?|merged|shipped)\b|^\W*[✅✔☑x]`)
)

var stateTail = regexp.MustCompile(`(?i)[\s(\[–—:-]*\b(done|completed?|closed|fixed|todo|to do|open|in progress)\b[)\]]?$`)

// reference reads a cell that says where an action is tracked, and perhaps how it stands.
func reference(a *Action, said string) {
	if m := stateTail.FindStringSubmatch(said); m != nil {
		done := stateDone.MatchString(m[1])
		a.Done, said = &done, strings.TrimSpace(strings.TrimSuffix(said, m[0]))
	}
	if a.Link == "" && !empty(said) && strings.ContainsAny(said, "0123456789/") && said != "n/a" {
		a.Link = said
	}
}

// fromRow reads a line of a table by the heads of its columns; without heads that are known, the
// cell with the most words is the action.
func fromRow(b *block) (Action, bool) {
	what := -1
	var a Action
	var more []string
	longest := 0
	for i, c := range b.cells {
		if i < len(b.heads) && whatHead.MatchString(b.heads[i]) && !linkHead.MatchString(b.heads[i]) && what < 0 && words(c.text) > 1 {
			what = i
		}
		if n := words(c.text); n > words(b.cells[longest].text) {
			longest = i
		}
	}
	if what < 0 {
		what = longest
	}
	if len(b.cells) == 0 {
		return a, false
	}
	a, ok := fromLine(b.cells[what])
	if !ok {
		return a, false
	}
	for i, c := range b.cells {
		head, said := "", c.said()
		if i < len(b.heads) {
			head = b.heads[i]
		}
		if i == what || said == "" {
			continue
		}
		switch {
		case ownerHead.MatchString(head):
			if a.Owner == "" {
				a.Owner = ownerName(said)
			}
		case linkHead.MatchString(head):
			if u := linkOf(c); u != "" {
				a.Link = u
			} else {
				reference(&a, said)
			}
		case stateHead.MatchString(head):
			done := stateDone.MatchString(said)
			a.Done = &done
		case dueHead.MatchString(head):
			a.Due = said
		default:
			if u := linkOf(c); u != "" && a.Link == "" {
				a.Link = u
			}
			if strings.Trim(said, "0123456789. ") != "" { // The number of the line says nothing.
				more = append(more, strings.TrimSpace(head+": "+said))
			}
		}
	}
	a.More = strings.TrimSpace(a.More + " " + strings.Join(more, "; "))
	return a, true
}
