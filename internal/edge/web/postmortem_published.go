package web

import (
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// besideCopy loads what stands beside a published copy: for those who write, how it stands and how
// far it reaches. They find nothing where the copy was opened from a private incident.
func (v *visit) besideCopy(view *store.View, page *reading) error {
	id := string(page.pub.Postmortem)
	if !v.actor.Can(person.Write) {
		_, err := view.PostmortemToTell(v.actor, id)
		if k := problem.KindOf(err); k == problem.KindNotFound || k == problem.KindForbidden {
			return nil // Whoever may not is not offered it.
		}
		page.mayTell = err == nil
		return err
	}
	pm, err := view.Postmortem(v.actor, id)
	if problem.KindOf(err) == problem.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	reach, err := view.ReachOf(pm.ID)
	page.pm, page.reach, page.mayTell = pm, &reach, v.actor.Can(person.TakePart)
	return err
}

// countReading counts, after the page was sent, that it was read. That it could not be counted
// takes nothing from the reader; the log tells no more than that.
func (v *visit) countReading(id postmortem.ID) error {
	if err := v.desk.CountReading(v.ctx(), v.actor, id); err != nil && v.ctx().Err() == nil {
		v.log.WarnContext(v.ctx(), "a reading could not be counted", "error", err)
	}
	return nil
}

// reviewed says whether there may be a postmortem to which somebody adds their own words.
func (p roomPage) reviewed() bool {
	return p.v.actor.Can(person.TakePart) && (p.inc.State == incident.Learning || p.inc.State == incident.Closed)
}

// heirNotes lead to what has taken the place of a copy, and to whose place it took.
func (p reading) heirNotes() []ui.Notice {
	var list []ui.Notice
	if s := p.heirs.By; s != nil {
		list = append(list, ui.Notice{
			Tone: ui.Hold, Text: s.ByRef + " takes the place of this one: " + s.Reason, Link: ui.Link{Label: "Read " + s.ByRef, Href: pmPath(s.ByRef)},
		})
	}
	for _, s := range p.heirs.Replaces {
		list = append(list, ui.Notice{Text: "This one takes the place of " + s.Ref + ": " + s.Reason, Link: ui.Link{Label: "Read " + s.Ref, Href: pmPath(s.Ref)}})
	}
	return list
}

// supersedePostmortem records that another one takes its place.
func supersedePostmortem(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.mayWork(); err != nil {
		return err
	}
	ref := v.r.PathValue("ref")
	if err := v.desk.SupersedePostmortem(v.ctx(), v.once(f), desk.Superseding{Postmortem: ref, By: f.line("by"), Reason: f.get("reason")}); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showPublish(status, f)
	}
	return v.done("superseded", pmPath(ref))
}
