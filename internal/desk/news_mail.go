package desk

import (
	"context"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/news"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// SaveMail replaces how mail leaves, over the version that was read; Stale when somebody was
// faster. An empty password keeps the one that is there, as long as user, server and protection
// stay the same: a kept password never goes to another server. An empty host switches mail off.
// Records settings.changed with the names of the fields, unless nothing differs.
//
// It takes no idempotency key: what is kept under one would cover the password that was typed,
// and the version makes a repeat harmless.
func (d *Desk) SaveMail(ctx context.Context, actor person.Actor, in news.Mail) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		before, err := tx.Mail(actor)
		if err != nil {
			return err
		}
		next, err := d.checkMail(in, before)
		if err != nil {
			return err
		}
		fields := next.Changed(before)
		if len(fields) == 0 && next.Version == before.Version {
			return nil
		}
		if err := tx.SaveMail(next); err != nil {
			return err
		}
		return d.settingsChanged(tx, actor, "mail", fields)
	})
}

func (d *Desk) checkMail(in, before news.Mail) (news.Mail, error) {
	next, err := in.Check()
	if err != nil || !next.On() {
		return next, err
	}
	if d.postman != nil {
		if err := d.postman.CheckServer(next.Host, next.Port); err != nil {
			return next, err
		}
	}
	next.HasPassword = next.Password != ""
	if next.Username == "" || next.HasPassword {
		return next, nil
	}
	if !before.HasPassword || !next.SameLogin(before) {
		return next, problem.Invalid("password", "Type the password for this user on this server.").
			Next("A kept password is never sent to another server.")
	}
	next.HasPassword = true
	return next, nil
}

// TestMail sends a mail to the actor by the settings that are kept. Conflict when mail is off,
// or when it did not go out; the sentence says why. Records mail.tested.
func (d *Desk) TestMail(ctx context.Context, actor person.Actor) error {
	server, letter, err := d.testLetter(ctx, actor)
	if err != nil {
		return err
	}
	out := d.postman.Send(ctx, server, letter)
	err = d.store.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		return tx.Record(event.New(event.Accounts, actor, d.now(), news.MailTested{Failure: out.Failure}))
	})
	if err != nil || out.Failure == "" {
		return err
	}
	return problem.Conflict("The mail did not go out. %s", out.Failure.Say()).Next("Look at the settings, then try again.")
}

func (d *Desk) testLetter(ctx context.Context, actor person.Actor) (server news.Mail, letter news.Letter, err error) {
	err = d.store.Read(ctx, func(v *store.View) error {
		if _, err := v.Mail(actor); err != nil {
			return err
		}
		if server, err = v.MailServer(); err != nil {
			return problem.Conflict("%s", news.SecretUnreadable.Say()).Next("Type the password of the mail server again.").Because(err)
		}
		if !server.On() || d.postman == nil {
			return problem.Conflict("Mail is switched off.").Next("Save a mail server first.")
		}
		p, err := v.Person(actor, actor.ID)
		if err != nil {
			return err
		}
		base, err := d.base(v)
		letter = news.Letter{
			ID: news.DeliveryID(store.NewID()), Thread: "test", To: p.Email, ToName: p.Name, Date: d.now(), Subject: "Mail from Candor works",
			Heading: "Mail from Candor works", Lines: []string{"This is the test that you asked for. News of incidents will look like this."},
			LinkLabel: "Open Candor", Link: base, Why: "You get this because you tested the mail settings.",
		}
		return err
	})
	return server, letter, err
}
