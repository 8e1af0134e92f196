package web

import (
	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// personShown is what the page of one person shows to an administrator.
type personShown struct {
	person.Person
	form   *form
	tokens []person.Token
	self   bool
}

// onePerson shows an account: role, tokens, a way to a new password, and its end.
func onePerson(v *visit) error { return v.showPerson(200, v.blank()) }

func (v *visit) showPerson(status int, f *form) error {
	page := personShown{form: f}
	err := v.read(func(view *store.View) (err error) {
		if err := v.actor.May(person.Administer); err != nil {
			return err
		}
		if page.Person, err = view.Person(v.actor, v.person()); err != nil {
			return err
		}
		page.tokens, err = view.Tokens(v.actor, page.ID)
		return err
	})
	if err != nil {
		return err
	}
	page.self = page.ID == v.actor.ID
	return v.settingsPage(status, page.head(v), personPage(v, page))
}

// person is the ID in the path.
func (v *visit) person() person.ID { return person.ID(v.r.PathValue("person")) }

// toPerson runs a deed on the person of the path and says what was done; a refusal comes back
// on the page.
func (v *visit) toPerson(what string, deed func(person.Actor, *form) error) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := deed(v.once(f), f); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showPerson(status, f)
	}
	return v.done(what, personPath(v.person()))
}

func changeRole(v *visit) error {
	return v.toPerson("role", func(a person.Actor, f *form) error {
		return v.desk.ChangeRole(v.ctx(), a, desk.RoleChange{Person: v.person(), Role: person.Role(f.get("role")), Version: f.version()})
	})
}

func disablePerson(v *visit) error {
	return v.toPerson("disabled", func(a person.Actor, _ *form) error { return v.desk.DisablePerson(v.ctx(), a, v.person()) })
}

func enablePerson(v *visit) error {
	return v.toPerson("enabled", func(a person.Actor, _ *form) error { return v.desk.EnablePerson(v.ctx(), a, v.person()) })
}

func revokeTokenOf(v *visit) error {
	return v.toPerson("token revoked", func(a person.Actor, _ *form) error {
		return v.desk.RevokeToken(v.ctx(), a, person.TokenID(v.r.PathValue("id")))
	})
}

// offerReset makes a link by which the person chooses a new password. The answer shows it once.
func offerReset(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	link, secret, err := v.desk.OfferReset(v.ctx(), v.once(f), v.person())
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showPerson(status, f)
	}
	return v.tell(told{
		title: "The link is ready", label: "Link to choose a new password", secret: v.absolute("/reset/" + secret),
		words: "Give it to the person yourself. An older link stopped. This one works once, until", until: v.minute(link.ExpiresAt),
		back: ui.Button{Label: "Back", Href: personPath(v.person())},
	})
}

func (p personShown) head(v *visit) ui.Head {
	h := ui.Head{Title: p.Name, Where: []templ.Component{ui.Text(p.Email), ui.Text(string(p.Role))}}
	if p.Disabled() {
		h.Where = append(h.Where, ui.State("disabled"))
	}
	if p.self {
		h.Where = append(h.Where, ui.Text("this is you"))
	}
	h.Where = append(h.Where, both(ui.Text("here since "), ui.Time(v.minute(p.CreatedAt))))
	return h
}

func (p personShown) role() ui.Field {
	f := hinted(p.form.field("role", "Role"), "A new role ends the sessions of this person, and the tokens that it does not allow.")
	if f.Value == "" {
		f.Value = string(p.Role)
	}
	return f
}

// ending asks before an account is disabled.
func (p personShown) ending() ui.Confirmation {
	c := ui.Confirmation{
		ID: "disable", Label: "Disable this account", Look: ui.Grave, Left: true, Title: "Disable the account of " + p.Name + "?",
		Text:   "Every session and token ends at once. The name stays in the record, and you can enable the account again.",
		Action: personPath(p.ID) + "/disabling", Hidden: []ui.Hidden{p.form.once()}, Do: "Yes, disable it", DoLook: ui.Grave,
	}
	if p.self {
		c.Text = "This is your own account: you are signed out at once, and only another administrator can enable it again."
	}
	return c
}
