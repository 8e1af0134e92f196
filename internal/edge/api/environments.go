package api

import (
	"context"
	"net/url"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

func (h *handler) listEnvironments(ctx context.Context, _ *struct{}) (*body[client.Page[client.Environment]], error) {
	var list []catalog.Environment
	err := h.inCatalog(ctx, func(v *store.View) (err error) { list, err = v.Environments(); return err })
	if err != nil {
		return nil, err
	}
	return listed(list, wireEnvironment), nil
}

func (h *handler) showEnvironment(ctx context.Context, in *Named) (*shown[client.Environment], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	return h.environment(ctx, in.Name)
}

// environment is for those who may see the catalog, and for those who have just written all of it.
func (h *handler) environment(ctx context.Context, name string) (*shown[client.Environment], error) {
	var x catalog.Environment
	err := h.store.Read(ctx, func(v *store.View) (err error) { x, err = v.Environment(name); return err })
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, x.Version, wireEnvironment(x))
}

func (h *handler) addEnvironment(ctx context.Context, in *struct{ Body client.NewEnvironment }) (*made[client.Environment], error) {
	x := environmentOf(in.Body)
	if err := h.desk.SaveEnvironment(ctx, auth.Actor(ctx), x); err != nil {
		return nil, isThere(err, "an environment")
	}
	got, err := h.environment(ctx, x.Name)
	if err != nil {
		return nil, err
	}
	return &made[client.Environment]{Location: "/api/v1/environments/" + url.PathEscape(x.Name), Body: got.Body}, nil
}

type environmentText struct {
	Named
	Over
	Body client.EnvironmentText
}

func (h *handler) saveEnvironment(ctx context.Context, in *environmentText) (*shown[client.Environment], error) {
	version, err := overSeen(ctx)
	if err != nil {
		return nil, err
	}
	x := environmentOf(client.NewEnvironment{Name: in.Name, Description: in.Body.Description, Colour: in.Body.Colour, Loudness: in.Body.Loudness, Aliases: in.Body.Aliases})
	x.Version = version
	if err := h.desk.SaveEnvironment(ctx, auth.Actor(ctx), x); err != nil {
		return nil, err
	}
	return h.environment(ctx, in.Name)
}

func (h *handler) removeEnvironment(ctx context.Context, in *Named) (*nothing, error) {
	return done(h.desk.RemoveEnvironment(ctx, auth.Actor(ctx), in.Name))
}

func environmentOf(in client.NewEnvironment) catalog.Environment {
	return catalog.Environment{Name: in.Name, Description: in.Description, Colour: catalog.Colour(in.Colour), Loudness: catalog.Loudness(in.Loudness), Aliases: in.Aliases}
}

func wireEnvironment(x catalog.Environment) client.Environment {
	return client.Environment{Name: x.Name, CreatedAt: x.CreatedAt, Version: x.Version, Description: x.Description, Colour: string(x.Colour), Loudness: string(x.Loudness), Aliases: x.Aliases}
}
