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

func (h *handler) listDataStores(ctx context.Context, _ *struct{}) (*body[client.Page[client.DataStore]], error) {
	var list []catalog.DataStore
	err := h.inCatalog(ctx, func(v *store.View) (err error) { list, err = v.DataStores(); return err })
	if err != nil {
		return nil, err
	}
	return listed(list, wireDataStore), nil
}

func (h *handler) showDataStore(ctx context.Context, in *Named) (*shown[client.DataStore], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	return h.dataStore(ctx, in.Name)
}

// dataStore is for those who may see the catalog, and for those who have just written all of it.
func (h *handler) dataStore(ctx context.Context, name string) (*shown[client.DataStore], error) {
	var x catalog.DataStore
	err := h.store.Read(ctx, func(v *store.View) (err error) { x, err = v.DataStore(name); return err })
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, x.Version, wireDataStore(x))
}

func (h *handler) addDataStore(ctx context.Context, in *struct{ Body client.NewDataStore }) (*made[client.DataStore], error) {
	x := dataStoreOf(in.Body)
	if err := h.desk.SaveDataStore(ctx, auth.Actor(ctx), x); err != nil {
		return nil, isThere(err, "a data store")
	}
	got, err := h.dataStore(ctx, x.Name)
	if err != nil {
		return nil, err
	}
	return &made[client.DataStore]{Location: "/api/v1/datastores/" + url.PathEscape(x.Name), Body: got.Body}, nil
}

type dataStoreText struct {
	Named
	Over
	Body client.DataStoreText
}

func (h *handler) saveDataStore(ctx context.Context, in *dataStoreText) (*shown[client.DataStore], error) {
	version, err := overSeen(ctx)
	if err != nil {
		return nil, err
	}
	x := dataStoreOf(client.NewDataStore{Name: in.Name, Kind: in.Body.Kind, Description: in.Body.Description, Service: in.Body.Service, Environment: in.Body.Environment})
	x.Version = version
	if err := h.desk.SaveDataStore(ctx, auth.Actor(ctx), x); err != nil {
		return nil, err
	}
	return h.dataStore(ctx, in.Name)
}

func (h *handler) removeDataStore(ctx context.Context, in *Named) (*nothing, error) {
	return done(h.desk.RemoveDataStore(ctx, auth.Actor(ctx), in.Name))
}

func dataStoreOf(in client.NewDataStore) catalog.DataStore {
	return catalog.DataStore{Name: in.Name, Kind: in.Kind, Description: in.Description, Service: in.Service, Environment: in.Environment}
}

func wireDataStore(x catalog.DataStore) client.DataStore {
	return client.DataStore{Name: x.Name, CreatedAt: x.CreatedAt, Version: x.Version, Kind: x.Kind, Description: x.Description, Service: x.Service, Environment: x.Environment}
}
