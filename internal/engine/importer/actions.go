package importer

import (
	"regexp"
	"slices"
	"strings"
)

// actions are the lines of the sections that ask for work. In a section with a list or a table
// its paragraphs introduce it; in one without, each paragraph is an action.
func (r *reader) actions() []Action {
	all := []Action{}
	r.outline.root.each(func(p *part) {
		if p.kind == KindActions {
			all = append(all, actionsOf(p)...)
			return
		}
		for i, b := range p.blocks { // "We plan to:" in front of a list.
			if b.kind == paragraph && i+1 < len(p.blocks) && p.blocks[i+1].kind == item && asksForWork.MatchString(lastSentence(b)) {
				for _, it := range p.blocks[i+1:] {
					if it.kind != item || it.first && it != p.blocks[i+1] {
						break
					}
					all = append(all, fromItem(it)...)
				}
			}
		}
	})
	return all
}

var asksForWork = regexp.MustCompile(`(?i)(?:\b(?:we (?:will|plan to|intend to|are going to|are taking|have identified)|action items?|next steps|follow-?ups?|improvements?|to prevent|(?:following|these) (?:actions?|measures|steps|changes))\b[^.]*):\s*$`)

func lastSentence(b *block) string {
	all := sentences(b.line.text)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

func actionsOf(p *part) []Action {
	var all []Action
	listed := false
	for _, b := range p.blocks {
		switch b.kind {
		case item:
			listed = true
			all = append(all, fromItem(b)...)
		case row:
			listed = true
			if a, ok := fromRow(b); ok {
				all = append(all, a)
			}
		}
	}
	if listed || len(p.parts) > 0 {
		return all
	}
	for _, b := range p.blocks {
		if b.kind != paragraph || strings.HasSuffix(strings.TrimSpace(b.line.text), ":") {
			continue
		}
		for _, line := range ownLines(b.line) {
			if a, ok := fromLine(line); ok && !sayNothing.MatchString(line.said()) {
				all = append(all, a)
			}
		}
	}
	return all
}

// sayNothing are sentences that tell of no work.
var sayNothing = regexp.MustCompile(`(?i)^(?:none|nothing|no (?:further |new )?(?:actions?|follow-?ups?|work))\b`)

// ownLines parts a paragraph into its lines where each is a sentence, as somebody writes who
// forgot the marks of a list; otherwise the paragraph is one.
func ownLines(in inline) []inline {
	lines := strings.Split(in.text, "\n")
	for _, l := range lines {
		if l = strings.TrimSpace(l); len(lines) < 3 || words(l) < 3 || !strings.HasSuffix(l, ".") {
			return []inline{in}
		}
	}
	var all []inline
	at := 0
	for _, l := range lines {
		one := in.from(in.text[at:])
		one.text = strings.TrimSpace(l)
		one.links = slices.DeleteFunc(one.links, func(k link) bool { return k.at >= len(l) })
		all = append(all, one)
		at += len(l) + 1
	}
	return all
}

var category = regexp.MustCompile(`(?i)^(?:short|medium|mid|long)[ -]?term|^(?:immediate|preventive|preventative|corrective|detective|detection|prevention|mitigation|process|monitoring|alerting|documentation|technical|people|tooling|other|misc|done|to ?do|in progress|completed|open|closed)\b`)

// fromItem reads an item of a list. One that only names a group ("Monitoring:") stands for the
// list below it; otherwise that list tells more of the action.
func fromItem(b *block) []Action {
	said := b.line.said()
	inner := runOf(b.kids)
	items := 0
	for _, k := range inner {
		if k.kind == item {
			items++
		}
	}
	if items > 0 && (strings.HasSuffix(said, ":") || said == "" || words(said) <= 3 || category.MatchString(said) && words(said) <= 5) {
		var all []Action
		for _, k := range inner {
			if k.kind == item {
				all = append(all, fromItem(k)...)
			}
		}
		return all
	}
	a, ok := fromLine(b.line)
	if !ok {
		return nil
	}
	if a.Done == nil {
		a.Done = b.task
	}
	for _, k := range b.kids {
		if m := ownerLabel.FindStringSubmatch(k.line.said()); m != nil && a.Owner == "" && words(k.line.said()) < 8 {
			a.Owner = ownerName(m[1])
		}
		if a.Link == "" {
			a.Link = linkOf(k.line)
		}
		a.More = strings.TrimSpace(a.More + " " + k.whole())
	}
	return []Action{a}
}

var (
	rank       = regexp.MustCompile(`^(?i:\[?(?:high|medium|low|critical|urgent|P[0-4]|prevent|mitigate|detect|process|repair|investigate)\]?)(?:\s*[:–—-]\s*|\s+)`)
	doneMark   = regexp.MustCompile(`(?i)^\s*(?:\[(?:done|completed?|fixed)\]|\(?done\)?\s*[:–—-]|✅|☑|✔️?|\[x\])\s*`)
	doneTail   = regexp.MustCompile(`(?i)[\s.(\[–—-]+(?:done|completed|fixed|✅)[.)\]]*$`)
	openMark   = regexp.MustCompile(`(?i)^\s*(?:\[ \]|\[?(?:todo|to do|open|in progress|pending)\]?\s*[:–—-]|☐|⬜)\s*`)
	refTail    = regexp.MustCompile(`(?i)[\s(\[–—-]*\b(?:(?:github|gitlab|jira|linear|tracking|see|tracked in|tracked by)\s+)?(?:issues?|tickets?|prs?|pull requests?|bugs?|tasks?|links?|[A-Z][A-Z0-9]{1,9}-\d+)(?:\s*#?\d+)?[\s)\].]*$`)
	ownerLabel = regexp.MustCompile(`(?i)\b(?:owner|owners|assignee|assigned to|responsible|dri|owned by)\s*[:=]?\s*\**\s*([@\p{L}][\p{L}\p{N}_.@&/ '-]{0,40})`)
	ownerSaid  = regexp.MustCompile(`(?i)(?:\s+[–—-]\s+|\s*[(\[;,]\s*)(?:(?:assigned to|owned by|owner is)\s+([@\p{L}][\p{L}\p{N}_.@&/'-]*(?: [\p{L}\p{N}_.@&/'-]+){0,3})|unassigned|no owner(?: yet)?)[)\]\s.]*$`)
	ownerTail  = regexp.MustCompile(`[\s–—(\[-]+(@[A-Za-z0-9_.-]{2,39}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*|\s+)@[A-Za-z0-9_.-]{2,39})*)\s*[)\]]?[\s.]*$`)
	ownerLead  = regexp.MustCompile(`^[(\[]?(@[A-Za-z0-9_.-]{2,39})[)\]]?\s*(?::|–|—|-|\bto\b|\bwill\b)\s*`)
	ownerNamed = regexp.MustCompile(`\s+[(\[]((?:[Tt]eam |@)?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+| [Tt]eam){0,2})[)\]][\s.]*$|\s+[–—-]\s+(\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+)[\s.]*$`)
)

// fromLine reads an action from a line of text: what marks it (a rank, "done", a box), who is
// named as its owner, where it is tracked; a bold lead of three words or more is the action, and
// what follows its colon explains it.
func fromLine(in inline) (Action, bool) {
	a := Action{Link: linkOf(in), Done: in.task}
	text := in.said()
	if label, rest := in.labelled(); words(label) >= 3 && rest.text != "" {
		text, a.More = label, rest.said()
	}
	yes, no := true, false
	for {
		if m := doneMark.FindString(text); m != "" {
			text, a.Done = text[len(m):], &yes
		} else if m := openMark.FindString(text); m != "" {
			text, a.Done = text[len(m):], &no
		} else if m := rank.FindString(text); m != "" && (m == strings.ToUpper(m) || strings.ContainsAny(m, ":[]–—")) {
			text = text[len(m):]
		} else {
			break
		}
	}
	if m := doneTail.FindString(text); m != "" && len(m) < len(text) {
		text, a.Done = strings.TrimSuffix(text, m), &yes
	}
	text = tracked(&a, text)
	first, rest := headline(text)
	text, a.More = first, strings.TrimSpace(rest+" "+a.More)
	text = ownerOf(&a, text)
	if a.Link != "" {
		text = withoutReference(text, in)
	}
	if a.Text = strings.Trim(text, " \t–—-:,;"); empty(a.Text) || words(a.Text) == 0 {
		return Action{}, false
	}
	return a, true
}

var (
	leadRef  = regexp.MustCompile(`^[\[(]?(https?://\S+?|[A-Z][A-Z0-9]{1,9}-\d+|#\d+)[\])]?(?:\s*[:–—-]\s+|\s+)`)
	dueTail  = regexp.MustCompile(`(?i)[\s–—,;(\[-]+(?:(?:due|by|eta|deadline|target)(?:\s+date)?\s*:?\s*)?(\d{4}-\d{2}-\d{2})[)\].\s]*$`)
	bothTail = regexp.MustCompile(`(?i)[\s–—-]*[(\[]([@\p{L}][^()\[\],;]{1,40})[,;]\s*(?:(?:due|by|eta|deadline)\s*:?\s*)?([^()\[\]]{4,30})[)\]][\s.]*$`)
)

// tracked takes what tracks an action off its ends: a reference in front of it, a due date
// behind it, or an owner and a due date in one pair of brackets.
func tracked(a *Action, text string) string {
	if m := leadRef.FindStringSubmatch(text); m != nil && words(text[len(m[0]):]) >= 2 {
		text = text[len(m[0]):]
		if a.Link == "" {
			a.Link = m[1]
		}
	}
	if m := bothTail.FindStringSubmatchIndex(text); m != nil && len(findWhens(text[m[4]:m[5]], order{true, true}, false)) > 0 {
		a.Owner, a.Due = ownerName(text[m[2]:m[3]]), strings.TrimSpace(text[m[4]:m[5]])
		return text[:m[0]]
	}
	if m := dueTail.FindStringSubmatchIndex(text); m != nil && m[0] > 0 {
		a.Due = text[m[2]:m[3]]
		text = text[:m[0]]
	}
	return text
}

// ownerOf takes the owner out of a text: behind a label, as a handle at either end, or as a name
// in brackets at the end.
func ownerOf(a *Action, text string) string {
	if m := ownerLabel.FindStringSubmatchIndex(text); m != nil && strings.ContainsAny(text[m[0]:m[2]], ":=") {
		a.Owner = ownerName(text[m[2]:m[3]])
		return strings.TrimRight(text[:m[0]], " ([–—-,;") + " " + strings.TrimLeft(text[m[3]:], " )],;")
	}
	if m := ownerSaid.FindStringSubmatchIndex(text); m != nil && m[0] > 0 {
		if m[2] >= 0 {
			a.Owner = ownerName(text[m[2]:m[3]])
		}
		return text[:m[0]]
	}
	if m := ownerLabel.FindStringSubmatch(a.More); m != nil && words(a.More) < 12 {
		a.Owner = ownerName(m[1])
	}
	for _, re := range []*regexp.Regexp{ownerTail, ownerLead, ownerNamed} {
		m := re.FindStringSubmatchIndex(text)
		if m == nil || a.Owner != "" || m[1]-m[0] == len(text) {
			continue
		}
		g := 2
		if m[2] < 0 {
			g = 4
		}
		if refTail.MatchString(" " + text[m[g]:m[g+1]]) {
			continue // "(Issue)", "(Link)".
		}
		a.Owner = ownerName(text[m[g]:m[g+1]])
		return strings.TrimSpace(text[:m[0]] + text[m[1]:])
	}
	return text
}

func ownerName(s string) string {
	s = strings.Trim(oneLine(s), " .,;:()[]*_-–")
	if empty(s) {
		return ""
	}
	return s
}

// withoutReference takes away a link at the end that only says where an action is tracked.
func withoutReference(text string, in inline) string {
	trimmed := strings.TrimRight(text, " .)]")
	for _, l := range in.links {
		label := oneLine(l.text)
		if label != "" && strings.HasSuffix(trimmed, label) && (label[0] == '#' || refTail.MatchString(" "+label) || strings.Contains(label, "://")) && len(trimmed)-len(label) > 8 {
			return strings.TrimRight(trimmed[:len(trimmed)-len(label)], " ([:–—-,;")
		}
	}
	return text
}

var tracker = regexp.MustCompile(`/(?:issues|pull|merge_requests|browse|tickets?|work_items|boards?|c|bugs?)/`)

// linkOf is where an action is tracked: the first link to a tracker, or else the first to the web.
func linkOf(in inline) string {
	first := ""
	for _, l := range in.links {
		if !strings.HasPrefix(l.url, "http") {
			continue
		}
		if tracker.MatchString(l.url) {
			return l.url
		}
		if first == "" {
			first = l.url
		}
	}
	return first
}
