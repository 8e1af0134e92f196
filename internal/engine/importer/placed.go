package importer

import (
	"regexp"
	"slices"
	"strings"

	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/engine/render"
)

// Placed is the text of a document in the sections of a postmortem: every word of it but the
// title and headings that say what the section's own says, each section in the order of the
// document. What the front matter says besides stands at the end of the course of events.
type Placed struct {
	Sections map[postmortem.Key]string
	Kept     []string // Headings that say nothing that is known; their text stands where it stood.
	Bare     []string // Headings over lessons of which each stands in its own section.
	Taken    []string // Keys of the front matter of which a field of the postmortem has the value, or that have none.
}

// Place puts the text of a document where a reader of postmortems looks for it. What is not
// known stays as text below its own heading, behind what stood before it.
func Place(doc Document) Placed {
	p := placing{out: Placed{Sections: map[postmortem.Key]string{}}, links: definitions(doc), opened: map[postmortem.Key]bool{}}
	if fits(doc.Title) {
		p.title = plainWords(doc.Title)
	}
	for i, piece := range doc.pieces {
		p.next = ""
		if i+1 < len(doc.pieces) {
			p.next = homes[doc.pieces[i+1].Kind]
		}
		p.put(piece)
	}
	if noted, taken := asList(doc.matter, doc); doc.matter != "" {
		p.out.Taken = taken
		if noted != "" {
			p.add(postmortem.WhatHappened, noted, 3)
		}
	}
	for key, text := range p.out.Sections {
		p.out.Sections[key] = strings.TrimSpace(p.linked(text))
	}
	return p.out
}

// placing is a placement under way.
type placing struct {
	out   Placed
	title string // Its plain words; empty when it is longer than a postmortem's may be.
	here  postmortem.Key
	links map[string]string

	level  int            // Of the heading, in the document, that stands at the top level in the section that was last written.
	next   postmortem.Key // Where the piece after this one goes, when its kind says so.
	titled bool
	opened map[postmortem.Key]bool
}

// homes are where the kinds of sections belong. A summary may be told in the course of events too.
var homes = map[Kind]postmortem.Key{
	KindMetadata: postmortem.WhatHappened, KindPeople: postmortem.WhatHappened, KindTimeline: postmortem.WhatHappened,
	KindImpact: postmortem.Impact, KindFigures: postmortem.Impact, KindFactors: postmortem.Factors,
	KindDetection: postmortem.Response, KindResponse: postmortem.Response, KindResolution: postmortem.Response,
	KindWell: postmortem.Worked, KindWrong: postmortem.DidNotWork, KindLucky: postmortem.Lucky,
	KindLessons: postmortem.Surprised, KindActions: postmortem.Surprised,
}

var summing = regexp.MustCompile(`\b(summary|overview|abstract|synopsis|tl ?dr|executive|postmortem|introduction)\b`)

func (p *placing) put(s Section) {
	text, key := s.Text, p.homeOf(s)
	head, rest := cutHeading(text)
	if head != "" && p.said(head, key) {
		text = rest
	} else if head != "" && s.Kind == KindLessons && strings.TrimSpace(rest) == "" && p.next != "" && p.next != key {
		p.out.Bare = append(p.out.Bare, s.Heading)
		return
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	if s.Kind == "" && s.Heading != "" && !p.says(s.Heading) {
		p.out.Kept = append(p.out.Kept, s.Heading)
	}
	top, level := 3, levelOf(head)
	switch {
	case p.here == key && p.level > 0 && level > p.level: // It stands below what was written last.
		top = min(6, 3+level-p.level)
	case level > 0:
		p.level = level
	}
	if p.here != key {
		p.level = level
	}
	p.here = key
	p.add(key, text, top)
}

// levelOf is the level of a heading line, 0 of none.
func levelOf(head string) int {
	head = strings.TrimLeft(head, " ")
	if level := len(head) - len(strings.TrimLeft(head, "#")); head == "" || level > 0 {
		return level
	}
	return 2 // Underlined.
}

func (p *placing) add(key postmortem.Key, text string, top int) {
	text = render.Lowered(strings.Trim(text, "\n"), top)
	if before := p.out.Sections[key]; before != "" {
		gap := "\n\n"
		if isList(text) && isList(lastLine(before)) {
			gap = "\n" // Items of one list stay one list.
		}
		text = before + gap + text
	}
	p.out.Sections[key] = text
}

func isList(s string) bool {
	s = strings.TrimLeft(s, " ")
	return strings.HasPrefix(s, "- ") || strings.HasPrefix(s, "* ") || strings.HasPrefix(s, "+ ")
}

func lastLine(s string) string { return s[strings.LastIndexByte(s, '\n')+1:] }

// homeOf is the section that a piece goes to: by what it is about; else where it stood.
func (p *placing) homeOf(s Section) postmortem.Key {
	key, known := homes[s.Kind]
	switch {
	case known:
		return key
	case s.Kind == KindSummary && (summing.MatchString(plainWords(s.Heading)) || p.here == ""):
		return postmortem.Summary
	case s.Kind == KindSummary:
		return postmortem.WhatHappened
	case p.here == "" && (s.Heading == "" || p.says(s.Heading)):
		return postmortem.Summary
	case p.here == "" || p.here == postmortem.Summary:
		return postmortem.WhatHappened
	}
	return p.here
}

// says whether a heading is the title, which the postmortem has.
func (p *placing) says(heading string) bool {
	return p.title != "" && plainWords(heading) == p.title
}

// said says whether a heading has been said: by the title, or by the heading of the section that
// it opens. It is left out once.
func (p *placing) said(head string, key postmortem.Key) bool {
	said := plainWords(head)
	switch {
	case said == p.title && !p.titled:
		p.titled = true
	case said == plainWords(key.Heading()) && !p.opened[key]:
		p.opened[key] = true
	default:
		return false
	}
	return true
}

// cutHeading parts a piece into its heading line, with the rule below it, and the rest.
func cutHeading(text string) (head, rest string) {
	line, rest, _ := strings.Cut(text, "\n")
	if strings.HasPrefix(strings.TrimLeft(line, " "), "#") {
		return line, rest
	}
	under, after, _ := strings.Cut(rest, "\n")
	if under = strings.TrimSpace(under); under != "" && strings.Trim(under, "=") == "" || len(under) > 1 && strings.Trim(under, "-") == "" {
		return line, after
	}
	return "", text
}

var (
	definition = regexp.MustCompile(`(?m)^ {0,3}\[([^\]\n^]{1,200})\]:[ \t]+\S[^\n]*$`)
	linkLabel  = regexp.MustCompile(`\[([^\]\n]{1,200})\]`)
)

// definitions are the targets of links that the document names once, by their labels.
func definitions(doc Document) map[string]string {
	all := map[string]string{}
	for _, s := range doc.Sections {
		for _, m := range definition.FindAllStringSubmatch(s.Text, -1) {
			if label := strings.ToLower(m[1]); all[label] == "" {
				all[label] = m[0]
			}
		}
	}
	return all
}

// linked repeats the targets of links in a section that names them and that they do not stand in.
func (p *placing) linked(text string) string {
	if len(p.links) == 0 {
		return text
	}
	var more []string
	for _, m := range linkLabel.FindAllStringSubmatch(text, -1) {
		if def := p.links[strings.ToLower(m[1])]; def != "" && !strings.Contains(text, def) && !slices.Contains(more, def) {
			more = append(more, def)
		}
	}
	if len(more) == 0 {
		return text
	}
	return strings.TrimRight(text, "\n") + "\n\n" + strings.Join(more, "\n")
}
