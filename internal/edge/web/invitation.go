package web

import (
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// passwordHint says what a password needs, before it is refused.
const passwordHint = "At least 10 characters."

// invited is what the page of an invitation shows.
type invited struct {
	form         *form
	secret       string
	invitation   person.Invitation
	organisation string
}

// invitationPage asks an invited person for their account. Gone when the link was used.
func invitationPage(v *visit) error { return v.showInvitation(200, v.blank()) }

func (v *visit) showInvitation(status int, f *form) error {
	page := invited{form: f, secret: v.r.PathValue("secret")}
	err := v.read(func(view *store.View) (err error) {
		if page.invitation, err = view.InvitationBehind(person.HashSecret(page.secret)); err != nil {
			return err
		}
		org, err := view.Organisation()
		page.organisation = org.Name
		return err
	})
	if err != nil {
		return err
	}
	if page.invitation.Email != "" {
		f.values.Set("email", page.invitation.Email)
	}
	return v.show(status, bare(v.layout("Invitation"), invitationPageView(v, page)))
}

// acceptInvitation makes the account and signs the person in.
func acceptInvitation(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in, err := v.desk.AcceptInvitation(v.ctx(), desk.Acceptance{
		Secret: v.r.PathValue("secret"), Name: f.line("name"), Email: f.line("email"),
		Password: f.get("password"), TimeZone: f.line("time_zone"),
	})
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showInvitation(status, f)
	}
	return v.enter(in.Session, "welcome")
}

func (p invited) email() ui.Field {
	f := completed(hinted(p.form.field("email", "E-mail address"), "You sign in with it."), "username")
	f.ReadOnly = p.invitation.Email != ""
	return f
}

// zoned asks for the zone of a person.
func zoned(f ui.Field) ui.Field {
	return optional(hinted(f, "A name such as Europe/Berlin. Empty: times are told in the zone of your browser."))
}

// roleDoes says in a sentence what a role may do.
func roleDoes(r person.Role) string {
	switch r {
	case person.Viewer:
		return "reads everything that is not private, reports, offers help and comments."
	case person.Responder:
		return "reports, declares and runs incidents, and writes what was learned."
	case person.Administrator:
		return "does everything a responder does, and looks after people and settings."
	case person.Auditor:
		return "reads the record of logins, permissions and settings, and nothing of the incidents."
	}
	return ""
}
