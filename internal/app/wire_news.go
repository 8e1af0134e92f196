package app

import (
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/edge/chat/mail"
	"candor.dev/candor/internal/edge/intake"
	"candor.dev/candor/internal/edge/webhook"
	"candor.dev/candor/internal/outbound"
)

// newDesk makes the desk, with those who bring its news outside: to public addresses, and to what
// the operator opened.
func (a *App) newDesk() (*desk.Desk, error) {
	c := a.config
	guard, err := outbound.Allowing(c.AllowPrivate)
	if err != nil {
		return nil, err
	}
	return desk.New(desk.Config{
		Store: a.Store, Now: c.Now, Log: c.Log, PublicURL: c.PublicURL, Intake: intake.Reading(),
		Postman: mail.New(mail.Config{Guard: guard}),
		Courier: webhook.New(webhook.Config{Outbound: outbound.Config{Guard: guard}, Now: c.Now}),
	}), nil
}
