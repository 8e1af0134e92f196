package web

import (
	"fmt"
	"slices"
	"strings"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"github.com/a-h/templ"
)

// parts are the pages of a postmortem for those who write it, as links.
func parts(pm *postmortem.Postmortem, here string) ui.Sift {
	s := ui.Sift{Label: "Parts of " + pm.Ref()}
	for _, l := range []ui.Link{
		{Label: "Read", Key: "draft"},
		{Label: "Write", Key: "edit"},
		{Label: "Times", Key: "times"},
		{Label: "Whys", Key: "whys"},
		{Label: "Actions", Key: "actions"},
		{Label: "Review", Key: "review"},
		{Label: "Publish", Key: "publish"},
		{Label: "For customers", Key: customersKey},
		{Label: "History", Key: "history"},
	} {
		l.Href, l.Current = pmPath(pm.Ref(), l.Key), l.Key == here
		if l.Key == "draft" && (pm.Stands() || pm.PublishedAt.IsZero()) {
			l.Href = pmPath(pm.Ref())
		}
		s.Links = append(s.Links, l)
	}
	return s
}

// rail is the progress beside the text; each line leads to where it is mended.
func rail(v *visit, p desk.PostmortemProgress) ui.Rail {
	pm := p.Postmortem
	r := ui.Rail{State: pm.State.Words(), Next: nextStep(pm)}
	if due := dueOf(v, pm); due != nil {
		r.Due = due
	}
	add := func(name, part, said string, done bool) {
		r.Items = append(r.Items, ui.RailItem{Name: name, Href: pmPath(pm.Ref(), part), Said: said, Done: done})
	}
	directive := "not read yet"
	if !pm.DirectiveAt.IsZero() {
		directive = "read"
	}
	add("Prime Directive", "review#directive", directive, !pm.DirectiveAt.IsZero())
	settled := 0
	for _, m := range p.Moments {
		if m.Settled() {
			settled++
		}
	}
	add("Times", "times", fmt.Sprintf("%d of %d", settled, len(p.Moments)), settled == len(p.Moments))
	written := 0
	for _, s := range p.Sections {
		if strings.TrimSpace(s.Text) != "" {
			written++
		}
	}
	add("Sections", "edit", fmt.Sprintf("%d of %d", written, len(p.Sections)), written == len(p.Sections))
	leaves, open := leavesOf(p.Whys)
	place, answered := "whys", "not asked yet"
	if leaves > 0 {
		answered = fmt.Sprintf("%d of %d", leaves-len(open), leaves)
	}
	if len(open) > 0 {
		place += "#" + whyID(p.Whys.Numbers()[open[0]])
	}
	add("Whys", place, answered, leaves > 0 && len(open) == 0)
	owned := 0
	for _, a := range p.Actions {
		if a.Owner != "" || a.LeftUndone() {
			owned++
		}
	}
	add("Actions owned", "actions", fmt.Sprintf("%d of %d", owned, len(p.Actions)), owned == len(p.Actions))
	language := "clean"
	place = "edit"
	if n := len(p.Findings); n > 0 {
		language, place = fmt.Sprintf("%d to look at", n), "edit#"+anchorOf(p.Findings[0].Section)
	}
	add("Language", place, language, len(p.Findings) == 0)
	if said, done := reviewedRail(p.Tally); said != "" {
		add("Reviewed", "review#readers", said, done)
	}
	return r
}

// leavesOf counts what nothing asks on below, and lists the places of those that earn nothing.
func leavesOf(t postmortem.WhyTree) (leaves int, open []int) {
	for _, w := range t.Whys {
		if t.Leaf(w.ID) {
			leaves++
		}
	}
	return leaves, t.Unanswered()
}

// nextStep is the one obvious thing to do now.
func nextStep(pm *postmortem.Postmortem) *ui.Button {
	b := &ui.Button{Look: ui.Main}
	switch pm.State {
	case postmortem.Drafting:
		b.Label, b.Href = "Ask for review", pmPath(pm.Ref(), "review#next")
	case postmortem.InReview:
		b.Label, b.Href = "Approve or send back", pmPath(pm.Ref(), "review#next")
	case postmortem.Approved:
		b.Label, b.Href = "Publish", pmPath(pm.Ref(), "publish")
	default:
		return nil
	}
	return b
}

// dueOf is the date that the postmortem is to be ready by; nil once it is published.
func dueOf(v *visit, pm *postmortem.Postmortem) templ.Component {
	at := pm.PublishDue
	if pm.State == postmortem.Drafting {
		at = pm.DraftDue
	}
	if at.IsZero() || !pm.PublishedAt.IsZero() || pm.State == postmortem.NotRequired {
		return nil
	}
	if pm.Overdue(v.clock.Now) {
		return both(ui.State("overdue"), ui.Text(" since "), ui.Day(v.clock.At(at)))
	}
	return both(ui.Text("due "), ui.Day(v.clock.At(at)))
}

// waits are the things that publication waits for, each a link to where it is mended.
func waits(p desk.PostmortemProgress) []ui.Link {
	return waitsFor(p.Postmortem.Ref(), p.Missing, p.Findings)
}

func waitsFor(ref string, missing []*problem.Problem, findings []postmortem.Finding) []ui.Link {
	var list []ui.Link
	for _, m := range missing {
		list = append(list, ui.Link{Label: m.Say, Href: pmPath(ref, mendedAt(m.Field, findings))})
	}
	return list
}

// mendedAt is where something that publication waits for is mended.
func mendedAt(field string, findings []postmortem.Finding) string {
	group, name, _ := strings.Cut(field, ".")
	switch group {
	case "moments":
		return "times#" + name
	case "directive":
		return "review#directive"
	case "care":
		return "draft#corrections"
	case "approvals":
		return "review#next"
	case "sections":
		return "edit#" + name
	case "actions":
		return "actions#" + name
	case "whys":
		return "whys#" + whyID(name)
	case "language":
		i := slices.IndexFunc(findings, func(f postmortem.Finding) bool { return f.Blocks })
		switch {
		case i < 0:
			return "edit"
		case strings.HasPrefix(findings[i].Section, "ACT-"):
			return "actions#" + findings[i].Section
		case strings.HasPrefix(findings[i].Section, postmortem.WhyPlace):
			return "whys#" + whyID(strings.TrimPrefix(findings[i].Section, postmortem.WhyPlace))
		}
		return "edit#" + anchorOf(findings[i].Section)
	}
	return "publish#" + group
}

func anchorOf(section string) string { return section }

func (p reading) rail(v *visit) templ.Component {
	if p.progress == nil {
		return nil
	}
	return railPart(v, *p.progress)
}
