package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// reading is a postmortem to read: a published copy, or the draft for those who write.
type reading struct {
	document
	pub         *postmortem.Publication  // Nil for a draft.
	pm          *postmortem.Postmortem   // For those who write; nil for others.
	progress    *desk.PostmortemProgress // Of a draft.
	comments    []postmortem.Comment
	form        *form
	reach       *postmortem.Reach           // Of a published copy, for those who write.
	heirs       desk.Successions            // What has taken its place, and whose place it took.
	corrections []postmortem.Correction     // Open ones, beside a draft.
	mayTell     bool                        // The reader may tell their own account of the incident.
	outside     *postmortem.CustomerRelease // The version for customers; nil for none.
	advised     advised
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
	p, err := v.desk.ReadDraft(v.ctx(), v.actor, v.r.PathValue("ref"))
	if err != nil {
		return err
	}
	if p.Postmortem.State == postmortem.NotRequired {
		return v.page(status, v.layout(p.Postmortem.Ref()), notRequiredPage(p.Postmortem))
	}
	page := reading{document: drafted(p, v.clock.Now), pm: p.Postmortem, progress: &p.PostmortemProgress, comments: p.Comments, corrections: p.Care.Open, form: f, mayTell: v.actor.Can(person.TakePart)}
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

// readPublication loads a published copy with what stands beside it.
func (v *visit) readPublication(page *reading, edition int) error {
	err := v.read(func(view *store.View) (err error) {
		if page.pub, err = view.Publication(v.actor, v.r.PathValue("ref"), edition); err != nil {
			return err
		}
		page.copy = page.pub.Copy
		if page.copy.Origin != "" {
			page.was = &page.pub.Was
		}
		if page.heirs, err = desk.SuccessionsOf(view, v.actor, page.pub.Postmortem); err != nil {
			return err
		}
		if page.comments, err = view.Comments(v.actor, page.pub.Postmortem); err != nil {
			return err
		}
		return v.besideCopy(view, page)
	})
	if err != nil {
		return err
	}
	return v.besideOutside(page)
}

func (v *visit) showReading(status int, page reading) error {
	var err error
	if page.advised, err = v.adviceOn(page.comments); err != nil {
		return err
	}
	page.document.beside = page.aside(v)
	if page.pub != nil && page.copy.Environment != "" { // A draft brings them along.
		if page.environments, err = v.looks(); err != nil {
			return err
		}
	}
	l := v.layout(page.copy.Ref + " " + page.copy.Title)
	if err := v.page(status, l, readingPage(v, page)); err != nil || page.pub == nil || v.r.Method != http.MethodGet {
		return err
	}
	return v.countReading(page.pub.Postmortem)
}

func pmPath(ref string, parts ...string) string {
	return "/postmortems/" + strings.Join(append([]string{ref}, parts...), "/")
}

// notes tells what stands beside this copy: a newer or an older one, a draft, a narrow audience.
func (p reading) notes(v *visit) []ui.Notice {
	var list []ui.Notice
	if n, imported := p.importNote(); imported {
		list = append(list, n)
	}
	if p.pub == nil {
		if pm := p.pm; !pm.PublishedAt.IsZero() && !pm.Stands() {
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
	} else if p.pm != nil && !p.pm.Stands() {
		list = append(list, ui.Notice{
			Tone: ui.Hold, Text: fmt.Sprintf("Edition %d is being written.", p.pm.Edition),
			Link: ui.Link{Label: "Open the draft", Href: pmPath(p.copy.Ref, "draft")},
		})
	}
	list = append(list, p.heirNotes()...)
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
