package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/desk"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) showDemo(ctx context.Context, _ *struct{}) (*body[client.DemoObjects], error) {
	if err := auth.Actor(ctx).May(person.Administer); err != nil {
		return nil, err
	}
	out := client.DemoObjects{Objects: []client.DemoObject{}}
	err := h.store.Read(ctx, func(v *store.View) error {
		list, err := v.Demo()
		for _, o := range list {
			out.Objects = append(out.Objects, client.DemoObject{Noun: o.Noun, ID: o.ID})
		}
		return err
	})
	return &body[client.DemoObjects]{Body: out}, err
}

func (h *handler) beginDemo(ctx context.Context, in *struct{ Body client.DemoCast }) (*body[client.DemoBegun], error) {
	var cast desk.Cast
	for _, p := range in.Body.People {
		cast.People = append(cast.People, desk.DemoPerson{Name: p.Name, Role: person.Role(p.Role)})
	}
	for _, s := range in.Body.Services {
		cast.Services = append(cast.Services, catalog.Service{Name: s.Name, Description: s.Description, Owner: s.Owner})
	}
	made, err := h.desk.BeginDemo(ctx, auth.Actor(ctx), cast)
	if err != nil {
		return nil, err
	}
	out := client.DemoBegun{People: []client.DemoPlayer{}}
	for _, p := range made {
		out.People = append(out.People, client.DemoPlayer{ID: string(p.ID), Name: p.Name, Token: p.Token})
	}
	return &body[client.DemoBegun]{Body: out}, nil
}

func (h *handler) removeDemo(ctx context.Context, _ *struct{}) (*body[client.DemoRemoved], error) {
	n, err := h.desk.RemoveDemo(ctx, auth.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return &body[client.DemoRemoved]{Body: client.DemoRemoved{Removed: n}}, nil
}
