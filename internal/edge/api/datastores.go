package api

import (
	"context"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/edge/auth"
)

func (h *handler) listDataStores(ctx context.Context, _ *struct{}) (*body[client.Page[client.DataStore]], error) {
	return keptDataStores.listed(ctx, h)
}

func (h *handler) showDataStore(ctx context.Context, in *Named) (*shown[client.DataStore], error) {
	return keptDataStores.shown(ctx, h, in.Name)
}

func (h *handler) addDataStore(ctx context.Context, in *struct{ Body client.NewDataStore }) (*made[client.DataStore], error) {
	return keptDataStores.added(ctx, h, in.Body, h.desk.SaveDataStore)
}

type dataStoreText struct {
	Named
	Over
	Body client.DataStoreText
}

func (h *handler) saveDataStore(ctx context.Context, in *dataStoreText) (*shown[client.DataStore], error) {
	return keptDataStores.saved(ctx, h, client.NewDataStore{Name: in.Name, Kind: in.Body.Kind, Description: in.Body.Description, Service: in.Body.Service, Environment: in.Body.Environment}, h.desk.SaveDataStore)
}

func (h *handler) removeDataStore(ctx context.Context, in *Named) (*nothing, error) {
	return done(h.desk.RemoveDataStore(ctx, auth.Actor(ctx), in.Name))
}

func dataStoreOf(in client.NewDataStore) (catalog.DataStore, error) {
	return catalog.DataStore{Name: in.Name, Kind: in.Kind, Description: in.Description, Service: in.Service, Environment: in.Environment}, nil
}

func wireDataStore(x catalog.DataStore) client.DataStore {
	return client.DataStore{Name: x.Name, CreatedAt: x.CreatedAt, Version: x.Version, Kind: x.Kind, Description: x.Description, Service: x.Service, Environment: x.Environment}
}
