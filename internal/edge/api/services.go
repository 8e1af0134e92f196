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

func (h *handler) listServices(ctx context.Context, _ *struct{}) (*body[client.Page[client.Service]], error) {
	list, err := h.services(ctx)
	if err != nil {
		return nil, err
	}
	return listed(list, wireService), nil
}

func (h *handler) services(ctx context.Context) (list []catalog.Service, err error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	err = h.store.Read(ctx, func(v *store.View) error {
		list, err = v.Services()
		return err
	})
	return list, err
}

// Named names a service.
type Named struct {
	Name string `path:"name"`
}

func (h *handler) showService(ctx context.Context, in *Named) (*shown[client.Service], error) {
	if err := auth.Actor(ctx).May(person.See); err != nil {
		return nil, err
	}
	s, err := h.service(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	return atVersion(ctx, s.Version, wireService(s))
}

// service is for those who may see the catalog, and for those who have just written all of it.
func (h *handler) service(ctx context.Context, name string) (s catalog.Service, err error) {
	err = h.store.Read(ctx, func(v *store.View) error {
		s, err = v.Service(name)
		return err
	})
	return s, err
}

func (h *handler) addService(ctx context.Context, in *struct{ Body client.NewService }) (*made[client.Service], error) {
	s := catalog.Service{Name: in.Body.Name, Description: in.Body.Description, Owner: in.Body.Owner}
	err := h.desk.SaveService(ctx, auth.Actor(ctx), s)
	if problem.KindOf(err) == problem.KindStale {
		return nil, problem.Conflict("There is a service with this name already.").At("name").Next("Change that one, or choose another name.")
	}
	if err != nil {
		return nil, err
	}
	s, err = h.service(ctx, s.Name)
	return &made[client.Service]{Location: "/api/v1/services/" + url.PathEscape(s.Name), Body: wireService(s)}, err
}

type serviceText struct {
	Named
	Over
	Body client.ServiceText
}

func (h *handler) saveService(ctx context.Context, in *serviceText) (*shown[client.Service], error) {
	version, err := seen(ctx)
	if err != nil {
		return nil, err
	}
	if version == 0 { // Which would add one.
		return nil, notATag()
	}
	s := catalog.Service{Name: in.Name, Description: in.Body.Description, Owner: in.Body.Owner, Version: version}
	if err := h.desk.SaveService(ctx, auth.Actor(ctx), s); err != nil {
		return nil, err
	}
	if s, err = h.service(ctx, in.Name); err != nil {
		return nil, err
	}
	return atVersion(ctx, s.Version, wireService(s))
}

func (h *handler) removeService(ctx context.Context, in *Named) (*nothing, error) {
	return done(h.desk.RemoveService(ctx, auth.Actor(ctx), in.Name))
}

func wireService(s catalog.Service) client.Service {
	return client.Service{Name: s.Name, Description: s.Description, Owner: s.Owner, CreatedAt: s.CreatedAt, Version: s.Version}
}
