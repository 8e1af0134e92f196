package app

import (
	"context"
	"time"

	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// DemoVisitor is the mail address with which a visitor of the demo signs in.
const DemoVisitor = "visitor@demo.example"

// Visitor makes the administrator as whom one visits the demo, or gives the one that is there a
// new password; it returns the password and a token that acts for them.
func (a *App) Visitor(ctx context.Context) (password, token string, err error) {
	password = "demo-" + store.NewSecret()[:12]
	id, err := a.Desk.CreateAdministrator(ctx, person.System, desk.Account{Name: "Visitor of the demo", Email: DemoVisitor, Password: password})
	if err != nil {
		return "", "", err
	}
	token, err = a.tokenOf(ctx, person.Actor{ID: id, Role: person.Administrator, Door: person.DoorSystem})
	return password, token, err
}

// HasVisitor says whether the demo was told on this database.
func (a *App) HasVisitor(ctx context.Context) (has bool, err error) {
	err = a.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.PersonWithEmail(person.System, DemoVisitor)
		if problem.KindOf(err) == problem.KindNotFound {
			return nil
		}
		has = err == nil
		return err
	})
	return has, err
}

func (a *App) tokenOf(ctx context.Context, who person.Actor) (string, error) {
	who.Door = person.DoorAPI
	_, secret, err := a.Desk.CreateToken(ctx, who, desk.TokenRequest{Name: "demo", Role: who.Role, Lasts: 30 * 24 * time.Hour})
	return secret, err
}
