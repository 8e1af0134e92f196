package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/text"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// reading is a postmortem to read: a published copy, or the draft for those who write.
type reading struct {
	document
	pub      *postmortem.Publication // Nil for a draft.
	progress *desk.PostmortemProgress
	comments []postmortem.Comment
	form     *form
}

// postmortemPage shows the newest published copy that the reader may see; before there is one,
// the draft to those who write.
func postmortemPage(v *visit) error { return v.showPostmortem(200, v.blank()) }

func (v *visit) showPostmortem(status int, f *form) error {
	page := reading{form: f}
	err := v.readPublication(&page, 0)
	if problem.KindOf(err) == problem.KindNotFound && v.actor.Can(person.Write) {
		return v.showDraft(status, f)
	}
	if err != nil {
		return err
	}
	return v.showReading(status, page)
}

// mayWork returns nil when there is such a postmortem and the actor may work on it, before any
// part of a form is looked at.
func (v *visit) mayWork() error {
	err := v.read(func(view *store.View) error {
		_, err := view.Postmortem(v.actor, v.r.PathValue("ref"))
		return err
	})
	if err != nil {
		return err
	}
	return v.actor.May(person.Write)
}

// draftPage shows what is being written, also while an earlier edition is published.
func draftPage(v *visit) error { return v.showDraft(200, v.blank()) }

func (v *visit) showDraft(status int, f *form) error {
	p, err := v.desk.Progress(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	if p.Postmortem.State == postmortem.NotRequired {
		return v.page(status, v.layout(p.Postmortem.Ref()), notRequiredPage(p.Postmortem))
	}
	preview, err := v.desk.PreviewPublication(v.ctx(), v.actor, desk.Publishing{Postmortem: v.r.PathValue("ref")})
	if err != nil {
		return err
	}
	page := reading{document: drafted(p, preview.Copy, v.clock.Now), progress: &p, comments: p.Comments, form: f}
	return v.showReading(status, page)
}

// editionPage shows an earlier edition as it was published.
func editionPage(v *visit) error {
	n, err := strconv.Atoi(v.r.PathValue("edition"))
	if err != nil || n < 1 {
		return problem.NotFound("edition")
	}
	page := reading{form: v.blank()}
	if err := v.readPublication(&page, n); err != nil {
		return err
	}
	return v.showReading(200, page)
}

// readPublication loads a published copy, and for those who write how the next one stands.
func (v *visit) readPublication(page *reading, edition int) error {
	err := v.read(func(view *store.View) (err error) {
		if page.pub, err = view.Publication(v.actor, v.r.PathValue("ref"), edition); err != nil {
			return err
		}
		page.copy = page.pub.Copy
		page.comments, err = view.Comments(v.actor, page.pub.Postmortem)
		return err
	})
	if err != nil || !v.actor.Can(person.Write) {
		return err
	}
	p, err := v.desk.Progress(v.ctx(), v.actor, v.r.PathValue("ref"))
	if problem.KindOf(err) == problem.KindNotFound { // A copy that was opened from a private incident.
		return nil
	}
	page.progress = &p
	return err
}

func (v *visit) showReading(status int, page reading) error {
	var err error
	if page.environments, err = v.looks(); err != nil {
		return err
	}
	l := v.layout(page.copy.Ref + " " + page.copy.Title)
	return v.page(status, l, readingPage(v, page))
}

func pmPath(ref string, parts ...string) string {
	return "/postmortems/" + strings.Join(append([]string{ref}, parts...), "/")
}

// parts are the pages of a postmortem for those who write it, as links.
func parts(pm *postmortem.Postmortem, here string) ui.Sift {
	s := ui.Sift{Label: "Parts of " + pm.Ref()}
	for _, l := range []ui.Link{
		{Label: "Read", Key: "draft"},
		{Label: "Write", Key: "edit"},
		{Label: "Times", Key: "times"},
		{Label: "Actions", Key: "actions"},
		{Label: "Review", Key: "review"},
		{Label: "Publish", Key: "publish"},
	} {
		l.Href, l.Current = pmPath(pm.Ref(), l.Key), l.Key == here
		if l.Key == "draft" && (pm.State == postmortem.Published || pm.PublishedAt.IsZero()) {
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
	owned := 0
	for _, a := range p.Actions {
		if a.Owner != "" || a.LeftUndone() {
			owned++
		}
	}
	add("Actions owned", "actions", fmt.Sprintf("%d of %d", owned, len(p.Actions)), owned == len(p.Actions))
	language, place := "clean", "edit"
	if n := len(p.Findings); n > 0 {
		language, place = fmt.Sprintf("%d to look at", n), "edit#"+anchorOf(p.Findings[0].Section)
	}
	add("Language", place, language, len(p.Findings) == 0)
	return r
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
	case "sections":
		return "edit#" + name
	case "actions":
		return "actions#" + name
	case "whys":
		return "draft#" + whyID(name)
	case "language":
		i := slices.IndexFunc(findings, func(f postmortem.Finding) bool { return f.Blocks })
		switch {
		case i < 0:
			return "edit"
		case strings.HasPrefix(findings[i].Section, "ACT-"):
			return "actions#" + findings[i].Section
		case strings.HasPrefix(findings[i].Section, postmortem.WhyPlace):
			return "draft#" + whyID(strings.TrimPrefix(findings[i].Section, postmortem.WhyPlace))
		}
		return "edit#" + anchorOf(findings[i].Section)
	}
	return "publish#" + group
}

func anchorOf(section string) string { return section }

// margin is the remarks about wording, each leading to its section.
func margin(ref string, list []postmortem.Finding) ui.Findings {
	var out ui.Findings
	for _, f := range list {
		where := sectionName(f.Section)
		remark := remarkOn(f)
		remark.Do = []templ.Component{ui.Anchor{Label: "Reword it in " + where, Href: pmPath(ref, mendedAt("language", []postmortem.Finding{blocking(f)}))}}
		out = append(out, remark)
	}
	return out
}

func blocking(f postmortem.Finding) postmortem.Finding { f.Blocks = true; return f }

func remarkOn(f postmortem.Finding) ui.Finding {
	return ui.Finding{Match: text.Visible(f.Match), Say: f.Say, Use: f.Suggest, Blocks: f.Blocks}
}

// notes tells what stands beside this copy: a newer or an older one, a draft, a narrow audience.
func (p reading) notes(v *visit) []ui.Notice {
	var list []ui.Notice
	if p.pub == nil {
		if pm := p.progress.Postmortem; !pm.PublishedAt.IsZero() && pm.State != postmortem.Published {
			list = append(list, ui.Notice{
				Tone: ui.Hold, Text: fmt.Sprintf("This is the draft of edition %d. Edition %d stays published meanwhile.", pm.Edition, pm.Edition-1),
				Link: ui.Link{Label: "Read the published one", Href: pmPath(pm.Ref())},
			})
		}
		return list
	}
	if p.pub.State() == postmortem.Superseded {
		list = append(list, ui.Notice{
			Tone: ui.Hold, Text: fmt.Sprintf("This is edition %d. A later edition took its place on %s.", p.pub.Edition, v.clock.At(p.pub.SupersededAt)),
			Link: ui.Link{Label: "Read the newest", Href: pmPath(p.copy.Ref)},
		})
	} else if p.progress != nil && p.progress.Postmortem.State != postmortem.Published {
		list = append(list, ui.Notice{
			Tone: ui.Hold, Text: fmt.Sprintf("Edition %d is being written.", p.progress.Postmortem.Edition),
			Link: ui.Link{Label: "Open the draft", Href: pmPath(p.copy.Ref, "draft")},
		})
	}
	switch {
	case p.pub.Audience == postmortem.Responders && v.clock.Now.Before(p.pub.Until):
		list = append(list, ui.Notice{Text: "Only responders may read this until " + v.clock.At(p.pub.Until).String() + ". Then the whole company may."})
	case p.pub.Audience == postmortem.Members:
		list = append(list, ui.Notice{Text: "This incident is private. Only its members may read this."})
	}
	return list
}

// earlier are the editions before this one.
func (p reading) earlier() []ui.Link {
	var list []ui.Link
	for n := p.copy.Edition - 1; n >= 1 && !p.draft; n-- {
		list = append(list, ui.Link{Label: "Edition " + strconv.Itoa(n), Href: pmPath(p.copy.Ref, "editions", strconv.Itoa(n))})
	}
	return list
}

func (p reading) exportPath(format string) string {
	q := "export?format=" + format
	if p.pub != nil {
		q += "&edition=" + strconv.Itoa(p.pub.Edition)
	}
	return pmPath(p.copy.Ref, q)
}

// mayComment says whether the reader may say something here: not on an edition that a later
// one has superseded, since what is said goes to the readers of the newest.
func (v *visit) mayComment(p reading) bool {
	return v.actor.Can(person.TakePart) && (p.pub == nil || p.pub.State() == postmortem.Published)
}

// commentPostmortem adds a comment and leads back to it.
func commentPostmortem(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	ref := v.r.PathValue("ref")
	_, err = v.desk.CommentPostmortem(v.ctx(), v.once(f), desk.Remark{Postmortem: ref, Section: f.line("section"), Text: f.get("text")})
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		if f.has("draft") {
			return v.showDraft(status, f)
		}
		return v.showPostmortem(status, f)
	}
	if f.has("draft") {
		return v.done("commented", pmPath(ref, "draft#comments"))
	}
	return v.done("commented", pmPath(ref)+"#comments")
}

func sectionOptions() []ui.Option {
	var list []ui.Option
	for _, k := range postmortem.Keys() {
		list = append(list, ui.Option{Value: string(k), Label: k.Heading()})
	}
	return list
}

func (p reading) rail(v *visit) templ.Component {
	if p.progress == nil {
		return nil
	}
	return railPart(v, *p.progress)
}

func (p reading) margin() templ.Component {
	if p.progress == nil || !p.draft {
		return nil
	}
	return margin(p.copy.Ref, p.progress.Findings)
}
