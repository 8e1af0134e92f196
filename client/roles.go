package client

import (
	"context"
	"net/http"
	"time"
)

// Assignment says who has a role in an incident.
type Assignment struct {
	Role   string    `json:"role" enum:"commander,communications,operations,scribe,liaison"`
	Person Someone   `json:"person"`
	Since  time.Time `json:"since"`
}

// Handover gives a role to somebody.
type Handover struct {
	Person string `json:"person,omitempty" doc:"Absent: oneself."`
	Note   string `json:"note,omitempty" doc:"What the next one should know."`
}

// Member is somebody who may see a private incident.
type Member struct {
	Person Someone   `json:"person"`
	Since  time.Time `json:"since"`
}

// NewMember lets somebody see a private incident.
type NewMember struct {
	Person string `json:"person"`
}

// Roles lists who has which role.
func (c *Client) Roles(ctx context.Context, ref string) (Page[Assignment], error) {
	return read[Page[Assignment]](ctx, c, at("incidents", ref, "roles"), nil)
}

// AssignRole takes a role, or hands it over.
func (c *Client) AssignRole(ctx context.Context, ref, role string, in Handover) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "roles", role), in)
}

// ReleaseRole leaves a role empty.
func (c *Client) ReleaseRole(ctx context.Context, ref, role string) error {
	return do(ctx, c, http.MethodDelete, at("incidents", ref, "roles", role), nil)
}

// Members lists who may see a private incident.
func (c *Client) Members(ctx context.Context, ref string) (Page[Member], error) {
	return read[Page[Member]](ctx, c, at("incidents", ref, "members"), nil)
}

// InviteMember lets somebody see a private incident.
func (c *Client) InviteMember(ctx context.Context, ref string, in NewMember) error {
	return do(ctx, c, http.MethodPost, at("incidents", ref, "members"), in)
}

// RemoveMember ends somebody's sight of a private incident.
func (c *Client) RemoveMember(ctx context.Context, ref, person string) error {
	return do(ctx, c, http.MethodDelete, at("incidents", ref, "members", person), nil)
}

// JoinPrivateIncident lets an administrator into a private incident; its members see that.
func (c *Client) JoinPrivateIncident(ctx context.Context, ref string) error {
	return do(ctx, c, http.MethodPut, at("incidents", ref, "membership"), nil)
}
