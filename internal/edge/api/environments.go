package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/edge/auth"
)

func (h *handler) listEnvironments(ctx context.Context, _ *struct{}) (*body[client.Page[client.Environment]], error) {
	return keptEnvironments.listed(ctx, h)
}

func (h *handler) showEnvironment(ctx context.Context, in *Named) (*shown[client.Environment], error) {
	return keptEnvironments.shown(ctx, h, in.Name)
}

func (h *handler) addEnvironment(ctx context.Context, in *struct{ Body client.NewEnvironment }) (*made[client.Environment], error) {
	return keptEnvironments.added(ctx, h, in.Body, h.desk.SaveEnvironment)
}

type environmentText struct {
	Named
	Over
	Body client.EnvironmentText
}

func (h *handler) saveEnvironment(ctx context.Context, in *environmentText) (*shown[client.Environment], error) {
	return keptEnvironments.saved(ctx, h, client.NewEnvironment{Name: in.Name, Description: in.Body.Description, Colour: in.Body.Colour, Loudness: in.Body.Loudness, Aliases: in.Body.Aliases}, h.desk.SaveEnvironment)
}

func (h *handler) removeEnvironment(ctx context.Context, in *Named) (*nothing, error) {
	return done(h.desk.RemoveEnvironment(ctx, auth.Actor(ctx), in.Name))
}

func environmentOf(in client.NewEnvironment) (catalog.Environment, error) {
	return catalog.Environment{Name: in.Name, Description: in.Description, Colour: catalog.Colour(in.Colour), Loudness: catalog.Loudness(in.Loudness), Aliases: in.Aliases}, nil
}

func wireEnvironment(x catalog.Environment) client.Environment {
	return client.Environment{Name: x.Name, CreatedAt: x.CreatedAt, Version: x.Version, Description: x.Description, Colour: string(x.Colour), Loudness: string(x.Loudness), Aliases: x.Aliases}
}
