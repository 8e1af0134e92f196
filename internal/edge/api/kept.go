package api

import (
	"context"
	"net/url"

	"candor.dev/candor/client"
	"candor.dev/candor/internal/domain/catalog"
	"candor.dev/candor/internal/domain/person"
	"candor.dev/candor/internal/domain/problem"
	"candor.dev/candor/internal/edge/auth"
	"candor.dev/candor/internal/store"
)

// Named names a thing of the catalog.
type Named struct {
	Name string `path:"name"`
}

// kept is one kind of things in the catalog: how the store keeps it, and how the API tells it.
type kept[T, New, Wire any] struct {
	path, noun string // "/api/v1/datastores/", "a data store".
	list       func(*store.View) ([]T, error)
	one        func(*store.View, string) (T, error)
	called     func(*T) (name string, version *int)
	of         func(New) (T, error)
	wire       func(T) Wire
}

// save is a deed of the desk that keeps a thing.
type save[T any] func(context.Context, person.Actor, T) error

func (k *kept[T, New, Wire]) listed(ctx context.Context, h *handler) (*body[client.Page[Wire]], error) {
	var list []T
	err := h.inCatalog(ctx, func(v *store.View) (err error) { list, err = k.list(v); return err })
	if err != nil {
		return nil, err
	}
	return listed(list, k.wire), nil
}

func (k *kept[T, New, Wire]) shown(ctx context.Context, h *handler, name string) (*shown[Wire], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	return k.written(ctx, h, name)
}

// written is for those who may see the catalog, and for those who have just written all of it.
func (k *kept[T, New, Wire]) written(ctx context.Context, h *handler, name string) (*shown[Wire], error) {
	var x T
	err := h.store.Read(ctx, func(v *store.View) (err error) { x, err = k.one(v, name); return err })
	if err != nil {
		return nil, err
	}
	_, version := k.called(&x)
	return atVersion(ctx, *version, k.wire(x))
}

func (k *kept[T, New, Wire]) added(ctx context.Context, h *handler, in New, save save[T]) (*made[Wire], error) {
	x, err := k.of(in)
	if err != nil {
		return nil, err
	}
	if err := save(ctx, auth.Actor(ctx), x); err != nil {
		return nil, isThere(err, k.noun)
	}
	name, _ := k.called(&x)
	got, err := k.written(ctx, h, name)
	if err != nil {
		return nil, err
	}
	return &made[Wire]{Location: k.path + url.PathEscape(name), Body: got.Body}, nil
}

func (k *kept[T, New, Wire]) saved(ctx context.Context, h *handler, in New, save save[T]) (*shown[Wire], error) {
	over, err := overSeen(ctx)
	if err != nil {
		return nil, err
	}
	x, err := k.of(in)
	if err != nil {
		return nil, err
	}
	name, version := k.called(&x)
	*version = over
	if err := save(ctx, auth.Actor(ctx), x); err != nil {
		return nil, err
	}
	return k.written(ctx, h, name)
}

// inCatalog reads from the catalog for those who may see it.
func (h *handler) inCatalog(ctx context.Context, read func(*store.View) error) error {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return err
	}
	return h.store.Read(ctx, read)
}

// overSeen is the version that the caller read of a thing that exists.
func overSeen(ctx context.Context) (int, error) {
	version, err := seen(ctx)
	if err == nil && version == 0 { // Which would add one.
		return 0, notATag()
	}
	return version, err
}

// isThere says that what was to be added exists.
func isThere(err error, noun string) error {
	if problem.KindOf(err) == problem.KindStale {
		return problem.Conflict("There is %s with this name already.", noun).At("name").Next("Change that one, or choose another name.")
	}
	return err
}

// The three kinds.
var (
	keptServices = kept[catalog.Service, client.NewService, client.Service]{
		path: "/api/v1/services/", noun: "a service", list: (*store.View).Services, one: (*store.View).Service,
		called: func(x *catalog.Service) (string, *int) { return x.Name, &x.Version }, of: serviceOf, wire: wireService,
	}
	keptEnvironments = kept[catalog.Environment, client.NewEnvironment, client.Environment]{
		path: "/api/v1/environments/", noun: "an environment", list: (*store.View).Environments, one: (*store.View).Environment,
		called: func(x *catalog.Environment) (string, *int) { return x.Name, &x.Version }, of: environmentOf, wire: wireEnvironment,
	}
	keptDataStores = kept[catalog.DataStore, client.NewDataStore, client.DataStore]{
		path: "/api/v1/datastores/", noun: "a data store", list: (*store.View).DataStores, one: (*store.View).DataStore,
		called: func(x *catalog.DataStore) (string, *int) { return x.Name, &x.Version }, of: dataStoreOf, wire: wireDataStore,
	}
)
