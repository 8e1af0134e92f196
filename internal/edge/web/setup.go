package web

import (
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/domain/workspace"
)

// setupPage asks for the first administrator, by the link that the server printed. Gone when it
// was used.
func setupPage(v *visit) error {
	if err := v.desk.CheckSetup(v.ctx(), v.r.PathValue("secret")); err != nil {
		return err
	}
	return v.showSetup(200, v.blank())
}

func (v *visit) showSetup(status int, f *form) error {
	return v.show(status, bare(v.layout("Set up Candor"), setupPageView(v.r.PathValue("secret"), f)))
}

// setUp makes the first administrator, signs them in and keeps the name of the organisation.
func setUp(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	org := workspace.DefaultOrganisation()
	if name := f.line("organisation"); name != "" {
		org.Name = name
	}
	in := desk.Founding{
		Secret: v.r.PathValue("secret"), Name: f.line("name"), Email: f.line("email"), Password: f.get("password"),
	}
	var entered desk.Entered
	if _, err = org.Check(); err != nil {
		err = problem.All(in.Check(), elsewhere(err, "organisation"))
	} else {
		entered, err = v.desk.CreateFirstAdministrator(v.ctx(), in)
	}
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showSetup(status, f)
	}
	if err := v.desk.SaveOrganisation(v.ctx(), entered.Person.Actor(), org); err != nil {
		// The account is there, so the way in comes first; the settings ask for the name again.
		v.log.WarnContext(v.ctx(), "the name of the organisation was not kept at set-up", "error", err)
	}
	return v.enter(entered.Session, "set up")
}

// elsewhere puts a sentence of a noun beside the field in which the form asked for it.
func elsewhere(err error, field string) error {
	if p := problem.Of(err); p != nil {
		return p.At(field)
	}
	return err
}
