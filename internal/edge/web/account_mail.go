package web

import (
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// mailWanted is what one wants to hear by mail.
func mailWanted(v *visit) error {
	f := v.blank()
	err := v.read(func(view *store.View) error {
		want, err := view.MailPreference(v.actor)
		f.values.Set("mail", string(want))
		return err
	})
	if err != nil {
		return err
	}
	return v.showMailWanted(200, f)
}

func (v *visit) showMailWanted(status int, f *form) error {
	on := false
	err := v.read(func(view *store.View) (err error) {
		on, err = view.MailIsOn()
		return err
	})
	if err != nil {
		return err
	}
	head := ui.Head{Title: "Mail", Lead: "What you hear by mail. Of a private incident, mail says only that there is news, and only to members who follow it."}
	return v.accountPage(status, head, mailWantedPage(v, f, on))
}

// saveMailWanted keeps what one wants to hear.
func saveMailWanted(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.ChangeNotifications(v.ctx(), v.once(f), news.Preference(f.get("mail"))); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showMailWanted(status, f)
	}
	return v.done("profile", "/account/mail")
}

// mailOptions says what each choice brings to somebody of a role.
func mailOptions(r person.Role) []ui.Option {
	all := "Each incident, how it goes on, and what is published."
	if r.Can(person.RunIncident) {
		all = "Each incident, how it goes on, new reports, and what is published."
	}
	return []ui.Option{
		{Value: string(news.All), Label: "All incidents", Hint: all},
		{Value: string(news.Followed), Label: "Only what I follow", Hint: "Incidents that you follow, and postmortems that are published for everybody."},
		{Value: string(news.Nothing), Label: "No mail", Hint: "You still see everything here."},
	}
}
