package web

import (
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// resetPage asks for a new password, by the link that an administrator gave. Gone when it was
// used.
func resetPage(v *visit) error { return v.showReset(200, v.blank()) }

func (v *visit) showReset(status int, f *form) error {
	secret := v.r.PathValue("secret")
	var p person.Person
	err := v.read(func(view *store.View) error {
		link, err := view.OneTimeLink(person.ResetLink, person.HashSecret(secret))
		if err != nil {
			return err
		}
		p, err = view.Person(person.System, link.Person)
		return err
	})
	if err != nil {
		return err
	}
	return v.show(status, bare(v.layout("New password"), resetPageView(secret, p, f)))
}

// resetPassword takes the new password and signs the person in.
func resetPassword(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in, err := v.desk.ResetPassword(v.ctx(), desk.Reset{Secret: v.r.PathValue("secret"), Password: f.get("password")})
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showReset(status, f)
	}
	return v.enter(in.Session, "password")
}

// whose shows the address, so that a password manager knows which password it keeps.
func whose(p person.Person) ui.Field {
	return ui.Field{Name: "email", Label: "E-mail address", Value: p.Email, Autocomplete: "username", ReadOnly: true}
}
