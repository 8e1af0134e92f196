package desk

import (
	"context"
	"time"

	"candor.dev/candor/internal/domain/event"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/store"
)

// TokenRequest is the API token that somebody wants.
type TokenRequest struct {
	Name   string
	Role   person.Role         // Empty: one's own.
	Scopes []person.Permission // Empty: everything that the role may do.
	Lasts  time.Duration       // Zero: 90 days.
}

// CreateToken makes a token of one's own and returns its secret, which is told once. Forbidden
// when it could do more than the actor: a role that one's own does not cover, a scope that the
// token in use lacks, or a longer life than its own. Records token.created.
func (d *Desk) CreateToken(ctx context.Context, actor person.Actor, in TokenRequest) (person.Token, string, error) {
	return issue(ctx, d, actor, "token", func(tx *store.Tx, hash string) (person.Token, error) {
		if err := actor.May(person.OwnTokens); err != nil {
			return person.Token{}, err
		}
		p, err := tx.Person(actor, actor.ID)
		if err != nil {
			return person.Token{}, err
		}
		if p.Disabled() || !p.Role.Covers(actor.Role) { // It happened while this request was on its way.
			return person.Token{}, problem.Unauthenticated()
		}
		want := person.Token{Name: in.Name, Role: in.Role, Scopes: in.Scopes}
		t, err := person.NewToken(person.TokenID(store.NewID()), actor, d.now(), want, in.Lasts)
		if err != nil {
			return t, err
		}
		if err := tx.AddToken(hash, t); err != nil {
			return t, err
		}
		made := person.TokenCreated{Role: t.Role, Scopes: t.Scopes, ExpiresAt: t.ExpiresAt}
		return t, tx.Record(event.New(event.Accounts, actor, d.now(), made).About(string(t.ID)))
	})
}

// RevokeToken stops a token of one's own, or as an administrator anybody's. Records
// token.revoked.
func (d *Desk) RevokeToken(ctx context.Context, actor person.Actor, id person.TokenID) error {
	return do(ctx, d, actor, func(tx *store.Tx) error {
		t, err := tx.Token(actor, id)
		if err != nil {
			return err
		}
		if err := mayManage(actor, t.Person); err != nil {
			return err
		}
		if err := tx.RemoveToken(id); err != nil {
			return err
		}
		return tx.Record(event.New(event.Accounts, actor, d.now(), person.TokenRevoked{}).About(string(id)))
	})
}
