package api

import (
	"context"

	"candor.dev/candor/client"
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

func (h *handler) markDemo(ctx context.Context, in *struct{ Body client.DemoObjects }) (*nothing, error) {
	things := make([]store.DemoObject, len(in.Body.Objects))
	for i, o := range in.Body.Objects {
		things[i] = store.DemoObject{Noun: o.Noun, ID: o.ID}
	}
	return done(h.desk.MarkDemo(ctx, auth.Actor(ctx), things))
}

func (h *handler) removeDemo(ctx context.Context, _ *struct{}) (*body[client.DemoRemoved], error) {
	n, err := h.desk.RemoveDemo(ctx, auth.Actor(ctx))
	if err != nil {
		return nil, err
	}
	return &body[client.DemoRemoved]{Body: client.DemoRemoved{Removed: n}}, nil
}
