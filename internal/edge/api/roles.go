package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/incident"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) listRoles(ctx context.Context, in *One) (*body[client.Page[client.Assignment]], error) {
	return parts(ctx, h, in, (*store.View).Assignments, func(a incident.Assignment) client.Assignment {
		return client.Assignment{Role: a.Role, Person: client.Someone{ID: string(a.Person), Name: a.Name}, Since: a.Since}
	})
}

type InRole struct {
	One
	Role string `path:"role" doc:"commander, communications, operations, scribe or liaison."`
}

type handover struct {
	InRole
	Body client.Handover
}

func (h *handler) assignRole(ctx context.Context, in *handover) (*nothing, error) {
	return done(h.desk.AssignRole(ctx, auth.Actor(ctx), desk.Handover{
		Incident: in.ID, Role: in.Role, Person: person.ID(in.Body.Person), Note: in.Body.Note,
	}))
}

func (h *handler) releaseRole(ctx context.Context, in *InRole) (*nothing, error) {
	return done(h.desk.ReleaseRole(ctx, auth.Actor(ctx), desk.Handover{Incident: in.ID, Role: in.Role}))
}

func (h *handler) listMembers(ctx context.Context, in *One) (*body[client.Page[client.Member]], error) {
	return parts(ctx, h, in, (*store.View).Members, func(m incident.Member) client.Member {
		return client.Member{Person: client.Someone{ID: string(m.Person), Name: m.Name}, Since: m.Since}
	})
}

type newMember struct {
	One
	Body client.NewMember
}

func (h *handler) inviteMember(ctx context.Context, in *newMember) (*nothing, error) {
	return done(h.desk.InviteMember(ctx, auth.Actor(ctx), desk.Membership{Incident: in.ID, Person: person.ID(in.Body.Person)}))
}

type member struct {
	One
	Person string `path:"person" doc:"The ID of the person."`
}

func (h *handler) removeMember(ctx context.Context, in *member) (*nothing, error) {
	return done(h.desk.RemoveMember(ctx, auth.Actor(ctx), desk.Membership{Incident: in.ID, Person: person.ID(in.Person)}))
}

func (h *handler) joinPrivateIncident(ctx context.Context, in *One) (*nothing, error) {
	return done(h.desk.JoinPrivateIncident(ctx, auth.Actor(ctx), in.ID))
}
