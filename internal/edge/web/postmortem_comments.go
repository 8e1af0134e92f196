package web

import (
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/postmortem"
	"candor.dev/candor/internal/edge/web/ui"
)

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
