package web

import (
	"strconv"

	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/edge/web/ui"
	"candor.dev/candor/internal/store"
)

// mailSettings is how mail leaves.
func mailSettings(v *visit) error {
	m, err := v.mail()
	if err != nil {
		return err
	}
	f := v.blank()
	f.values.Set("host", m.Host)
	f.values.Set("tls", string(m.TLS))
	f.values.Set("from", m.From)
	f.values.Set("from_name", m.FromName)
	f.values.Set("username", m.Username)
	f.values.Set(versionField, strconv.Itoa(m.Version))
	if m.Port > 0 {
		f.values.Set("port", strconv.Itoa(m.Port))
	}
	if m.PlainAgreed {
		f.values.Set("plain_agreed", "yes")
	}
	return v.showMail(200, f)
}

// mail loads the settings for somebody who may change them.
func (v *visit) mail() (m news.Mail, err error) {
	err = v.read(func(view *store.View) error {
		m, err = view.Mail(v.actor)
		return err
	})
	return m, err
}

func (v *visit) showMail(status int, f *form) error {
	m, err := v.mail()
	if err != nil {
		return err
	}
	if f.get("tls") == "" {
		f.values.Set("tls", string(news.StartTLS))
	}
	head := ui.Head{Title: "Mail", Lead: "The server by which people hear of incidents. Without one, Candor sends no mail, and everything else works."}
	return v.settingsPage(status, head, mailPage(f, m))
}

// saveMail keeps how mail leaves. It takes no key: what is kept under one would cover the
// password that was typed.
func saveMail(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	in := news.Mail{
		Host: f.line("host"), TLS: news.TLS(f.get("tls")), PlainAgreed: f.has("plain_agreed"), From: f.line("from"), FromName: f.line("from_name"),
		Username: f.line("username"), Password: f.get("password"), Version: f.version(),
	}
	if f.line("port") != "" {
		in.Port = f.number("port")
	}
	if !f.bad() {
		err = v.desk.SaveMail(v.ctx(), v.actor, in)
	}
	if err != nil || f.bad() {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		return v.showMail(status, f)
	}
	return v.done("mail", "/settings/mail")
}

// testMail sends a mail to whoever asks.
func testMail(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.desk.TestMail(v.ctx(), v.actor); err != nil {
		status, err := f.refused(err)
		if err != nil {
			return err
		}
		m, err := v.mail()
		if err != nil {
			return err
		}
		again := v.blank()
		again.errors = f.errors
		again.values.Set("host", m.Host)
		again.values.Set("tls", string(m.TLS))
		again.values.Set("port", strconv.Itoa(m.Port))
		again.values.Set("from", m.From)
		again.values.Set("from_name", m.FromName)
		again.values.Set("username", m.Username)
		again.values.Set(versionField, strconv.Itoa(m.Version))
		return v.showMail(status, again)
	}
	return v.done("mail tested", "/settings/mail")
}

var tlsOptions = []ui.Option{
	{Value: string(news.StartTLS), Label: "STARTTLS", Hint: "Usual, with port 587."},
	{Value: string(news.DirectTLS), Label: "TLS from the start", Hint: "Usual, with port 465."},
	{Value: string(news.NoTLS), Label: "None", Hint: "For a mail server on the same machine."},
}

// keptPassword says whether there is a password, never which.
func keptPassword(m news.Mail) string {
	if m.HasPassword {
		return "One is kept. Leave this empty to keep it. For another server or user it has to be typed again."
	}
	return "It is kept encrypted and never shown."
}
