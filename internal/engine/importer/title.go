package importer

import (
	"strings"
)

var genericWords = map[string]bool{}

func init() {
	for w := range strings.FieldsSeq("incident post mortem postmortem report review rca root cause analysis retrospective template summary document outage blameless pir after action the of a an template overview disclosure notice major internal public final draft writeup write up service") {
		genericWords[w] = true
	}
}

// generic says whether a heading would fit any postmortem.
func generic(heading string) bool {
	plain := strings.Fields(plainWords(heading))
	if len(plain) <= 2 && kindOf(heading) != "" {
		return true
	}
	for _, w := range plain {
		if !genericWords[w] {
			return false
		}
	}
	return true
}

// title is the heading that names this incident, and no other; then what the front matter or a
// label says; then a heading that would fit others too.
func (r *reader) title() string {
	first, any := "", ""
	begin := r.firstText()
	r.outline.root.each(func(p *part) {
		if p.label || p.level == 0 || strings.TrimSpace(p.heading) == "" {
			return
		}
		top := p.level == 1 || any == "" && p.at <= begin
		if any == "" {
			any = oneLine(p.heading)
			if !top {
				any = " " // Text stands in front of it: it names a section.
			}
		}
		if first == "" && top && !generic(p.heading) && !(p.level > 1 && p.own) {
			first = oneLine(p.heading)
		}
	})
	labelled := ""
	for _, f := range r.fieldsEarly() {
		switch f.label {
		case "title", "incident title", "incident name", "incident", "name of incident":
			if labelled == "" && words(f.value) > 1 {
				labelled = f.value
			}
		}
	}
	if any != "" && (kindOf(any) != "" && words(any) <= 3 && !strings.Contains(strings.ToLower(any), "mortem") || any == " ") {
		any = ""
	}
	for _, s := range []string{first, r.matter.first("title", "name"), labelled, any} {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}

// fieldsEarly are the labelled values in front of the first section.
func (r *reader) fieldsEarly() []field {
	var all []field
	r.outline.root.each(func(p *part) {
		if len(all) < 50 && (p.level <= 1 || p.kind == KindMetadata) {
			for _, b := range p.blocks {
				all = append(all, fieldsOf(b, p.kind)...)
			}
		}
	})
	return all
}

// firstText is where the document's first line of text begins.
func (r *reader) firstText() int {
	return len(r.outline.src) - len(strings.TrimLeft(r.outline.src, " \t\n"))
}
