package client

import (
	"context"
	"net/http"
	"time"
)

// Person is somebody with an account.
type Person struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Email     string    `json:"email,omitempty" doc:"For administrators and oneself."`
	Role      string    `json:"role" enum:"viewer,responder,administrator,auditor"`
	TimeZone  string    `json:"time_zone,omitempty"`
	Disabled  bool      `json:"disabled"`
	CreatedAt time.Time `json:"created_at"`
	Version   int       `json:"version" doc:"Also the ETag."`
}

// Me is who asks, and what they may do by this door.
type Me struct {
	Person      Person   `json:"person"`
	Role        string   `json:"role" doc:"Of the token, which may be less than the person's."`
	Permissions []string `json:"permissions"`
}

// Profile is what people say about themselves.
type Profile struct {
	Name     string `json:"name"`
	TimeZone string `json:"time_zone,omitempty" doc:"IANA name; absent: the zone of the browser."`
}

// NewRole gives a person another role.
type NewRole struct {
	Role string `json:"role" enum:"viewer,responder,administrator,auditor"`
}

// Invitation is a link by which somebody makes their own account, once.
type Invitation struct {
	ID        string    `json:"id"`
	Role      string    `json:"role" enum:"viewer,responder,administrator,auditor"`
	Email     string    `json:"email,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Invite makes an invitation.
type Invite struct {
	Role  string `json:"role" enum:"viewer,responder,administrator,auditor"`
	Email string `json:"email,omitempty" doc:"Absent: whoever holds the link."`
}

// Handed is a one-time link whose secret is told once.
type Handed struct {
	ID        string    `json:"id,omitempty"`
	Secret    string    `json:"secret"`
	URL       string    `json:"url" doc:"The page to open; it holds the secret."`
	ExpiresAt time.Time `json:"expires_at"`
}

// Acceptance makes the account that an invitation is for.
type Acceptance struct {
	Secret    string `json:"secret" doc:"Of the invitation."`
	Name      string `json:"name"`
	Email     string `json:"email"`
	Password  string `json:"password"`
	TimeZone  string `json:"time_zone,omitempty" doc:"IANA name."`
	TokenName string `json:"token_name,omitempty" doc:"Make a token with this name for the new account."`
}

// Accepted is a new account.
type Accepted struct {
	Person Someone    `json:"person"`
	Token  *MadeToken `json:"token,omitempty" doc:"When a token was asked for; its secret is told once."`
}

// Token lets a program act for a person.
type Token struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Person    string    `json:"person"`
	Role      string    `json:"role" enum:"viewer,responder,administrator,auditor"`
	Scopes    []string  `json:"scopes" doc:"When not empty, the only things that it may do."`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	UsedAt    time.Time `json:"used_at,omitzero" doc:"Coarse."`
}

// NewToken makes a token for oneself.
type NewToken struct {
	Name        string   `json:"name"`
	Role        string   `json:"role,omitempty" enum:"viewer,responder,administrator,auditor" doc:"Absent: one's own."`
	Scopes      []string `json:"scopes,omitempty"`
	ExpiresDays int      `json:"expires_days,omitempty" doc:"Absent: 90, or as many as the token in use still has."`
}

// MadeToken is a new token; its secret is told once.
type MadeToken struct {
	ID        string    `json:"id"`
	Secret    string    `json:"secret"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Me says who asks.
func (c *Client) Me(ctx context.Context) (Me, error) { return read[Me](ctx, c, at("me"), nil) }

// People lists everybody with an account.
func (c *Client) People(ctx context.Context) (Page[Person], error) {
	return read[Page[Person]](ctx, c, at("people"), nil)
}

// Person loads one person.
func (c *Client) Person(ctx context.Context, id string) (Person, error) {
	return read[Person](ctx, c, at("people", id), nil)
}

// ChangeProfile changes a name and a time zone over the version that was read.
func (c *Client) ChangeProfile(ctx context.Context, id string, version int, in Profile) (Person, error) {
	return writeOver[Person](ctx, c, http.MethodPut, at("people", id), &version, in)
}

// ChangeRole gives a person another role.
func (c *Client) ChangeRole(ctx context.Context, id string, in NewRole) error {
	return do(ctx, c, http.MethodPut, at("people", id, "role"), in)
}

// DisablePerson ends an account, with its sessions and tokens.
func (c *Client) DisablePerson(ctx context.Context, id string) error {
	return do(ctx, c, http.MethodPut, at("people", id, "disabling"), nil)
}

// EnablePerson lets a disabled person sign in again.
func (c *Client) EnablePerson(ctx context.Context, id string) error {
	return do(ctx, c, http.MethodPut, at("people", id, "enabling"), nil)
}

// OfferReset makes a link by which a person chooses a new password.
func (c *Client) OfferReset(ctx context.Context, id string) (Handed, error) {
	return write[Handed](ctx, c, http.MethodPost, at("people", id, "resets"), nil)
}

// Invitations lists the invitations that can still be accepted.
func (c *Client) Invitations(ctx context.Context) (Page[Invitation], error) {
	return read[Page[Invitation]](ctx, c, at("invitations"), nil)
}

// InvitePerson makes an invitation.
func (c *Client) InvitePerson(ctx context.Context, in Invite) (Handed, error) {
	return write[Handed](ctx, c, http.MethodPost, at("invitations"), in)
}

// AcceptInvitation makes one's account; whoever holds the secret may.
func (c *Client) AcceptInvitation(ctx context.Context, in Acceptance) (Accepted, error) {
	return write[Accepted](ctx, c, http.MethodPost, at("invitations", "acceptances"), in)
}

// RevokeInvitation withdraws an invitation.
func (c *Client) RevokeInvitation(ctx context.Context, id string) error {
	return do(ctx, c, http.MethodDelete, at("invitations", id), nil)
}

// Tokens lists one's own tokens.
func (c *Client) Tokens(ctx context.Context) (Page[Token], error) {
	return read[Page[Token]](ctx, c, at("tokens"), nil)
}

// CreateToken makes a token for oneself.
func (c *Client) CreateToken(ctx context.Context, in NewToken) (MadeToken, error) {
	return write[MadeToken](ctx, c, http.MethodPost, at("tokens"), in)
}

// RevokeToken stops a token.
func (c *Client) RevokeToken(ctx context.Context, id string) error {
	return do(ctx, c, http.MethodDelete, at("tokens", id), nil)
}
