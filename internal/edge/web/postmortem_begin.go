package web

import (
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// beginning is the choice that stands after an incident: write a postmortem, or say why none is
// required.
type beginning struct {
	incident *incident.Incident
	form     *form
}

// postmortemOfIncident leads to the postmortem of an incident, or to the choice of one.
func postmortemOfIncident(v *visit) error { return v.showBeginning(200, v.blank()) }

func (v *visit) showBeginning(status int, f *form) error {
	page := beginning{form: f}
	var found string
	err := v.read(func(view *store.View) (err error) {
		if page.incident, err = view.Incident(v.actor, v.r.PathValue("ref")); err != nil {
			return err
		}
		pm, err := view.PostmortemOf(v.actor, page.incident.ID)
		if err == nil {
			found = pm.Ref()
		}
		if problem.KindOf(err) == problem.KindNotFound {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	if found != "" && status == 200 {
		return v.to(pmPath(found))
	}
	if err := v.actor.May(person.Write); err != nil {
		return err
	}
	return v.page(status, v.layout("Postmortem of "+page.incident.Ref()), beginningPage(page))
}

// draftPostmortem drafts it from the record and leads to it.
func draftPostmortem(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	got, err := v.desk.DraftPostmortem(v.ctx(), v.once(f), v.r.PathValue("ref"))
	if err != nil {
		return v.beginAgain(f, err)
	}
	return v.done("drafted", pmPath(got.Ref()))
}

// waivePostmortem records why none is required.
func waivePostmortem(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	got, err := v.desk.MarkNotRequired(v.ctx(), v.once(f), desk.Waiver{Incident: v.r.PathValue("ref"), Reason: f.get("reason")})
	if err != nil {
		return v.beginAgain(f, err)
	}
	return v.done("not required", pmPath(got.Ref()))
}

func (v *visit) beginAgain(f *form, err error) error {
	status, err := f.refused(err)
	if err != nil {
		return err
	}
	return v.showBeginning(status, f)
}

func (p beginning) path(part string) string {
	return "/incidents/" + p.incident.Ref() + "/postmortem" + part
}

func (p beginning) reason() ui.Field {
	return hinted(p.form.field("reason", "Why none is required"), "Those who look for it later read this.")
}
