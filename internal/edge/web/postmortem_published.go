package web

import (
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// besideCopy loads what stands beside a published copy.
func (v *visit) besideCopy(page *reading) error {
	err := v.read(func(view *store.View) error {
		_, err := view.PostmortemToTell(v.actor, page.pub.Copy.Ref)
		page.mayTell = err == nil
		return nil // Whoever may not is not offered it.
	})
	if err != nil || !v.actor.Can(person.Write) {
		return err
	}
	reach, err := v.desk.Reach(v.ctx(), v.actor, page.pub.Copy.Ref)
	if problem.KindOf(err) == problem.KindNotFound { // A copy that was opened from a private incident.
		return nil
	}
	page.reach = &reach
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
