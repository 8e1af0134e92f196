package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

type tokenList struct {
	Person string `query:"person" doc:"Whose tokens, or all, for administrators; absent: one's own."`
}

func (h *handler) listTokens(ctx context.Context, in *tokenList) (*body[client.Page[client.Token]], error) {
	actor, of := auth.Actor(ctx), person.ID(in.Person)
	switch in.Person {
	case "":
		of = actor.ID
		if err := actor.May(person.OwnTokens); err != nil {
			return nil, err
		}
	case "all":
		of = ""
	}
	var list []person.Token
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		list, err = v.Tokens(actor, of)
		return err
	})
	if err != nil {
		return nil, err
	}
	return listed(list, wireToken), nil
}

func (h *handler) createToken(ctx context.Context, in *struct{ Body client.NewToken }) (*made[client.MadeToken], error) {
	want := desk.TokenRequest{Name: in.Body.Name, Role: person.Role(in.Body.Role), Lasts: days(in.Body.ExpiresDays)}
	for _, s := range in.Body.Scopes {
		want.Scopes = append(want.Scopes, person.Permission(s))
	}
	got, secret, err := h.desk.CreateToken(ctx, auth.Actor(ctx), want)
	if err != nil {
		return nil, renamed(err, map[string]string{"expires": "expires_days"})
	}
	return &made[client.MadeToken]{
		Location: "/api/v1/tokens/" + string(got.ID), Body: client.MadeToken{ID: string(got.ID), Secret: secret, ExpiresAt: got.ExpiresAt},
	}, nil
}

func (h *handler) revokeToken(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.RevokeToken(ctx, auth.Actor(ctx), person.TokenID(in.ID)))
}

func wireToken(t person.Token) client.Token {
	scopes := []string{}
	for _, s := range t.Scopes {
		scopes = append(scopes, string(s))
	}
	return client.Token{
		ID: string(t.ID), Name: t.Name, Person: string(t.Person), Role: string(t.Role), Scopes: scopes, CreatedAt: t.CreatedAt,
		ExpiresAt: t.ExpiresAt, UsedAt: t.UsedAt,
	}
}
