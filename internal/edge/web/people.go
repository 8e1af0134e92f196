package web

import (
	"net/url"

	"github.com/a-h/templ"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// peopleList is what the page of people shows.
type peopleList struct {
	form        *form
	people      []person.Person
	invitations []person.Invitation
}

// people lists who has an account and who is invited, and invites.
func people(v *visit) error { return v.showPeople(200, v.blank()) }

func (v *visit) showPeople(status int, f *form) error {
	page := peopleList{form: f}
	err := v.read(func(view *store.View) (err error) {
		if err := v.actor.May(person.Administer); err != nil {
			return err
		}
		if page.people, err = view.People(v.actor); err != nil {
			return err
		}
		page.invitations, err = view.Invitations(v.actor)
		return err
	})
	if err != nil {
		return err
	}
	return v.settingsPage(status, ui.Head{Title: "People", Lead: "Everybody who has an account here, and who is invited."}, peoplePage(v, page))
}

// invite makes a link by which one person comes in. The answer shows it, and nothing else ever
// does.
func invite(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := desk.Invite{Role: person.Role(f.get("role")), Email: f.line("email")}
	made, secret, err := v.desk.InvitePerson(v.ctx(), v.once(f), in)
	if err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		f.renew()
		return v.showPeople(status, f)
	}
	return v.tell(told{
		title: "The invitation is ready", label: "Invitation link", secret: v.absolute("/invitation/" + secret),
		words: "Give it to the person yourself. It makes one account as " + string(made.Role) + " and works until it is used, withdrawn, or",
		until: v.minute(made.ExpiresAt), back: ui.Button{Label: "Back to people", Href: "/people"},
	})
}

// withdrawInvitation makes an invitation link useless.
func withdrawInvitation(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.RevokeInvitation(v.ctx(), v.once(f), person.InvitationID(v.r.PathValue("id"))); err != nil {
		return err
	}
	return v.done("invitation withdrawn", "/people")
}

// told is a secret that a page tells once, in the answer to the form that made it.
type told struct {
	title, label, secret, hint string
	words                      string  // A sentence that ends with the instant, if there is one.
	until                      ui.When // When it stops by itself.
	back                       ui.Button
}

// tell shows a secret. The answer is kept by nobody: not by the browser, and a form that is
// sent again makes no second one.
func (v *visit) tell(t told) error {
	if t.hint == "" {
		t.hint = "It is shown only now. Keep it like a password until it is used."
	}
	return v.page(200, v.layout(t.title), toldPage(t))
}

func (p peopleList) rows(v *visit) []ui.Row {
	var rows []ui.Row
	for _, who := range p.people {
		row := ui.Row{
			Title: who.Name, Href: personPath(who.ID), Faint: who.Disabled(),
			Why: []templ.Component{ui.Text(who.Email)}, End: []templ.Component{ui.Text(string(who.Role))},
		}
		if who.Disabled() {
			row.End = append(row.End, ui.State("disabled"))
		}
		if who.ID == v.actor.ID {
			row.Why = append(row.Why, ui.Text("this is you"))
		}
		rows = append(rows, row)
	}
	return rows
}

func personPath(id person.ID) string { return "/people/" + url.PathEscape(string(id)) }

// roleOptions lists the roles that limit covers, each with what it may do.
func roleOptions(limit person.Role) []ui.Option {
	var out []ui.Option
	for _, r := range person.Roles() {
		if limit.Covers(r) {
			out = append(out, ui.Option{Value: string(r), Label: string(r), Hint: roleDoes(r)})
		}
	}
	return out
}

func (p peopleList) role() ui.Field {
	f := p.form.field("role", "Role")
	if f.Value == "" {
		f.Value = string(person.Responder)
	}
	return f
}

// who says whom an invitation is for.
func who(in person.Invitation) string {
	if in.Email == "" {
		return "whoever has the link"
	}
	return in.Email
}
