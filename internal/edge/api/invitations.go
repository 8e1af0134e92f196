package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) listInvitations(ctx context.Context, _ *struct{}) (*body[client.Page[client.Invitation]], error) {
	var list []person.Invitation
	err := h.store.Read(ctx, func(v *store.View) (err error) {
		list, err = v.Invitations(auth.Actor(ctx))
		return err
	})
	if err != nil {
		return nil, err
	}
	return listed(list, func(in person.Invitation) client.Invitation {
		return client.Invitation{ID: string(in.ID), Role: string(in.Role), Email: in.Email, CreatedAt: in.CreatedAt, ExpiresAt: in.ExpiresAt}
	}), nil
}

func (h *handler) invitePerson(ctx context.Context, in *struct{ Body client.Invite }) (*made[client.Handed], error) {
	got, secret, err := h.desk.InvitePerson(ctx, auth.Actor(ctx), desk.Invite{Role: person.Role(in.Body.Role), Email: in.Body.Email})
	if err != nil {
		return nil, err
	}
	return &made[client.Handed]{Location: "/api/v1/invitations/" + string(got.ID), Body: client.Handed{
		ID: string(got.ID), Secret: secret, URL: h.absolute(ctx, "/invitation/"+secret), ExpiresAt: got.ExpiresAt,
	}}, nil
}

func (h *handler) revokeInvitation(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.RevokeInvitation(ctx, auth.Actor(ctx), person.InvitationID(in.ID)))
}

// acceptInvitation makes the account of whoever holds the secret. The session that the desk begins
// for a browser ends at once; a program gets a token instead, when it asks for one.
func (h *handler) acceptInvitation(ctx context.Context, in *struct{ Body client.Acceptance }) (*made[client.Accepted], error) {
	got, err := h.desk.AcceptInvitation(ctx, desk.Acceptance{
		Secret: in.Body.Secret, Name: in.Body.Name, Email: in.Body.Email, Password: in.Body.Password, TimeZone: in.Body.TimeZone,
	})
	if err != nil {
		return nil, err
	}
	actor := got.Person.Actor()
	if err := h.desk.LogOut(ctx, actor, got.Session); err != nil {
		return nil, err
	}
	out := &made[client.Accepted]{Body: client.Accepted{Person: *someone(got.Person.ID, got.Person.Name)}}
	if in.Body.TokenName == "" {
		return out, nil
	}
	tok, secret, err := h.desk.CreateToken(ctx, actor, desk.TokenRequest{Name: in.Body.TokenName})
	out.Body.Token = &client.MadeToken{ID: string(tok.ID), Secret: secret, ExpiresAt: tok.ExpiresAt}
	return out, err
}
